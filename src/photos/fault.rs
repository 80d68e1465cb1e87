//! Why a photo is refused.

use std::io;

/// Why a photo is refused; without status and language.
#[derive(Debug)]
pub(crate) enum PhotoFault {
    /// Neither JPEG nor PNG nor WebP by content.
    NotAnImage,
    /// An image of a format that isn't decoded, by content.
    OtherFormat {
        /// What people call it.
        format: &'static str,
    },
    /// It begins like a JPEG, PNG or WebP but is cut off, damaged, without pixels, or of a kind that no camera
    /// or editor writes (arithmetic coding, 12 bits, more than 32 scans).
    Broken,
    /// More pixels, or a longer side, than the limit.
    TooManyPixels {
        /// How many pixels an image of this kind may have: [`super::MAX_PIXELS`], or fewer where
        /// each of them takes more memory (16 bits a channel, progressive).
        limit: u64,
    },
    /// More bytes than the limit.
    TooLarge {
        /// How many bytes a file may have: [`super::MAX_BYTES`].
        limit: u64,
    },
    /// Too many photos are being decoded already.
    Busy {
        /// Seconds until a retry makes sense.
        retry_after: u32,
    },
    /// The image is fine; the disk is not.
    Disk(io::Error),
}

impl From<io::Error> for PhotoFault {
    fn from(error: io::Error) -> Self {
        PhotoFault::Disk(error)
    }
}
