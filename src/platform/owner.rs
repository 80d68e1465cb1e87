//! Whose the files are that root makes.
//!
//! What root's commands (`backup restore`, `import`, `user`) make in a service's data folder belongs to
//! the folder's owner: the service could neither read nor change root's own files. SQLite does the same
//! for the files beside a database.

use std::fs::File;
use std::io;
use std::path::Path;

/// Gives a new file or folder to the owner of the folder it is in, if we are root. Where root may not
/// do so (a file system without owners, a container without the right) it stays root's, as
/// `firststep doctor` tells.
#[cfg(unix)]
pub(crate) fn inherit(new: &File, path: &Path) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt as _, fchown};
    if !rustix::process::geteuid().is_root() {
        return Ok(());
    }
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let owner = folder.unwrap_or(Path::new(".")).metadata()?;
    // By the open file: its name may lead elsewhere by now, if the folder's owner wants it to.
    match fchown(new, Some(owner.uid()), Some(owner.gid())) {
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Ok(()),
        given => given,
    }
}

/// Other systems know no owner in this sense.
#[cfg(not(unix))]
pub(crate) fn inherit(_: &File, _: &Path) -> io::Result<()> {
    Ok(())
}
