//! Folders, and names in them, that survive a power cut.

use std::fs::{self, DirBuilder, File};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

#[cfg(unix)]
use super::owner;
use crate::domain::fault::Fault;
use crate::platform::private_file;

/// Makes a folder of mode 0700 and its parents, each synced before the next; one that exists stays as
/// it is.
pub(crate) fn make(path: &Path) -> io::Result<()> {
    if path.as_os_str().is_empty() || path.is_dir() {
        return Ok(());
    }
    // The root of a drive or a share that isn't there.
    let Some(parent) = path.parent() else {
        return make_one(path);
    };
    make(parent)?;
    match make_one(path) {
        // Another thread or process was quicker.
        Err(error) if error.kind() == ErrorKind::AlreadyExists && path.is_dir() => {}
        made => made?,
    }
    sync(parent)
}

/// The file that [`probe`] writes.
const PROBE: &str = "probe.tmp";
/// As much as file systems give out at once: a smaller file may find room on a full disk.
const PROBE_BYTES: usize = 4096;

/// Writes, syncs and removes a file: whether this folder takes one.
pub(crate) fn probe(folder: &Path) -> io::Result<()> {
    let path = folder.join(PROBE);
    let remove = || match fs::remove_file(&path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    };
    // Left by a crash.
    remove()?;
    let written = private_file::write(&path, &[0xa5; PROBE_BYTES]);
    remove().and(written)
}

/// Opens a file in a folder that may be a stranger's, to be read: nothing that a link leads to out of it, which may be
/// somebody else's to show, and no pipe or device, which may never end.
pub(crate) fn open_inside(folder: &Path, name: &str) -> io::Result<File> {
    let root = folder.canonicalize()?;
    let path = root.join(name).canonicalize()?;
    let refused = |why| Err(io::Error::new(ErrorKind::InvalidInput, why));
    if !path.starts_with(&root) {
        return refused("it is a link that leads out of the folder");
    }
    if !path.metadata()?.is_file() {
        return refused("it is no file");
    }
    File::open(path)
}

/// A path without links, as people write it: what Windows gives begins with `\\?\`, which its shells don't take.
pub(crate) fn real(path: &Path) -> io::Result<PathBuf> {
    path.canonicalize().map(as_written)
}

fn as_written(path: PathBuf) -> PathBuf {
    let bare = path.to_str().and_then(|text| text.strip_prefix(r"\\?\"));
    match bare.map(|bare| (bare, bare.strip_prefix(r"UNC\"))) {
        None => path,
        Some((_, Some(share))) => format!(r"\\{share}").into(),
        Some((drive, None)) => drive.into(),
    }
}

/// What a file's error is to a request: the disk is full, or it fails.
pub(crate) fn disk_fault(error: &io::Error) -> Fault {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Fault::StorageFull,
        _ => Fault::StorageFailing,
    }
}

/// The folder above one that is missing, if that is missing as well: then a disk isn't mounted, and what is made there
/// would land on the very disk that it is to survive.
pub(crate) fn missing_parent(folder: &Path) -> Option<&Path> {
    let named = |parent: &&Path| !parent.as_os_str().is_empty();
    let parent = folder.parent().filter(named)?;
    (!folder.exists() && !parent.exists()).then_some(parent)
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

/// What is locked to have a folder for oneself: the folder.
#[cfg(unix)]
pub(crate) fn to_lock(folder: &Path) -> io::Result<File> {
    File::open(folder)
}

/// What is locked to have a folder for oneself: other systems lock no folder, so it is a file in it.
#[cfg(not(unix))]
pub(crate) fn to_lock(folder: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.write(true).create(true).truncate(false);
    options.open(folder.join("folder.lock"))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_as_people_write_them() {
        for (given, written) in [
            (r"\\?\C:\Users\Ann\data", r"C:\Users\Ann\data"),
            (r"\\?\UNC\host\share\data", r"\\host\share\data"),
            ("/srv/data", "/srv/data"),
        ] {
            assert_eq!(as_written(given.into()), Path::new(written));
        }
        let folder = tempfile::tempdir().expect("a folder");
        let real = real(folder.path()).expect("it is there");
        assert!(!real.to_string_lossy().contains('?'), "{}", real.display());
    }

    #[test]
    fn a_probe_leaves_nothing_and_does_not_mind_an_older_one() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join(PROBE), "left by a crash").expect("written");
        probe(folder.path()).expect("it takes a file");
        assert_eq!(fs::read_dir(folder.path()).expect("read").count(), 0);
        assert!(probe(&folder.path().join("missing")).is_err());
    }
}
