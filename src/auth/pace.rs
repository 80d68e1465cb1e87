//! How many tries a client network has within a second, whatever comes of them: what is tried still has a limit where
//! a wait would keep out people who guess nothing, beside a machine that does.

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

use parking_lot::Mutex;

use crate::auth::limiter::Client;
use crate::platform::recent::Recent;

/// Most networks kept; those unused for longest go first.
const MAX_KEYS: usize = 10_000;

/// Tries a second, by client network.
pub struct Pace {
    most: u32,
    keys: RandomState,
    tries: Mutex<Recent<Tries>>,
}

/// Those of one second.
#[derive(Debug, Default)]
struct Tries {
    second: u64,
    count: u32,
}

impl Pace {
    /// So many tries a second for each network.
    #[must_use]
    pub(crate) fn new(most: u32) -> Self {
        Self {
            most,
            keys: RandomState::new(),
            tries: Mutex::new(Recent::new(MAX_KEYS)),
        }
    }

    /// Takes one of a network's tries of this second; false if there is none left.
    pub(crate) fn take(&self, client: Client, uptime: Duration) -> bool {
        let mut kept = self.tries.lock();
        let tries = kept.entry(self.keys.hash_one(client));
        if tries.second != uptime.as_secs() {
            *tries = Tries {
                second: uptime.as_secs(),
                count: 0,
            };
        }
        tries.count = tries.count.saturating_add(1);
        tries.count <= self.most
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_network_has_so_many_a_second() {
        let pace = Pace::new(3);
        let take = |address: &str, second: u64| {
            pace.take(
                Client::of(address),
                Duration::from_millis(second * 1000 + 5),
            )
        };
        let first: Vec<bool> = (0..5).map(|_| take("192.0.2.1", 7)).collect();
        assert_eq!(first, [true, true, true, false, false]);
        assert!(take("192.0.2.2", 7), "another network has its own");
        assert!(take("192.0.2.1", 8));
    }
}
