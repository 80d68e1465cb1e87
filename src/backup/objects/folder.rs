//! A place that is a folder.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};

use super::kind::{Content, Keep, KeptFile, Kind, PlaceFault};
use crate::domain::operator_error::OperatorError;
use crate::platform::{folder, owner};

/// What unfinished files' names begin with; they are listed nowhere.
const DRAFT: &str = ".unfinished-";

/// A folder, better on another disk.
#[derive(Debug, Clone)]
pub(crate) struct Folder(pub PathBuf);

impl Kind for Folder {
    fn write(&self, name: &str, content: &Content, only_new: bool) -> Result<bool, PlaceFault> {
        self.told(write(&self.0, name, content, only_new))
    }

    fn read(
        &self,
        name: &str,
        most: u64,
        to: &mut dyn io::Write,
    ) -> Result<Option<u64>, PlaceFault> {
        let file = self.told(found(folder::open_inside(&self.0, name)))?;
        let copied = file.map(|file| io::copy(&mut file.take(most), to));
        self.told(copied.transpose())
    }

    fn list(&self, prefix: &str, keep: &mut Keep) -> Result<(), PlaceFault> {
        let mut folders = vec![String::new()];
        while let Some(folder) = folders.pop() {
            let entries = self.told(found(fs::read_dir(self.0.join(&folder))))?;
            for entry in entries.into_iter().flatten() {
                let entry = self.told(entry)?;
                let own = entry.file_name().to_string_lossy().into_owned();
                let name = format!("{folder}{own}");
                // Litestream removes files whenever it likes.
                let Some(known) = self.told(found(entry.metadata()))? else {
                    continue;
                };
                let (is_folder, below) = (known.is_dir(), format!("{name}/"));
                if is_folder && (below.starts_with(prefix) || prefix.starts_with(&below)) {
                    folders.push(below);
                } else if !is_folder && !own.starts_with(DRAFT) {
                    let bytes = known.len();
                    keep(KeptFile { name, bytes })?;
                }
            }
        }
        Ok(())
    }

    fn remove(&self, name: &str) -> Result<(), PlaceFault> {
        self.told(found(fs::remove_file(self.0.join(name))).map(drop))
    }
}

impl Folder {
    fn told<T>(&self, result: io::Result<T>) -> Result<T, PlaceFault> {
        result.map_err(|error| {
            PlaceFault::Away(OperatorError::new(
                format!("The folder {} can't be used ({error})", self.0.display()),
                "Check the path, its permissions and the disk.",
            ))
        })
    }
}

/// `None`, if it isn't there.
fn found<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        result => result.map(Some),
    }
}

/// Synced beside its final name first: whoever reads it finds all of it or nothing.
fn write(root: &Path, name: &str, content: &Content, only_new: bool) -> io::Result<bool> {
    let path = make_room(root, name)?;
    let folder = path.parent().unwrap_or(root);
    let mut draft = tempfile::Builder::new().prefix(DRAFT).tempfile_in(folder)?;
    owner::inherit(draft.as_file(), &path)?;
    match content {
        Content::Bytes(bytes) => draft.write_all(bytes)?,
        Content::File(from) => drop(io::copy(&mut File::open(from)?, &mut draft)?),
    }
    draft.as_file().sync_all()?;
    let placed = if only_new {
        draft.persist_noclobber(&path)
    } else {
        draft.persist(&path)
    };
    match placed {
        Err(fault) if fault.error.kind() == ErrorKind::AlreadyExists => return Ok(false),
        placed => placed?,
    };
    folder::sync(folder)?;
    Ok(true)
}

/// The path of a name, its folders made. The place's own folder is made as well, but none above it: where that is
/// missing, a disk isn't mounted.
fn make_room(root: &Path, name: &str) -> io::Result<PathBuf> {
    if let Some(above) = folder::missing_parent(root) {
        let above = above.display();
        let why = format!("there is no folder {above}; is its disk mounted?");
        return Err(io::Error::new(ErrorKind::NotFound, why));
    }
    let path = root.join(name);
    folder::make(path.parent().unwrap_or(root))?;
    Ok(path)
}
