//! Temporary folders: removed after use, swept if the process was killed.

use std::cell::Cell;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use super::BackupSource;
use crate::platform::{folder, random};

/// What a folder is used for.
#[derive(Debug, Clone, Copy)]
pub(super) enum ScratchKind {
    Backup,
    Restore,
}

impl ScratchKind {
    /// The prefix of the folder's name; 22 random letters follow, so that no other file matches.
    const fn prefix(self) -> &'static str {
        match self {
            Self::Backup => "unfinished-backup-",
            Self::Restore => "unfinished-restore-",
        }
    }
}

const RANDOM: usize = 22;

/// The prefix in version 0.1.
const LEGACY_PREFIX: &str = "backup-";

/// A temporary folder inside another. It is locked while it is in use, so that a sweep doesn't remove
/// it.
#[derive(Debug)]
pub(super) struct Scratch {
    path: PathBuf,
    /// Whether it is kept when this is dropped.
    kept: Cell<bool>,
    /// Held as long as this is.
    lock: Option<File>,
}

impl Scratch {
    /// Makes one.
    pub(super) fn make(parent: &Path, work: ScratchKind) -> io::Result<Self> {
        // A sweep may come between creating and locking it.
        for _ in 0..3 {
            let path = parent.join(format!("{}{}", work.prefix(), random::name()));
            folder::make_one(&path)?;
            if let Some(lock) = folder::to_lock(&path).ok().filter(locked) {
                return Ok(Self {
                    path,
                    kept: Cell::new(false),
                    lock: Some(lock),
                });
            }
        }
        Err(io::Error::other("it is swept away at once"))
    }

    /// Keeps the folder: a journal refers to it from now on.
    pub(super) fn keep(&self) {
        self.kept.set(true);
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn join(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if !self.kept.get() {
            // Windows removes no folder while a file in it is open.
            drop(self.lock.take());
            // Leftovers are swept later.
            let _ = fs::remove_dir_all(&self.path);
        }
    }
}

/// Whether the lock was taken; a file system without locks counts as unlocked.
fn locked(folder: &File) -> bool {
    !matches!(folder.try_lock(), Err(TryLockError::WouldBlock))
}

/// Removes what killed backups left in a folder, and nothing else. Errors are ignored.
pub(crate) fn sweep(folder: &Path) {
    sweep_where(folder, |name, path| {
        is_of(name, ScratchKind::Backup) || is_legacy(name, path)
    });
}

/// Removes what killed restores left in a folder. Only if no journal refers to it any more.
pub(super) fn sweep_restores(folder: &Path) {
    sweep_where(folder, |name, _| is_of(name, ScratchKind::Restore));
}

/// Removes what killed backups and restores left in all of their folders. Only with the folder's lock
/// held and its journal finished.
pub(crate) fn sweep_all(folder: &Path, source: &BackupSource) {
    let beside = source.db.parent().unwrap_or(folder);
    for place in [folder, beside, &source.photos] {
        sweep(place);
        sweep_restores(place);
    }
}

fn sweep_where(folder: &Path, ours: impl Fn(&str, &Path) -> bool) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let path = entry.path();
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if is_folder && ours(&name.to_string_lossy(), &path) && is_abandoned(&path) {
            tracing::info!(folder = %path.display(), "swept unfinished work");
            let _ = fs::remove_dir_all(&path);
        }
    }
}

fn is_of(name: &str, work: ScratchKind) -> bool {
    let random = name.strip_prefix(work.prefix());
    random.is_some_and(|random| random.len() == RANDOM)
}

/// Six letters follow, which may match another folder: it must hold nothing but our files.
fn is_legacy(name: &str, path: &Path) -> bool {
    let legacy = name
        .strip_prefix(LEGACY_PREFIX)
        .is_some_and(|end| end.len() == 6);
    legacy && fs::read_dir(path).is_ok_and(|mut entries| entries.all(|entry| is_copy(entry.ok())))
}

fn is_copy(entry: Option<fs::DirEntry>) -> bool {
    entry.is_some_and(|entry| {
        let name = entry.file_name();
        name.to_string_lossy().starts_with("firststep.db")
    })
}

/// Whether nobody holds its lock; `false` on a file system without locks.
fn is_abandoned(path: &Path) -> bool {
    folder::to_lock(path).is_ok_and(|lock| lock.try_lock().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_in_use_or_somebody_elses_stays() {
        let folder = tempfile::tempdir().unwrap();
        let used = Scratch::make(folder.path(), ScratchKind::Backup).unwrap();
        fs::write(used.join("archive.zip"), "half").unwrap();
        let abandoned = folder
            .path()
            .join(format!("unfinished-backup-{}", random::name()));
        fs::create_dir(&abandoned).unwrap();
        fs::write(abandoned.join("archive.zip"), "half").unwrap();
        for (name, inside) in [
            ("backup-a1b2c3", "firststep.db"),
            ("backup-monday", "holiday.jpg"),
            ("unfinished-backup-of-mine", "firststep.db"),
        ] {
            fs::create_dir(folder.path().join(name)).unwrap();
            fs::write(folder.path().join(name).join(inside), "x").unwrap();
        }
        sweep(folder.path());
        let mut left: Vec<_> = fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        left.sort();
        let mut expected = vec![
            folder.path().join("backup-monday"),
            folder.path().join("unfinished-backup-of-mine"),
            used.path().to_owned(),
        ];
        expected.sort();
        assert_eq!(left, expected);
        let path = used.path().to_owned();
        drop(used);
        assert!(!path.exists());
    }
}
