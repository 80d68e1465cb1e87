//! Who is connected: the caps, and the way to reach every connection at shutdown.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr, Shutdown, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::time::Duration;

use super::Crowd;
use parking_lot::{Condvar, Mutex, MutexGuard};

/// A connection's socket, reachable from its own thread and from shutdown.
pub(super) struct Socket {
    pub stream: TcpStream,
    /// Between two requests: may be closed without loss.
    pub idle: AtomicBool,
    /// Before its first request, while TLS is agreed on. It is idle then, too.
    pub greeting: AtomicBool,
}

impl Socket {
    pub(crate) fn new(stream: TcpStream) -> Self {
        Self {
            stream,
            idle: AtomicBool::new(false),
            greeting: AtomicBool::new(false),
        }
    }
}

#[derive(Default)]
struct Taken {
    next: u64,
    sockets: HashMap<u64, Arc<Socket>>,
    clients: HashMap<IpAddr, usize>,
}

/// The seats that are taken.
#[derive(Default)]
pub(super) struct Seats {
    taken: Mutex<Taken>,
    left: Condvar,
}

/// One connection's seat; given back when dropped.
#[must_use]
pub(super) struct Seat {
    seats: Arc<Seats>,
    number: u64,
    client: Option<IpAddr>,
}

impl Seats {
    /// Seats a connection, unless `most` are seated or `client` (if counted) has `share` already:
    /// then it says which of the two.
    pub(crate) fn take(
        self: &Arc<Self>,
        socket: &Arc<Socket>,
        client: Option<IpAddr>,
        (most, share): (usize, usize),
    ) -> Result<Seat, Crowd> {
        let client = client.map(household);
        let mut taken = self.lock();
        let theirs = client
            .and_then(|client| taken.clients.get(&client))
            .copied()
            .unwrap_or(0);
        if taken.sockets.len() >= most {
            return Err(Crowd::Connections);
        } else if theirs >= share {
            return Err(Crowd::Client);
        }
        taken.next += 1;
        let number = taken.next;
        taken.sockets.insert(number, Arc::clone(socket));
        if let Some(client) = client {
            taken.clients.insert(client, theirs + 1);
        }
        Ok(Seat {
            seats: Arc::clone(self),
            number,
            client,
        })
    }

    /// How many are connected: greeting, idle otherwise, and busy.
    pub(crate) fn count(&self) -> [usize; 3] {
        let mut counts = [0; 3];
        for socket in self.lock().sockets.values() {
            let state = match (socket.greeting.load(SeqCst), socket.idle.load(SeqCst)) {
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
        for socket in self
            .lock()
            .sockets
            .values()
            .filter(|socket| socket.idle.load(SeqCst))
        {
            let _ = socket.stream.shutdown(Shutdown::Read);
        }
    }

    /// Waits for all to leave, at most `limit`, then cuts off the rest and says how many.
    pub(crate) fn clear(&self, limit: Duration) -> usize {
        let mut taken = self.lock();
        let anybody = |taken: &mut Taken| !taken.sockets.is_empty();
        self.left.wait_while_for(&mut taken, anybody, limit);
        for socket in taken.sockets.values() {
            let _ = socket.stream.shutdown(Shutdown::Both);
        }
        taken.sockets.len()
    }

    fn lock(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock()
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut taken = self.seats.lock();
        taken.sockets.remove(&self.number);
        if let Some(client) = self.client {
            match taken.clients.get_mut(&client) {
                Some(count) if *count > 1 => *count -= 1,
                _ => drop(taken.clients.remove(&client)),
            }
        }
        self.seats.left.notify_all();
    }
}

/// One client has a whole IPv6 /64 to call from.
fn household(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => Ipv6Addr::from_bits(v6.to_bits() & !u128::from(u64::MAX)).into(),
        v4 @ IpAddr::V4(_) => v4,
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
    fn seats_are_counted_in_all_and_by_client_and_given_back() {
        let (seats, socket) = (Arc::<Seats>::default(), socket());
        let take = |client: &str| seats.take(&socket, Some(client.parse().unwrap()), (3, 2));
        let first = take("2001:db8::1").unwrap();
        let second = take("2001:db8::2").unwrap();
        assert_eq!(
            take("2001:db8::3").err(),
            Some(Crowd::Client),
            "the same /64"
        );
        let third = take("2001:db8:0:1::3").unwrap();
        assert!(
            take("1.2.3.4").is_err() && seats.take(&socket, None, (3, 2)).is_err(),
            "full"
        );
        assert_eq!(seats.count(), [0, 0, 3]);
        socket.idle.store(true, SeqCst);
        assert_eq!(seats.count(), [0, 3, 0]);
        drop((first, third));
        let (mapped, plain) = (take("::ffff:1.2.3.4").unwrap(), take("1.2.3.4").unwrap());
        assert!(take("1.2.3.4").is_err());
        drop((second, mapped, plain));
        assert!(seats.lock().clients.is_empty() && seats.lock().sockets.is_empty());
    }
}
