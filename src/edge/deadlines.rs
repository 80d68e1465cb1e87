//! Read and write deadlines against slow clients, enforced at the socket, so that they hold below TLS too.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::connection_limits::Socket;
use super::workers;

/// A connection's byte stream: a socket with deadlines, or TLS over one.
pub(super) trait Transport: Read + Write {
    /// Whether it is encrypted.
    const SECURE: bool;
    /// The socket below, to set its deadlines.
    fn socket(&mut self) -> &mut TimedSocket;
    /// Whether it holds nothing that was received already.
    fn is_drained(&mut self) -> bool;
    /// Ends the sending side.
    fn finish(&mut self) -> io::Result<()>;
}

/// How much longer to wait for a client. Only time spent waiting for them counts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Deadline {
    left: Duration,
    most: Duration,
    rate: Option<u64>,
}

impl Deadline {
    /// `limit` in all, however many bytes move: a trickle doesn't extend it.
    pub(crate) fn fixed(limit: Duration) -> Self {
        Self {
            left: limit,
            most: limit,
            rate: None,
        }
    }

    /// Each byte moved adds `1 / rate` seconds, up to `grace`: a fast start earns no long stall.
    pub(crate) fn with_min_rate(grace: Duration, rate: u64) -> Self {
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

/// One direction: its deadline, and the socket timeout that is set in the kernel.
struct Direction {
    deadline: Deadline,
    timeout: Duration,
}

impl Direction {
    /// What can be done at once, or else runs `act` until it succeeds or the deadline has passed, outside of the
    /// worker's place. The socket's timeout is set again only once it differs much from what is left: one too short
    /// retries, one too long is at most 1/16 over.
    fn run(
        &mut self,
        socket: &TcpStream,
        set_timeout: fn(&TcpStream, Option<Duration>) -> io::Result<()>,
        at_once: io::Result<usize>,
        mut act: impl FnMut(&TcpStream) -> io::Result<usize>,
    ) -> io::Result<usize> {
        match at_once {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Ok(count) => {
                self.deadline.spend(Duration::ZERO, count);
                return Ok(count);
            }
            failed => return failed,
        }
        if self.deadline.left.is_zero() {
            return Err(io::ErrorKind::TimedOut.into());
        }
        let _outside = workers::leave();
        loop {
            let left = self.deadline.left;
            if left.is_zero() {
                return Err(io::ErrorKind::TimedOut.into());
            }
            if self.timeout > left + left / 16 || self.timeout < shortest(left) {
                self.timeout = left.max(Duration::from_millis(1));
                set_timeout(socket, Some(self.timeout))?;
            }
            let begun = Instant::now();
            let result = act(socket);
            self.deadline
                .spend(begun.elapsed(), *result.as_ref().unwrap_or(&0));
            match result.as_ref().map_err(io::Error::kind) {
                Err(io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted) => {}
                _ => return result,
            }
        }
    }
}

/// The shortest timeout of a socket that need not be set again. On Windows a timeout that has passed leaves open how much
/// was sent, so nothing is tried again after it: there none is shorter than what is left.
fn shortest(left: Duration) -> Duration {
    if cfg!(windows) { left } else { left / 2 }
}

/// A TCP socket whose reads and writes fail once their deadline has passed.
pub(super) struct TimedSocket {
    socket: Arc<Socket>,
    reading: Direction,
    writing: Direction,
}

impl TimedSocket {
    /// With deadlines that have passed: set them before reading or writing.
    pub(crate) fn new(socket: Arc<Socket>) -> Self {
        let direction = || Direction {
            deadline: Deadline::fixed(Duration::ZERO),
            timeout: Duration::ZERO,
        };
        Self {
            socket,
            reading: direction(),
            writing: direction(),
        }
    }

    /// The next byte, which stays to be read; `None` at the end.
    pub(crate) fn peek(&mut self) -> io::Result<Option<u8>> {
        let mut first = [0];
        let at_once = now::receive(&self.socket.stream, &mut first, true);
        let peek = |socket: &TcpStream| socket.peek(&mut first);
        let count = self.reading.run(
            &self.socket.stream,
            TcpStream::set_read_timeout,
            at_once,
            peek,
        )?;
        Ok((count > 0).then_some(first[0]))
    }

    pub(crate) fn set_read_deadline(&mut self, deadline: Deadline) {
        self.reading.deadline = deadline;
    }

    pub(crate) fn tcp(&self) -> &TcpStream {
        &self.socket.stream
    }

    pub(crate) fn set_write_deadline(&mut self, deadline: Deadline) {
        self.writing.deadline = deadline;
    }
}

impl Transport for TimedSocket {
    const SECURE: bool = false;

    fn socket(&mut self) -> &mut TimedSocket {
        self
    }

    fn is_drained(&mut self) -> bool {
        true
    }

    fn finish(&mut self) -> io::Result<()> {
        self.socket.stream.shutdown(Shutdown::Write)
    }
}

impl Read for TimedSocket {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let at_once = now::receive(&self.socket.stream, into, false);
        let read = |mut socket: &TcpStream| socket.read(into);
        self.reading.run(
            &self.socket.stream,
            TcpStream::set_read_timeout,
            at_once,
            read,
        )
    }
}

impl Write for TimedSocket {
    fn write(&mut self, from: &[u8]) -> io::Result<usize> {
        let at_once = now::send(&self.socket.stream, from);
        let write = |mut socket: &TcpStream| socket.write(from);
        self.writing.run(
            &self.socket.stream,
            TcpStream::set_write_timeout,
            at_once,
            write,
        )
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What a socket has, or has room for, without waiting: `WouldBlock` where it would have to.
#[cfg(target_os = "linux")]
mod now {
    use std::io;
    use std::net::TcpStream;

    use rustix::net::{RecvFlags, SendFlags, recv, send as send_to};

    pub(super) fn receive(socket: &TcpStream, into: &mut [u8], stays: bool) -> io::Result<usize> {
        let mut flags = RecvFlags::DONTWAIT;
        flags.set(RecvFlags::PEEK, stays);
        let (count, _) = recv(socket, into, flags)?;
        Ok(count)
    }

    pub(super) fn send(socket: &TcpStream, from: &[u8]) -> io::Result<usize> {
        Ok(send_to(
            socket,
            from,
            SendFlags::DONTWAIT | SendFlags::NOSIGNAL,
        )?)
    }
}

/// Whether to read on: waits until there is something to read or it is time, and gives up once that is of no use.
#[cfg(windows)]
pub(super) fn is_worth_reading(
    socket: &TcpStream,
    until: Instant,
    of_no_use: impl Fn() -> bool,
) -> bool {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    /// On Windows a socket that is shut down wakes nobody who reads from it: whoever waits looks up so often.
    const LOOK: Duration = Duration::from_millis(200);
    loop {
        let left = until.saturating_duration_since(Instant::now());
        let look = Timespec {
            tv_sec: 0,
            tv_nsec: left.min(LOOK).subsec_nanos().cast_signed(),
        };
        // What can't be watched says why when it is read.
        let is_ready = poll(&mut [PollFd::new(socket, PollFlags::IN)], Some(&look)) != Ok(0);
        if is_ready || left.is_zero() {
            return true;
        } else if of_no_use() {
            return false;
        }
    }
}

/// Elsewhere whoever reads is woken.
#[cfg(not(windows))]
pub(super) fn is_worth_reading(_: &TcpStream, _: Instant, _: impl Fn() -> bool) -> bool {
    true
}

/// Elsewhere each connection has its thread, which may wait.
#[cfg(not(target_os = "linux"))]
mod now {
    use std::io;
    use std::net::TcpStream;

    pub(super) fn receive(_: &TcpStream, _: &mut [u8], _: bool) -> io::Result<usize> {
        Err(io::ErrorKind::WouldBlock.into())
    }

    pub(super) fn send(_: &TcpStream, _: &[u8]) -> io::Result<usize> {
        Err(io::ErrorKind::WouldBlock.into())
    }
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;

    #[test]
    fn no_timeout_of_the_socket_ends_a_deadline_early() {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a listener");
        let socket = TcpStream::connect(listener.local_addr().expect("its address"));
        let socket = socket.expect("connected");
        let (short, whole) = (Duration::from_secs(2), Duration::from_secs(3));
        socket.set_read_timeout(Some(short)).expect("set");
        let mut direction = Direction {
            deadline: Deadline::fixed(whole),
            timeout: short,
        };
        let mut waits = true;
        let read = |socket: &TcpStream| {
            let timeout = socket.read_timeout()?.unwrap_or(whole);
            if std::mem::take(&mut waits) && timeout < whole {
                let kind = if cfg!(windows) {
                    io::ErrorKind::TimedOut
                } else {
                    io::ErrorKind::WouldBlock
                };
                return Err(kind.into());
            }
            Ok(1)
        };
        let at_once = Err(io::ErrorKind::WouldBlock.into());
        let count = direction.run(&socket, TcpStream::set_read_timeout, at_once, read);
        assert_eq!(count.expect("in time"), 1);
    }

    #[test]
    fn bytes_add_time_only_with_a_min_rate_and_never_more_than_the_grace() {
        let second = Duration::from_secs(1);
        let mut fixed = Deadline::fixed(3 * second);
        fixed.spend(second, 1 << 20);
        assert_eq!(fixed.left, 2 * second);
        let mut rated = Deadline::with_min_rate(3 * second, 100);
        rated.spend(2 * second, 100);
        assert_eq!(rated.left, 2 * second);
        rated.spend(second, 1_000_000);
        assert_eq!(rated.left, 3 * second, "a fast start earns no long stall");
        rated.spend(4 * second, 0);
        assert!(rated.left.is_zero());
    }
}
