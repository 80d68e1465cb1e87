//! A place that is a folder.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};

use super::reply::MOST_READ;
use crate::platform::{folder, private_file, random};

/// What unfinished files' names begin with; they are listed nowhere.
const DRAFT: &str = ".unfinished-";

pub(super) fn create(root: &Path, name: &str, bytes: &[u8]) -> io::Result<bool> {
    let path = make_room(root, name)?;
    let draft = draft(&path, |file| file.write_all(bytes))?;
    // A link to a name that is taken fails, also if two try at once.
    let linked = fs::hard_link(&draft, &path);
    fs::remove_file(&draft)?;
    match linked {
        Ok(()) => {}
        Err(error) if error.kind() == ErrorKind::AlreadyExists => return Ok(false),
        // Some file systems, such as FAT, have no links.
        Err(_) => match private_file::write(&path, bytes) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => return Ok(false),
            written => written?,
        },
    }
    folder::sync(path.parent().unwrap_or(root))?;
    Ok(true)
}

pub(super) fn put(root: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    write(root, name, |file| file.write_all(bytes))
}

pub(super) fn put_file(root: &Path, name: &str, from: &Path) -> io::Result<()> {
    let mut from = File::open(from)?;
    write(root, name, |file| io::copy(&mut from, file).map(drop))
}

fn write(
    root: &Path,
    name: &str,
    fill: impl FnOnce(&mut File) -> io::Result<()>,
) -> io::Result<()> {
    let path = make_room(root, name)?;
    fs::rename(draft(&path, fill)?, &path)?;
    folder::sync(path.parent().unwrap_or(root))
}

/// A synced file beside its final name.
fn draft(path: &Path, fill: impl FnOnce(&mut File) -> io::Result<()>) -> io::Result<PathBuf> {
    let unnamed = path.with_file_name(format!("{DRAFT}{}", random::name()));
    let mut made = private_file::create(&unnamed)?;
    match fill(&mut made).and_then(|()| made.sync_all()) {
        Ok(()) => Ok(unnamed),
        Err(error) => {
            let _ = fs::remove_file(&unnamed);
            Err(error)
        }
    }
}

/// The path of a name, its folders made. The place's own folder is made as well, but none above it: where that is
/// missing, a disk isn't mounted.
fn make_room(root: &Path, name: &str) -> io::Result<PathBuf> {
    let above = root.parent().filter(|above| !above.as_os_str().is_empty());
    if !root.exists() && above.is_some_and(|above| !above.exists()) {
        return Err(io::Error::new(
            ErrorKind::NotFound,
            format!(
                "there is no folder {}; is its disk mounted?",
                above.unwrap_or(root).display()
            ),
        ));
    }
    let path = root.join(name);
    folder::make(path.parent().unwrap_or(root))?;
    Ok(path)
}

pub(super) fn get(root: &Path, name: &str) -> io::Result<Option<Vec<u8>>> {
    let Some(file) = open(root, name)? else {
        return Ok(None);
    };
    let mut bytes = Vec::new();
    file.take(MOST_READ).read_to_end(&mut bytes)?;
    Ok(Some(bytes))
}

pub(super) fn read(root: &Path, name: &str, to: &mut impl io::Write) -> io::Result<bool> {
    let Some(mut file) = open(root, name)? else {
        return Ok(false);
    };
    io::copy(&mut file, to)?;
    Ok(true)
}

pub(super) fn get_file(root: &Path, name: &str, to: &Path) -> io::Result<bool> {
    let Some(mut file) = open(root, name)? else {
        return Ok(false);
    };
    let mut new = private_file::create(to)?;
    io::copy(&mut file, &mut new)?;
    new.sync_all()?;
    Ok(true)
}

fn open(root: &Path, name: &str) -> io::Result<Option<File>> {
    match File::open(root.join(name)) {
        Ok(file) => Ok(Some(file)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

pub(super) fn list(root: &Path, prefix: &str) -> io::Result<Vec<(String, u64)>> {
    let mut found = Vec::new();
    // Only the folder that the prefix names whole is walked.
    let (folder, _) = prefix.rsplit_once('/').unwrap_or(("", prefix));
    walk(&root.join(folder), folder, &mut found)?;
    found.retain(|(name, _)| name.starts_with(prefix));
    Ok(found)
}

fn walk(folder: &Path, name: &str, found: &mut Vec<(String, u64)>) -> io::Result<()> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        entries => entries?,
    };
    for entry in entries {
        let entry = entry?;
        let own = entry.file_name().to_string_lossy().into_owned();
        let below = if name.is_empty() {
            own.clone()
        } else {
            format!("{name}/{own}")
        };
        if entry.file_type()?.is_dir() {
            walk(&entry.path(), &below, found)?;
        } else if !own.starts_with(DRAFT) {
            found.push((below, entry.metadata()?.len()));
        }
    }
    Ok(())
}

pub(super) fn remove(root: &Path, name: &str) -> io::Result<()> {
    match fs::remove_file(root.join(name)) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
