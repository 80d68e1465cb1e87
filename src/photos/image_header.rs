//! What an image's header says, and whether decoding it is within the limits.

use super::PhotoFault;

/// Most pixels of an image, 8192 by 6144: a phone of "50 megapixels" takes 8160 by 6144. As RGB that is
/// 144 MiB, for half a second.
pub(crate) const MAX_PIXELS: u64 = 8192 * 6144;

/// Longest side of an image, in pixels: a phone's longest panorama.
pub(crate) const MAX_SIDE: u32 = 16_384;

/// Most memory in bytes for decoding one image: 256 MiB, for the pixels in the file's own depth and a
/// progressive JPEG's coefficients.
///
/// All of [`MAX_PIXELS`] fit at up to 5 bytes a pixel: a baseline JPEG, any PNG of 8 bits. A
/// progressive JPEG with colour at half resolution takes 6, a PNG of four 16-bit channels 8, a
/// progressive JPEG at full colour 9: their limits are 44, 33 and 29 megapixels. A lossless WebP takes 7 or 8, a
/// lossy one 5, with transparency 11. In addition there are
/// the upload, a longer copy of it for the decoder, and 20 to 80 MiB for filtering, once the
/// large buffer has become small.
pub(crate) const MAX_MEMORY: u64 = 256 << 20;

/// A file's header, once its framing is known to be complete.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ImageHeader {
    pub(super) kind: ImageKind,
    pub(super) width: u32,
    pub(super) height: u32,
    /// Bytes the decoder needs beside the pixels.
    pub(super) scratch: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ImageKind {
    Jpeg,
    Png,
    WebP,
}

impl ImageHeader {
    pub(super) fn pixels(&self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }

    /// Checks the decoder's memory, with `pixels` in bytes, against [`MAX_MEMORY`].
    pub(super) fn check_memory(&self, pixels: u64) -> Result<(), PhotoFault> {
        let need = pixels.saturating_add(self.scratch);
        if need <= MAX_MEMORY {
            return Ok(());
        }
        let limit = self.pixels().saturating_mul(MAX_MEMORY) / need;
        Err(PhotoFault::TooManyPixels { limit })
    }

    pub(super) fn check_size(&self) -> Result<(), PhotoFault> {
        match (self.pixels(), self.width.max(self.height)) {
            (0, _) => Err(PhotoFault::Broken),
            (1..=MAX_PIXELS, 1..=MAX_SIDE) => Ok(()),
            _ => Err(PhotoFault::TooManyPixels { limit: MAX_PIXELS }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(width: u32, height: u32, scratch: u64) -> ImageHeader {
        ImageHeader {
            kind: ImageKind::Jpeg,
            width,
            height,
            scratch,
        }
    }

    #[test]
    fn sizes_end_at_the_limit() {
        for (width, height) in [(8192, 6144), (8160, 6144), (16_384, 3072), (1, 16_384)] {
            assert!(header(width, height, 0).check_size().is_ok());
        }
        for (width, height) in [(8192, 6145), (16_385, 1), (1, 65_535), (u32::MAX, u32::MAX)] {
            let fault = header(width, height, 0).check_size().unwrap_err();
            assert!(matches!(
                fault,
                PhotoFault::TooManyPixels { limit: MAX_PIXELS }
            ));
        }
        for (width, height) in [(0, 1), (1, 0), (0, 0)] {
            let fault = header(width, height, 0).check_size().unwrap_err();
            assert!(matches!(fault, PhotoFault::Broken));
        }
    }

    #[test]
    fn the_memory_limit_is_reported_in_pixels() {
        let header = header(6000, 6000, 36_000_000 * 6);
        assert!(header.check_memory(36_000_000).is_ok());
        let fault = header.check_memory(36_000_000 * 3).unwrap_err();
        let PhotoFault::TooManyPixels { limit } = fault else {
            panic!("{fault:?}");
        };
        assert_eq!(limit, MAX_MEMORY / 9);
    }
}
