//! Which `Idempotency-Key` a client network signed up with: another sign-up under the same key is told so.
//!
//! Before there is an account a key belongs to its body, so that a retry is known from whichever network it
//! comes. That alone can't see that a key is used for something else. This is kept in memory: after a restart
//! such a request is simply another one.

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

use parking_lot::Mutex;

use crate::auth::limiter::Client;
use crate::platform::recent::Recent;

/// How long a key is remembered, as long as a reply is kept.
const LIFETIME: Duration = Duration::from_secs(24 * 60 * 60);
/// Most keys that are remembered, of some 40 bytes each.
const MAX_KEYS: usize = 20_000;

/// The keys of sign-ups that took effect, as keyed hashes.
pub struct SignUpKeys {
    hasher: RandomState,
    used: Mutex<Recent<Used>>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Used {
    /// What it was used for; 0 for nothing.
    request: u64,
    at: Duration,
}

/// A key at a target, from a client's address.
pub(crate) type Place<'text> = (&'text str, &'text str, &'text str);

impl Default for SignUpKeys {
    fn default() -> Self {
        Self {
            hasher: RandomState::new(),
            used: Mutex::new(Recent::new(MAX_KEYS)),
        }
    }
}

impl SignUpKeys {
    /// Whether the key was used for another request less than a day ago.
    pub(crate) fn is_reused(&self, place: Place, request: &str, now: Duration) -> bool {
        let request = self.hasher.hash_one(request);
        let mut used = self.used.lock();
        used.get_mut(self.key(place)).is_some_and(|used| {
            used.request != 0 && used.request != request && now < used.at + LIFETIME
        })
    }

    /// Remembers what the key was used for.
    pub(crate) fn note(&self, place: Place, request: &str, now: Duration) {
        let request = self.hasher.hash_one(request);
        *self.used.lock().entry(self.key(place)) = Used { request, at: now };
    }

    fn key(&self, (address, target, key): Place) -> u64 {
        self.hasher.hash_one((Client::of(address), target, key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACE: Place = ("192.0.2.1", "/api/register", "k");
    const DAY: Duration = LIFETIME;

    #[test]
    fn a_key_is_for_one_request_of_a_network_for_a_day() {
        let keys = SignUpKeys::default();
        assert!(!keys.is_reused(PLACE, "ann", Duration::ZERO));
        keys.note(PLACE, "ann", Duration::ZERO);
        assert!(!keys.is_reused(PLACE, "ann", Duration::ZERO), "a retry");
        assert!(keys.is_reused(PLACE, "bob", Duration::ZERO));
        for other in [
            ("192.0.2.2", PLACE.1, PLACE.2),
            (PLACE.0, "/auth/register", PLACE.2),
            (PLACE.0, PLACE.1, "l"),
        ] {
            assert!(!keys.is_reused(other, "bob", Duration::ZERO), "{other:?}");
        }
        assert!(!keys.is_reused(PLACE, "bob", DAY));
    }
}
