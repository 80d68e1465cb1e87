//! Files that only their owner may read.

use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::path::Path;

/// Creates a file of mode 0600 with these bytes, and syncs it. One that exists is an error.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}
