//! Photos: an upload becomes three small JPEGs on disk, and nothing of what came with it stays.
//!
//! Invariants:
//! - The format is what the bytes say. Names and declared types never reach this module.
//! - Nothing is decoded before its header has been measured against the limits, and no more
//!   decodes run at once than there are places.
//! - What is kept was encoded here: no EXIF, no XMP, no place names, no thumbnail of the original.
//! - A path is only ever made from a [`PhotoKey`], and a key cannot spell anything but a name.
//! - When [`Photos::store`] has returned, all three files survive a power cut. What a crash leaves
//!   half-done is a file nobody refers to, and [`Photos::sweep`] takes it away.

mod disk;
mod fault;
mod flatten;
mod inspect;
mod jpeg;
mod key;
mod png;
mod prepare;
mod shrink;
mod sweep;
mod workers;

#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests;

use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

use parking_lot::Mutex;
use sha2::{Digest, Sha256};

use workers::Workers;

use crate::platform::folder;
use crate::platform::gate::Load;

pub(crate) use fault::PhotoFault;
pub(crate) use inspect::{MAX_BYTES, MAX_PIXELS};
pub(crate) use key::{PhotoKey, Size};
pub(crate) use prepare::Prepared;
pub(crate) use sweep::{lying, name_owner, names_in, owner, place};

/// The folder of photos, and the decoders behind their gate.
pub struct Photos {
    root: PathBuf,
    making: Mutex<()>,
    workers: Workers,
}

/// What a photo's row keeps about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StoredPhoto {
    /// Its name on disk and the unguessable part of its URL.
    pub key: PhotoKey,
    /// SHA-256 of the full JPEG, 64 hex digits. Sizes are made from it alone, so that this with
    /// the size's name appended is a strong validator for each of the three.
    pub sha256: String,
    /// Width of the full JPEG in pixels, as it is meant to be looked at.
    pub width: u32,
    /// Height of the full JPEG in pixels.
    pub height: u32,
    /// Length of the three files together, in bytes.
    pub bytes: u64,
}

impl Photos {
    /// Opens the folder, making it (mode 0700) where it is missing, and lets at most `places`
    /// decodes run at once (at least one).
    ///
    /// # Errors
    /// When the folder cannot be made, a file cannot be written and synced in it, or the threads
    /// cannot be started.
    pub(crate) fn open(root: PathBuf, places: usize) -> io::Result<Photos> {
        folder::make(&root)?;
        disk::probe(&root)?;
        Ok(Photos {
            root,
            making: Mutex::new(()),
            workers: Workers::start(places.max(1))?,
        })
    }

    /// Turns an upload into three files and says what its row needs. Both are on disk, durably,
    /// when this returns; the row comes after.
    ///
    /// # Errors
    /// Every [`PhotoFault`]. Nothing stays on disk after one.
    pub(crate) fn store(&self, bytes: &[u8]) -> Result<StoredPhoto, PhotoFault> {
        // Before the gate: what is refused by its header should not stand in line for it.
        let header = inspect::inspect(bytes)?;
        let prepared = self.workers.render(bytes, header)?;
        self.keep(&prepared)
    }

    /// Opens one size of a photo and says how many bytes it has; `None` when it isn't there.
    ///
    /// # Errors
    /// When the file is there and cannot be opened.
    pub(crate) fn open_file(&self, key: &PhotoKey, size: Size) -> io::Result<Option<(File, u64)>> {
        let path = key.folder(&self.root).join(key.file_name(size));
        match File::open(path) {
            Ok(file) => file.metadata().map(|meta| Some((file, meta.len()))),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Reads one size of a photo whole; `None` when it isn't there.
    ///
    /// # Errors
    /// When the file is there and cannot be read.
    pub(crate) fn read(&self, key: &PhotoKey, size: Size) -> io::Result<Option<Vec<u8>>> {
        let Some((mut file, _)) = self.open_file(key, size)? else {
            return Ok(None);
        };
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        Ok(Some(bytes))
    }

    /// Takes all sizes of a photo away; one that is already gone is fine. The row goes first, so a
    /// file that cannot be removed is an orphan, which the next start's sweep tries again: that is
    /// logged, without the key, and no fault of the caller's.
    pub(crate) fn remove(&self, key: &PhotoKey) {
        let folder = key.folder(&self.root);
        for size in Size::ALL {
            if let Err(error) = disk::remove(&folder.join(key.file_name(size))) {
                tracing::warn!(%error, "a photo's file stays until the next start sweeps it");
            }
        }
    }

    /// How many uploads are decoded and how many wait.
    #[must_use]
    pub(crate) fn load(&self) -> Load {
        self.workers.gate.load()
    }

    /// One at a time: who finds the folder there must find it lasting, not about to be.
    fn make_folder(&self, folder: &Path) -> io::Result<()> {
        let _one_at_a_time = self.making.lock();
        folder::make(folder)
    }

    fn keep(&self, prepared: &Prepared) -> Result<StoredPhoto, PhotoFault> {
        let key = PhotoKey::random()?;
        let folder = key.folder(&self.root);
        self.make_folder(&folder)?;
        let sizes = Size::ALL.map(|size| (key.file_name(size), prepared.bytes(size)));
        disk::write_all(&folder, &sizes)?;
        Ok(StoredPhoto {
            sha256: format!("{:x}", Sha256::digest(&prepared.full)),
            width: prepared.width,
            height: prepared.height,
            bytes: sizes.iter().map(|(_, bytes)| bytes.len() as u64).sum(),
            key,
        })
    }
}
