//! The edge: sockets, heads, bodies, deadlines and caps.
//!
//! It turns bytes on a socket into rouille's `Request` and rouille's `Response` into bytes, one
//! thread a connection, and knows no route, no account and no JSON.
//!
//! Invariants: nothing a client sends ends the process or the accept loop; no client holds a
//! thread past its patience ([`Settings`]); memory grows with what has arrived, never with what
//! was declared; whatever two parsers could read in two ways is refused and the connection closed.

mod accept;
mod body;
mod budget;
mod chunks;
mod connection;
mod figures;
mod forwarded;
mod head;
mod pacer;
#[cfg(test)]
mod properties;
mod refusal;
mod reply;
mod seats;
mod settings;
mod terms;
mod tls;
mod wire;

use std::net::SocketAddr;

pub use accept::{Handle, serve};
pub(crate) use figures::Watch;
pub(crate) use forwarded::Network;
pub use refusal::{Crowd, Refusal, Trouble};
pub use settings::Settings;
pub use tls::Tls;

/// Reads a request's body of at most so many bytes: called once the service knows the limit. Where
/// there is none it is empty.
pub type ReadBody<'a> = dyn FnMut(u64) -> Result<Vec<u8>, Trouble> + 'a;

/// What stands behind the edge.
pub trait Service: Send + Sync + 'static {
    /// Answers one request, whose remote address is the client's (behind trusted proxies). Its body
    /// is not in it but behind `read_body`.
    ///
    /// # Errors
    /// Only what `read_body` failed with.
    fn respond(
        &self,
        request: &rouille::Request,
        read_body: &mut ReadBody,
    ) -> Result<rouille::Response, Trouble>;

    /// The answer to what the edge itself refused, or what panicked, in the shape of the path's
    /// owner. `method` and `target` are `None` when the request line could not be read. The status
    /// sent is the refusal's own.
    fn refuse(
        &self,
        refusal: Refusal,
        method: Option<&str>,
        target: Option<&str>,
        client: SocketAddr,
    ) -> rouille::Response;
}

/// Lifts the soft limit on open files to the hard one. A system that won't is logged, not fatal.
pub fn raise_fd_limit() {
    match rlimit::increase_nofile_limit(u64::MAX) {
        Ok(limit) => tracing::debug!(limit, "open files"),
        Err(error) => tracing::warn!(%error, "the limit on open files stays as it was"),
    }
}
