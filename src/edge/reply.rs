//! Answers: rouille's `Response` as bytes.

use std::io::{self, Read, Write};
use std::time::{SystemTime, UNIX_EPOCH};

use rouille::Response;
use time::{OffsetDateTime, macros::format_description};

/// Bytes of body sent at once; a body that fits goes out in one write with its head.
const STEP: u64 = 32 << 10;

/// Headers about the connection and the framing, which the edge alone decides.
#[rustfmt::skip]
const OURS: [&str; 9] = [
    "connection", "content-length", "date", "keep-alive", "proxy-connection", "te", "trailer",
    "transfer-encoding", "upgrade",
];

/// How this client wants to be answered.
#[derive(Debug, Clone, Copy)]
pub(super) struct Manner {
    /// HEAD: everything but the body.
    pub bare: bool,
    /// HTTP/1.1, which knows chunks.
    pub modern: bool,
    pub keep_alive: bool,
}

impl Manner {
    /// For a refusal, after which the connection ends.
    pub(crate) fn last(bare: bool) -> Self {
        let (modern, keep_alive) = (true, false);
        Self {
            bare,
            modern,
            keep_alive,
        }
    }
}

enum Body {
    Nothing,
    Sized(u64),
    Chunked,
    UntilClose,
}

/// Writes answers; keeps its buffer, and the second's date, from one to the next.
#[derive(Default)]
pub(super) struct Writer {
    out: Vec<u8>,
    second: u64,
    date: String,
}

impl Writer {
    /// Sends an answer, and says whether the connection may stay.
    pub(crate) fn send(
        &mut self,
        to: &mut impl Write,
        response: Response,
        manner: Manner,
    ) -> io::Result<bool> {
        let (reader, size) = response.data.into_reader_and_size();
        let (status, framing) = framing(response.status_code, size, manner);
        let keep_alive = manner.keep_alive && !matches!(framing, Body::UntilClose);
        self.start(status);
        for (name, value) in response.headers.iter().filter(|(name, _)| !is_ours(name)) {
            self.header(name, value);
        }
        match framing {
            Body::Sized(size) => write!(self.out, "Content-Length: {size}\r\n")?,
            Body::Chunked => self.out.extend(b"Transfer-Encoding: chunked\r\n"),
            Body::Nothing | Body::UntilClose => {}
        }
        match (keep_alive, manner.modern) {
            (false, _) => self.out.extend(b"Connection: close\r\n\r\n"),
            (true, false) => self.out.extend(b"Connection: keep-alive\r\n\r\n"),
            (true, true) => self.out.extend(b"\r\n"),
        }
        let sent = match framing {
            Body::Sized(size) if !manner.bare => self.pour_sized(to, reader, size),
            Body::Chunked if !manner.bare => self.pour(to, reader, true),
            Body::UntilClose if !manner.bare => self.pour(to, reader, false),
            _ => to.write_all(&self.out),
        };
        self.out.clear();
        self.out.shrink_to(4 << 10); // an idle connection must be cheap
        sent.map(|()| keep_alive)
    }

    fn start(&mut self, status: u16) {
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        let now = now.map_or(0, |since| since.as_secs());
        if self.second != now || self.date.is_empty() {
            self.second = now;
            self.date = http_date(now);
        }
        // Writing to a vector cannot fail.
        let _ = write!(
            self.out,
            "HTTP/1.1 {status} {}\r\nDate: {}\r\n",
            reason(status),
            self.date
        );
    }

    /// A header that would end its own line early is left out: it would let one answer become two.
    fn header(&mut self, name: &str, value: &str) {
        let token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
        let named = !name.is_empty() && name.bytes().all(token);
        let ends = |byte: u8| byte.is_ascii_control() && byte != b'\t';
        if named && !value.bytes().any(ends) {
            let _ = write!(self.out, "{name}: {value}\r\n");
        } else {
            tracing::warn!(?name, "a header with forbidden bytes was not sent");
        }
    }

    fn pour_sized(
        &mut self,
        to: &mut impl Write,
        mut from: impl Read,
        mut left: u64,
    ) -> io::Result<()> {
        loop {
            let step = left.min(STEP);
            self.out.reserve(usize::try_from(step).unwrap_or(0));
            if (from.by_ref().take(step).read_to_end(&mut self.out)? as u64) < step {
                // The length is promised: only closing tells the client that this isn't all.
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            to.write_all(&self.out)?;
            self.out.clear();
            left -= step;
            if left == 0 {
                return Ok(());
            }
        }
    }

    /// Sends a body of unknown size piece by piece, as the reader has them.
    fn pour(&mut self, to: &mut impl Write, mut from: impl Read, chunked: bool) -> io::Result<()> {
        let mut piece = vec![0; 8 << 10];
        loop {
            let size = match from.read(&mut piece) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                result => result?,
            };
            if chunked {
                write!(self.out, "{size:x}\r\n")?;
            }
            self.out.extend(&piece[..size]);
            if chunked {
                self.out.extend(b"\r\n");
            }
            to.write_all(&self.out)?;
            self.out.clear();
            if size == 0 {
                return Ok(());
            }
        }
    }
}

/// The status that is sent (a final answer is none of 1xx) and how its body ends.
fn framing(status: u16, size: Option<usize>, manner: Manner) -> (u16, Body) {
    let body = match (status, size) {
        (204 | 304, _) => Body::Nothing,
        (200..=999, Some(size)) => Body::Sized(size as u64),
        (200..=999, None) if manner.modern => Body::Chunked,
        (200..=999, None) => Body::UntilClose,
        _ => return (500, Body::Nothing),
    };
    (status, body)
}

fn is_ours(name: &str) -> bool {
    OURS.iter().any(|ours| ours.eq_ignore_ascii_case(name))
}

fn http_date(second: u64) -> String {
    let form = format_description!(
        "[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT"
    );
    let moment = i64::try_from(second)
        .ok()
        .and_then(|s| OffsetDateTime::from_unix_timestamp(s).ok());
    moment
        .unwrap_or(OffsetDateTime::UNIX_EPOCH)
        .format(&form)
        .unwrap_or_default()
}

#[rustfmt::skip]
const REASONS: [(u16, &str); 35] = [
    (200, "OK"), (201, "Created"), (202, "Accepted"), (204, "No Content"),
    (206, "Partial Content"), (301, "Moved Permanently"), (302, "Found"), (303, "See Other"),
    (304, "Not Modified"), (307, "Temporary Redirect"), (308, "Permanent Redirect"),
    (400, "Bad Request"), (401, "Unauthorized"), (403, "Forbidden"), (404, "Not Found"),
    (405, "Method Not Allowed"), (406, "Not Acceptable"), (408, "Request Timeout"),
    (409, "Conflict"), (410, "Gone"), (411, "Length Required"), (412, "Precondition Failed"),
    (413, "Content Too Large"), (414, "URI Too Long"), (415, "Unsupported Media Type"),
    (416, "Range Not Satisfiable"), (417, "Expectation Failed"), (422, "Unprocessable Content"),
    (429, "Too Many Requests"), (431, "Request Header Fields Too Large"),
    (500, "Internal Server Error"), (501, "Not Implemented"), (503, "Service Unavailable"),
    (505, "HTTP Version Not Supported"), (507, "Insufficient Storage"),
];

/// The words after a status, which nobody needs: an unknown one goes without.
fn reason(status: u16) -> &'static str {
    let found = REASONS.iter().find(|(known, _)| *known == status);
    found.map_or("", |(_, reason)| reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_written_as_http_wants_them() {
        assert_eq!(http_date(784_111_777), "Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(http_date(1_709_164_800), "Thu, 29 Feb 2024 00:00:00 GMT");
    }

    #[test]
    fn a_body_shorter_than_promised_is_an_error() {
        let data = rouille::ResponseBody::from_reader_and_size(&b"abc"[..], 4);
        let response = Response {
            data,
            ..Response::text("")
        };
        let manner = Manner {
            bare: false,
            modern: true,
            keep_alive: true,
        };
        assert!(
            Writer::default()
                .send(&mut Vec::new(), response, manner)
                .is_err()
        );
    }
}
