//! Space on the disks.

use std::io;
use std::path::Path;

/// Free and total space of one file system.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DiskSpace {
    /// Bytes that this user may still write.
    pub free: u64,
    /// All bytes there are.
    pub total: u64,
    /// Files that can still be made; 0 where the file system doesn't count them.
    pub free_files: u64,
    /// All files that it has room for; 0 likewise.
    pub files: u64,
}

impl DiskSpace {
    /// Of the file system that holds this path.
    #[cfg(unix)]
    pub(crate) fn at(path: &Path) -> io::Result<Self> {
        let stats = rustix::fs::statvfs(path)?;
        Ok(Self {
            free: stats.f_bavail.saturating_mul(stats.f_frsize),
            total: stats.f_blocks.saturating_mul(stats.f_frsize),
            free_files: stats.f_favail,
            files: stats.f_files,
        })
    }

    /// Of the volume that holds this path.
    #[cfg(not(unix))]
    pub(crate) fn at(path: &Path) -> io::Result<Self> {
        Ok(Self {
            free: fs4::available_space(path)?,
            total: fs4::total_space(path)?,
            free_files: 0,
            files: 0,
        })
    }
}

/// What tells file systems apart: the device.
#[cfg(unix)]
pub(crate) fn file_system(path: &Path) -> io::Result<u64> {
    use std::os::unix::fs::MetadataExt as _;
    path.metadata().map(|meta| meta.dev())
}

/// What tells file systems apart: the volume.
#[cfg(not(unix))]
pub(crate) fn file_system(path: &Path) -> io::Result<std::ffi::OsString> {
    let whole = path.canonicalize()?;
    let volume = whole.components().next();
    Ok(volume.map_or_else(Default::default, |volume| volume.as_os_str().to_owned()))
}
