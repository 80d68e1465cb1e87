//! Answers: rouille's `Response` as bytes.

use std::cell::RefCell;
use std::io::{self, Read, Write};
use std::time::{SystemTime, UNIX_EPOCH};

use rouille::Response;
use time::{OffsetDateTime, macros::format_description};

use super::head::is_token;

/// Bytes of body sent at once; a body that fits goes out in one write with its head.
const STEP: u64 = 32 << 10;

/// Headers about the connection and the framing, which the edge alone decides.
#[rustfmt::skip]
const EDGE_HEADERS: [&str; 9] = [
    "connection", "content-length", "date", "keep-alive", "proxy-connection", "te", "trailer",
    "transfer-encoding", "upgrade",
];

/// How the request asks to be answered.
#[derive(Debug, Clone, Copy)]
pub(super) struct ReplyOptions {
    /// HEAD: everything but the body.
    pub head_only: bool,
    /// HTTP/1.1, which knows chunks.
    pub http11: bool,
    pub keep_alive: bool,
}

impl ReplyOptions {
    /// For a refusal, after which the connection ends.
    pub(crate) fn final_reply(head_only: bool) -> Self {
        let (http11, keep_alive) = (true, false);
        Self {
            head_only,
            http11,
            keep_alive,
        }
    }
}

/// How the end of a reply's body is marked.
enum ReplyFraming {
    Nothing,
    Sized(u64),
    Chunked,
    UntilClose,
}

/// How large a thread's buffer stays between two answers, in bytes.
const KEPT: usize = 16 << 10;

thread_local! {
    static WRITER: RefCell<ReplyWriter> = RefCell::default();
}

/// Sends an answer with this thread's writer; returns whether the connection is kept alive.
pub(super) fn send(
    to: &mut impl Write,
    response: Response,
    options: ReplyOptions,
) -> io::Result<bool> {
    WRITER.with_borrow_mut(|writer| writer.send(to, response, options))
}

/// Writes answers; reuses its buffer, and formats the date once a second.
#[derive(Default)]
struct ReplyWriter {
    out: Vec<u8>,
    second: u64,
    date: String,
}

impl ReplyWriter {
    /// Sends an answer; returns whether the connection is kept alive.
    fn send(
        &mut self,
        to: &mut impl Write,
        response: Response,
        options: ReplyOptions,
    ) -> io::Result<bool> {
        let (reader, size) = response.data.into_reader_and_size();
        let (status, framing) = framing(response.status_code, size, options);
        let keep_alive = options.keep_alive && !matches!(framing, ReplyFraming::UntilClose);
        self.start(status);
        for (name, value) in response
            .headers
            .iter()
            .filter(|(name, _)| !is_edge_header(name))
        {
            self.header(name, value);
        }
        match framing {
            ReplyFraming::Sized(size) => write!(self.out, "Content-Length: {size}\r\n")?,
            ReplyFraming::Chunked => self.out.extend(b"Transfer-Encoding: chunked\r\n"),
            ReplyFraming::Nothing | ReplyFraming::UntilClose => {}
        }
        match (keep_alive, options.http11) {
            (false, _) => self.out.extend(b"Connection: close\r\n\r\n"),
            (true, false) => self.out.extend(b"Connection: keep-alive\r\n\r\n"),
            (true, true) => self.out.extend(b"\r\n"),
        }
        let sent = match framing {
            ReplyFraming::Sized(size) if !options.head_only => self.send_sized(to, reader, size),
            ReplyFraming::Chunked if !options.head_only => self.send_unsized(to, reader, true),
            ReplyFraming::UntilClose if !options.head_only => self.send_unsized(to, reader, false),
            _ => to.write_all(&self.out),
        };
        self.out.clear();
        self.out.shrink_to(KEPT);
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

    /// Leaves out a header that would end its own line early: against response splitting.
    fn header(&mut self, name: &str, value: &str) {
        let named = !name.is_empty() && name.bytes().all(is_token);
        // All bytes, since what can't end early is looked at many bytes at a time.
        let ends = |ends, byte: u8| ends | matches!(byte, 0..=8 | 10..=31 | 127);
        if named && !value.bytes().fold(false, ends) {
            for part in [name, ": ", value, "\r\n"] {
                self.out.extend_from_slice(part.as_bytes());
            }
        } else {
            tracing::warn!(?name, "a header with forbidden bytes was not sent");
        }
    }

    fn send_sized(
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

    /// Sends a body of unknown size as the reader yields it.
    fn send_unsized(
        &mut self,
        to: &mut impl Write,
        mut from: impl Read,
        chunked: bool,
    ) -> io::Result<()> {
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

/// The status that is sent (never 1xx, which isn't final) and how its body ends.
fn framing(status: u16, size: Option<usize>, options: ReplyOptions) -> (u16, ReplyFraming) {
    let body = match (status, size) {
        (204 | 304, _) => ReplyFraming::Nothing,
        (200..=999, Some(size)) => ReplyFraming::Sized(size as u64),
        (200..=999, None) if options.http11 => ReplyFraming::Chunked,
        (200..=999, None) => ReplyFraming::UntilClose,
        _ => return (500, ReplyFraming::Nothing),
    };
    (status, body)
}

fn is_edge_header(name: &str) -> bool {
    EDGE_HEADERS
        .iter()
        .any(|own| own.eq_ignore_ascii_case(name))
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
const REASONS: [(u16, &str); 36] = [
    (200, "OK"), (201, "Created"), (202, "Accepted"), (204, "No Content"),
    (206, "Partial Content"), (301, "Moved Permanently"), (302, "Found"), (303, "See Other"),
    (304, "Not Modified"), (307, "Temporary Redirect"), (308, "Permanent Redirect"),
    (400, "Bad Request"), (401, "Unauthorized"), (403, "Forbidden"), (404, "Not Found"),
    (405, "Method Not Allowed"), (406, "Not Acceptable"), (408, "Request Timeout"),
    (409, "Conflict"), (410, "Gone"), (411, "Length Required"), (412, "Precondition Failed"),
    (413, "Content Too Large"), (414, "URI Too Long"), (415, "Unsupported Media Type"),
    (416, "Range Not Satisfiable"), (417, "Expectation Failed"), (421, "Misdirected Request"),
    (422, "Unprocessable Content"),
    (429, "Too Many Requests"), (431, "Request Header Fields Too Large"),
    (500, "Internal Server Error"), (501, "Not Implemented"), (503, "Service Unavailable"),
    (505, "HTTP Version Not Supported"), (507, "Insufficient Storage"),
];

/// The reason phrase, which clients ignore: an unknown status has none.
fn reason(status: u16) -> &'static str {
    let found = REASONS.iter().find(|(known, _)| *known == status);
    found.map_or("", |(_, reason)| reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_have_the_format_of_http() {
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
        let options = ReplyOptions {
            head_only: false,
            http11: true,
            keep_alive: true,
        };
        assert!(
            ReplyWriter::default()
                .send(&mut Vec::new(), response, options)
                .is_err()
        );
    }
}
