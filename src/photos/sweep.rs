//! The files of a photos' folder: which are orphans, and which database they belong to.

use std::collections::HashSet;
use std::fs::{self, DirEntry};
use std::io;
use std::path::{Path, PathBuf};

use super::disk::{self, UNFINISHED};
use super::folders::OWNER;
use super::{PhotoKey, Photos, Size, key};

impl Photos {
    /// Removes what a crash left: half-written files, and those of photos that `known` (the keys in the
    /// database) does not contain. Returns how many files were removed.
    ///
    /// Files with other names stay, so that a folder given by mistake loses nothing. To be called before
    /// anything is stored: a photo whose row isn't written yet would be an orphan.
    #[allow(clippy::implicit_hasher)] // The set is made for this call; there is no other hasher.
    pub(crate) fn sweep(&self, known: &HashSet<String>) -> io::Result<usize> {
        let mut removed = 0;
        each_file(&self.root, |file, name| {
            let orphan = match name.strip_suffix(UNFINISHED) {
                Some(name) => PhotoKey::of_file(name).is_some(),
                None => PhotoKey::of_file(name).is_some_and(|key| !known.contains(key.as_str())),
            };
            if orphan {
                disk::remove(&file.path())?;
                removed += 1;
            }
            Ok(())
        })?;
        Ok(removed)
    }

    /// The name of the database that these photos belong to, if it was ever stored.
    pub(crate) fn owner(&self) -> io::Result<Option<String>> {
        owner(&self.root)
    }

    /// Stores which database these photos belong to.
    pub(crate) fn set_owner(&self, name: &str) -> io::Result<()> {
        name_owner(&self.root, name)
    }

    /// The folder.
    #[must_use]
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }
}

/// Stores in a photos' folder which database they belong to.
pub(crate) fn name_owner(root: &Path, name: &str) -> io::Result<()> {
    disk::remove(&root.join(format!("{OWNER}{UNFINISHED}")))?;
    let line = format!("{name}\n");
    disk::write_all(root, &[(OWNER.to_owned(), line.as_bytes())])
}

/// The name of the database that the photos in this folder belong to, if it was ever stored.
pub(crate) fn owner(root: &Path) -> io::Result<Option<String>> {
    match fs::read_to_string(root.join(OWNER)) {
        Ok(name) => Ok(Some(name.trim().to_owned())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// A file of a photo.
#[derive(Debug)]
pub(crate) struct StoredFile {
    /// Its path.
    pub path: PathBuf,
    /// The photo's key.
    pub key: PhotoKey,
    /// Whether it is being written, or was never finished.
    pub unfinished: bool,
}

/// All photos' files in this folder.
pub(crate) fn photo_files(root: &Path) -> io::Result<Vec<StoredFile>> {
    let mut found = Vec::new();
    each_file(root, |file, name| {
        let whole = name.strip_suffix(UNFINISHED);
        if let Some(key) = PhotoKey::of_file(whole.unwrap_or(name)) {
            found.push(StoredFile {
                path: file.path(),
                key,
                unfinished: whole.is_some(),
            });
        }
        Ok(())
    })?;
    Ok(found)
}

/// The path of a size of a photo in this folder, also where an older program put it and no newer one was started since.
#[must_use]
pub(crate) fn file_path(root: &Path, key: &PhotoKey, size: Size) -> PathBuf {
    let path = key.folder(root).join(key.file_name(size));
    if path.exists() {
        return path;
    }
    let older = root.join(&key.as_str()[..2]).join(key.file_name(size));
    if older.exists() { older } else { path }
}

/// Calls `visit` with every file in the keys' subfolders, and its name.
fn each_file(
    root: &Path,
    mut visit: impl FnMut(&DirEntry, &str) -> io::Result<()>,
) -> io::Result<()> {
    for folder in fs::read_dir(root)? {
        let folder = folder?;
        let ours = folder.file_name().to_str().is_some_and(key::is_folder);
        if !ours || !folder.file_type()?.is_dir() {
            continue;
        }
        for file in fs::read_dir(folder.path())? {
            let file = file?;
            if let Some(name) = file.file_name().to_str() {
                visit(&file, name)?;
            }
        }
    }
    Ok(())
}
