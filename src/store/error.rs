//! SQLite's errors as faults for clients and as sentences for operators.

use std::path::Path;

use rusqlite::ffi::{ErrorCode, SQLITE_CONSTRAINT_FOREIGNKEY, SQLITE_CONSTRAINT_UNIQUE};

use crate::domain::fault::Fault;
use crate::domain::operator_error::OperatorError;

/// What to do with a damaged database.
pub(super) const DAMAGED: &str = "See what is wrong with firststep doctor, and put a backup in its place with \
     firststep backup restore FILE --force, or name another file with --db.";

/// A statement that failed.
#[derive(Debug)]
pub(crate) struct StoreError {
    error: rusqlite::Error,
    /// Whether it was for an account that isn't there.
    lacks_account: bool,
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self {
            error,
            lacks_account: false,
        }
    }
}

impl StoreError {
    /// Whether this column (`accounts.email`) has the value already.
    /// The extended code decides; the message names the column.
    pub(super) fn is_duplicate(&self, column: &str) -> bool {
        match &self.error {
            rusqlite::Error::SqliteFailure(code, Some(message)) => {
                code.extended_code == SQLITE_CONSTRAINT_UNIQUE && message.ends_with(column)
            }
            _ => false,
        }
    }
}

impl StoreError {
    /// Whether a row refers to one that isn't there.
    pub(super) fn lacks_parent(&self) -> bool {
        matches!(&self.error, rusqlite::Error::SqliteFailure(code, _)
            if code.extended_code == SQLITE_CONSTRAINT_FOREIGNKEY)
    }

    /// The same error, of a row whose only parent is its account.
    pub(super) fn of_account(self) -> Self {
        Self {
            lacks_account: true,
            ..self
        }
    }
}

/// A client never sees SQL or a path; those go to the log.
impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        // It was deleted after its caller had proved who they are. Every other parent is looked up in the transaction
        // that refers to it: one that is missing is a defect, and is told as one.
        if error.lacks_account {
            return Self::ExpiredCredentials;
        }
        let StoreError { error, .. } = error;
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

/// Why the database at `path` can't be opened.
pub(super) fn cannot_open(path: &Path, error: &rusqlite::Error) -> OperatorError {
    let file = path.display();
    match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => OperatorError::new(
            format!("The file {file} is not an SQLite database"),
            "Name another one with --db, or move this one away.",
        ),
        Some(ErrorCode::DatabaseCorrupt) => {
            OperatorError::new(format!("The database {file} is damaged"), DAMAGED)
        }
        Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
            OperatorError::new(
                format!("The database {file} can't be opened for writing"),
                "Check the permissions of the file and its folder, or name another with --db.",
            )
        }
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => OperatorError::new(
            format!("The database {file} is in use by another program"),
            "Stop that one, or name another file with --db.",
        ),
        Some(ErrorCode::DiskFull) => OperatorError::new(
            format!("There is no space left for the database {file}"),
            "Free some, or name another place with --data-dir.",
        ),
        _ => OperatorError::new(
            format!("The database {file} can't be opened ({error})"),
            "Check the file and its folder.",
        ),
    }
}
