//! Patience with slow clients, enforced at the socket itself, so that a TLS layer above keeps it.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::seats::Socket;

/// What a connection speaks through: a paced socket, or TLS over one.
pub(super) trait Stream: Read + Write {
    /// Whether nobody in between can read along.
    const SECURE: bool;
    /// The socket beneath, to set its patience.
    fn pacer(&mut self) -> &mut Pacer;
    /// Says that nothing more will be sent.
    fn finish(&mut self) -> io::Result<()>;
}

/// How much longer to wait for a client. Only time spent waiting for him counts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patience {
    left: Duration,
    most: Duration,
    rate: Option<u64>,
}

impl Patience {
    /// `limit` in all, however many bytes move: a drip doesn't extend it.
    pub(crate) fn fixed(limit: Duration) -> Self {
        Self {
            left: limit,
            most: limit,
            rate: None,
        }
    }

    /// Bytes moved buy time back at `rate` bytes per second, but never more than `grace` in hand:
    /// a fast start earns no long stall.
    pub(crate) fn paced(grace: Duration, rate: u64) -> Self {
        Self {
            left: grace,
            most: grace,
            rate: Some(rate.max(1)),
        }
    }

    fn spend(&mut self, waited: Duration, moved: usize) {
        self.left = self.left.saturating_sub(waited);
        if let Some(rate) = self.rate {
            let earned = Duration::from_micros(moved as u64 * 1_000_000 / rate);
            self.left = (self.left + earned).min(self.most);
        }
    }
}

/// One direction: its patience, and the timeout the kernel was last told.
struct Lane {
    patience: Patience,
    set: Duration,
}

impl Lane {
    /// Runs `act` until it succeeds or patience ends. The kernel is told anew only when its timeout
    /// has drifted from what is left: too short wakes early and asks again, too long is bounded.
    fn run(
        &mut self,
        socket: &TcpStream,
        arm: fn(&TcpStream, Option<Duration>) -> io::Result<()>,
        mut act: impl FnMut(&TcpStream) -> io::Result<usize>,
    ) -> io::Result<usize> {
        loop {
            let left = self.patience.left;
            if left.is_zero() {
                return Err(io::ErrorKind::TimedOut.into());
            }
            if self.set > left + left / 16 || self.set < left / 2 {
                self.set = left.max(Duration::from_millis(1));
                arm(socket, Some(self.set))?;
            }
            let begun = Instant::now();
            let result = act(socket);
            self.patience
                .spend(begun.elapsed(), *result.as_ref().unwrap_or(&0));
            match result.as_ref().map_err(io::Error::kind) {
                Err(io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted) => {}
                _ => return result,
            }
        }
    }
}

/// A TCP socket that runs out of patience.
pub(super) struct Pacer {
    socket: Arc<Socket>,
    reading: Lane,
    writing: Lane,
}

impl Pacer {
    /// With no patience at all: set it before reading or writing.
    pub(crate) fn new(socket: Arc<Socket>) -> Self {
        let lane = || Lane {
            patience: Patience::fixed(Duration::ZERO),
            set: Duration::ZERO,
        };
        Self {
            socket,
            reading: lane(),
            writing: lane(),
        }
    }

    /// The next byte, which stays to be read; `None` at the end.
    pub(crate) fn peek(&mut self) -> io::Result<Option<u8>> {
        let mut first = [0];
        let peek = |socket: &TcpStream| socket.peek(&mut first);
        let count = self
            .reading
            .run(&self.socket.stream, TcpStream::set_read_timeout, peek)?;
        Ok((count > 0).then_some(first[0]))
    }

    pub(crate) fn bear_reading(&mut self, patience: Patience) {
        self.reading.patience = patience;
    }

    pub(crate) fn socket(&self) -> &TcpStream {
        &self.socket.stream
    }

    pub(crate) fn bear_writing(&mut self, patience: Patience) {
        self.writing.patience = patience;
    }
}

impl Stream for Pacer {
    const SECURE: bool = false;

    fn pacer(&mut self) -> &mut Pacer {
        self
    }

    fn finish(&mut self) -> io::Result<()> {
        self.socket.stream.shutdown(Shutdown::Write)
    }
}

impl Read for Pacer {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = |mut socket: &TcpStream| socket.read(into);
        self.reading
            .run(&self.socket.stream, TcpStream::set_read_timeout, read)
    }
}

impl Write for Pacer {
    fn write(&mut self, from: &[u8]) -> io::Result<usize> {
        let write = |mut socket: &TcpStream| socket.write(from);
        self.writing
            .run(&self.socket.stream, TcpStream::set_write_timeout, write)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_buy_time_only_when_paced_and_never_more_than_the_grace() {
        let second = Duration::from_secs(1);
        let mut fixed = Patience::fixed(3 * second);
        fixed.spend(second, 1 << 20);
        assert_eq!(fixed.left, 2 * second);
        let mut paced = Patience::paced(3 * second, 100);
        paced.spend(2 * second, 100);
        assert_eq!(paced.left, 2 * second);
        paced.spend(second, 1_000_000);
        assert_eq!(paced.left, 3 * second, "a fast start earns no long stall");
        paced.spend(4 * second, 0);
        assert!(paced.left.is_zero());
    }
}
