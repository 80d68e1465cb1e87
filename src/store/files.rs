//! The files that a database consists of.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The write-ahead log, its index, and the rollback journal beside a database; none of them need exist.
pub(crate) fn beside(database: &Path) -> [PathBuf; 3] {
    ["-wal", "-shm", "-journal"].map(|end| {
        let mut name = database.as_os_str().to_owned();
        name.push(end);
        name.into()
    })
}

/// Bytes of a database's file and of its write-ahead log; 0 for one that doesn't exist.
pub(crate) fn bytes(database: &Path) -> [u64; 2] {
    let [log, ..] = beside(database);
    [database, &log].map(|path| fs::metadata(path).map_or(0, |file| file.len()))
}

/// Which file this is, whatever becomes of its path: another one put there has another number.
#[cfg(unix)]
pub(crate) fn number(path: &Path) -> io::Result<(u64, u64)> {
    use std::os::unix::fs::MetadataExt as _;
    fs::metadata(path).map(|file| (file.dev(), file.ino()))
}

/// Other systems don't let an open file's path go to another.
#[cfg(not(unix))]
pub(crate) fn number(path: &Path) -> io::Result<(u64, u64)> {
    fs::metadata(path).map(|_| (0, 0))
}
