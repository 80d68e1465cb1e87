//! The accept loop, which outlives everything, and its end.

use std::collections::VecDeque;
use std::io::{self, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::{Relaxed, SeqCst};
use std::thread;
use std::time::{Duration, Instant};

use super::budget::Budget;
use super::figures::{Counts, Watch};
use super::reply::{Manner, Writer};
use super::seats::{Seats, Socket};
use super::{Crowd, Refusal, Service, Settings, connection, tls};

/// How many clients that were turned away keep their socket a while, to read why.
const LOBBY: usize = 64;

/// What the connections share.
pub(super) struct Edge {
    pub settings: Settings,
    pub service: Arc<dyn Service>,
    pub seats: Arc<Seats>,
    pub budget: Arc<Budget>,
    pub draining: AtomicBool,
    pub counts: Counts,
}

/// A server that runs.
pub struct Handle {
    address: SocketAddr,
    edge: Arc<Edge>,
    acceptor: thread::JoinHandle<()>,
}

/// Serves what `listener` accepts, on threads of its own.
///
/// # Errors
/// When the listener has no address or the system gives no thread.
pub fn serve(
    listener: TcpListener,
    settings: Settings,
    service: Arc<dyn Service>,
) -> io::Result<Handle> {
    let address = listener.local_addr()?;
    let edge = Arc::new(Edge {
        budget: Arc::new(Budget::new(settings.body_budget)),
        settings,
        service,
        seats: Arc::default(),
        draining: AtomicBool::new(false),
        counts: Counts::default(),
    });
    let ours = Arc::clone(&edge);
    let acceptor = thread::Builder::new()
        .name("accept".into())
        .spawn(move || ours.accept(&listener))?;
    Ok(Handle {
        address,
        edge,
        acceptor,
    })
}

impl Handle {
    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What it counts and who is connected, to look at while it serves.
    #[must_use]
    pub fn watch(&self) -> Watch {
        Watch(Arc::clone(&self.edge))
    }

    /// Stops accepting, closes idle connections, lets the requests that have begun finish for at
    /// most `limit`, then cuts off the rest and says how many.
    #[must_use]
    pub fn shutdown(self, limit: Duration) -> usize {
        self.edge.draining.store(true, SeqCst);
        let loopback = match self.address.ip() {
            IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
            IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
            ip => ip,
        };
        // A connection of our own wakes the accept loop; where none can be made, it isn't asleep.
        let knock = SocketAddr::new(loopback, self.address.port());
        if TcpStream::connect_timeout(&knock, Duration::from_secs(1)).is_ok() {
            let _ = self.acceptor.join();
        }
        self.edge.seats.close_idle();
        self.edge.seats.clear(limit)
    }
}

impl Edge {
    fn accept(self: &Arc<Self>, listener: &TcpListener) {
        let mut lobby = VecDeque::with_capacity(LOBBY);
        let mut logged: Option<Instant> = None;
        while !self.draining.load(SeqCst) {
            match listener.accept() {
                Ok((stream, peer)) => {
                    let admit = || self.admit(stream, peer, &mut lobby);
                    if catch_unwind(AssertUnwindSafe(admit)).is_err() {
                        tracing::error!("a refusal panicked");
                    }
                }
                Err(error) if is_passing(&error) => {}
                Err(error) => {
                    if logged.is_none_or(|then| then.elapsed() > Duration::from_secs(10)) {
                        tracing::error!(%error, "cannot accept connections; trying on");
                        logged = Some(Instant::now());
                    }
                    thread::sleep(Duration::from_millis(20)); // until files are free again
                }
            }
        }
    }

    fn admit(
        self: &Arc<Self>,
        stream: TcpStream,
        peer: SocketAddr,
        lobby: &mut VecDeque<Arc<Socket>>,
    ) {
        let _ = stream.set_nodelay(true);
        let socket = Arc::new(Socket::new(stream));
        if self.draining.load(SeqCst) {
            return;
        }
        self.counts.accepted.fetch_add(1, Relaxed);
        if let Err(crowd) = self.seat(&socket, peer) {
            self.turn_away(&socket.stream, peer, crowd);
            lobby.push_back(socket);
            if lobby.len() > LOBBY {
                lobby.pop_front();
            }
        }
    }

    /// Gives the connection a seat and a thread, unless there are too many.
    fn seat(self: &Arc<Self>, socket: &Arc<Socket>, peer: SocketAddr) -> Result<(), Crowd> {
        let Settings {
            max_connections,
            max_per_client,
            ref trusted_proxies,
            ..
        } = self.settings;
        let exempt = trusted_proxies
            .iter()
            .any(|network| network.contains(peer.ip()));
        let client = (!exempt).then_some(peer.ip());
        let caps = (max_connections, max_per_client);
        let seat = self.seats.take(socket, client, caps)?;
        let (edge, socket) = (Arc::clone(self), Arc::clone(socket));
        let thread = thread::Builder::new()
            .name("edge".into())
            .stack_size(self.settings.stack_bytes);
        let talk = move || {
            connection::run(&edge, &socket, peer);
            // The seat last: who waits until all are free then ends the process, and what others
            // still hold isn't closed in order.
            drop((edge, socket));
            drop(seat);
        };
        thread.spawn(talk).map_err(|_| Crowd::Threads)?;
        Ok(())
    }

    /// A fresh socket takes the few bytes of a 503 without waiting, and none is done if not. Where
    /// TLS is spoken, nothing is agreed on yet to say it in: there an alert has to do.
    fn turn_away(&self, mut stream: &TcpStream, peer: SocketAddr, crowd: Crowd) {
        let retry_after = 2;
        let response = self.refuse(Refusal::Busy { retry_after, crowd }, None, peer);
        let mut bytes = Vec::new();
        let written = if self.settings.tls.is_some() {
            bytes.write_all(&tls::ALERT).map(|()| false)
        } else {
            Writer::default().send(&mut bytes, response, Manner::last(false))
        };
        if written.is_ok() && stream.set_nonblocking(true).is_ok() {
            let _ = stream.write(&bytes);
        }
        let _ = stream.shutdown(Shutdown::Write);
    }
}

/// Trouble of one connection, not of the listener.
fn is_passing(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionReset, Interrupted};
    matches!(
        error.kind(),
        ConnectionAborted | ConnectionReset | Interrupted
    )
}
