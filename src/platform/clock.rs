//! The clock, which tests can set.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime};

use crate::domain::moment::Moment;

/// The machine's clock; it can be set forward, so that a test needn't wait thirty days for a token to
/// expire.
#[derive(Debug, Default)]
pub struct Clock {
    ahead_micros: AtomicI64,
}

impl Clock {
    /// The present moment.
    #[must_use]
    pub fn now(&self) -> Moment {
        let ahead = self.ahead_micros.load(Ordering::Relaxed);
        Moment::from_micros(Moment::from(SystemTime::now()).micros() + ahead)
    }

    /// Sets the clock back from the machine's, so that the demo's data is in the past.
    pub(crate) fn set_back(&self, span: Duration) {
        let micros = i64::try_from(span.as_micros()).unwrap_or(i64::MAX / 2);
        self.ahead_micros.store(-micros, Ordering::Relaxed);
    }

    /// Sets the clock forward.
    pub fn advance(&self, span: Duration) {
        let micros = i64::try_from(span.as_micros()).unwrap_or(i64::MAX / 2);
        self.ahead_micros.fetch_add(micros, Ordering::Relaxed);
    }
}
