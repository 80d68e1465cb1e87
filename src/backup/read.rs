//! Reads an archive, which is untrusted input.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufReader, Read, Write as _};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};
use zip::CompressionMethod;
use zip::read::{ZipArchive, ZipFile};

use super::error::{BackupError, disk, unusable};
use super::manifest::{FileEntry, MANIFEST, MOST_BYTES, Manifest, plain};
use crate::platform::background_tasks::Stop;
use crate::platform::digest::hex;

/// Bytes read at once, and between two checks of whether to stop.
const STRIDE: usize = 128 << 10;

/// An archive whose directory and manifest were read and agree.
pub(super) struct Archive {
    path: PathBuf,
    zip: ZipArchive<BufReader<File>>,
    /// Its manifest.
    pub(super) manifest: Manifest,
}

impl Archive {
    /// Opens an archive. Every file in it must have an allowed name, occur once, be uncompressed, and
    /// have the size in the manifest.
    pub(super) fn open(path: &Path) -> Result<Self, BackupError> {
        let file = open_file(path)?;
        let wrong = |why: String| unusable(path, why);
        let mut zip = ZipArchive::new(BufReader::new(file)).map_err(|_| {
            wrong("it isn't a whole zip file, as if it had been cut off or changed".to_owned())
        })?;
        let manifest = read_manifest(&mut zip).map_err(wrong)?;
        check_list(&mut zip, &manifest).map_err(wrong)?;
        Ok(Self {
            path: path.to_owned(),
            zip,
            manifest,
        })
    }

    /// Reads every file and compares its hash; writes and syncs it to the file that `place` opens for
    /// it, if any. Returns the manifest.
    pub(super) fn read_through(
        mut self,
        stop: &Stop,
        mut place: impl FnMut(&FileEntry) -> Result<Option<File>, BackupError>,
    ) -> Result<Manifest, BackupError> {
        for entry in &self.manifest.files {
            let to = place(entry)?;
            let read = self.zip.by_name(&entry.name).map_err(io::Error::from);
            let read = read.map_err(|error| damaged(&self.path, &entry.name, &error))?;
            copy(&self.path, entry, read, to, stop)?;
        }
        Ok(self.manifest)
    }

    /// A small file whole, if there is one of this name.
    pub(super) fn read_small(&mut self, name: &str) -> Result<Option<Vec<u8>>, BackupError> {
        let Some(size) = self.manifest.find(name).map(|entry| entry.size) else {
            return Ok(None);
        };
        let mut bytes = Vec::new();
        let read = self.zip.by_name(name).map_err(io::Error::from);
        read.and_then(|file| file.take(size).read_to_end(&mut bytes))
            .map_err(|error| damaged(&self.path, name, &error))?;
        Ok(Some(bytes))
    }
}

/// Opens a regular file only: a pipe or a device may never end.
fn open_file(path: &Path) -> Result<File, BackupError> {
    let failed = || disk(format!("the backup {} can't be opened", path.display()));
    let kind = std::fs::metadata(path).map_err(failed())?;
    if !kind.is_file() {
        return Err(unusable(path, "it isn't a file"));
    }
    File::open(path).map_err(failed())
}

fn read_manifest(zip: &mut ZipArchive<BufReader<File>>) -> Result<Manifest, String> {
    let none = "it holds no manifest, so it isn't a backup of FirstStep's";
    let file = zip.by_name(MANIFEST).map_err(|_| none.to_owned())?;
    if file.size() > MOST_BYTES || file.compression() != CompressionMethod::Stored {
        return Err("its manifest is too long or packed".to_owned());
    }
    let mut bytes = Vec::new();
    file.take(MOST_BYTES)
        .read_to_end(&mut bytes)
        .map_err(|_| "its manifest is damaged".to_owned())?;
    Manifest::parse(&bytes)
}

/// Checks that the zip holds the files of the manifest and no others.
fn check_list(zip: &mut ZipArchive<BufReader<File>>, manifest: &Manifest) -> Result<(), String> {
    let known: HashSet<&str> = manifest.files.iter().map(|file| &*file.name).collect();
    for name in zip.file_names_raw() {
        let name = String::from_utf8_lossy(name);
        if name != MANIFEST && !known.contains(&*name) {
            return Err(format!(
                "it holds a file that doesn't belong there ({})",
                plain(&name)
            ));
        }
    }
    // No duplicate names, no files hidden from the directory, no overlaps.
    zip.validate_header_consistency()
        .map_err(|_| "its files and its list of files don't agree".to_owned())?;
    for entry in &manifest.files {
        let missing = || format!("its manifest lists {}, which isn't in it", entry.name);
        let at = zip.index_for_name(&entry.name).ok_or_else(missing)?;
        let file = zip.by_index_raw(at).map_err(|_| missing())?;
        let stored = file.compression() == CompressionMethod::Stored && !file.encrypted();
        if !stored || file.size() != entry.size || file.compressed_size() != entry.size {
            return Err(format!(
                "{} in it isn't as long as its manifest says, or is packed",
                entry.name
            ));
        }
    }
    Ok(())
}

fn copy(
    path: &Path,
    entry: &FileEntry,
    mut from: ZipFile<BufReader<File>>,
    mut to: Option<File>,
    stop: &Stop,
) -> Result<(), BackupError> {
    let unwritten = || disk(format!("{} can't be unpacked", entry.name));
    let mut hash = Sha256::new();
    let mut size = 0;
    let mut bytes = vec![0; STRIDE];
    loop {
        if stop.asked() {
            return Err(BackupError::Stopping);
        }
        let read = from.read(&mut bytes);
        let count = read.map_err(|error| damaged(path, &entry.name, &error))?;
        if count == 0 {
            break;
        }
        size += count as u64;
        if size > entry.size {
            break;
        }
        hash.update(&bytes[..count]);
        if let Some(to) = &mut to {
            to.write_all(&bytes[..count]).map_err(unwritten())?;
        }
    }
    if size != entry.size || hex(&hash.finalize()) != entry.sha256 {
        let why = format!("{} in it isn't as its manifest says", entry.name);
        return Err(unusable(path, why));
    }
    to.map_or(Ok(()), |to| to.sync_all()).map_err(unwritten())
}

fn damaged(path: &Path, name: &str, error: &io::Error) -> BackupError {
    // An error of the disk doesn't mean that the file is damaged.
    if error.raw_os_error().is_some() {
        return disk(format!("the backup {} can't be read", path.display()))(io::Error::new(
            error.kind(),
            error.to_string(),
        ));
    }
    unusable(path, format!("{name} in it is damaged"))
}
