//! The status of the copy, kept while the server runs.

use std::time::Duration;

use parking_lot::Mutex;

use crate::domain::moment::Moment;

/// The status; `None` where no copy is kept.
#[derive(Debug, Default)]
pub struct ReplicaRecord(Mutex<Option<ReplicaStatus>>);

/// How the copy is.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct ReplicaStatus {
    /// As which owner it is kept, while it is ours.
    pub generation: Option<u32>,
    /// When the server began to keep it.
    pub since: Moment,
    /// The latest moment whose commits are all known to be in it.
    pub whole_at: Option<Moment>,
    /// How often Litestream had to be started again.
    pub restarts: u32,
    /// What is wrong now.
    pub problem: Option<String>,
    /// Photos that are left to be carried.
    pub photos_left: u64,
    /// Whether another server has taken over.
    pub taken_over: bool,
}

impl ReplicaStatus {
    /// How far the copy is behind: nothing older is missing.
    pub(crate) fn behind(&self, now: Moment) -> Duration {
        now.since(self.whole_at.unwrap_or(self.since))
    }
}

impl ReplicaRecord {
    /// The status, if a copy is kept.
    #[must_use]
    pub(crate) fn report(&self) -> Option<ReplicaStatus> {
        self.0.lock().clone()
    }

    /// A copy is kept from now on.
    pub(crate) fn begin(&self, since: Moment) {
        *self.0.lock() = Some(ReplicaStatus {
            since,
            ..ReplicaStatus::default()
        });
    }

    /// Changes it, where a copy is kept.
    pub(crate) fn change(&self, change: impl FnOnce(&mut ReplicaStatus)) {
        if let Some(status) = &mut *self.0.lock() {
            change(status);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_is_behind_what_it_is_known_to_hold() {
        let record = ReplicaRecord::default();
        record.change(|_| panic!("no copy is kept"));
        assert_eq!(record.report(), None);
        let second = |n: i64| Moment::from_micros(n * 1_000_000);
        record.begin(second(10));
        assert_eq!(
            record.report().unwrap().behind(second(13)),
            Duration::from_secs(3)
        );
        record.change(|status| status.whole_at = Some(second(12)));
        assert_eq!(
            record.report().unwrap().behind(second(13)),
            Duration::from_secs(1)
        );
        assert_eq!(
            record.report().unwrap().behind(second(1)),
            Duration::ZERO,
            "a clock that was set back"
        );
    }
}
