//! Checks free space on a disk.

use std::path::Path;

use super::error::BackupError;
use crate::platform::disk_space::DiskSpace;

/// What must stay free for the server on the same disk: 32 MiB.
const SPARE: u64 = 32 << 20;

/// Refuses work that would fill the disk, which the server uses, too.
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

/// Free bytes on the disk of this folder, which needn't exist; `None` if that isn't known.
fn free(folder: &Path) -> Option<u64> {
    let there = folder.ancestors().find(|folder| folder.exists());
    let there = there.unwrap_or(Path::new("."));
    DiskSpace::at(there).ok().map(|space| space.free)
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
