//! Chunked bodies, read strictly.

use std::io::{self, BufRead, Read};

use super::body::RequestBody;
use super::framing::number;
use super::refusal::Refusal::BadRequest;
use super::refusal::{ReadError, Refusal};

const MAX_LINE: u64 = 256;
const MAX_TRAILERS: usize = 32;
/// Bytes that size lines may take beyond 16 for each chunk and 2 for each byte of data: bounds what
/// long extensions make us read.
const MAX_EXCESS: u64 = 16 << 10;

/// Reads chunks up to and with the trailers, which are checked and dropped.
pub(super) fn read(from: &mut impl BufRead, body: &mut RequestBody) -> Result<(), ReadError> {
    let mut excess = 0;
    loop {
        let line = read_line(from)?;
        let size = size(&line)?;
        if size == 0 {
            return skip_trailers(from);
        }
        excess =
            (excess + line.len() as u64).saturating_sub(size.saturating_mul(2).saturating_add(16));
        if excess > MAX_EXCESS {
            return Err(BadRequest("chunks of almost nothing").into());
        }
        body.append(from, size)?;
        let mut end = [0; 2];
        from.read_exact(&mut end)?;
        if &end != b"\r\n" {
            return Err(BadRequest("a chunk longer than its size").into());
        }
    }
}

/// One line without its CRLF.
fn read_line(from: &mut impl BufRead) -> Result<Vec<u8>, ReadError> {
    let mut line = Vec::new();
    from.by_ref().take(MAX_LINE).read_until(b'\n', &mut line)?;
    let refusal = match line.split_last_chunk() {
        Some((text, b"\r\n")) if text.iter().any(|&byte| byte < b' ' && byte != b'\t') => {
            BadRequest("a control byte among the chunks")
        }
        Some((text, b"\r\n")) => {
            line.truncate(text.len());
            return Ok(line);
        }
        _ if line.ends_with(b"\n") => BadRequest("a bare LF among the chunks"),
        _ if line.len() as u64 == MAX_LINE => BadRequest("a long line among the chunks"),
        _ => return Err(io::Error::from(io::ErrorKind::UnexpectedEof).into()),
    };
    Err(refusal.into())
}

/// Hexadecimal digits, then nothing or an extension, which is ignored.
fn size(line: &[u8]) -> Result<u64, Refusal> {
    let digits = line.split(|&byte| byte == b';').next().unwrap_or_default();
    number(digits, 16).ok_or(BadRequest("a chunk's size"))
}

fn skip_trailers(from: &mut impl BufRead) -> Result<(), ReadError> {
    for _ in 0..=MAX_TRAILERS {
        let line = read_line(from)?;
        if line.is_empty() {
            return Ok(());
        }
        let name = line.split(|&byte| byte == b':').next().unwrap_or_default();
        if name.is_empty() || name.len() == line.len() || !name.iter().all(u8::is_ascii_graphic) {
            return Err(BadRequest("a malformed trailer").into());
        }
    }
    Err(Refusal::HeadTooLarge.into())
}
