//! Which format an upload has, and whether it is within the limits, without decoding it.

use super::image_header::ImageHeader;
use super::{PhotoFault, jpeg, png};

/// Most bytes of a file: 8 MiB. A phone photo of 12 megapixels has 3 to 6.
pub(crate) const MAX_BYTES: usize = 8 << 20;

/// The header of these bytes, without decoding or allocating anything.
pub(super) fn inspect(bytes: &[u8]) -> Result<ImageHeader, PhotoFault> {
    if bytes.len() > MAX_BYTES {
        let limit = MAX_BYTES as u64;
        return Err(PhotoFault::TooLarge { limit });
    }
    let header = if bytes.starts_with(jpeg::MAGIC) {
        jpeg::read_header(bytes)
    } else if bytes.starts_with(png::MAGIC) {
        png::read_header(bytes)
    } else {
        return Err(PhotoFault::NotAnImage);
    };
    let header = header.ok_or(PhotoFault::Broken)?;
    header.check_size()?;
    Ok(header)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_decides_the_format() {
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
