//! Lists the archives in a folder.

use std::fs;
use std::path::{Path, PathBuf};

use super::error::{BackupError, disk};
use super::manifest::Manifest;
use super::read::Archive;
use crate::domain::moment::Moment;
use crate::domain::operator_error::OperatorError;

/// A file with an archive's extension.
#[derive(Debug)]
pub(crate) struct ListedBackup {
    /// The file.
    pub path: PathBuf,
    /// Its size in bytes.
    pub bytes: u64,
    /// Its manifest, or why it isn't an archive. Other files in it weren't read.
    pub manifest: Result<Manifest, OperatorError>,
}

impl ListedBackup {
    /// When it was made, if it is an archive.
    #[must_use]
    pub(crate) fn made(&self) -> Option<Moment> {
        self.manifest.as_ref().ok().map(Manifest::moment)
    }
}

/// Every zip in a folder, the newest first; none if the folder doesn't exist.
pub(crate) fn list(folder: &Path) -> Result<Vec<ListedBackup>, BackupError> {
    let failed = || disk(format!("the folder {} can't be read", folder.display()));
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed())? {
        let path = entry.map_err(failed())?.path();
        let zip = path.extension().is_some_and(|end| end == "zip");
        if let (true, Ok(meta)) = (zip, fs::metadata(&path)) {
            found.push(ListedBackup {
                bytes: meta.len(),
                manifest: Archive::open(&path)
                    .map(|archive| archive.manifest)
                    .map_err(OperatorError::from),
                path,
            });
        }
    }
    found.sort_by(|one, other| (other.made(), &other.path).cmp(&(one.made(), &one.path)));
    Ok(found)
}
