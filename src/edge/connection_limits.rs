//! The open connections: limits in all and per client network, and closing them at shutdown.

use std::collections::HashMap;
use std::net::{IpAddr, Shutdown, TcpStream};
use std::sync::Arc;
#[cfg(target_os = "linux")]
use std::sync::atomic::AtomicU64;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::time::Duration;

use super::OverLimit;
use super::client_network::client_network;
use parking_lot::{Condvar, Mutex, MutexGuard};

/// A connection's socket, reachable from its own thread and from shutdown.
pub(super) struct Socket {
    pub stream: TcpStream,
    /// Between two requests: may be closed without losing one.
    pub idle: AtomicBool,
    /// In the TLS handshake, before its first request. It is idle then, too.
    pub handshaking: AtomicBool,
    /// Has been served, and is kept for a next request that may never come.
    pub kept: AtomicBool,
    /// Made room for another: it isn't counted any more, so that nothing is served on it either.
    pub evicted: AtomicBool,
    /// The number by which the workers know it; 0 before they do.
    #[cfg(target_os = "linux")]
    pub watched: AtomicU64,
}

impl Socket {
    pub(crate) fn new(stream: TcpStream) -> Self {
        Self {
            stream,
            idle: AtomicBool::new(false),
            handshaking: AtomicBool::new(false),
            kept: AtomicBool::new(false),
            evicted: AtomicBool::new(false),
            #[cfg(target_os = "linux")]
            watched: AtomicU64::new(0),
        }
    }

    /// Whether it was served and has no request.
    fn waits(&self) -> bool {
        self.kept.load(SeqCst) && self.idle.load(SeqCst)
    }

    /// Ends the reading side, if nothing has arrived and nobody has begun to read; whether it did. Whoever reads a request
    /// looks at `evicted` after they said that they aren't idle, and this at `idle` after it said that it is evicted: of
    /// the two at least one sees the other.
    fn evict(&self) -> bool {
        if has_arrived(&self.stream) {
            return false;
        }
        self.evicted.store(true, SeqCst);
        let waits = self.waits();
        if waits {
            let _ = self.stream.shutdown(Shutdown::Read);
        } else {
            self.evicted.store(false, SeqCst);
        }
        waits
    }
}

/// Whether there are bytes to be read.
#[cfg(target_os = "linux")]
fn has_arrived(stream: &TcpStream) -> bool {
    use rustix::net::{RecvFlags, recv};
    let flags = RecvFlags::PEEK | RecvFlags::DONTWAIT;
    matches!(recv(stream, &mut [0_u8; 1][..], flags), Ok((1.., _)))
}

/// Elsewhere each connection has a thread, which reads them at once.
#[cfg(not(target_os = "linux"))]
fn has_arrived(_: &TcpStream) -> bool {
    false
}

#[derive(Default)]
struct OpenConnections {
    next: u64,
    sockets: HashMap<u64, (Arc<Socket>, Option<IpAddr>)>,
    clients: HashMap<IpAddr, usize>,
}

/// The open connections, against which the limits are checked.
#[derive(Default)]
pub(super) struct ConnectionLimits {
    open: Mutex<OpenConnections>,
    closed: Condvar,
}

/// The right to one connection; released when dropped.
#[must_use]
pub(super) struct ConnectionPermit {
    limits: Arc<ConnectionLimits>,
    number: u64,
}

impl ConnectionLimits {
    /// Registers a connection, unless `max` are open or `client`'s network (if it is counted) has
    /// `max_per_client`, none of them idle after a reply: of those the oldest makes room. A browser keeps half a
    /// dozen for a minute after it loaded a page, and a room full of them would else keep the next one out.
    pub(crate) fn acquire(
        self: &Arc<Self>,
        socket: &Arc<Socket>,
        client: Option<IpAddr>,
        (max, max_per_client): (usize, usize),
    ) -> Result<ConnectionPermit, OverLimit> {
        let client = client.map(client_network);
        let mut open = self.lock();
        let of_client = |open: &OpenConnections| {
            let theirs = client.and_then(|client| open.clients.get(&client));
            theirs.copied().unwrap_or(0)
        };
        if of_client(&open) >= max_per_client && !open.close_idle_one(client) {
            return Err(OverLimit::Client);
        } else if open.sockets.len() >= max && !open.close_idle_one(None) {
            return Err(OverLimit::Connections);
        }
        let theirs = of_client(&open);
        open.next += 1;
        let number = open.next;
        open.sockets.insert(number, (Arc::clone(socket), client));
        if let Some(client) = client {
            open.clients.insert(client, theirs + 1);
        }
        Ok(ConnectionPermit {
            limits: Arc::clone(self),
            number,
        })
    }

    /// How many are handshaking, idle otherwise, and busy.
    pub(crate) fn count(&self) -> [usize; 3] {
        let mut counts = [0; 3];
        for (socket, _) in self.lock().sockets.values() {
            let state = match (socket.handshaking.load(SeqCst), socket.idle.load(SeqCst)) {
                (true, _) => 0,
                (false, true) => 1,
                (false, false) => 2,
            };
            counts[state] += 1;
        }
        counts
    }

    /// Ends the reading side of idle connections: bytes already here are still read and served.
    pub(crate) fn close_idle(&self) {
        for (socket, _) in self.lock().sockets.values() {
            if socket.idle.load(SeqCst) {
                let _ = socket.stream.shutdown(Shutdown::Read);
            }
        }
    }

    /// Waits at most `limit` for all to end, then cuts off the rest and returns how many.
    pub(crate) fn close_all_within(&self, limit: Duration) -> usize {
        let mut open = self.lock();
        let any = |open: &mut OpenConnections| !open.sockets.is_empty();
        self.closed.wait_while_for(&mut open, any, limit);
        for (socket, _) in open.sockets.values() {
            let _ = socket.stream.shutdown(Shutdown::Both);
        }
        open.sockets.len()
    }

    fn lock(&self) -> MutexGuard<'_, OpenConnections> {
        self.open.lock()
    }
}

impl OpenConnections {
    /// Ends the oldest connection of this client network, or of all, that waits for a next request; whether there
    /// was one. One on which a request has arrived doesn't wait. What arrives later is lost, as when any server closes an
    /// idle connection: served, a client that never stops asking would keep connections that nobody counts.
    fn close_idle_one(&mut self, client: Option<IpAddr>) -> bool {
        let candidates = self
            .sockets
            .iter()
            .filter(|(_, (socket, of))| socket.waits() && (client.is_none() || *of == client));
        let mut numbers: Vec<u64> = candidates.map(|(number, _)| *number).collect();
        numbers.sort_unstable();
        let is_evicted = |number: &u64| {
            let socket = self.sockets.get(number).map(|(socket, _)| socket);
            socket.is_some_and(|socket| socket.evict())
        };
        let Some(number) = numbers.into_iter().find(is_evicted) else {
            return false;
        };
        self.forget(number);
        true
    }

    fn forget(&mut self, number: u64) {
        let Some((_, Some(client))) = self.sockets.remove(&number) else {
            return;
        };
        match self.clients.get_mut(&client) {
            Some(count) if *count > 1 => *count -= 1,
            _ => drop(self.clients.remove(&client)),
        }
    }
}

impl Drop for ConnectionPermit {
    fn drop(&mut self) {
        self.limits.lock().forget(self.number);
        self.limits.closed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;

    fn socket() -> Arc<Socket> {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let stream = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        Arc::new(Socket::new(stream))
    }

    #[test]
    fn connections_are_counted_in_all_and_per_client_network_and_released() {
        let (limits, socket) = (Arc::<ConnectionLimits>::default(), socket());
        let connect = |client: &str| limits.acquire(&socket, Some(client.parse().unwrap()), (3, 2));
        let first = connect("2001:db8::1").unwrap();
        let second = connect("2001:db8::2").unwrap();
        assert_eq!(
            connect("2001:db8::3").err(),
            Some(OverLimit::Client),
            "the same /64"
        );
        let third = connect("2001:db8:0:1::3").unwrap();
        assert!(
            connect("1.2.3.4").is_err() && limits.acquire(&socket, None, (3, 2)).is_err(),
            "full"
        );
        assert_eq!(limits.count(), [0, 0, 3]);
        socket.idle.store(true, SeqCst);
        assert_eq!(limits.count(), [0, 3, 0]);
        drop((first, third));
        let (mapped, plain) = (
            connect("::ffff:1.2.3.4").unwrap(),
            connect("1.2.3.4").unwrap(),
        );
        assert!(connect("1.2.3.4").is_err());
        drop((second, mapped, plain));
        assert!(limits.lock().clients.is_empty() && limits.lock().sockets.is_empty());
    }
    #[test]
    fn of_those_that_wait_the_one_that_came_first_makes_room() {
        let limits = Arc::<ConnectionLimits>::default();
        let held: Vec<_> = (0..4)
            .map(|_| {
                let kept = socket();
                kept.idle.store(true, SeqCst);
                kept.kept.store(true, SeqCst);
                limits.acquire(&kept, None, (3, 3)).unwrap()
            })
            .collect();
        let mut left: Vec<u64> = limits.lock().sockets.keys().copied().collect();
        left.sort_unstable();
        assert_eq!(left, [2, 3, 4]);
        drop(held);
    }
    #[test]
    fn a_connection_that_waits_for_a_next_request_makes_room_and_no_other() {
        let limits = Arc::<ConnectionLimits>::default();
        let connect = |socket: &Arc<Socket>, client: &str| {
            limits.acquire(socket, Some(client.parse().unwrap()), (3, 2))
        };
        let (busy, fresh, kept) = (socket(), socket(), socket());
        fresh.idle.store(true, SeqCst);
        let held = (
            connect(&busy, "1.2.3.4").unwrap(),
            connect(&fresh, "1.2.3.4").unwrap(),
        );
        assert_eq!(connect(&busy, "1.2.3.4").err(), Some(OverLimit::Client));
        kept.idle.store(true, SeqCst);
        kept.kept.store(true, SeqCst);
        let other = connect(&kept, "1.2.3.5").unwrap();
        // It is another's: it makes room in all, and not for who has as many as one may have.
        assert_eq!(connect(&busy, "1.2.3.4").err(), Some(OverLimit::Client));
        let next = connect(&busy, "1.2.3.6").unwrap();
        assert_eq!(
            connect(&busy, "1.2.3.7").err(),
            Some(OverLimit::Connections)
        );
        drop((other, next, held));
        assert!(limits.lock().clients.is_empty() && limits.lock().sockets.is_empty());
    }
}
