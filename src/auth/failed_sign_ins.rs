//! The latest failed sign-ins, for administrators. They are kept in memory only, so that guessing fills
//! no disk, and without the name typed: some type their password into the name's field.

use std::collections::VecDeque;

use parking_lot::Mutex;

use crate::domain::moment::Moment;

/// How many are kept.
const MAX: usize = 50;

/// A sign-in that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FailedSignIn {
    /// Whether there is an account of this name.
    pub name_known: bool,
    /// The API family it came through.
    pub family: &'static str,
    /// The client's address.
    pub address: String,
    /// When it failed.
    pub at: Moment,
}

/// The latest failed sign-ins.
#[derive(Debug, Default)]
pub struct FailedSignIns(Mutex<VecDeque<FailedSignIn>>);

impl FailedSignIns {
    /// Adds one, and drops the oldest beyond the limit.
    pub(crate) fn note(&self, failure: FailedSignIn) {
        let mut kept = self.0.lock();
        kept.truncate(MAX - 1);
        kept.push_front(failure);
    }

    /// The latest, newest first.
    #[must_use]
    pub(crate) fn latest(&self, max: usize) -> Vec<FailedSignIn> {
        let kept = self.0.lock();
        kept.iter().take(max).cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_come_first_and_the_oldest_go() {
        let failures = FailedSignIns::default();
        for micros in 0..200 {
            failures.note(FailedSignIn {
                name_known: false,
                family: "firststep",
                address: "127.0.0.1".to_owned(),
                at: Moment::from_micros(micros),
            });
        }
        let latest = failures.latest(500);
        assert_eq!(latest.len(), MAX);
        assert_eq!(latest[0].at, Moment::from_micros(199));
        assert_eq!(failures.latest(3).len(), 3);
    }
}
