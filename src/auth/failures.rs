//! The sign-ins that failed lately, for administrators. They are kept in memory
//! only: a stranger who guesses fills no disk, and what he typed is not written
//! down (some type their password where the name belongs).

use std::collections::VecDeque;

use parking_lot::Mutex;

use crate::domain::moment::Moment;

/// How many are remembered.
const MOST: usize = 50;

/// A sign-in that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    /// Whether there is an account of the name given.
    pub name_known: bool,
    /// The API family it came through.
    pub family: &'static str,
    /// The client's address.
    pub address: String,
    /// When.
    pub at: Moment,
}

/// The latest of them.
#[derive(Debug, Default)]
pub struct Failures(Mutex<VecDeque<Failure>>);

impl Failures {
    /// Remembers one, and forgets the oldest when there are too many.
    pub(crate) fn note(&self, failure: Failure) {
        let mut kept = self.0.lock();
        kept.truncate(MOST - 1);
        kept.push_front(failure);
    }

    /// The latest, newest first.
    #[must_use]
    pub(crate) fn latest(&self, most: usize) -> Vec<Failure> {
        let kept = self.0.lock();
        kept.iter().take(most).cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_come_first_and_the_oldest_go() {
        let failures = Failures::default();
        for micros in 0..200 {
            failures.note(Failure {
                name_known: false,
                family: "firststep",
                address: "127.0.0.1".to_owned(),
                at: Moment::from_micros(micros),
            });
        }
        let latest = failures.latest(500);
        assert_eq!(latest.len(), MOST);
        assert_eq!(latest[0].at, Moment::from_micros(199));
        assert_eq!(failures.latest(3).len(), 3);
    }
}
