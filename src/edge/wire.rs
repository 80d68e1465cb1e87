use std::io::{self, BufRead, Read, Write};

use super::pacer::{Patience, Stream};

/// Most bytes asked of the socket at once for a head, and kept while idle.
const STEP: usize = 4 << 10;

/// A stream with what has arrived and was not consumed yet.
pub(super) struct Wire<S> {
    pub stream: S,
    buffer: Vec<u8>,
    start: usize,
}

impl<S: Stream> Wire<S> {
    pub(crate) fn new(stream: S) -> Self {
        Self {
            stream,
            buffer: Vec::new(),
            start: 0,
        }
    }

    pub(crate) fn unread(&self) -> &[u8] {
        &self.buffer[self.start..]
    }

    /// Reads once more, behind what is unread. `Ok(0)` is the end.
    pub(crate) fn more(&mut self) -> io::Result<usize> {
        self.buffer.drain(..self.start);
        self.start = 0;
        let length = self.buffer.len();
        if length == 0 && self.buffer.capacity() > STEP {
            self.buffer = Vec::new(); // an idle connection must be cheap
        }
        self.buffer.resize(length + STEP, 0);
        let result = self.stream.read(&mut self.buffer[length..]);
        self.buffer
            .truncate(length + *result.as_ref().unwrap_or(&0));
        result
    }

    /// Ends the conversation so that the last answer is read: closing a socket with unread bytes
    /// would make the kernel take the answer back. Bounded by `patience` and 16 MiB.
    pub(crate) fn linger(&mut self, patience: Patience) {
        if self.stream.finish().is_err() {
            return;
        }
        // What still comes is thrown away as it is, be it text or a cipher's.
        let socket = self.stream.pacer();
        socket.bear_reading(patience);
        let mut sink = vec![0; STEP];
        for _ in 0..(16 << 20) / STEP {
            if !matches!(socket.read(&mut sink), Ok(1..)) {
                return;
            }
        }
    }
}

impl<S: Stream> Read for Wire<S> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.unread().is_empty() {
            return self.stream.read(into); // bodies go where they belong, without a copy
        }
        let count = self.unread().read(into)?;
        self.consume(count);
        Ok(count)
    }
}

impl<S: Stream> BufRead for Wire<S> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.unread().is_empty() {
            self.more()?;
        }
        Ok(self.unread())
    }

    fn consume(&mut self, count: usize) {
        self.start += count;
    }
}

impl<S: Stream> Write for Wire<S> {
    fn write(&mut self, from: &[u8]) -> io::Result<usize> {
        self.stream.write(from)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}
