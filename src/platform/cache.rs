//! A value computed at most once in a time span, however often it is asked for.

use std::time::Duration;

use parking_lot::Mutex;

use crate::domain::moment::Moment;

/// The latest value, and when it was computed.
#[derive(Debug)]
pub struct Cached<T>(Mutex<Option<(Moment, T)>>);

impl<T> Default for Cached<T> {
    fn default() -> Self {
        Self(Mutex::new(None))
    }
}

impl<T: Clone> Cached<T> {
    /// The value, computed again when it is older than `span`. Callers meanwhile wait for it.
    pub(crate) fn get(&self, now: Moment, span: Duration, compute: impl FnOnce() -> T) -> T {
        let mut cached = self.0.lock();
        if let Some((at, value)) = &*cached
            && now < at.after(span)
        {
            return value.clone();
        }
        let value = compute();
        *cached = Some((now, value.clone()));
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_computed_once_in_a_time_span() {
        let cached = Cached::default();
        let ask = |seconds: i64, answer: u8| {
            let now = Moment::from_micros(seconds * 1_000_000);
            cached.get(now, Duration::from_secs(2), || answer)
        };
        assert_eq!([ask(0, 1), ask(1, 2), ask(2, 3), ask(3, 4)], [1, 1, 3, 3]);
    }
}
