//! A value computed at most once in a time span, however often it is asked for.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;

/// The latest value, and the clock's uptime when it was computed: a clock that is set back keeps no value fresh.
#[derive(Debug)]
pub struct Cached<T>(Mutex<Option<(Duration, T)>>);

impl<T> Default for Cached<T> {
    fn default() -> Self {
        Self(Mutex::new(None))
    }
}

impl<T: Clone> Cached<T> {
    /// The value, computed again when it is older than `span`. Callers meanwhile wait for it.
    pub(crate) fn get(&self, uptime: Duration, span: Duration, compute: impl FnOnce() -> T) -> T {
        let mut cached = self.0.lock();
        if let Some((at, value)) = &*cached
            && uptime < *at + span
        {
            return value.clone();
        }
        let value = compute();
        *cached = Some((uptime, value.clone()));
        value
    }
}

/// The same of many things, each by its key.
#[derive(Debug)]
pub struct CachedBy<K, T>(Mutex<HashMap<K, Entry<T>>>);

type Entry<T> = (Duration, Arc<Cached<T>>);

impl<K, T> Default for CachedBy<K, T> {
    fn default() -> Self {
        Self(Mutex::new(HashMap::new()))
    }
}

/// So many are kept before those that nobody asked for lately go.
const MANY: usize = 64;

impl<K: Eq + Hash, T: Clone> CachedBy<K, T> {
    /// The value of this key, as [`Cached::get`] has it. Who asks for another one doesn't wait.
    pub(crate) fn get(
        &self,
        key: K,
        uptime: Duration,
        span: Duration,
        compute: impl FnOnce() -> T,
    ) -> T {
        let cached = {
            let mut all = self.0.lock();
            if all.len() >= MANY {
                all.retain(|_, (asked, _)| uptime < *asked + span);
            }
            let entry = all.entry(key).or_default();
            entry.0 = uptime;
            Arc::clone(&entry.1)
        };
        cached.get(uptime, span, compute)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_computed_once_in_a_time_span() {
        let cached = Cached::default();
        let ask = |seconds: u64, answer: u8| {
            let uptime = Duration::from_secs(seconds);
            cached.get(uptime, Duration::from_secs(2), || answer)
        };
        assert_eq!([ask(0, 1), ask(1, 2), ask(2, 3), ask(3, 4)], [1, 1, 3, 3]);
    }
    #[test]
    fn each_key_has_its_own_and_what_nobody_asks_for_goes() {
        let cached = CachedBy::default();
        let span = Duration::from_secs(2);
        let ask = |key: usize, seconds: u64, answer: u8| {
            cached.get(key, Duration::from_secs(seconds), span, || answer)
        };
        assert_eq!([ask(1, 0, 1), ask(2, 0, 2), ask(1, 1, 3)], [1, 2, 1]);
        assert_eq!([ask(1, 2, 4), ask(2, 1, 5)], [4, 2]);
        for key in 0..1000 {
            ask(key, 10 + key as u64, 0);
        }
        assert!(cached.0.lock().len() <= MANY);
    }
}
