//! What the edge counts about itself.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use super::accept::Edge;

/// What has happened since the start.
#[derive(Debug, Default)]
pub(super) struct Counts {
    pub accepted: AtomicU64,
    pub greeted: AtomicU64,
    pub greetings_failed: AtomicU64,
}

/// The edge at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figures {
    /// Connections accepted since the start, those turned away included.
    pub accepted: u64,
    /// TLS handshakes done since the start.
    pub handshakes: u64,
    /// TLS handshakes that came to nothing.
    pub handshakes_failed: u64,
    /// Connections that agree on TLS.
    pub greeting: usize,
    /// Connections between two requests.
    pub idle: usize,
    /// Connections with a request under way.
    pub busy: usize,
}

/// A look at an edge that serves.
#[derive(Clone)]
pub struct Watch(pub(super) Arc<Edge>);

impl Watch {
    /// How it is now.
    #[must_use]
    pub fn figures(&self) -> Figures {
        let [greeting, idle, busy] = self.0.seats.count();
        let counts = &self.0.counts;
        Figures {
            accepted: counts.accepted.load(Relaxed),
            handshakes: counts.greeted.load(Relaxed),
            handshakes_failed: counts.greetings_failed.load(Relaxed),
            greeting,
            idle,
            busy,
        }
    }
}
