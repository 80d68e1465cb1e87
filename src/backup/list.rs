//! Lists the archives in a folder.

use std::fs;
use std::path::{Path, PathBuf};

use super::error::{BackupError, disk};
use super::manifest::Brief;
use super::read::Archive;
use crate::domain::moment::Moment;
use crate::domain::operator_error::OperatorError;

/// A backup in a store, or a file with an archive's extension.
#[derive(Debug)]
pub(crate) struct ListedBackup {
    /// The file, or its address in a store.
    pub path: PathBuf,
    /// Its size in bytes.
    pub bytes: u64,
    /// What its manifest tells, or why it isn't an archive. Other files in it weren't read.
    pub brief: Result<Brief, OperatorError>,
}

impl ListedBackup {
    /// When it was made, if it is an archive.
    #[must_use]
    pub(crate) fn made(&self) -> Option<Moment> {
        let brief = self.brief.as_ref().ok()?;
        Moment::parse(&brief.made_at).ok()
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
                brief: Archive::open(&path)
                    .map(|archive| archive.manifest.brief())
                    .map_err(OperatorError::from),
                path,
            });
        }
    }
    Ok(newest_first(found))
}

pub(super) fn newest_first(mut found: Vec<ListedBackup>) -> Vec<ListedBackup> {
    found.sort_by(|one, other| (other.made(), &other.path).cmp(&(one.made(), &one.path)));
    found
}
