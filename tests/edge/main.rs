//! The edge over real sockets: what it answers, what it refuses, and its limits.

mod children;
mod deadlines;
mod drain;
mod echo;
mod exchange;
mod framing;
mod limits;
mod load;
mod replies;
mod secure;
mod support;
mod tls;
mod tls_hostile;
