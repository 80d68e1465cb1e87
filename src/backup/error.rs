//! Why a backup wasn't made, read or restored.

use std::fmt::Display;
use std::io;
use std::path::Path;

use crate::domain::fault::Fault;
use crate::domain::operator_error::OperatorError;
use crate::store::copies::CopyFault;

/// Why a backup wasn't made, read or restored.
#[derive(Debug)]
pub enum BackupError {
    /// The disk failed.
    Disk {
        /// What failed, as in "the photos can't be read".
        what: String,
        /// The system's error.
        error: io::Error,
    },
    /// There is too little space.
    Full {
        /// Where, and how much is missing.
        what: String,
    },
    /// Refused for the reason in the sentence.
    Refused(OperatorError),
    /// The server is stopping.
    Stopping,
}

/// For `map_err`: this failed because of the disk.
pub(super) fn disk(what: impl Display) -> impl FnOnce(io::Error) -> BackupError {
    let what = what.to_string();
    move |error| BackupError::Disk { what, error }
}

/// The archive can't be used; `why` ends a sentence.
pub(super) fn unusable(archive: &Path, why: impl Display) -> BackupError {
    BackupError::Refused(OperatorError::new(
        format!("The backup {} can't be used: {why}", archive.display()),
        "Nothing was changed; take another one, or fetch this one again.",
    ))
}

impl From<CopyFault> for BackupError {
    fn from(fault: CopyFault) -> Self {
        match fault {
            CopyFault::Full => Self::Full {
                what: "There is no space left for a copy of the database".to_owned(),
            },
            CopyFault::Stopping => Self::Stopping,
            CopyFault::Failed(error) => Self::Refused(error),
        }
    }
}

impl From<BackupError> for OperatorError {
    fn from(failure: BackupError) -> Self {
        match failure {
            BackupError::Disk { what, error } if error.kind() == io::ErrorKind::StorageFull => {
                Self::new(format!("There is no space left: {what}"), FREE_SOME)
            }
            BackupError::Disk { what, error } => Self::new(
                format!("{} ({error})", capital(&what)),
                "Check the path, its permissions and the disk.",
            ),
            BackupError::Full { what } => Self::new(what, FREE_SOME),
            BackupError::Refused(error) => error,
            BackupError::Stopping => Self::new(
                "It was cut short, since the server is stopping",
                "Try again once it runs.",
            ),
        }
    }
}

const FREE_SOME: &str = "Free some, or name a folder on another disk; nothing was changed.";

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}

/// For HTTP clients; the sentence goes to the log.
impl From<BackupError> for Fault {
    fn from(failure: BackupError) -> Self {
        let full = match &failure {
            BackupError::Full { .. } => true,
            BackupError::Disk { error, .. } => error.kind() == io::ErrorKind::StorageFull,
            BackupError::Refused(_) | BackupError::Stopping => false,
        };
        tracing::error!("no backup: {}", OperatorError::from(failure));
        if full {
            Self::StorageFull
        } else {
            Self::StorageFailing
        }
    }
}
