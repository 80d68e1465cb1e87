//! What the latest check of the data came to, kept for administrators.

use parking_lot::Mutex;

use crate::domain::moment::Moment;

/// What the latest check came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CheckResult {
    /// When it ended.
    pub at: Moment,
    /// How many photos' files are missing.
    pub photos_missing: usize,
    /// How many rows have lost their parents.
    pub orphan_rows: u64,
}

/// The latest check, kept for administrators.
#[derive(Debug, Default)]
pub struct LatestCheck(Mutex<Option<CheckResult>>);

impl LatestCheck {
    /// What it came to; `None` before the first.
    #[must_use]
    pub(crate) fn get(&self) -> Option<CheckResult> {
        self.0.lock().clone()
    }

    /// Replaces it.
    pub(crate) fn keep(&self, checked: CheckResult) {
        *self.0.lock() = Some(checked);
    }
}
