use super::{PhotoFault, jpeg, png};

/// The most bytes a file may have: 8 MiB. A 12-megapixel phone photo has 3 to 6.
pub(crate) const MAX_BYTES: usize = 8 << 20;

/// The most pixels an image may have, 8192 by 6144: what a phone of "50 megapixels" takes
/// (8160 by 6144). As RGB that is 144 MiB, read and let go in half a second.
pub(crate) const MAX_PIXELS: u64 = 8192 * 6144;

/// The longest side an image may have, in pixels: a phone's longest panorama.
pub(crate) const MAX_SIDE: u32 = 16_384;

/// The most memory in bytes that decoding one image may take: 256 MiB, for the pixels in the file's
/// own depth and the coefficients that a progressive JPEG is collected in.
///
/// All of [`MAX_PIXELS`] fit at up to 5 bytes a pixel: a baseline JPEG, any PNG of 8 bits. A
/// progressive JPEG with colour at half resolution takes 6, a PNG of four 16-bit channels 8, a
/// progressive JPEG at full colour 9: they have their limit at 44, 33 and 29 megapixels. Beside it
/// stand the upload, two copies of it on the way to the decoder, and what filtering takes: 20 to
/// 80 MiB once the large buffer has become small.
pub(crate) const MAX_MEMORY: u64 = 256 << 20;

/// What a file's header says, once all of its framing has been seen to be there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) kind: Kind,
    pub(super) width: u32,
    pub(super) height: u32,
    /// Bytes the decoder needs beside the pixels themselves.
    pub(super) scratch: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Jpeg,
    Png,
}

/// Says what the bytes are, without decoding or allocating anything.
pub(super) fn inspect(bytes: &[u8]) -> Result<Header, PhotoFault> {
    if bytes.len() > MAX_BYTES {
        let limit = MAX_BYTES as u64;
        return Err(PhotoFault::TooLarge { limit });
    }
    let header = if bytes.starts_with(jpeg::MAGIC) {
        jpeg::walk(bytes)
    } else if bytes.starts_with(png::MAGIC) {
        png::walk(bytes)
    } else {
        return Err(PhotoFault::NotAnImage);
    };
    let header = header.ok_or(PhotoFault::Broken)?;
    header.check_size()?;
    Ok(header)
}

impl Header {
    pub(super) fn pixels(&self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }

    /// Checks what the decoder is about to take, `pixels` in bytes, against [`MAX_MEMORY`].
    pub(super) fn check_memory(&self, pixels: u64) -> Result<(), PhotoFault> {
        let need = pixels.saturating_add(self.scratch);
        if need <= MAX_MEMORY {
            return Ok(());
        }
        let limit = self.pixels().saturating_mul(MAX_MEMORY) / need;
        Err(PhotoFault::TooManyPixels { limit })
    }

    fn check_size(&self) -> Result<(), PhotoFault> {
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

    fn header(width: u32, height: u32, scratch: u64) -> Header {
        Header {
            kind: Kind::Jpeg,
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
    fn the_memory_limit_is_told_in_pixels() {
        let header = header(6000, 6000, 36_000_000 * 6);
        assert!(header.check_memory(36_000_000).is_ok());
        let fault = header.check_memory(36_000_000 * 3).unwrap_err();
        let PhotoFault::TooManyPixels { limit } = fault else {
            panic!("{fault:?}");
        };
        assert_eq!(limit, MAX_MEMORY / 9);
    }

    #[test]
    fn the_content_decides_what_it_is() {
        for other in [
            &b""[..],
            b"\xff\xd8",
            b"hello, I am photo.jpg",
            b"GIF89a\x01\x00\x01\x00",
            b"RIFF\x24\x00\x00\x00WEBPVP8 ",
            b"BM\x46\x00\x00\x00",
            b"%PDF-1.7",
            b"\x89PNG\n\x1a\n",
        ] {
            assert!(matches!(inspect(other), Err(PhotoFault::NotAnImage)));
        }
        for cut in [jpeg::MAGIC, png::MAGIC] {
            assert!(matches!(inspect(cut), Err(PhotoFault::Broken)));
        }
    }

    #[test]
    fn too_many_bytes_are_refused_unseen() {
        let fault = inspect(&vec![0; MAX_BYTES + 1]).unwrap_err();
        assert!(matches!(fault, PhotoFault::TooLarge { limit: 8_388_608 }));
    }
}
