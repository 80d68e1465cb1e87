//! The clock, which tests can set.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime};

use crate::domain::moment::Moment;

/// The machine's clock. Tests set it, so that they needn't wait thirty days for a token to expire.
#[derive(Debug)]
pub struct Clock {
    ahead_micros: AtomicI64,
    started: Instant,
    advanced_micros: AtomicU64,
}

impl Default for Clock {
    fn default() -> Self {
        Self {
            ahead_micros: AtomicI64::new(0),
            started: Instant::now(),
            advanced_micros: AtomicU64::new(0),
        }
    }
}

impl Clock {
    /// The present moment. It jumps either way whenever somebody sets the machine's clock, so what is
    /// kept in memory alone is measured by [`Self::uptime`].
    #[must_use]
    pub fn now(&self) -> Moment {
        let ahead = self.ahead_micros.load(Ordering::Relaxed);
        Moment::from_micros(Moment::from(SystemTime::now()).micros() + ahead)
    }

    /// How long this clock has run. It never jumps, whatever becomes of the machine's clock.
    #[must_use]
    pub(crate) fn uptime(&self) -> Duration {
        let advanced = self.advanced_micros.load(Ordering::Relaxed);
        self.started.elapsed() + Duration::from_micros(advanced)
    }

    /// Sets the clock back from the machine's: the demo's data is in the past.
    pub fn set_back(&self, span: Duration) {
        self.ahead_micros.store(-micros(span), Ordering::Relaxed);
    }

    /// Lets time pass.
    pub fn advance(&self, span: Duration) {
        let passed = micros(span);
        self.ahead_micros.fetch_add(passed, Ordering::Relaxed);
        self.advanced_micros
            .fetch_add(passed.unsigned_abs(), Ordering::Relaxed);
    }
}

fn micros(span: Duration) -> i64 {
    i64::try_from(span.as_micros()).unwrap_or(i64::MAX / 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    const YEAR: Duration = Duration::from_secs(365 * 24 * 60 * 60);

    #[test]
    fn the_uptime_passes_with_time_and_jumps_with_no_clock() {
        let clock = Clock::default();
        clock.advance(YEAR);
        let before = clock.uptime();
        assert!(before >= YEAR, "{before:?}");
        clock.set_back(2 * YEAR);
        let after = clock.uptime();
        assert!((before..before + YEAR).contains(&after), "{after:?}");
    }
}
