//! Photos: an upload becomes three small JPEGs on disk, without any of its metadata.
//!
//! Invariants:
//! - The bytes alone decide the format. Names and declared types never reach this module.
//! - Nothing is decoded before its header was checked against the limits, and the number of decodes at
//!   once is bounded.
//! - What is stored was encoded here: no EXIF, no XMP, no place names, no thumbnail of the original.
//! - A path is only ever made from a [`PhotoKey`], which contains nothing but letters of base64.
//! - When [`Photos::store`] has returned, all three files survive a power cut. A crash before that
//!   leaves orphans, which [`Photos::sweep`] removes.

mod colors;
mod decode_pool;
mod disk;
mod fault;
mod flatten;
mod folders;
mod image_header;
mod inspect;
mod jpeg;
mod jpeg_decode;
mod key;
mod png;
mod prepare;
mod shrink;
mod size;
mod sweep;
mod upload;
mod webp;

#[cfg(test)]
mod test_images;
#[cfg(test)]
mod tests;

use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

use parking_lot::Mutex;
use sha2::{Digest, Sha256};

use decode_pool::DecodePool;

use crate::platform::folder;
use crate::platform::semaphore::Load;

pub(crate) use fault::PhotoFault;
pub(crate) use folders::names_in;
pub(crate) use image_header::MAX_PIXELS;
pub(crate) use inspect::MAX_BYTES;
pub(crate) use key::PhotoKey;
pub(crate) use prepare::Prepared;
pub(crate) use size::Size;
pub(crate) use sweep::{file_path, name_owner, owner, photo_files};
pub(crate) use upload::Upload;

/// The folder of photos, and the threads that decode.
pub struct Photos {
    root: PathBuf,
    making: Mutex<()>,
    decoders: DecodePool,
}

/// The columns of a photo's row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StoredPhoto {
    /// Its name on disk and the unguessable part of its URL.
    pub key: PhotoKey,
    /// SHA-256 of the full JPEG, 64 hex digits. The other sizes are made from it alone, so that this
    /// with the size's name appended is a strong validator (ETag) for each of the three.
    pub sha256: String,
    /// Width of the full JPEG in pixels, upright.
    pub width: u32,
    /// Height of the full JPEG in pixels.
    pub height: u32,
    /// Length of the three files together, in bytes.
    pub bytes: u64,
}

impl Photos {
    /// Opens the folder, which is made (mode 0700) if it is missing, and starts `threads` decoders (at
    /// least one).
    pub(crate) fn open(root: PathBuf, threads: usize) -> io::Result<Photos> {
        folder::make(&root)?;
        // What doesn't take a file fails the start, not the first upload.
        folder::probe(&root)?;
        folders::settle(&root)?;
        folder::sync(&root)?;
        Ok(Photos {
            root,
            making: Mutex::new(()),
            decoders: DecodePool::start(threads.max(1))?,
        })
    }

    /// Stores an upload as three files, which are durable when this returns; the row comes after. After
    /// a fault, nothing stays on disk.
    pub(crate) fn store(&self, upload: Upload) -> Result<StoredPhoto, PhotoFault> {
        // Before the queue: what is refused by its header should not wait in it.
        let header = inspect::inspect(&upload)?;
        let prepared = self.decoders.render(upload, header)?;
        self.write(&prepared)
    }

    /// Opens one size of a photo and says how many bytes it has; `None` when it isn't there.
    pub(crate) fn open_file(&self, key: &PhotoKey, size: Size) -> io::Result<Option<(File, u64)>> {
        let path = key.folder(&self.root).join(key.file_name(size));
        match File::open(path) {
            Ok(file) => file.metadata().map(|meta| Some((file, meta.len()))),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Reads one size of a photo whole; `None` when it isn't there.
    pub(crate) fn read(&self, key: &PhotoKey, size: Size) -> io::Result<Option<Vec<u8>>> {
        let Some((mut file, _)) = self.open_file(key, size)? else {
            return Ok(None);
        };
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        Ok(Some(bytes))
    }

    /// Removes all sizes of a photo; a missing one is fine. The row is deleted first, so a file that
    /// cannot be removed is an orphan, which the next start's sweep removes; it is logged, without the
    /// key, and not returned as an error.
    pub(crate) fn remove(&self, key: &PhotoKey) {
        let folder = key.folder(&self.root);
        for size in Size::ALL {
            if let Err(error) = disk::remove(&folder.join(key.file_name(size))) {
                tracing::warn!(%error, "a photo's file stays until the next start sweeps it");
            }
        }
    }

    /// How many uploads are being decoded and how many wait.
    #[must_use]
    pub(crate) fn load(&self) -> Load {
        self.decoders.load()
    }

    /// One at a time: a thread that finds the folder must be able to rely on its being synced.
    fn make_folder(&self, folder: &Path) -> io::Result<()> {
        let _one_at_a_time = self.making.lock();
        folder::make(folder)
    }

    fn write(&self, prepared: &Prepared) -> Result<StoredPhoto, PhotoFault> {
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
