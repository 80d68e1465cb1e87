//! What became of a row once its transaction wrote it.

use crate::domain::account::AccountId;

/// What became of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum RowOutcome {
    /// It was inserted.
    Made,
    /// It exists and is equal.
    Same,
    /// It existed and was changed.
    Changed,
    /// It exists, differs in these fields, and was kept.
    Kept(String),
    /// It was rejected for this reason.
    Rejected(String),
    /// It differs in these fields, and the import stops.
    Stop(String),
}

impl RowOutcome {
    /// Whether the row was written.
    pub(super) const fn writes(&self) -> bool {
        matches!(self, Self::Made | Self::Changed)
    }

    /// Inserted, or equal to an existing row.
    pub(super) const fn made(is_new: bool) -> Self {
        if is_new { Self::Made } else { Self::Same }
    }
}

/// What became of a row, and the account it belongs to.
#[derive(Debug)]
pub(super) struct WrittenRow {
    pub outcome: RowOutcome,
    pub account: Option<AccountId>,
    /// What a new account is called instead of what its row says, and why.
    pub renamed: Option<String>,
}

impl From<RowOutcome> for WrittenRow {
    fn from(outcome: RowOutcome) -> Self {
        Self {
            outcome,
            account: None,
            renamed: None,
        }
    }
}
