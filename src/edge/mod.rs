//! The edge: sockets, heads, bodies, deadlines and limits.
//!
//! It turns bytes on a socket into rouille's `Request` and rouille's `Response` into bytes, one
//! thread a connection, and knows no route, no account and no JSON.
//!
//! Invariants: nothing a client sends ends the process or the accept loop; no client holds a
//! thread past its deadlines ([`EdgeSettings`]); memory grows with what has arrived, never with what
//! was declared; whatever two parsers could read in two ways is refused and the connection closed.

mod accept;
mod body;
mod budget;
mod buffer;
mod chunks;
mod connection;
mod connection_limits;
mod deadlines;
mod forwarded;
mod framing;
mod head;
mod monitor;
#[cfg(test)]
mod properties;
mod refusal;
mod reply;
mod settings;
mod state;
mod tls;

use std::net::SocketAddr;

pub use accept::{Handle, serve};
pub(crate) use forwarded::Network;
pub(crate) use monitor::Monitor;
pub use refusal::{OverLimit, Refusal};
pub use settings::EdgeSettings;
pub use tls::Tls;

/// Answers the requests that the edge has read.
pub trait RequestHandler: Send + Sync + 'static {
    /// Most bytes of body this request may carry. Asked once the head is parsed and before any of
    /// the body is read, and only when there is one; `target` is path and query, undecoded.
    fn body_limit(&self, method: &str, target: &str) -> u64;

    /// Answers one whole request. Its remote address is the client's, also behind trusted proxies.
    fn respond(&self, request: &rouille::Request) -> rouille::Response;

    /// The answer to a request that the edge refused or that panicked, in the format of the API that
    /// the path belongs to. `method` and `target` are `None` when the request line could not be read.
    /// The status sent is the refusal's own.
    fn refuse(
        &self,
        refusal: Refusal,
        method: Option<&str>,
        target: Option<&str>,
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
