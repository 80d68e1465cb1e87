//! A value computed at most once in a time span, however often it is asked for.

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
}
