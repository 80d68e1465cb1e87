//! Reads a file byte by byte, with lookahead and line numbers.

use std::io::{self, ErrorKind, Read};

/// The bytes of a file; it ends where reading fails.
pub(crate) struct Bytes {
    input: Box<dyn Read>,
    buffer: Vec<u8>,
    at: usize,
    end: usize,
    line: u64,
    failed: Option<io::Error>,
}

/// Bytes read at once; also the longest lookahead.
const BUFFER: usize = 64 * 1024;

impl Bytes {
    /// Bytes of this input, from its line 1 on.
    #[must_use]
    pub(crate) fn new(input: Box<dyn Read>) -> Self {
        Self {
            input,
            buffer: vec![0; BUFFER],
            at: 0,
            end: 0,
            line: 1,
            failed: None,
        }
    }

    /// The next byte, not consumed.
    #[inline]
    pub(crate) fn peek(&mut self) -> Option<u8> {
        if self.at == self.end && !self.fill() {
            return None;
        }
        Some(self.buffer[self.at])
    }

    /// Consumes the next byte.
    #[inline]
    pub(crate) fn pop(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.at += 1;
        self.line += u64::from(byte == b'\n');
        Some(byte)
    }

    /// Up to `count` of the next bytes, not consumed; fewer only at the end of the file.
    pub(crate) fn ahead(&mut self, count: usize) -> &[u8] {
        let count = count.min(BUFFER);
        if self.end - self.at < count {
            self.buffer.copy_within(self.at..self.end, 0);
            (self.at, self.end) = (0, self.end - self.at);
            while self.end < count && self.read_more() {}
        }
        &self.buffer[self.at..self.end.min(self.at + count)]
    }

    /// Whether these bytes come next.
    pub(crate) fn is_ahead(&mut self, text: &[u8]) -> bool {
        self.ahead(text.len()) == text
    }

    /// Consumes the next bytes if they are these.
    pub(crate) fn take_if(&mut self, text: &[u8]) -> bool {
        let found = self.is_ahead(text);
        if found {
            self.skip(text.len());
        }
        found
    }

    /// Consumes so many bytes.
    pub(crate) fn skip(&mut self, count: usize) {
        for _ in 0..count {
            self.pop();
        }
    }

    /// Consumes whitespace.
    pub(crate) fn skip_blank(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.pop();
        }
    }

    /// The line of the next byte.
    #[must_use]
    pub(crate) const fn line(&self) -> u64 {
        self.line
    }

    /// Why reading stopped, if not at the file's end; returned once.
    pub(crate) fn failure(&mut self) -> Option<io::Error> {
        self.failed.take()
    }

    fn fill(&mut self) -> bool {
        (self.at, self.end) = (0, 0);
        self.read_more()
    }

    fn read_more(&mut self) -> bool {
        if self.failed.is_some() {
            return false;
        }
        loop {
            match self.input.read(&mut self.buffer[self.end..]) {
                Ok(count) => {
                    self.end += count;
                    return count > 0;
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => {
                    self.failed = Some(error);
                    return false;
                }
            }
        }
    }
}

/// For readers of whole blocks; lines are counted, too.
impl Read for Bytes {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.peek().is_none() {
            return self.failure().map_or(Ok(0), Err);
        }
        let count = out.len().min(self.end - self.at);
        out[..count].copy_from_slice(&self.buffer[self.at..self.at + count]);
        self.line += memchr::memchr_iter(b'\n', &out[..count]).count() as u64;
        self.at += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_ahead_over_the_buffers_end() {
        let text = [b"ab\n".repeat(BUFFER / 3), b"last".to_vec()].concat();
        let mut bytes = Bytes::new(Box::new(io::Cursor::new(text)));
        while bytes.ahead(5).len() == 5 {
            bytes.pop();
        }
        assert_eq!(bytes.ahead(9), b"last");
        assert!(bytes.take_if(b"la") && !bytes.take_if(b"xt"));
        assert_eq!(bytes.line(), (BUFFER / 3 + 1) as u64);
        assert_eq!(
            (bytes.pop(), bytes.pop(), bytes.pop()),
            (Some(b's'), Some(b't'), None)
        );
    }
}
