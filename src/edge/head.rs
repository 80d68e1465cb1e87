//! A request's head: its end, its parsed form, and what is refused in it.

use super::framing::{Framing, FramingHeaders};
use super::refusal::Refusal::{self, BadRequest, HeadTooLarge, UriTooLong};

const MAX_BYTES: usize = 16 << 10;
const MAX_TARGET: usize = 8 << 10;
const MAX_HEADERS: usize = 64;

/// A parsed head, owned.
#[derive(Debug)]
pub(super) struct Head {
    pub method: String,
    /// Path and query as sent, or `*`.
    pub target: String,
    pub headers: Vec<(String, String)>,
    /// HTTP/1.1, which has chunks.
    pub http11: bool,
    pub framing: Framing,
    pub awaits_continue: bool,
    pub keep_alive: bool,
}

/// Where the head that begins `bytes` ends, if all of it is there; `seen` bytes were checked before.
/// Lines end in CRLF alone and contain no control byte: httparse is more lenient.
pub(super) fn end(bytes: &[u8], seen: usize) -> Result<Option<usize>, Refusal> {
    let allowed = &bytes[..bytes.len().min(MAX_BYTES)];
    let waits = seen > 0 && allowed[seen - 1] == b'\r';
    let mut at = if waits { seen - 1 } else { seen };
    let special = |byte: &u8| byte.is_ascii_control() && *byte != b'\t';
    while let Some(further) = allowed[at..].iter().position(special) {
        at += further;
        match (allowed[at], allowed.get(at + 1)) {
            (b'\r', None) => break,
            (b'\r', Some(b'\n')) if at == 0 => {
                return Err(BadRequest("an empty line before the request"));
            }
            (b'\r', Some(b'\n')) if allowed[..at].ends_with(b"\r\n") => return Ok(Some(at + 2)),
            (b'\r', Some(b'\n')) => at += 2,
            (b'\r', Some(_)) => return Err(BadRequest("a bare CR")),
            (b'\n', _) => return Err(BadRequest("a bare LF")),
            _ => return Err(BadRequest("a control byte")),
        }
    }
    match bytes.get(..MAX_BYTES) {
        Some(all) if all.contains(&b'\n') => Err(HeadTooLarge),
        Some(_) => Err(UriTooLong),
        None => Ok(None),
    }
}

/// Whether a header's name may have this byte (`tchar` in RFC 9110, 5.6.2).
pub(crate) const fn is_token(byte: u8) -> bool {
    matches!(byte, b'!' | b'#'..=b'\'' | b'*' | b'+' | b'-' | b'.' | b'0'..=b'9' | b'A'..=b'Z' | b'^'..=b'z' | b'|' | b'~')
}

/// Reads a whole head, of which [`end`] has found the end.
pub(super) fn parse(bytes: &[u8]) -> Result<Head, Refusal> {
    let mut slots = [httparse::EMPTY_HEADER; MAX_HEADERS];
    let mut raw = httparse::Request::new(&mut slots);
    let status = raw.parse(bytes).map_err(|error| refusal(error, bytes))?;
    let (true, Some(method), Some(target)) = (status.is_complete(), raw.method, raw.path) else {
        return Err(BadRequest("half a head"));
    };
    let http11 = raw.version == Some(1);
    let mut framing = FramingHeaders::default();
    let mut headers = Vec::with_capacity(raw.headers.len());
    for header in raw.headers.iter() {
        framing.add(header.name, header.value)?;
        let value = String::from_utf8_lossy(header.value).into_owned();
        headers.push((header.name.to_owned(), value));
    }
    framing.check(http11)?;
    Ok(Head {
        method: method.to_owned(),
        target: origin_form(method, target, framing.host)?.into_owned(),
        headers,
        http11,
        framing: framing.framing(),
        awaits_continue: http11 && framing.awaits_continue,
        keep_alive: framing.keep_alive.unwrap_or(http11),
    })
}

/// Method and target, as far as they can be read, of a head that was refused.
pub(super) fn request_line(bytes: &[u8]) -> Option<(String, String)> {
    let line = bytes.split(|&byte| byte == b'\r').next()?;
    let mut words = std::str::from_utf8(line).ok()?.split(' ');
    let (method, target) = (words.next()?, words.next()?);
    let plain = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_graphic());
    let whole = words.next()?.starts_with("HTTP/1.") && target.len() <= MAX_TARGET;
    (whole && plain(method) && plain(target) && target.starts_with('/'))
        .then(|| (method.to_owned(), target.to_owned()))
}

/// The target in origin-form (RFC 9112, 3.2.1): `*` stays, an absolute one loses its authority, which
/// must be the one in `Host`.
fn origin_form<'a>(
    method: &str,
    target: &'a str,
    host: Option<&str>,
) -> Result<std::borrow::Cow<'a, str>, Refusal> {
    if method == "CONNECT" {
        return Err(Refusal::NotImplemented);
    } else if target.len() > MAX_TARGET {
        return Err(UriTooLong);
    } else if !target.is_ascii() || target.contains('#') {
        return Err(BadRequest("a character that no target has"));
    } else if target.starts_with('/') || (target == "*" && method == "OPTIONS") {
        return Ok(target.into());
    }
    let (scheme, rest) = target.split_once("://").ok_or(BadRequest("the target"))?;
    let (authority, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    let known = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    if !known || !host.is_some_and(|host| host.eq_ignore_ascii_case(authority)) {
        return Err(BadRequest("a target that is elsewhere"));
    }
    Ok(if path.starts_with('/') {
        path.into()
    } else {
        format!("/{path}").into()
    })
}

fn refusal(error: httparse::Error, bytes: &[u8]) -> Refusal {
    let line = bytes
        .split(|&byte| byte == b'\r')
        .next()
        .unwrap_or_default();
    let version = line
        .splitn(3, |&byte| byte == b' ')
        .nth(2)
        .unwrap_or_default();
    let other_version = version.starts_with(b"HTTP/") && !version.contains(&b' ');
    match error {
        httparse::Error::TooManyHeaders => HeadTooLarge,
        httparse::Error::Version if other_version => Refusal::VersionNotSupported,
        httparse::Error::HeaderName => BadRequest("a header's name"),
        httparse::Error::HeaderValue => BadRequest("a header's value"),
        _ => BadRequest("the request line"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(line: &str) -> Result<String, Refusal> {
        parse(format!("{line} HTTP/1.1\r\nHost: a:1\r\n\r\n").as_bytes()).map(|head| head.target)
    }

    /// As RFC 9110 lists them.
    #[test]
    fn names_of_headers_have_these_bytes() {
        for byte in 0..=u8::MAX {
            let listed = byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
            assert_eq!(is_token(byte), listed, "{byte}");
        }
    }

    #[test]
    fn targets_become_origin_form() {
        assert_eq!(target("GET /a%2Fb?c=%20").unwrap(), "/a%2Fb?c=%20");
        assert_eq!(target("GET //a").unwrap(), "//a");
        assert_eq!(target("GET http://a:1/b?c").unwrap(), "/b?c");
        assert_eq!(target("GET HTTPS://A:1?c").unwrap(), "/?c");
        assert_eq!(target("GET http://a:1").unwrap(), "/");
        assert_eq!(target("OPTIONS *").unwrap(), "*");
        assert_eq!(target("CONNECT a:1"), Err(Refusal::NotImplemented));
        for wrong in [
            "GET *",
            "GET b",
            "GET http://b/",
            "GET ftp://a:1/",
            "GET /#",
            "GET /\u{e9}",
        ] {
            assert!(matches!(target(wrong), Err(BadRequest(_))), "{wrong}");
        }
    }

    #[test]
    fn headers_arrive_as_sent() {
        let head = parse(b"GET / HTTP/1.0\r\nX-aB:  c d \t\r\nx-aB:\r\nL: \xe9\r\n\r\n").unwrap();
        let expected = [("X-aB", "c d"), ("x-aB", ""), ("L", "\u{fffd}")];
        let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(head.headers, expected);
        assert!(!head.http11 && !head.keep_alive);
    }

    #[test]
    fn the_request_line_of_a_refused_head_is_read() {
        let line = |text: &str| request_line(text.as_bytes());
        let known = Some(("POST".to_owned(), "/a?b".to_owned()));
        assert_eq!(line("POST /a?b HTTP/1.1\r\nHost : x"), known);
        for unknown in [
            "",
            "POST",
            "POST /a",
            "POST /a\nX HTTP/1.1\r\n",
            "GET a HTTP/1.1\r\n",
        ] {
            assert_eq!(line(unknown), None, "{unknown}");
        }
    }
}
