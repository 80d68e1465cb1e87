//! Writes files into a zip and hashes them.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};

use sha2::{Digest as _, Sha256};
use zip::CompressionMethod;
use zip::write::{SimpleFileOptions, ZipWriter};

use super::error::{BackupError, disk};
use super::manifest::{FileEntry, MANIFEST, Manifest};
use crate::platform::background_tasks::Stop;
use crate::platform::digest::hex;

/// Bytes copied between two checks of whether to stop.
const STRIDE: usize = 128 << 10;

/// Bytes written between two syncs: more would delay the database's own syncs, which wait for the same
/// disk.
const UNSYNCED: u64 = 4 << 20;

/// An archive that is being written.
pub(super) struct Packer<'stop> {
    zip: ZipWriter<SyncedFile>,
    files: Vec<FileEntry>,
    stop: &'stop Stop,
}

impl<'stop> Packer<'stop> {
    pub(super) fn new(file: File, stop: &'stop Stop) -> Self {
        Self {
            zip: ZipWriter::new(SyncedFile { file, unsynced: 0 }),
            files: Vec::new(),
            stop,
        }
    }

    /// Adds a file under this name.
    pub(super) fn add(&mut self, name: &str, mut from: impl Read) -> Result<(), BackupError> {
        let failed = || disk(format!("the backup can't be written (at {name})"));
        self.begin(name).map_err(failed())?;
        let mut hash = Sha256::new();
        let mut size = 0;
        let mut bytes = vec![0; STRIDE];
        loop {
            if self.stop.asked() {
                return Err(BackupError::Stopping);
            }
            let count = read(&mut from, &mut bytes).map_err(failed())?;
            if count == 0 {
                break;
            }
            hash.update(&bytes[..count]);
            size += count as u64;
            self.zip.write_all(&bytes[..count]).map_err(failed())?;
        }
        self.files.push(FileEntry {
            name: name.to_owned(),
            size,
            sha256: hex(&hash.finalize()),
        });
        Ok(())
    }

    fn begin(&mut self, name: &str) -> io::Result<()> {
        // Readable by its owner only, also when it is unpacked by hand.
        let plain = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Stored)
            .unix_permissions(0o600)
            .large_file(true);
        Ok(self.zip.start_file(name, plain)?)
    }

    /// Ends it with the manifest that `describe` makes of the list of files, and syncs it.
    pub(super) fn finish(
        mut self,
        describe: impl FnOnce(Vec<FileEntry>) -> Manifest,
    ) -> Result<Manifest, BackupError> {
        let failed = || disk("the backup can't be written (at its end)");
        let manifest = describe(std::mem::take(&mut self.files));
        let text = serde_json::to_vec_pretty(&manifest).map_err(io::Error::other);
        self.begin(MANIFEST)
            .and_then(|()| self.zip.write_all(&text?))
            .map_err(failed())?;
        let paced = self.zip.finish().map_err(io::Error::from);
        let file = paced.map_err(failed())?.file;
        file.sync_all().map_err(failed())?;
        forget(&file);
        Ok(manifest)
    }
}

fn read(from: &mut impl Read, bytes: &mut [u8]) -> io::Result<usize> {
    loop {
        match from.read(bytes) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            read => return read,
        }
    }
}

/// Drops a file from the system's page cache, so that reading it back reads the disk.
#[cfg(target_os = "linux")]
fn forget(file: &File) {
    // Only a hint; where it is ignored the check is weaker.
    let _ = rustix::fs::fadvise(file, 0, None, rustix::fs::Advice::DontNeed);
}

#[cfg(not(target_os = "linux"))]
fn forget(_: &File) {}

/// A file that is synced as it is written, a few mebibytes at a time.
struct SyncedFile {
    file: File,
    unsynced: u64,
}

impl Write for SyncedFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.file.write(bytes)?;
        self.unsynced += count as u64;
        if self.unsynced >= UNSYNCED {
            self.file.sync_data()?;
            self.unsynced = 0;
        }
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Seek for SyncedFile {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}
