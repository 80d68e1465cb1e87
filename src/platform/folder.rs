//! Folders, and names in them, that survive a power cut.

use std::fs::{DirBuilder, File};
use std::io::{self, ErrorKind};
use std::path::Path;

#[cfg(unix)]
use super::owner;

/// Makes a folder of mode 0700 and its parents, each synced before the next; one that exists stays as
/// it is.
pub(crate) fn make(path: &Path) -> io::Result<()> {
    if path.as_os_str().is_empty() || path.is_dir() {
        return Ok(());
    }
    let parent = path.parent().unwrap_or(path);
    make(parent)?;
    match make_one(path) {
        // Another thread or process was quicker.
        Err(error) if error.kind() == ErrorKind::AlreadyExists && path.is_dir() => {}
        made => made?,
    }
    sync(parent)
}

/// Makes a folder of mode 0700 in one that exists.
#[cfg(unix)]
pub(crate) fn make_one(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)?;
    owner::inherit(&File::open(path)?, path)
}

/// Other systems have no modes, and can't open a folder.
#[cfg(not(unix))]
pub(crate) fn make_one(path: &Path) -> io::Result<()> {
    DirBuilder::new().create(path)
}

/// Syncs a folder: what was made, renamed or removed in it survives a power cut.
#[cfg(unix)]
pub(crate) fn sync(folder: &Path) -> io::Result<()> {
    // The parent of a bare name is the empty path.
    let here = Path::new(".");
    let folder = if folder.as_os_str().is_empty() {
        here
    } else {
        folder
    };
    File::open(folder)?.sync_all()
}

/// Other systems can't open a folder to sync it.
#[cfg(not(unix))]
pub(crate) fn sync(_: &Path) -> io::Result<()> {
    Ok(())
}
