//! The edge: sockets, heads, bodies, deadlines and limits.
//!
//! It turns bytes on a socket into rouille's `Request` and rouille's `Response` into bytes, on
//! a thread for each core, and knows no route, no account and no JSON.
//!
//! Invariants: nothing a client sends ends the process or the accept loop; no client holds a
//! thread past its deadlines ([`EdgeSettings`]); memory grows with what has arrived, never with what
//! was declared; whatever two parsers could read in two ways is refused and the connection closed.

mod accept;
mod begin;
mod body;
mod budget;
mod buffer;
mod chunks;
mod client_network;
mod coding;
mod connection;
mod connection_limits;
mod deadlines;
mod event;
mod fair_share;
mod forwarded;
mod framing;
mod head;
mod monitor;
#[cfg(target_os = "linux")]
mod parker;
#[cfg(test)]
mod property_tests;
mod refusal;
mod reply;
mod settings;
mod state;
mod tls;
#[cfg(target_os = "linux")]
mod workers;
#[cfg(not(target_os = "linux"))]
#[path = "threads.rs"]
mod workers;

use std::net::SocketAddr;

pub use accept::{RunningEdge, serve};
pub(crate) use budget::{BodyBudget, Reservation};
pub(crate) use client_network::{client_network, network_of};
pub(crate) use fair_share::leaves_enough;
pub(crate) use forwarded::Network;
pub(crate) use head::is_token;
pub(crate) use monitor::Monitor;
pub use refusal::{OverLimit, ReadError, Refusal, RefusedHead};
pub use settings::EdgeSettings;
pub use tls::Tls;
pub(crate) use workers::{Outside, leave};

/// Reads a request's body of at most so many bytes, its content codings undone: called once the handler
/// knows the limit. Where there is none it is empty.
pub type ReadBody<'a> = dyn FnMut(u64) -> Result<Vec<u8>, ReadError> + 'a;

/// Answers the requests that the edge has read.
pub trait RequestHandler: Send + Sync + 'static {
    /// Answers one request, whose remote address is the client's (behind trusted proxies); `local` is the
    /// address that it came in on. Its body is not in it but behind `read_body`.
    ///
    /// # Errors
    /// Only what `read_body` failed with.
    fn respond(
        &self,
        request: &rouille::Request,
        local: SocketAddr,
        read_body: &mut ReadBody,
    ) -> Result<rouille::Response, ReadError>;

    /// The answer to a request that the edge refused or that panicked, in the format of the API that
    /// the path belongs to. `head` is `None` when the request line could not be read. The status sent
    /// is the refusal's own.
    fn refuse(
        &self,
        refusal: Refusal,
        head: Option<&RefusedHead>,
        client: SocketAddr,
    ) -> rouille::Response;
}

/// Raises the soft limit on open files to the hard one. A failure is logged, not fatal.
pub fn raise_fd_limit() {
    match rlimit::increase_nofile_limit(u64::MAX) {
        Ok(limit) => tracing::debug!(limit, "open files"),
        Err(error) => tracing::warn!(%error, "the limit on open files stays as it was"),
    }
}
