//! Folders, and the names in them, that outlast a power cut.

use std::fs::{DirBuilder, File};
use std::io::{self, ErrorKind};
use std::path::Path;

/// Makes a folder that only its owner may enter, and its parents, each of them on disk before the
/// next; one that is there is left alone.
///
/// # Errors
/// What goes wrong with making or syncing one.
pub(crate) fn make(path: &Path) -> io::Result<()> {
    if path.as_os_str().is_empty() || path.is_dir() {
        return Ok(());
    }
    let parent = path.parent().unwrap_or(path);
    make(parent)?;
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    match builder.create(path) {
        // Somebody else was quicker.
        Err(error) if error.kind() == ErrorKind::AlreadyExists && path.is_dir() => {}
        made => made?,
    }
    sync(parent)
}

/// Makes the names in a folder last: what was made, renamed or removed there.
///
/// # Errors
/// When the folder can't be opened or synced.
#[cfg(unix)]
pub(crate) fn sync(folder: &Path) -> io::Result<()> {
    // The parent of a bare name is the empty path, which means here.
    let here = Path::new(".");
    let folder = if folder.as_os_str().is_empty() {
        here
    } else {
        folder
    };
    File::open(folder)?.sync_all()
}

/// Elsewhere a folder can't be opened to be synced; its names last by themselves.
///
/// # Errors
/// Never.
#[cfg(not(unix))]
pub(crate) fn sync(_: &Path) -> io::Result<()> {
    Ok(())
}
