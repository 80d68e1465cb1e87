//! The accept loop, which no error ends, and shutdown.

use std::collections::VecDeque;
use std::io::{self, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::Ordering::{Relaxed, SeqCst};
use std::thread;
use std::time::{Duration, Instant};

use super::connection_limits::Socket;
use super::monitor::Monitor;
use super::reply::{self, ReplyOptions};
use super::state::EdgeState;
use super::{EdgeSettings, OverLimit, Refusal, RequestHandler, begin, tls};

/// How many rejected clients keep their socket for a while, so that they can read the 503.
const MAX_REJECTED: usize = 64;

/// A running server.
pub struct RunningEdge {
    address: SocketAddr,
    edge: Arc<EdgeState>,
    acceptor: thread::JoinHandle<()>,
}

/// Serves what `listener` accepts, on threads of its own.
///
/// # Errors
/// When the listener has no address or the system gives no thread, or no means to watch sockets.
pub fn serve(
    listener: TcpListener,
    settings: EdgeSettings,
    handler: Arc<dyn RequestHandler>,
) -> io::Result<RunningEdge> {
    let address = listener.local_addr()?;
    let edge = Arc::new(EdgeState::new(settings, handler)?);
    let accepting = Arc::clone(&edge);
    let acceptor = thread::Builder::new()
        .name("accept".into())
        .spawn(move || accept(&accepting, &listener))?;
    Ok(RunningEdge {
        address,
        edge,
        acceptor,
    })
}

impl RunningEdge {
    /// The address it listens on.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Reads the counts while it serves.
    #[must_use]
    pub fn monitor(&self) -> Monitor {
        Monitor(Arc::clone(&self.edge))
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
        // A connection of our own wakes the accept loop; where none can be made, it isn't blocked.
        let own = SocketAddr::new(loopback, self.address.port());
        if TcpStream::connect_timeout(&own, Duration::from_secs(1)).is_ok() {
            let _ = self.acceptor.join();
        }
        self.edge.limits.close_idle();
        let cut_off = self.edge.limits.close_all_within(limit);
        self.edge.workers.stop();
        cut_off
    }
}

fn accept(edge: &Arc<EdgeState>, listener: &TcpListener) {
    let mut rejected = VecDeque::with_capacity(MAX_REJECTED);
    let mut logged: Option<Instant> = None;
    while !edge.draining.load(SeqCst) {
        match listener.accept() {
            Ok((stream, peer)) => {
                // A socket for both kinds of addresses shows those of IPv4 as ::ffff:192.0.2.1.
                let peer = SocketAddr::new(peer.ip().to_canonical(), peer.port());
                let admit = || admit(edge, stream, peer, &mut rejected);
                if catch_unwind(AssertUnwindSafe(admit)).is_err() {
                    tracing::error!("a refusal panicked");
                }
            }
            Err(error) if is_transient(&error) => {}
            Err(error) => {
                if logged.is_none_or(|then| then.elapsed() > Duration::from_secs(10)) {
                    tracing::error!(%error, "cannot accept connections; trying again");
                    logged = Some(Instant::now());
                }
                thread::sleep(Duration::from_millis(20)); // until files are free again
            }
        }
    }
}

fn admit(
    edge: &Arc<EdgeState>,
    stream: TcpStream,
    peer: SocketAddr,
    rejected: &mut VecDeque<Arc<Socket>>,
) {
    let _ = stream.set_nodelay(true);
    let socket = Arc::new(Socket::new(stream));
    if edge.draining.load(SeqCst) {
        return;
    }
    edge.totals.accepted.fetch_add(1, Relaxed);
    if let Err(over_limit) = start(edge, &socket, peer) {
        reject(edge, &socket.stream, peer, over_limit);
        rejected.push_back(socket);
        if rejected.len() > MAX_REJECTED {
            rejected.pop_front();
        }
    }
}

/// Lets the connection wait for its first request, unless a limit is reached.
fn start(edge: &Arc<EdgeState>, socket: &Arc<Socket>, peer: SocketAddr) -> Result<(), OverLimit> {
    let EdgeSettings {
        max_connections,
        max_per_client,
        ref trusted_proxies,
        ..
    } = edge.settings;
    let exempt = trusted_proxies
        .iter()
        .any(|network| network.contains(peer.ip()));
    let client = (!exempt).then_some(peer.ip());
    let limits = (max_connections, max_per_client);
    let permit = edge.limits.acquire(socket, client, limits)?;
    begin::connection(Arc::clone(edge), Arc::clone(socket), peer, permit);
    Ok(())
}

/// A fresh socket takes the few bytes of a 503 without blocking; otherwise the client gets none.
/// With TLS there are no keys yet to encrypt a response with: the client gets an alert instead.
fn reject(edge: &EdgeState, mut stream: &TcpStream, peer: SocketAddr, over_limit: OverLimit) {
    let refusal = Refusal::Busy {
        retry_after: 2,
        over_limit,
    };
    let response = edge.refuse(refusal, None, peer);
    let mut bytes = Vec::new();
    let written = if edge.settings.tls.is_some() {
        bytes.write_all(&tls::ALERT).map(|()| false)
    } else {
        reply::send(&mut bytes, response, ReplyOptions::final_reply(false))
    };
    if written.is_ok() && stream.set_nonblocking(true).is_ok() {
        let _ = stream.write(&bytes);
    }
    let _ = stream.shutdown(Shutdown::Write);
}

/// An error of one connection, not of the listener.
fn is_transient(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionReset, Interrupted};
    matches!(
        error.kind(),
        ConnectionAborted | ConnectionReset | Interrupted
    )
}
