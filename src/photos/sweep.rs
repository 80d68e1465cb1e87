use std::collections::HashSet;
use std::fs::{self, DirEntry};
use std::io;
use std::path::{Path, PathBuf};

use super::disk::{self, UNFINISHED};
use super::{PhotoKey, Photos, Size, key};

/// The file that says which database the photos belong to.
const OWNER: &str = "database";

impl Photos {
    /// Removes what a crash left behind: files that were never finished, and those of photos that
    /// `known` (the keys that rows refer to) does not contain. Returns how many files went.
    ///
    /// Files that this module did not name stay, so that a folder given by mistake keeps what is in
    /// it. To be called before anything is stored: a photo whose row isn't written yet is an orphan.
    ///
    /// # Errors
    /// When a folder cannot be read or a file cannot be removed.
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

    /// The name of the database whose photos these are, if it was ever written down.
    pub(crate) fn owner(&self) -> io::Result<Option<String>> {
        owner(&self.root)
    }

    /// Writes down whose photos these are from now on.
    pub(crate) fn set_owner(&self, name: &str) -> io::Result<()> {
        name_owner(&self.root, name)
    }

    /// The folder.
    #[must_use]
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// How many bytes all photos have together. Looks at every file.
    ///
    /// # Errors
    /// When a folder cannot be read.
    #[cfg(test)]
    pub(crate) fn total_bytes(&self) -> io::Result<u64> {
        let mut total = 0;
        each_file(&self.root, |file, name| {
            match file.metadata() {
                Ok(meta) if PhotoKey::of_file(name).is_some() => total += meta.len(),
                // Removed while we were looking.
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
            Ok(())
        })?;
        Ok(total)
    }
}

/// Writes down in a photos' folder which database they belong to.
pub(crate) fn name_owner(root: &Path, name: &str) -> io::Result<()> {
    disk::remove(&root.join(format!("{OWNER}{UNFINISHED}")))?;
    let line = format!("{name}\n");
    disk::write_all(root, &[(OWNER.to_owned(), line.as_bytes())])
}

/// The names in a photos' folder that are ours: the folders that keys give, and the owner's.
///
/// # Errors
/// When the folder cannot be read.
pub(crate) fn names_in(root: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(root)? {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else {
            continue;
        };
        if name == OWNER || key::is_folder(&name) && entry.file_type()?.is_dir() {
            names.push(name);
        }
    }
    Ok(names)
}

/// The name of the database whose photos lie in this folder, if it was ever written down.
pub(crate) fn owner(root: &Path) -> io::Result<Option<String>> {
    match fs::read_to_string(root.join(OWNER)) {
        Ok(name) => Ok(Some(name.trim().to_owned())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// A file of a photo.
#[derive(Debug)]
pub(crate) struct Lying {
    /// Where it lies.
    pub path: PathBuf,
    /// The photo's name.
    pub key: PhotoKey,
    /// Whether it is still being written, or never was written to its end.
    pub unfinished: bool,
}

/// All photos' files in this folder.
///
/// # Errors
/// When a folder cannot be read.
pub(crate) fn lying(root: &Path) -> io::Result<Vec<Lying>> {
    let mut found = Vec::new();
    each_file(root, |file, name| {
        let whole = name.strip_suffix(UNFINISHED);
        if let Some(key) = PhotoKey::of_file(whole.unwrap_or(name)) {
            found.push(Lying {
                path: file.path(),
                key,
                unfinished: whole.is_some(),
            });
        }
        Ok(())
    })?;
    Ok(found)
}

/// Where a size of a photo lies in this folder.
#[must_use]
pub(crate) fn place(root: &Path, key: &PhotoKey, size: Size) -> PathBuf {
    key.folder(root).join(key.file_name(size))
}

/// Calls `visit` with every file in the folders that keys give, and its name.
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
