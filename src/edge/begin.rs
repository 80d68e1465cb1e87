//! The beginning of a connection, up to its first request: over TLS there is a handshake before it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering::{Relaxed, SeqCst};
use std::time::Instant;

use super::Tls;
use super::connection::{Client, Connection};
use super::connection_limits::{ConnectionPermit, Socket};
use super::deadlines::{Deadline, TimedSocket};
use super::event::Event;
use super::state::EdgeState;
use super::tls::{self, TlsStream};

/// Serves one client, from their first byte until either side ends the connection.
pub(super) fn connection(
    edge: Arc<EdgeState>,
    socket: Arc<Socket>,
    peer: SocketAddr,
    permit: ConnectionPermit,
) {
    let until = Instant::now() + edge.settings.head_deadline;
    // Idle before reading `draining`, so that shutdown can't miss this connection.
    socket
        .handshaking
        .store(edge.settings.tls.is_some(), SeqCst);
    socket.idle.store(true, SeqCst);
    let (workers, watched) = (Arc::clone(&edge.workers), Arc::clone(&socket));
    let client = Client {
        edge,
        socket,
        peer,
        permit,
    };
    let resume = Box::new(move || run(client, until));
    workers.watch(watched, Event::Bytes, until, resume);
}

fn run(client: Client, until: Instant) {
    let stream = TimedSocket::new(Arc::clone(&client.socket));
    match client.edge.settings.tls.clone() {
        None => Connection::new(client, stream).serve(until),
        Some(tls) => handshake(client, &tls, stream, until),
    }
}

/// The TLS handshake, and then the requests through it.
fn handshake(client: Client, tls: &Tls, mut stream: TimedSocket, until: Instant) {
    let deadline = Deadline::fixed(until.saturating_duration_since(Instant::now()));
    stream.set_read_deadline(deadline);
    stream.set_write_deadline(deadline);
    if client.edge.draining.load(SeqCst) {
        return;
    }
    let Ok(Some(first)) = stream.peek() else {
        return;
    };
    if tls::is_plain(first) {
        client.socket.handshaking.store(false, SeqCst);
        return Connection::new(client, stream).refuse_plain(until);
    }
    let Ok(stream) = TlsStream::new(tls, stream) else {
        return;
    };
    let mut connection = Connection::new(client, stream);
    let result = connection.stream.transport.handshake();
    connection.client.socket.handshaking.store(false, SeqCst);
    let totals = &connection.client.edge.totals;
    match result {
        Ok(()) => {
            totals.handshakes.fetch_add(1, Relaxed);
            let first = connection.settings().head_deadline;
            connection.serve(Instant::now() + first);
        }
        Err(error) => {
            totals.handshakes_failed.fetch_add(1, Relaxed);
            tracing::debug!(%error, client = %connection.client.peer.ip(), "a TLS handshake failed");
            connection.close();
        }
    }
}
