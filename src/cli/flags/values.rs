//! Flags' values, read from their text: spans of time, URLs, origins.

use std::time::Duration;

use crate::http::origin::{NotAnOrigin, Origin};

/// A span, or never.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Every(pub(crate) Option<Duration>);

pub(crate) fn every(text: &str) -> Result<Every, String> {
    const LEAST: Duration = Duration::from_secs(1);
    if text == "never" {
        return Ok(Every(None));
    }
    match humantime::parse_duration(text) {
        Ok(span) if span >= LEAST => Ok(Every(Some(span))),
        Ok(_) => Err("it must be 1s at least".to_owned()),
        Err(_) => Err("a span looks like 30m, 24h or 7d; never switches it off".to_owned()),
    }
}

pub(crate) fn public_url(text: &str) -> Result<String, String> {
    let read = Origin::parse(text).map_err(|why| match why {
        NotAnOrigin::TooLong => {
            "it must end after the host and its port, as in https://quiz.example.org: all paths are served \
             at the root of a host, so give this server a host or a port of its own"
        }
        NotAnOrigin::Unreadable => {
            "it must begin with http:// or https://, as in https://quiz.example.org"
        }
    });
    read.map(|origin| origin.to_string()).map_err(str::to_owned)
}

/// Any origin, and none.
pub(crate) const ANY: &str = "*";
pub(crate) const NONE: &str = "none";

/// An origin as browsers write it: in small letters, without the port that goes without saying.
pub(crate) fn origin(text: &str) -> Result<String, String> {
    if [ANY, NONE].contains(&text) {
        return Ok(text.to_owned());
    }
    if is_app_origin(text) {
        return Ok(text.to_ascii_lowercase());
    }
    let read = Origin::parse(text).map_err(|why| match why {
        NotAnOrigin::TooLong => "an origin has no path, as in https://app.example",
        NotAnOrigin::Unreadable => {
            "an origin looks like https://app.example, * is any, none is none"
        }
    });
    read.map(|origin| origin.to_string()).map_err(str::to_owned)
}

/// Whether this is the origin of an app's own pages, such as `capacitor://localhost`.
fn is_app_origin(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte);
    text.split_once("://").is_some_and(|(scheme, host)| {
        let is_web = ["http", "https"]
            .iter()
            .any(|web| scheme.eq_ignore_ascii_case(web));
        let named = |part: &str| !part.is_empty() && part.bytes().all(is_plain);
        !is_web && named(scheme) && named(host)
    })
}

/// A mail's sender.
pub(crate) fn address(text: &str) -> Result<String, String> {
    if crate::mail::is_address(text) {
        return Ok(text.to_owned());
    }
    Err("it must be an address, as in quiz@example.org".to_owned())
}

/// The name of a machine.
pub(crate) fn host_name(text: &str) -> Result<String, String> {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || ".-".contains(letter);
    if !text.is_empty() && text.len() <= 255 && text.chars().all(plain) {
        return Ok(text.to_owned());
    }
    Err("it must be the name of a machine, as in quiz.example.org".to_owned())
}

/// A span of time as people write it.
pub(crate) fn lifetime(text: &str) -> Result<Duration, String> {
    const LEAST: Duration = Duration::from_secs(60);
    const MOST: Duration = Duration::from_secs(3650 * 24 * 60 * 60);
    let span = humantime::parse_duration(text)
        .map_err(|_| "a span looks like 45m, 12h or 30d".to_owned())?;
    if (LEAST..=MOST).contains(&span) {
        Ok(span)
    } else {
        Err("it must be between 1m and 3650d".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_origins_and_spans() {
        assert_eq!(
            public_url("https://a.example/"),
            Ok("https://a.example".to_owned())
        );
        assert_eq!(
            public_url("https://quiz.exämple.com:443"),
            Ok("https://quiz.xn--exmple-cua.com".to_owned())
        );
        let path = public_url("https://a.example/quiz").unwrap_err();
        assert!(path.contains("root of a host"), "{path}");
        assert!(public_url("a.example").is_err());
        assert!(public_url("http://a\r\nb").is_err());
        for (text, known) in [
            ("*", "*"),
            ("none", "none"),
            ("https://App.example:8443/", "https://app.example:8443"),
            ("HTTPS://app.example:443", "https://app.example"),
            ("http://[::1]:80", "http://[::1]"),
            ("http://app.example:443", "http://app.example:443"),
            ("capacitor://localhost", "capacitor://localhost"),
            (
                "https://b\u{fc}cher.example",
                "https://xn--bcher-kva.example",
            ),
        ] {
            assert_eq!(origin(text), Ok(known.to_owned()), "{text}");
        }
        for text in [
            "",
            "null",
            "app.example",
            "https://",
            "://a",
            "https://app.example/path",
            "https://app.example?x",
            "https://a b",
            "https://a\u{7f}",
            "https://me@app.example",
        ] {
            assert!(origin(text).is_err(), "{text}");
        }
        assert_eq!(lifetime("12h"), Ok(Duration::from_secs(12 * 60 * 60)));
        assert!(lifetime("1s").is_err());
        assert!(lifetime("soon").is_err());
    }

    #[test]
    fn spans_and_never() {
        assert_eq!(every("24h"), Ok(Every(Some(Duration::from_secs(86_400)))));
        assert_eq!(every("never"), Ok(Every(None)));
        assert!(every("0s").is_err() && every("nightly").is_err());
    }
}
