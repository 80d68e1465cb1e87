//! The beginning of a connection over TLS.

use std::sync::atomic::Ordering::{Relaxed, SeqCst};
use std::time::Instant;

use super::Tls;
use super::connection::{Client, Connection};
use super::deadlines::{Deadline, TimedSocket};
use super::tls::{self, TlsStream};

/// The TLS handshake, and then the requests through it.
pub(super) fn run(client: Client, tls: &Tls, mut stream: TimedSocket, until: Instant) {
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
