//! The framing of a PNG: chunks from IHDR to IEND.

use super::image_header::{ImageHeader, ImageKind};

pub(super) const MAGIC: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Reads chunk by chunk. `None` when one is truncated, or the file ends before IEND, which the decoder
/// doesn't notice: it stops at the last pixel. The decoder verifies the checksums.
pub(super) fn read_header(bytes: &[u8]) -> Option<ImageHeader> {
    let mut rest = bytes.strip_prefix(MAGIC)?;
    let (b"IHDR", header) = chunk(&mut rest)? else {
        return None;
    };
    let mut pixels = false;
    loop {
        match chunk(&mut rest)? {
            (b"IEND", _) => break,
            (b"IDAT", _) => pixels = true,
            _ => {}
        }
    }
    let (width, after) = header.split_first_chunk()?;
    let (height, _) = after.split_first_chunk()?;
    pixels.then_some(ImageHeader {
        kind: ImageKind::Png,
        width: u32::from_be_bytes(*width),
        height: u32::from_be_bytes(*height),
        scratch: 0,
    })
}

/// Reads a chunk: its name and data.
fn chunk<'a>(rest: &mut &'a [u8]) -> Option<(&'a [u8; 4], &'a [u8])> {
    let (length, after) = rest.split_first_chunk()?;
    let (name, after) = after.split_first_chunk()?;
    let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
    let (data, after) = after.split_at_checked(length)?;
    let (_checksum, after) = after.split_first_chunk::<4>()?;
    *rest = after;
    Some((name, data))
}

#[cfg(test)]
mod tests {
    use super::super::test_images::{photo, png};
    use super::*;

    #[test]
    fn a_whole_file_and_what_follows_it() {
        let mut bytes = png(&photo(30, 20));
        let header = read_header(&bytes).unwrap();
        assert_eq!((header.width, header.height), (30, 20));
        bytes.extend_from_slice(b"anything");
        assert_eq!(read_header(&bytes), Some(header));
    }

    #[test]
    fn no_cut_goes_unnoticed() {
        let bytes = png(&photo(30, 20));
        for end in 0..bytes.len() {
            assert_eq!(read_header(&bytes[..end]), None, "cut at {end}");
        }
    }

    #[test]
    fn a_length_that_runs_past_the_end_is_refused() {
        let mut bytes = png(&photo(30, 20));
        let data = bytes.windows(4).position(|name| name == b"IDAT").unwrap();
        bytes[data - 4..data].copy_from_slice(&u32::MAX.to_be_bytes());
        assert_eq!(read_header(&bytes), None);
    }
}
