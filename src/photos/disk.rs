//! Writes files atomically and durably.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

use crate::platform::{folder, private_file};

/// The suffix of a file that is being written, by which the sweep recognises it.
pub(super) const UNFINISHED: &str = ".tmp";

/// Writes new files; on return, all of them survive a power cut. A failure leaves none of them.
pub(super) fn write_all(folder: &Path, files: &[(String, &[u8])]) -> io::Result<()> {
    let written = write_and_rename(folder, files);
    if written.is_err() {
        for (name, _) in files {
            // The first error matters more than one of this cleanup.
            let _ = remove(&folder.join(name));
            let _ = remove(&folder.join(unfinished(name)));
        }
    }
    written
}

/// Removes a file; a missing one is fine.
pub(super) fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn write_and_rename(folder: &Path, files: &[(String, &[u8])]) -> io::Result<()> {
    for (name, bytes) in files {
        let temporary = folder.join(unfinished(name));
        private_file::write(&temporary, bytes)?;
        fs::rename(&temporary, folder.join(name))?;
    }
    // A rename is durable once its folder is synced.
    folder::sync(folder)
}

fn unfinished(name: &str) -> String {
    format!("{name}{UNFINISHED}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let name = |entry: io::Result<fs::DirEntry>| entry.unwrap().file_name();
        entries
            .map(|entry| name(entry).into_string().unwrap())
            .collect()
    }

    #[test]
    fn a_failure_half_way_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        // A folder where the second file should go makes its rename fail.
        fs::create_dir_all(folder.path().join("b/c")).unwrap();
        let files = ["a", "b"].map(|name| (name.to_owned(), &b"bytes"[..]));
        assert!(write_all(folder.path(), &files).is_err());
        assert_eq!(names(folder.path()), ["b"]);
    }

    #[test]
    #[cfg(unix)]
    fn only_the_owner_may_look() {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("x/y");
        folder::make(&folder).unwrap();
        write_all(&folder, &[("file".to_owned(), b"bytes")]).unwrap();
        assert_eq!((mode(&folder), mode(&folder.join("file"))), (0o700, 0o600));
    }
}
