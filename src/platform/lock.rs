//! Locks on folders: no two servers work on the same data.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

use crate::domain::operator_error::OperatorError;
use crate::platform::{folder, private_file};

/// The file whose lock gives one process a data folder for itself.
#[must_use]
pub(crate) fn file_of(folder: &Path) -> PathBuf {
    folder.join("firststep.lock")
}

/// The lock of a data folder, held until the file is closed.
pub(crate) fn data_folder(folder: &Path) -> Result<File, OperatorError> {
    let mut options = File::options();
    options.write(true).create(true).truncate(false);
    let file = private_file::open(&file_of(folder), &mut options).map_err(|error| {
        OperatorError::new(
            format!(
                "The folder {} can't be written to ({error})",
                folder.display()
            ),
            "Check its permissions, or choose another with --data-dir.",
        )
    })?;
    hold(file, folder, "--data-dir")
}

/// Whether a server works on this data folder; nothing is made to find out.
pub(crate) fn is_held(folder: &Path) -> bool {
    let file = File::open(file_of(folder));
    file.is_ok_and(|file| matches!(file.try_lock(), Err(TryLockError::WouldBlock)))
}

/// The lock of a photos' folder: two servers there would delete each other's uploads as orphans.
pub(crate) fn photos(folder: &Path) -> Result<File, OperatorError> {
    let file = folder::to_lock(folder).map_err(|error| {
        OperatorError::new(
            format!(
                "The photos' folder {} can't be used ({error})",
                folder.display()
            ),
            "Check its permissions, or choose another with --photos.",
        )
    })?;
    hold(file, folder, "--photos")
}

fn hold(file: File, folder: &Path, flag: &str) -> Result<File, OperatorError> {
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(OperatorError::new(
            format!("Another FirstStep is using the folder {}", folder.display()),
            format!("Stop it first, or choose another folder with {flag}."),
        )),
        Err(TryLockError::Error(error)) => {
            // Some network file systems have no locks; the server starts all the same.
            let folder = folder.display();
            tracing::warn!(%error, %folder, "this folder can't be locked; start no second server on it");
            Ok(file)
        }
    }
}
