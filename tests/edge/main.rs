//! The edge over real sockets: what it answers, what it refuses, and that nobody wears it out.

mod caps;
mod children;
mod deadlines;
mod drain;
mod echo;
mod exchange;
mod framing;
mod load;
mod replies;
mod secure;
mod support;
mod tls;
mod tls_hostile;
