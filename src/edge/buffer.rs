//! A read buffer over a transport.

use std::cell::RefCell;
use std::io::{self, BufRead, Read, Write};
use std::mem;

use super::deadlines::{Deadline, Transport};

/// Most bytes read from the socket at once for a head, and kept while idle.
const STEP: usize = 4 << 10;

thread_local! {
    static SPARE: RefCell<Vec<u8>> = RefCell::default();
}

/// A transport with the bytes that have arrived and were not consumed yet.
pub(super) struct Buffered<S> {
    pub transport: S,
    buffer: Vec<u8>,
    start: usize,
}

impl<S: Transport> Buffered<S> {
    pub(crate) fn new(transport: S) -> Self {
        Self {
            transport,
            buffer: Vec::new(),
            start: 0,
        }
    }

    pub(crate) fn unread(&self) -> &[u8] {
        &self.buffer[self.start..]
    }

    /// Reads once more, after what is unread. `Ok(0)` is the end.
    pub(crate) fn fill(&mut self) -> io::Result<usize> {
        self.buffer.drain(..self.start);
        self.start = 0;
        let length = self.buffer.len();
        if length == 0 && self.buffer.capacity() > STEP {
            self.buffer = Vec::new(); // an idle connection must be cheap
        }
        if self.buffer.capacity() == 0 {
            self.buffer = SPARE.take();
        }
        self.buffer.resize(length + STEP, 0);
        let result = self.transport.read(&mut self.buffer[length..]);
        self.buffer
            .truncate(length + *result.as_ref().unwrap_or(&0));
        result
    }

    /// Whether nothing that was received is unread.
    pub(crate) fn is_drained(&mut self) -> bool {
        self.unread().is_empty() && self.transport.is_drained()
    }

    /// Leaves the buffer's memory to the next connection that this thread reads from; nothing may be unread.
    pub(crate) fn release(&mut self) {
        debug_assert!(self.unread().is_empty());
        self.buffer.clear();
        self.start = 0;
        let buffer = mem::take(&mut self.buffer);
        if buffer.capacity() <= STEP {
            SPARE.set(buffer);
        }
    }

    /// A lingering close, so that the last answer is read: closing a socket with unread bytes makes
    /// the kernel send a reset, which discards the answer. Bounded by `deadline` and 16 MiB.
    pub(crate) fn linger(&mut self, deadline: Deadline) {
        if self.transport.finish().is_err() {
            return;
        }
        // Discarded as it arrives, without decrypting.
        let socket = self.transport.socket();
        socket.set_read_deadline(deadline);
        let mut sink = vec![0; STEP];
        for _ in 0..(16 << 20) / STEP {
            if !matches!(socket.read(&mut sink), Ok(1..)) {
                return;
            }
        }
    }
}

impl<S: Transport> Read for Buffered<S> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.unread().is_empty() {
            return self.transport.read(into); // a body is read into its place, without a copy
        }
        let count = self.unread().read(into)?;
        self.consume(count);
        Ok(count)
    }
}

impl<S: Transport> BufRead for Buffered<S> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.unread().is_empty() {
            self.fill()?;
        }
        Ok(self.unread())
    }

    fn consume(&mut self, count: usize) {
        self.start += count;
    }
}

impl<S: Transport> Write for Buffered<S> {
    fn write(&mut self, from: &[u8]) -> io::Result<usize> {
        self.transport.write(from)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.transport.flush()
    }
}
