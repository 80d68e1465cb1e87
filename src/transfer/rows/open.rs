//! Opens a file, gzipped or not, in UTF-8 or UTF-16.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::read::MultiGzDecoder;

use crate::transfer::rows::{Bytes, utf16};

/// A file at its beginning.
pub(crate) struct OpenFile {
    /// Its content, uncompressed.
    pub bytes: Bytes,
    /// How many of its bytes on disk have been read so far.
    pub read: Arc<AtomicU64>,
    /// How many there are.
    pub length: u64,
}

/// Opens a file; a gzipped one is decompressed as it is read, and UTF-16 becomes UTF-8.
pub(crate) fn open(path: &Path) -> io::Result<OpenFile> {
    let file = File::open(path)?;
    if file.metadata()?.is_dir() {
        return Err(io::Error::other("it is a folder"));
    }
    let length = file.metadata()?.len();
    let read = Arc::<AtomicU64>::default();
    let counted = CountingReader {
        file,
        read: Arc::clone(&read),
    };
    let mut plain = Bytes::new(Box::new(counted));
    let bytes = if plain.is_ahead(b"\x1f\x8b") {
        Bytes::new(Box::new(MultiGzDecoder::new(plain)))
    } else {
        plain
    };
    Ok(OpenFile {
        bytes: utf16::as_utf8(bytes),
        read,
        length,
    })
}

struct CountingReader {
    file: File,
    read: Arc<AtomicU64>,
}

impl Read for CountingReader {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(out)?;
        self.read.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}
