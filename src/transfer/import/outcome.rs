//! What became of a row once its transaction wrote it.

use crate::domain::account::AccountId;

/// What became of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum RowOutcome {
    /// It was made.
    Made,
    /// It is here already, and the same.
    Same,
    /// It was here, and was changed.
    Changed,
    /// It is here, differs in this, and stays as it is.
    Kept(String),
    /// It can't be taken.
    Rejected(String),
    /// It differs in this, and nothing more is to be done.
    Stop(String),
}

impl RowOutcome {
    /// Whether it is to be as the file has it.
    pub(super) const fn writes(&self) -> bool {
        matches!(self, Self::Made | Self::Changed)
    }

    /// Made, or there already.
    pub(super) const fn made(is_new: bool) -> Self {
        if is_new { Self::Made } else { Self::Same }
    }
}

/// What became of a row, and whose it is.
#[derive(Debug)]
pub(super) struct WrittenRow {
    pub outcome: RowOutcome,
    pub account: Option<AccountId>,
}

impl From<RowOutcome> for WrittenRow {
    fn from(outcome: RowOutcome) -> Self {
        Self {
            outcome,
            account: None,
        }
    }
}
