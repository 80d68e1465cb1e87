//! The journal of a restore: its renames, written to disk before the first one, so that an interrupted
//! restore can be finished.
//!
//! The restore commits when the journal gets its name. Before, the old state is untouched; after, every
//! process that opens the data folder finishes it. Each step checks whether its result exists, so
//! repeating it is safe.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::domain::operator_error::OperatorError;
use crate::platform::folder;
use crate::platform::{lock, private_file};

/// The journal's name in the data folder.
const NAME: &str = "restore.journal";

/// The renames. Paths in the data folder are relative to it: a container's volume may be mounted
/// elsewhere when it is opened again.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Journal {
    /// The old state's files, moved aside.
    pub(super) aside: Vec<Rename>,
    /// The new state's files, moved into place.
    pub(super) into: Vec<Rename>,
    /// The folders in which the new state was prepared.
    pub(super) prepared_in: Vec<PathBuf>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Rename {
    from: PathBuf,
    to: PathBuf,
}

impl Journal {
    /// Whether the old file still has the name that this step gives to the new one.
    fn waits(&self, folder: &Path, step: &Rename) -> bool {
        let mut aside = self.aside.iter();
        aside.any(|old| old.from == step.to && !exists(&folder.join(&old.to)))
    }

    /// A prepared file that is neither in its old nor in its new place.
    fn lost(&self, folder: &Path) -> Option<&Path> {
        let lost = |step: &&Rename| {
            let arrived = !self.waits(folder, step) && exists(&folder.join(&step.to));
            !arrived && !exists(&folder.join(&step.from))
        };
        self.into.iter().find(lost).map(|step| &*step.to)
    }
}

impl Rename {
    pub(super) fn new(folder: &Path, from: &Path, to: &Path) -> Self {
        Self {
            from: relative(folder, from),
            to: relative(folder, to),
        }
    }
}

pub(super) fn relative(folder: &Path, path: &Path) -> PathBuf {
    path.strip_prefix(folder).unwrap_or(path).to_owned()
}

/// Writes the journal, first as a draft in a folder on the same disk. Then the prepared files must stay
/// until the journal is removed.
///
/// # Errors
/// A sentence if the disk fails; if the journal exists nevertheless, the next process that opens the
/// folder finishes it.
pub(super) fn decide(folder: &Path, work: &Path, journal: &Journal) -> Result<(), OperatorError> {
    write(folder, work, journal).map_err(|error| {
        if forget(folder).is_ok() {
            clear(folder, journal);
        }
        OperatorError::new(
            format!("The restore can't be begun ({error})"),
            "Check the disk; if the folder is found restored at its next start, the disk was wrong about it.",
        )
    })
}

fn write(folder: &Path, work: &Path, journal: &Journal) -> io::Result<()> {
    let text = serde_json::to_vec(journal).map_err(io::Error::other)?;
    let draft = work.join(NAME);
    let mut file = private_file::create(&draft)?;
    file.write_all(&text)?;
    file.sync_all()?;
    fs::rename(draft, folder.join(NAME))?;
    folder::sync(folder)
}

/// Finishes an interrupted restore, if there is one. Call this before opening anything in the folder.
pub(crate) fn settle(folder: &Path) -> Result<(), OperatorError> {
    if !folder.join(NAME).exists() {
        return Ok(());
    }
    let _lock = lock::data_folder(folder)?;
    settle_locked(folder)
}

/// The same, with the folder's lock held.
pub(super) fn settle_locked(folder: &Path) -> Result<(), OperatorError> {
    let text = match fs::read(folder.join(NAME)) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(stuck(folder, &error)),
    };
    let journal = serde_json::from_slice(&text).map_err(|error| stuck(folder, &error.into()))?;
    finish(folder, &journal)?;
    tracing::warn!("finished a restore that had been cut short");
    Ok(())
}

/// Does what the journal says, and removes it. If the disk fails, the old state is put back.
pub(super) fn finish(folder: &Path, journal: &Journal) -> Result<(), OperatorError> {
    if let Err(error) = forward(folder, journal) {
        let back = backward(folder, journal).and_then(|()| forget(folder));
        if back.is_err() {
            return Err(stuck(folder, &error));
        }
        clear(folder, journal);
        return Err(OperatorError::new(
            format!("The restore can't be finished ({error})"),
            "What was there before is back in its place; check the disk and try again.",
        ));
    }
    forget(folder).map_err(|error| stuck(folder, &error))?;
    clear(folder, journal);
    Ok(())
}

/// Removes prepared files, once no journal needs them.
fn clear(folder: &Path, journal: &Journal) {
    for path in &journal.prepared_in {
        // Leftovers are swept later.
        let _ = fs::remove_dir_all(folder.join(path));
    }
}

fn forward(folder: &Path, journal: &Journal) -> io::Result<()> {
    if let Some(what) = journal.lost(folder) {
        let what = what.display();
        return Err(io::Error::other(format!(
            "what was prepared for {what} is gone"
        )));
    }
    for step in &journal.aside {
        let (from, to) = (folder.join(&step.from), folder.join(&step.to));
        if exists(&from) && !exists(&to) {
            folder::make(to.parent().unwrap_or(folder))?;
            fs::rename(from, to)?;
        }
    }
    // New files may take a name only once the old file's rename is on disk.
    sync(folder, &journal.aside)?;
    for step in &journal.into {
        let (from, to) = (folder.join(&step.from), folder.join(&step.to));
        if exists(&from) {
            fs::rename(from, to)?;
        }
    }
    sync(folder, &journal.into)
}

/// Undoes all steps.
fn backward(folder: &Path, journal: &Journal) -> io::Result<()> {
    let arrived = |step: &&Rename| !journal.waits(folder, step);
    for step in journal.into.iter().filter(arrived) {
        undo(folder, step)?;
    }
    sync(folder, &journal.into)?;
    for step in &journal.aside {
        undo(folder, step)?;
    }
    sync(folder, &journal.aside)
}

fn undo(folder: &Path, step: &Rename) -> io::Result<()> {
    let (from, to) = (folder.join(&step.from), folder.join(&step.to));
    if exists(&to) && !exists(&from) {
        fs::rename(to, from)?;
    }
    Ok(())
}

/// Removes the journal, so that it stays removed after a power cut.
fn forget(folder: &Path) -> io::Result<()> {
    match fs::remove_file(folder.join(NAME)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    folder::sync(folder)
}

/// Whether a path exists; a dangling link does.
fn exists(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

fn sync(folder: &Path, steps: &[Rename]) -> io::Result<()> {
    let both = steps.iter().flat_map(|step| [&step.from, &step.to]);
    let parents = both.filter_map(|path| folder.join(path).parent().map(Path::to_owned));
    let parents: BTreeSet<PathBuf> = parents.collect();
    let there = parents.iter().filter(|parent| exists(parent));
    there
        .into_iter()
        .try_for_each(|parent| folder::sync(parent))
}

fn stuck(folder: &Path, error: &io::Error) -> OperatorError {
    OperatorError::new(
        format!(
            "A restore into {} was cut short and can't be finished ({error})",
            folder.display()
        ),
        "Both states are still there; check the disk and its permissions, and start again.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Old and new lie ready; returns the journal.
    fn prepare(folder: &Path) -> Journal {
        for (name, text) in [
            ("db", "old"),
            ("photos/ab/a", "old"),
            ("new/db", "new"),
            ("new/photos/cd/c", "new"),
        ] {
            let path = folder.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let step = |from: &str, to: &str| Rename::new(folder, &folder.join(from), &folder.join(to));
        Journal {
            aside: vec![step("db", "before/db"), step("photos", "before/photos")],
            into: vec![step("new/db", "db"), step("new/photos", "photos")],
            prepared_in: vec!["new".into()],
        }
    }

    /// The same, begun: the journal is written and so many of its steps are done.
    fn cut_after(folder: &Path, steps: usize) {
        let journal = prepare(folder);
        decide(folder, &folder.join("new"), &journal).unwrap();
        fs::create_dir(folder.join("before")).unwrap();
        for step in journal.aside.iter().chain(&journal.into).take(steps) {
            fs::rename(folder.join(&step.from), folder.join(&step.to)).unwrap();
        }
    }

    fn text(folder: &Path, name: &str) -> String {
        fs::read_to_string(folder.join(name)).unwrap_or_default()
    }

    #[test]
    fn wherever_it_is_cut_it_is_finished() {
        for cut in 0..=4 {
            let folder = tempfile::tempdir().unwrap();
            let folder = folder.path();
            cut_after(folder, cut);
            settle(folder).unwrap();
            assert_eq!(text(folder, "db"), "new", "cut after {cut}");
            assert_eq!(text(folder, "photos/cd/c"), "new");
            assert_eq!(text(folder, "before/db"), "old");
            assert_eq!(text(folder, "before/photos/ab/a"), "old");
            assert!(!folder.join(NAME).exists() && !folder.join("new").exists());
            settle(folder).unwrap();
        }
    }

    #[test]
    fn what_cannot_be_finished_is_undone() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        let journal = prepare(folder);
        decide(folder, &folder.join("new"), &journal).unwrap();
        // Somebody has put a file where the photos go, once the old ones are aside.
        let mut blocked = prepare(folder);
        blocked.into[1].to = "db/photos".into();
        let error = finish(folder, &blocked).unwrap_err().to_string();
        assert!(error.contains("is back in its place"), "{error}");
        assert_eq!(text(folder, "db"), "old");
        assert_eq!(text(folder, "photos/ab/a"), "old");
        assert!(!folder.join(NAME).exists());
    }

    #[test]
    fn without_what_was_prepared_the_old_state_comes_back() {
        for cut in 0..=2 {
            let folder = tempfile::tempdir().unwrap();
            let folder = folder.path();
            // No more than puts the old state aside.
            cut_after(folder, cut);
            fs::remove_dir_all(folder.join("new")).unwrap();
            let error = settle(folder).unwrap_err().to_string();
            assert!(error.contains("is back in its place"), "{error}");
            assert_eq!(text(folder, "db"), "old", "cut after {cut}");
            assert_eq!(text(folder, "photos/ab/a"), "old");
            settle(folder).unwrap();
        }
    }

    #[test]
    fn nobody_touches_a_folder_in_use() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        let journal = prepare(folder);
        decide(folder, &folder.join("new"), &journal).unwrap();
        let held = lock::data_folder(folder).unwrap();
        assert!(settle(folder).is_err());
        assert_eq!(text(folder, "db"), "old");
        drop(held);
        settle(folder).unwrap();
        assert_eq!(text(folder, "db"), "new");
    }
}
