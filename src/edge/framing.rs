//! The headers that decide how a message is framed, and the combinations that are refused.

use super::refusal::Refusal::{self, BadRequest};

/// How the body's end is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Framing {
    Length(u64),
    Chunked,
}

/// The headers about framing and the connection.
#[derive(Debug, Default)]
pub(super) struct FramingHeaders<'a> {
    pub host: Option<&'a str>,
    length: Option<u64>,
    chunked: bool,
    pub awaits_continue: bool,
    /// What `Connection` asks for; `close` wins.
    pub keep_alive: Option<bool>,
}

impl<'a> FramingHeaders<'a> {
    /// Reads one header.
    pub(crate) fn add(&mut self, name: &str, value: &'a [u8]) -> Result<(), Refusal> {
        let is = |known: &str| name.eq_ignore_ascii_case(known);
        if is("host") {
            let host = host(value).ok_or(BadRequest("a malformed Host"))?;
            require(self.host.replace(host).is_none(), "two Hosts")?;
        } else if is("content-length") {
            let length = number(value, 10).ok_or(BadRequest("a malformed Content-Length"))?;
            require(self.length.replace(length).is_none(), "two Content-Lengths")?;
        } else if is("transfer-encoding") {
            require(!self.chunked, "two Transfer-Encodings")?;
            coding(value)?;
            self.chunked = true;
        } else if is("expect") {
            if !value.trim_ascii().eq_ignore_ascii_case(b"100-continue") {
                return Err(Refusal::ExpectationFailed);
            }
            self.awaits_continue = true;
        } else if is("connection") {
            for token in value.split(|&byte| byte == b',').map(<[u8]>::trim_ascii) {
                if token.eq_ignore_ascii_case(b"close") {
                    self.keep_alive = Some(false);
                } else if token.eq_ignore_ascii_case(b"keep-alive") {
                    self.keep_alive.get_or_insert(true);
                }
            }
        }
        Ok(())
    }

    /// Refuses headers that are valid alone and contradict each other.
    pub(crate) fn check(&self, http11: bool) -> Result<(), Refusal> {
        require(
            !(self.chunked && self.length.is_some()),
            "a length and chunks",
        )?;
        require(http11 || !self.chunked, "chunks in HTTP/1.0")?;
        require(!http11 || self.host.is_some(), "no Host")
    }

    pub(crate) fn framing(&self) -> Framing {
        if self.chunked {
            Framing::Chunked
        } else {
            Framing::Length(self.length.unwrap_or(0))
        }
    }
}

fn require(condition: bool, reason: &'static str) -> Result<(), Refusal> {
    if condition {
        Ok(())
    } else {
        Err(BadRequest(reason))
    }
}

/// Digits alone: no sign, no blank, no list, no overflow.
pub(super) fn number(digits: &[u8], radix: u32) -> Option<u64> {
    let plain = digits.iter().all(|&byte| char::from(byte).is_digit(radix)) && digits.len() < 20;
    let text = std::str::from_utf8(digits).ok().filter(|_| plain)?;
    u64::from_str_radix(text, radix).ok()
}

/// `chunked` and nothing else. Unknown codings before it are 501, a malformed value is 400.
fn coding(value: &[u8]) -> Result<(), Refusal> {
    let mut codings = value
        .split(|&byte| byte == b',')
        .map(<[u8]>::trim_ascii)
        .rev();
    let chunked = |coding: &[u8]| coding.eq_ignore_ascii_case(b"chunked");
    let last = codings.next().is_some_and(chunked);
    match (last, codings.next()) {
        (true, None) => Ok(()),
        (true, Some(before)) if !before.is_empty() && !chunked(before) => {
            Err(Refusal::NotImplemented)
        }
        (false, None) if !value.trim_ascii().is_empty() => Err(Refusal::NotImplemented),
        _ => Err(BadRequest("a malformed Transfer-Encoding")),
    }
}

/// A name or address, perhaps in brackets, and perhaps a port.
fn host(value: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(value).ok()?;
    let (name, port) = match text.strip_prefix('[') {
        Some(rest) => {
            let (inside, after) = rest.split_once(']')?;
            inside.parse::<std::net::Ipv6Addr>().ok()?;
            (
                "ip",
                if after.is_empty() {
                    ""
                } else {
                    after.strip_prefix(':')?
                },
            )
        }
        None => text.split_once(':').unwrap_or((text, "")),
    };
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~%!$&'()*+,;=".contains(&byte);
    let named = !name.is_empty() && name.bytes().all(fits);
    (named && port.len() < 6 && port.bytes().all(|byte| byte.is_ascii_digit())).then_some(text)
}
