//! SQLite's verdicts, translated.

use rusqlite::ffi::{ErrorCode, SQLITE_CONSTRAINT_UNIQUE};

use crate::domain::fault::Fault;

/// A statement that failed.
#[derive(Debug)]
pub(crate) struct StoreError(rusqlite::Error);

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self(error)
    }
}

impl StoreError {
    /// Whether a value was there already in this column (`accounts.email`).
    /// The extended code is the verdict; the message names the column.
    pub(super) fn is_duplicate(&self, column: &str) -> bool {
        match &self.0 {
            rusqlite::Error::SqliteFailure(code, Some(message)) => {
                code.extended_code == SQLITE_CONSTRAINT_UNIQUE && message.ends_with(column)
            }
            _ => false,
        }
    }
}

/// What a caller is told: never SQL, never a path; those go to the log.
impl From<StoreError> for Fault {
    fn from(StoreError(error): StoreError) -> Self {
        tracing::error!(%error, "the database refused");
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::StorageFull,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                Self::Busy { retry_after: 1 }
            }
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::StorageDamaged,
            Some(ErrorCode::SystemIoFailure | ErrorCode::ReadOnly | ErrorCode::CannotOpen) => {
                Self::StorageFailing
            }
            _ => Self::Internal,
        }
    }
}
