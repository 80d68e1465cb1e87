//! The edge's limits and deadlines.

use std::time::Duration;

use super::{Network, Tls};

/// The edge's limits, deadlines and TLS.
#[derive(Debug, Clone)]
pub struct EdgeSettings {
    /// Connections in all, and so threads at most; 503 beyond.
    pub max_connections: usize,
    /// Connections from one IPv4 address or one IPv6 /64; 503 beyond. Trusted proxies are exempt.
    pub max_per_client: usize,
    /// For a whole head from its first byte, and for the first byte of a new connection.
    pub head_deadline: Duration,
    /// For the next request on a connection kept alive.
    pub idle_deadline: Duration,
    /// How long a body may stall; each byte that arrives adds `1 / body_min_rate` seconds again, so a
    /// body of `n` bytes takes at most `body_grace + n / body_min_rate`.
    pub body_grace: Duration,
    /// Least rate of an arriving body, in bytes per second.
    pub body_min_rate: u64,
    /// As `body_grace`, for a client that reads an answer.
    pub write_grace: Duration,
    /// Least rate at which a client reads, in bytes per second.
    pub write_min_rate: u64,
    /// How long the lingering close after a last answer lasts, so that the client can read it.
    pub linger: Duration,
    /// Bytes of request bodies held by all connections together; 503 beyond. The first 16 KiB of
    /// each body don't count, so that big ones cannot starve sign-in.
    pub body_budget: u64,
    /// Peers whose `X-Forwarded-For` is trusted.
    pub trusted_proxies: Vec<Network>,
    /// The certificate for TLS; without one the edge serves plain HTTP.
    pub tls: Option<Tls>,
    /// Stack of a connection's thread, in bytes.
    pub stack_bytes: usize,
}

impl Default for EdgeSettings {
    fn default() -> Self {
        Self {
            max_connections: 2048,
            max_per_client: 256,
            head_deadline: Duration::from_secs(10),
            idle_deadline: Duration::from_secs(60),
            body_grace: Duration::from_secs(10),
            body_min_rate: 8 << 10,
            write_grace: Duration::from_secs(10),
            write_min_rate: 8 << 10,
            linger: Duration::from_secs(2),
            body_budget: 128 << 20,
            trusted_proxies: Vec::new(),
            tls: None,
            stack_bytes: 512 << 10,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documented_limits_are_these() {
        let (security, operations) = (
            include_str!("../../docs/security.md"),
            include_str!("../../docs/operations.md").replace('\n', " "),
        );
        let ours = EdgeSettings::default();
        let (thousands, rest) = (ours.max_connections / 1000, ours.max_connections % 1000);
        let deadline = ours.head_deadline.as_secs();
        for row in [
            format!("| a head | 16 KiB, 64 headers, {deadline} s from its first byte |"),
            format!(
                "| a body of fields | 64 KiB, at {} KiB/s or more |",
                ours.body_min_rate >> 10
            ),
            format!("| all bodies together | {} MiB |", ours.body_budget >> 20),
            format!(
                "| connections | {thousands},{rest:03}, {} of one address",
                ours.max_per_client
            ),
        ] {
            assert!(security.contains(&row), "{row}");
        }
        let idle = format!(
            "before the server does (after {} seconds)",
            ours.idle_deadline.as_secs()
        );
        assert!(operations.contains(&idle), "{idle}");
    }
}
