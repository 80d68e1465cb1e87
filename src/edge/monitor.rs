//! Counts of connections and handshakes, for the metrics.

use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

use super::state::EdgeState;

/// The edge's counts at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EdgeCounts {
    /// Connections accepted since the start, including those rejected by a limit.
    pub accepted: u64,
    /// TLS handshakes completed since the start.
    pub handshakes: u64,
    /// TLS handshakes that failed.
    pub handshakes_failed: u64,
    /// Connections in a TLS handshake.
    pub handshaking: usize,
    /// Connections between two requests.
    pub idle: usize,
    /// Connections with a request in progress.
    pub busy: usize,
}

/// Reads the counts of a running edge.
#[derive(Clone)]
pub struct Monitor(pub(super) Arc<EdgeState>);

impl Monitor {
    /// The counts now.
    #[must_use]
    pub fn counts(&self) -> EdgeCounts {
        let [handshaking, idle, busy] = self.0.limits.count();
        let totals = &self.0.totals;
        EdgeCounts {
            accepted: totals.accepted.load(Relaxed),
            handshakes: totals.handshakes.load(Relaxed),
            handshakes_failed: totals.handshakes_failed.load(Relaxed),
            handshaking,
            idle,
            busy,
        }
    }
}
