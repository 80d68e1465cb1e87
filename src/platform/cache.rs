//! An answer that is good for a moment: what costs something is asked once,
//! however many want to know.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::domain::moment::Moment;

/// The answer given last.
#[derive(Debug)]
pub struct Recent<T>(Mutex<Option<(Moment, T)>>);

impl<T> Default for Recent<T> {
    fn default() -> Self {
        Self(Mutex::new(None))
    }
}

impl<T: Clone> Recent<T> {
    /// The answer, made anew when the one there is older than `span`. Who asks
    /// while it is made waits for it.
    pub fn get(&self, now: Moment, span: Duration, make: impl FnOnce() -> T) -> T {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
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
        let recent = Recent::default();
        let ask = |seconds: i64, answer: u8| {
            let now = Moment::from_micros(seconds * 1_000_000);
            recent.get(now, Duration::from_secs(2), || answer)
        };
        assert_eq!([ask(0, 1), ask(1, 2), ask(2, 3), ask(3, 4)], [1, 1, 3, 3]);
    }
}
