//! An answer that is good for a moment: what costs something is asked once,
//! however many want to know.

use std::time::Duration;

use parking_lot::Mutex;

use crate::domain::moment::Moment;

/// The answer given last.
#[derive(Debug)]
pub struct Cached<T>(Mutex<Option<(Moment, T)>>);

impl<T> Default for Cached<T> {
    fn default() -> Self {
        Self(Mutex::new(None))
    }
}

impl<T: Clone> Cached<T> {
    /// The answer, made anew when the one there is older than `span`. Who asks
    /// while it is made waits for it.
    pub(crate) fn get(&self, now: Moment, span: Duration, make: impl FnOnce() -> T) -> T {
        let mut kept = self.0.lock();
        if let Some((at, answer)) = &*kept
            && now < at.after(span)
        {
            return answer.clone();
        }
        let answer = make();
        *kept = Some((now, answer.clone()));
        answer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_made_once_in_a_while() {
        let recent = Cached::default();
        let ask = |seconds: i64, answer: u8| {
            let now = Moment::from_micros(seconds * 1_000_000);
            recent.get(now, Duration::from_secs(2), || answer)
        };
        assert_eq!([ask(0, 1), ask(1, 2), ask(2, 3), ask(3, 4)], [1, 1, 3, 3]);
    }
}
