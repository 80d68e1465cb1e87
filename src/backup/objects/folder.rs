//! A place that is a folder.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};

use super::kind::{Content, KeptFile, Kind, Listing, PlaceFault};
use crate::domain::operator_error::OperatorError;
use crate::platform::{folder, private_file, random};

/// What unfinished files' names begin with; they are listed nowhere.
const DRAFT: &str = ".unfinished-";

/// A folder, better on another disk.
#[derive(Debug, Clone)]
pub(crate) struct Folder(pub PathBuf);

impl fmt::Display for Folder {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}", self.0.display())
    }
}

impl Kind for Folder {
    fn write(&self, name: &str, content: &Content, only_new: bool) -> Result<bool, PlaceFault> {
        write(&self.0, name, content, only_new).map_err(|error| self.failed(&error))
    }

    fn read(&self, name: &str, most: u64, to: &mut dyn io::Write) -> Result<bool, PlaceFault> {
        let copied = match folder::open_inside(&self.0, name) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
            Err(error) => Err(error),
            Ok(file) => match file.metadata() {
                Ok(known) if known.len() > most => {
                    return Err(PlaceFault::too_large(self, name, most));
                }
                // It may grow meanwhile.
                _ => io::copy(&mut file.take(most), to),
            },
        };
        copied.map(|_| true).map_err(|error| self.failed(&error))
    }

    fn list(&self, prefix: &str) -> Result<Vec<KeptFile>, PlaceFault> {
        let mut found = Listing::new();
        // Only the folder that the prefix names whole is walked.
        let (folder, _) = prefix.rsplit_once('/').unwrap_or(("", prefix));
        let mut keep = |file: KeptFile| {
            if file.name.starts_with(prefix) {
                return found.add(self, file);
            }
            Ok(())
        };
        let failed = |error: io::Error| self.failed(&error);
        walk(&self.0.join(folder), folder, &failed, &mut keep)?;
        Ok(found.done())
    }

    fn remove(&self, name: &str) -> Result<(), PlaceFault> {
        match fs::remove_file(self.0.join(name)) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(self.failed(&error)),
            _ => Ok(()),
        }
    }
}

impl Folder {
    fn failed(&self, error: &io::Error) -> PlaceFault {
        PlaceFault::Away(OperatorError::new(
            format!("The folder {self} can't be used ({error})"),
            "Check the path, its permissions and the disk.",
        ))
    }
}

/// Synced beside its final name first: whoever reads it finds all of it or nothing.
fn write(root: &Path, name: &str, content: &Content, only_new: bool) -> io::Result<bool> {
    let path = make_room(root, name)?;
    let draft = path.with_file_name(format!("{DRAFT}{}", random::name()));
    let mut made = private_file::create(&draft)?;
    let placed = fill(&mut made, content).and_then(|()| {
        if only_new {
            // A link to a name that is taken fails, also if two try at once.
            return fs::hard_link(&draft, &path);
        }
        fs::rename(&draft, &path)
    });
    // After a rename there is none.
    let _ = fs::remove_file(&draft);
    let placed = match (placed, content) {
        // Some file systems, such as FAT, have no links.
        (Err(error), Content::Bytes(bytes))
            if only_new && error.kind() != ErrorKind::AlreadyExists =>
        {
            private_file::write(&path, bytes)
        }
        (placed, _) => placed,
    };
    match placed {
        Err(error) if only_new && error.kind() == ErrorKind::AlreadyExists => return Ok(false),
        placed => placed?,
    }
    folder::sync(path.parent().unwrap_or(root))?;
    Ok(true)
}

fn fill(made: &mut File, content: &Content) -> io::Result<()> {
    match content {
        Content::Bytes(bytes) => made.write_all(bytes)?,
        Content::File(from) => {
            io::copy(&mut File::open(from)?, made)?;
        }
    }
    made.sync_all()
}

/// The path of a name, its folders made. The place's own folder is made as well, but none above it: where that is
/// missing, a disk isn't mounted.
fn make_room(root: &Path, name: &str) -> io::Result<PathBuf> {
    let above = root.parent().filter(|above| !above.as_os_str().is_empty());
    if let Some(above) = above
        && !above.exists()
    {
        let above = above.display();
        return Err(io::Error::new(
            ErrorKind::NotFound,
            format!("there is no folder {above}; is its disk mounted?"),
        ));
    }
    let path = root.join(name);
    folder::make(path.parent().unwrap_or(root))?;
    Ok(path)
}

fn walk(
    folder: &Path,
    name: &str,
    failed: &dyn Fn(io::Error) -> PlaceFault,
    keep: &mut dyn FnMut(KeptFile) -> Result<(), PlaceFault>,
) -> Result<(), PlaceFault> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        entries => entries.map_err(failed)?,
    };
    for entry in entries {
        let entry = entry.map_err(failed)?;
        let own = entry.file_name().to_string_lossy().into_owned();
        let below = if name.is_empty() {
            own.clone()
        } else {
            format!("{name}/{own}")
        };
        if entry.file_type().map_err(failed)?.is_dir() {
            walk(&entry.path(), &below, failed, keep)?;
        } else if !own.starts_with(DRAFT) {
            let bytes = entry.metadata().map_err(failed)?.len();
            keep(KeptFile { name: below, bytes })?;
        }
    }
    Ok(())
}
