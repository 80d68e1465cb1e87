//! An account's photo.

/// What a photo's address is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhotoLink {
    /// The part that can't be guessed.
    pub key: String,
    /// The documented file name, `{username}_{counter}.jpg`.
    pub file_name: String,
}

/// A stored photo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Photo {
    /// Where it is found.
    pub link: PhotoLink,
    /// The SHA-256 of the largest size, in hexadecimal: the strong `ETag`.
    pub hash: String,
    /// Pixels across, of the largest size.
    pub width: u32,
    /// Pixels down, of the largest size.
    pub height: u32,
    /// Bytes on disk, all sizes together.
    pub bytes: u64,
}
