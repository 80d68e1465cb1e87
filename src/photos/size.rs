//! The sizes in which a photo is stored, and their file names' endings.

/// The sizes in which a photo is stored. The aspect ratio stays, and nothing is enlarged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Size {
    /// At most 1024 pixels on the longer side.
    Full,
    /// At most 256 pixels on the longer side.
    Medium,
    /// At most 64 pixels on the longer side.
    Small,
}

impl Size {
    /// All of them, largest first.
    pub(crate) const ALL: [Size; 3] = [Size::Full, Size::Medium, Size::Small];

    /// The longer side in pixels, at most.
    #[must_use]
    pub(crate) fn longest(self) -> u32 {
        match self {
            Size::Full => 1024,
            Size::Medium => 256,
            Size::Small => 64,
        }
    }

    /// More bytes than a file of this size has, whatever is on it: four times those of its pixels.
    #[must_use]
    pub(crate) fn most_bytes(self) -> u64 {
        let side = u64::from(self.longest());
        side * side * 12 + (64 << 10)
    }

    pub(super) fn suffix(self) -> &'static str {
        match self {
            Size::Full => ".jpg",
            Size::Medium => ".256.jpg",
            Size::Small => ".64.jpg",
        }
    }
}
