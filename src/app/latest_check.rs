//! The result of the latest check of the data, kept for administrators.

use parking_lot::Mutex;

use crate::domain::moment::Moment;

/// The result of a check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CheckResult {
    /// When it ended.
    pub at: Moment,
    /// How many photos' files are missing.
    pub photos_missing: usize,
    /// How many rows refer to missing rows.
    pub orphan_rows: u64,
}

/// The latest result.
#[derive(Debug, Default)]
pub struct LatestCheck(Mutex<Option<CheckResult>>);

impl LatestCheck {
    /// The result; `None` before the first check.
    #[must_use]
    pub(crate) fn get(&self) -> Option<CheckResult> {
        self.0.lock().clone()
    }

    /// Replaces it.
    pub(crate) fn keep(&self, checked: CheckResult) {
        *self.0.lock() = Some(checked);
    }
}
