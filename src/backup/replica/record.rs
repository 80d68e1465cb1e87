//! The status of the copy, kept while the server runs.

use std::time::Duration;

use parking_lot::Mutex;

use super::notes::DrillResult;
use crate::domain::moment::Moment;

/// The status; `None` where no copy is kept.
#[derive(Debug, Default)]
pub struct ReplicaRecord(Mutex<Option<ReplicaStatus>>);

/// How the copy is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ReplicaStatus {
    /// As which owner it is kept, once it is ours.
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
    /// Whether nothing was left of it and it was begun anew, and the way back wasn't tried since.
    pub anew: bool,
    /// How the last try of the way back went.
    pub drill: Option<DrillResult>,
}

impl ReplicaStatus {
    /// How far the copy is behind: nothing older is missing.
    pub(crate) fn behind(&self, now: Moment) -> Duration {
        let whole = self.whole_at.unwrap_or(self.since);
        let micros = now.micros().saturating_sub(whole.micros());
        Duration::from_micros(u64::try_from(micros).unwrap_or_default())
    }
}

impl ReplicaRecord {
    /// The status, if a copy is kept.
    #[must_use]
    pub(crate) fn report(&self) -> Option<ReplicaStatus> {
        self.0.lock().clone()
    }

    /// A copy is kept from now on.
    pub(crate) fn begin(&self, since: Moment, drill: Option<DrillResult>) {
        *self.0.lock() = Some(ReplicaStatus {
            generation: None,
            since,
            whole_at: None,
            restarts: 0,
            problem: None,
            photos_left: 0,
            taken_over: false,
            anew: false,
            drill,
        });
    }

    /// Changes it, where a copy is kept.
    pub(crate) fn change(&self, change: impl FnOnce(&mut ReplicaStatus)) {
        if let Some(status) = &mut *self.0.lock() {
            change(status);
        }
    }

    /// Notes what is wrong, or that nothing is; returns whether that is news.
    pub(crate) fn note(&self, problem: Option<String>) -> bool {
        let mut is_news = false;
        self.change(|status| {
            is_news = status.problem != problem;
            status.problem = problem;
        });
        is_news
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
        record.begin(second(10), None);
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
        assert!(record.note(Some("away".into())));
        assert!(!record.note(Some("away".into())));
        assert!(record.note(None));
    }
}
