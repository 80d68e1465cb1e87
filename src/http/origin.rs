//! Origins: scheme, host and port, compared as browsers compare them and not as text.

use std::cell::RefCell;
use std::rc::Rc;

use url::{Host, Url};

thread_local! {
    /// What was read last of a `Host`: to read one costs a tenth of a short request, and hardly any client writes another
    /// than the one before.
    static LAST: RefCell<Option<(String, Rc<Origin>)>> = const { RefCell::new(None) };
}

/// The origin of a page or a server. Two are the same however they were written: the host is in lower
/// case and in punycode, and a port that goes with the scheme is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Origin(Url);

/// Why a text is no origin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotAnOrigin {
    /// It isn't an `http` or `https` URL with a host.
    Unreadable,
    /// It has more than an origin: a path, a query, a name to sign in with.
    TooLong,
}

impl Origin {
    /// Reads an origin; a slash at its end is no path.
    pub(crate) fn parse(text: &str) -> Result<Self, NotAnOrigin> {
        let is_odd = |letter: char| letter.is_whitespace() || letter.is_control();
        let (scheme, _) = text.split_once("://").ok_or(NotAnOrigin::Unreadable)?;
        let is_web = ["http", "https"]
            .iter()
            .any(|known| scheme.eq_ignore_ascii_case(known));
        if !is_web || text.contains(is_odd) {
            return Err(NotAnOrigin::Unreadable);
        }
        let url = Url::parse(text).map_err(|_| NotAnOrigin::Unreadable)?;
        let is_bare = url.path().chars().all(|letter| letter == '/')
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none();
        if !is_bare {
            return Err(NotAnOrigin::TooLong);
        }
        // Without the slashes at its end, which `url` keeps.
        let origin = url.origin().ascii_serialization();
        Url::parse(&origin)
            .map(Self)
            .map_err(|_| NotAnOrigin::Unreadable)
    }

    /// The origin that a client reaches a server at, by this scheme and the `Host` it sends.
    pub(crate) fn of_host(&self, host: &str) -> Option<Self> {
        Self::parse(&format!("{}://{host}", self.0.scheme())).ok()
    }

    /// The origin that a client wrote to as `Host`, over TLS or not.
    pub(super) fn written(host: &str, secure: bool) -> Option<Rc<Self>> {
        LAST.with_borrow_mut(|last| {
            if let Some((text, origin)) = last
                && text == host
                && origin.is_secure() == secure
            {
                return Some(Rc::clone(origin));
            }
            let scheme = if secure { "https" } else { "http" };
            let origin = Rc::new(Self::parse(&format!("{scheme}://{host}")).ok()?);
            *last = Some((host.to_owned(), Rc::clone(&origin)));
            Some(origin)
        })
    }

    /// Whether it is reached by TLS.
    pub(crate) fn is_secure(&self) -> bool {
        self.0.scheme() == "https"
    }

    /// Whether it leads to the machine that asks for it.
    pub(crate) fn is_loopback(&self) -> bool {
        match self.0.host() {
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            None => false,
        }
    }

    /// The host.
    pub(super) fn host(&self) -> Option<Host<&str>> {
        self.0.host()
    }

    /// Whether both have the same host, at whichever port.
    pub(crate) fn shares_host(&self, other: &Self) -> bool {
        self.0.host() == other.0.host()
    }
}

/// As browsers write it, without a slash at its end.
impl std::fmt::Display for Origin {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text = self.0.as_str();
        out.write_str(text.strip_suffix('/').unwrap_or(text))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(text: &str) -> Result<String, NotAnOrigin> {
        Origin::parse(text).map(|origin| origin.to_string())
    }

    #[test]
    fn one_origin_however_it_is_written() {
        for (text, same) in [
            ("https://quiz.example.com:443", "https://quiz.example.com"),
            ("http://quiz.example.com:80/", "http://quiz.example.com"),
            ("HTTPS://Quiz.Example.COM//", "https://quiz.example.com"),
            (
                "https://quiz.exämple.com",
                "https://quiz.xn--exmple-cua.com",
            ),
            (
                "https://QUIZ.EXÄMPLE.COM:443",
                "https://quiz.xn--exmple-cua.com",
            ),
            ("http://[::1]:5000", "http://[::1]:5000"),
            ("http://[0:0:0:0:0:0:0:1]:80", "http://[::1]"),
            ("http://192.168.1.5:5000", "http://192.168.1.5:5000"),
            ("https://quiz.example.com:80", "https://quiz.example.com:80"),
        ] {
            assert_eq!(shown(text).as_deref(), Ok(same), "{text}");
        }
    }

    #[test]
    fn nothing_else_is_an_origin() {
        use NotAnOrigin::{TooLong, Unreadable};
        for (text, why) in [
            ("https://example.com/quiz", TooLong),
            ("https://example.com?a", TooLong),
            ("https://example.com#a", TooLong),
            ("https://ann@example.com", TooLong),
            ("null", Unreadable),
            ("", Unreadable),
            ("quiz.example.com", Unreadable),
            ("ftp://example.com", Unreadable),
            ("https://", Unreadable),
            ("https:///", Unreadable),
            ("https://a b", Unreadable),
            ("https://a\r\nb", Unreadable),
            ("https://example.com:99999", Unreadable),
            ("file:///etc", Unreadable),
        ] {
            assert_eq!(shown(text), Err(why), "{text}");
        }
    }

    #[test]
    fn what_was_read_last_is_not_taken_for_another() {
        let shown =
            |host: &str, secure| Origin::written(host, secure).map(|origin| origin.to_string());
        for _ in 0..2 {
            assert_eq!(
                shown("A.example:80", false).as_deref(),
                Some("http://a.example")
            );
            assert_eq!(
                shown("A.example:80", true).as_deref(),
                Some("https://a.example:80")
            );
            assert_eq!(
                shown("b.example", true).as_deref(),
                Some("https://b.example")
            );
            assert_eq!(shown("a b", true), None);
        }
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_as_the_same(text in "https?://\\PC{0,30}") {
            if let Ok(origin) = Origin::parse(&text) {
                prop_assert_eq!(origin.to_string(), origin.0.origin().ascii_serialization());
                prop_assert_eq!(Origin::parse(&origin.to_string()), Ok(origin));
            }
        }
    }
}
