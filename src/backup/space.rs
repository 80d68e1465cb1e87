//! Free space on a disk.

use std::path::Path;

use super::failure::BackupError;

/// What must stay free for the server that lives on the same disk: 32 MiB.
const SPARE: u64 = 32 << 20;

/// Refuses work that would fill the disk: it is the server's, too.
pub(super) fn check(folder: &Path, bytes: u64) -> Result<(), BackupError> {
    let needed = bytes.saturating_add(SPARE);
    match free(folder) {
        Some(free) if free < needed => Err(BackupError::Full {
            what: format!(
                "There is too little space in {}: {} MiB are needed, {} are free",
                folder.display(),
                needed.div_ceil(1 << 20),
                free >> 20
            ),
        }),
        _ => Ok(()),
    }
}

/// Bytes that we may still write where this folder is, or will be; `None` where that isn't told.
#[cfg(unix)]
fn free(folder: &Path) -> Option<u64> {
    let there = folder.ancestors().find(|folder| folder.exists());
    let there = there.unwrap_or(Path::new("."));
    let told = rustix::fs::statvfs(there).ok()?;
    Some(told.f_bavail.saturating_mul(told.f_frsize))
}

#[cfg(not(unix))]
fn free(_: &Path) -> Option<u64> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_much_is_refused_also_where_nothing_is_yet() {
        let folder = tempfile::tempdir().unwrap();
        let missing = folder.path().join("a/b");
        assert!(check(&missing, 0).is_ok());
        assert!(matches!(
            check(&missing, u64::MAX),
            Err(BackupError::Full { .. })
        ));
    }
}
