//! A limit on guessing passwords and codes.
//!
//! After failures a key has to wait, longer the more there were, and is forgotten after 15 minutes
//! without one: no account is ever locked for good. The waits are those of Kanidm's soft lock: 1, 3, 5
//! and 10 seconds. Time is the clock's uptime: a clock that is set back would make everybody wait until it
//! has caught up.

use std::collections::HashMap;
use std::hash::Hash;
use std::time::Duration;

use parking_lot::{Mutex, MutexGuard};

/// Which failures are counted together. A name's failures are counted apart for addresses that have
/// signed in to it before, so that an attacker elsewhere can't make the owner wait.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Guesses {
    /// All guesses from one address.
    Client(String),
    /// Guesses for one name, from addresses that never signed in to it.
    Name(String),
    /// Guesses for one name, from one address that has.
    Known(String, String),
    /// Guesses of an account's current password by somebody signed in to it.
    Current(i64),
}

/// Counts failures by key.
pub struct Limiter<Key> {
    /// Failures without a wait: everybody mistypes.
    free: u32,
    counts: Mutex<HashMap<Key, Count>>,
}

#[derive(Clone, Copy)]
struct Count {
    failures: u32,
    /// When the last one was.
    last: Duration,
}

/// A failure is forgotten after this long without another.
const MEMORY: Duration = Duration::from_secs(15 * 60);
/// Most keys kept; beyond it the forgotten ones are removed, and if that isn't enough, all: memory
/// stays bounded, and waits don't stop an attacker with that many addresses.
const MAX_KEYS: usize = 100_000;

/// The wait isn't over; nothing was checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooEarly {
    /// Whole seconds to wait, at least one.
    pub retry_after: u32,
}

impl<Key: Hash + Eq> Limiter<Key> {
    /// A limiter without a wait for the first `free` failures.
    #[must_use]
    pub(crate) fn new(free: u32) -> Self {
        Self {
            free,
            counts: Mutex::default(),
        }
    }

    /// Whether this key may try now: [`TooEarly`] during the wait after its last failure.
    pub(crate) fn check(&self, key: &Key, now: Duration) -> Result<(), TooEarly> {
        let counts = self.lock();
        let Some(count) = counts.get(key).filter(|count| !is_forgotten(**count, now)) else {
            return Ok(());
        };
        let wait = self.wait(count.failures);
        let ready = count.last + wait;
        // Without a wait there is none, also if another thread has failed since `now` was read.
        if wait.is_zero() || ready <= now {
            Ok(())
        } else {
            Err(too_early(ready, now))
        }
    }

    /// Counts a failure of this key.
    pub(crate) fn failed(&self, key: Key, now: Duration) {
        let mut counts = self.lock();
        if counts.len() >= MAX_KEYS {
            counts.retain(|_, count| !is_forgotten(*count, now));
            if counts.len() >= MAX_KEYS {
                counts.clear();
            }
        }
        let count = counts.entry(key).or_insert(Count {
            failures: 0,
            last: now,
        });
        if is_forgotten(*count, now) {
            count.failures = 0;
        }
        count.failures = count.failures.saturating_add(1);
        count.last = now;
    }

    /// Forgets this key's failures.
    pub(crate) fn succeeded(&self, key: &Key) {
        self.lock().remove(key);
    }

    fn wait(&self, failures: u32) -> Duration {
        let seconds = match failures.saturating_sub(self.free) {
            0 => 0,
            1..=2 => 1,
            3..=4 => 3,
            5..=9 => 5,
            _ => 10,
        };
        Duration::from_secs(seconds)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Key, Count>> {
        self.counts.lock()
    }
}

fn is_forgotten(count: Count, now: Duration) -> bool {
    count.last + MEMORY <= now
}

fn too_early(ready: Duration, now: Duration) -> TooEarly {
    let left = ready.saturating_sub(now).as_micros().div_ceil(1_000_000);
    TooEarly {
        retry_after: u32::try_from(left).unwrap_or(u32::MAX).max(1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Duration = Duration::from_secs(1_000);

    fn after(seconds: u64) -> Duration {
        START + Duration::from_secs(seconds)
    }

    #[test]
    fn a_free_failure_a_moment_later_costs_nobody_a_wait() {
        let limiter = Limiter::new(2);
        for failures in 1..=3 {
            limiter.failed("ann", START + Duration::from_micros(5));
            assert_eq!(limiter.check(&"ann", START).is_ok(), failures <= 2);
        }
    }

    #[test]
    fn waits_grow_and_never_pass_ten_seconds() {
        let limiter = Limiter::new(3);
        let mut now = START;
        let mut waits = Vec::new();
        for _ in 0..20 {
            let wait = limiter
                .check(&"a", now)
                .err()
                .map_or(0, |early| early.retry_after);
            now += Duration::from_secs(wait.into());
            assert_eq!(limiter.check(&"a", now), Ok(()), "it has waited");
            limiter.failed("a", now);
            waits.push(wait);
        }
        assert_eq!(waits[..12], [0, 0, 0, 0, 1, 1, 3, 3, 5, 5, 5, 5]);
        assert_eq!(waits[19], 10);
    }

    #[test]
    fn success_and_quiet_forget_and_others_are_not_touched() {
        let limiter = Limiter::new(0);
        limiter.failed("a", START);
        assert_eq!(limiter.check(&"a", START), Err(TooEarly { retry_after: 1 }));
        assert_eq!(limiter.check(&"b", START), Ok(()), "somebody else");
        limiter.succeeded(&"a");
        assert_eq!(limiter.check(&"a", START), Ok(()), "forgotten");
        for _ in 0..50 {
            limiter.failed("a", START);
        }
        assert!(limiter.check(&"a", after(9)).is_err());
        assert_eq!(limiter.check(&"a", after(15 * 60)), Ok(()), "long ago");
        limiter.failed("a", after(15 * 60));
        assert_eq!(
            limiter.check(&"a", after(15 * 60 + 1)),
            Ok(()),
            "counted from anew"
        );
    }

    #[test]
    fn memory_is_bounded() {
        let limiter = Limiter::new(0);
        for key in 0..MAX_KEYS + 10 {
            limiter.failed(key, START);
        }
        assert!(limiter.lock().len() <= MAX_KEYS);
    }
}
