//! Which format an upload has, and whether it is within the limits, without decoding it.

use super::image_header::ImageHeader;
use super::{PhotoFault, jpeg, png, webp};

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
    } else if webp::is_webp(bytes) && !webp::is_animated(bytes) {
        webp::read_header(bytes)
    } else {
        return Err(match other_format(bytes) {
            Some(format) => PhotoFault::OtherFormat { format },
            None => PhotoFault::NotAnImage,
        });
    };
    let header = header.ok_or(PhotoFault::Broken)?;
    header.check_size()?;
    Ok(header)
}

/// The name of a format that cameras and web pages use and this server doesn't decode.
fn other_format(bytes: &[u8]) -> Option<&'static str> {
    let brand = bytes.get(4..12).and_then(|at| at.strip_prefix(b"ftyp"));
    match brand {
        Some(b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"hevx" | b"mif1" | b"msf1") => {
            return Some("HEIC");
        }
        Some(b"avif" | b"avis") => return Some("AVIF"),
        _ => {}
    }
    if bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a") {
        return Some("GIF");
    }
    webp::is_animated(bytes).then_some("animated WebP")
}

#[cfg(test)]
mod tests {
    use super::super::test_images::WEBP_MOVING;
    use super::*;

    #[test]
    fn formats_that_are_not_decoded_are_named() {
        for (bytes, name) in [
            (&b"\0\0\0\x18ftypheic\0\0\0\0"[..], "HEIC"),
            (b"\0\0\0\x18ftypmif1\0\0\0\0", "HEIC"),
            (b"\0\0\0\x1cftypavif\0\0\0\0", "AVIF"),
            (b"GIF89a\x01\x00\x01\x00", "GIF"),
            (WEBP_MOVING, "animated WebP"),
        ] {
            let found = inspect(bytes).unwrap_err();
            assert!(
                matches!(found, PhotoFault::OtherFormat { format } if format == name),
                "{name}: {found:?}"
            );
        }
    }

    #[test]
    fn the_content_decides_the_format() {
        for other in [
            &b""[..],
            b"\xff\xd8",
            b"hello, I am photo.jpg",
            b"\0\0\0\x18ftypisom\0\0\0\0",
            b"RIFF\x24\x00\x00\x00WAVEfmt ",
            b"BM\x46\x00\x00\x00",
            b"%PDF-1.7",
            b"\x89PNG\n\x1a\n",
        ] {
            assert!(matches!(inspect(other), Err(PhotoFault::NotAnImage)));
        }
        for cut in [jpeg::MAGIC, png::MAGIC, b"RIFF\x24\x00\x00\x00WEBPVP8 "] {
            assert!(matches!(inspect(cut), Err(PhotoFault::Broken)));
        }
    }

    #[test]
    fn too_many_bytes_are_refused_unseen() {
        let fault = inspect(&vec![0; MAX_BYTES + 1]).unwrap_err();
        assert!(matches!(fault, PhotoFault::TooLarge { limit: 8_388_608 }));
    }
}
