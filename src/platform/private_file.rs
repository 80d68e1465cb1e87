//! Files that only their owner may read.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

use super::{owner, random};

/// Creates a file of mode 0600, to be read and written. One that exists is an error.
pub(crate) fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create_new(true);
    open(path, &mut options)
}

/// Creates a file of mode 0600 with these bytes, and syncs it. One that exists is an error.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Creates a file in this folder that loses its name at once, and ends when it is closed.
pub(crate) fn nameless(folder: &Path) -> io::Result<File> {
    let path = folder.join(format!("export-{}", random::name()));
    let file = create(&path)?;
    fs::remove_file(path)?;
    Ok(file)
}

/// Puts a file of mode 0600 with these bytes in place of the one that is there, if there is one: whoever
/// reads it sees the old bytes or the new ones.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let draft = path.with_extension("tmp");
    match fs::remove_file(&draft) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => write(&draft, bytes)?,
    }
    fs::rename(draft, path)
}

/// Opens a file, made of mode 0600 if there is none. One that exists keeps its mode.
pub(crate) fn open(path: &Path, options: &mut OpenOptions) -> io::Result<File> {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    let new = !path.exists();
    let file = options.open(path)?;
    if new {
        owner::inherit(&file, path)?;
    }
    Ok(file)
}
