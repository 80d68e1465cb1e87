//! The framing of a WebP: the chunks of a RIFF file.

use super::image_header::{ImageHeader, ImageKind};

/// What a chunk's data is padded to.
const EVEN: usize = 2;

/// As the part of an interrupted download that never came. There is no checksum, and zeros are decoded, too;
/// but no encoder ends its data so.
const NEVER_CAME: [u8; 64] = [0; 64];

/// Whether these bytes are a WebP, by their beginning.
pub(super) fn is_webp(bytes: &[u8]) -> bool {
    bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP")
}

/// Whether they are one that moves.
pub(super) fn is_animated(bytes: &[u8]) -> bool {
    let flags = bytes.get(20).filter(|_| bytes.get(12..16) == Some(b"VP8X"));
    is_webp(bytes) && flags.is_some_and(|flags| flags & 0x02 != 0)
}

/// The file without what follows it. `None` when it is truncated.
pub(super) fn whole(bytes: &[u8]) -> Option<&[u8]> {
    let length = u32::from_le_bytes(*bytes.get(4..)?.first_chunk()?);
    bytes.get(..usize::try_from(length).ok()?.checked_add(8)?)
}

/// Reads chunk by chunk. `None` when one is truncated, when there isn't exactly one picture, or when that is
/// of another size than the canvas: the decoder would make room for it before it noticed.
pub(super) fn read_header(bytes: &[u8]) -> Option<ImageHeader> {
    let mut rest = whole(bytes)?.get(12..)?;
    let (mut canvas, mut picture, mut is_clear) = (None, None, false);
    while !rest.is_empty() {
        let (name, data) = chunk(&mut rest)?;
        match name {
            b"VP8X" if picture.is_none() => canvas = Some(canvas_size(data)?),
            b"ALPH" => is_clear = true,
            b"VP8 " | b"VP8L" if data.ends_with(&NEVER_CAME) => return None,
            b"VP8 " | b"VP8L" if picture.is_none() => {
                let is_lossless = name == b"VP8L";
                let size = if is_lossless {
                    lossless(data)
                } else {
                    lossy(data)
                };
                picture = Some((size?, is_lossless));
            }
            b"VP8X" | b"VP8 " | b"VP8L" => return None,
            _ => {}
        }
    }
    let (size, is_lossless) = picture?;
    let [width, height] = size;
    canvas
        .is_none_or(|canvas| canvas == size)
        .then(|| ImageHeader {
            kind: ImageKind::WebP,
            width,
            height,
            scratch: u64::from(width) * u64::from(height) * bytes_a_pixel(is_lossless, is_clear),
        })
}

/// What the decoder needs beside the pixels: luma and chroma, or all four channels once more; for transparency
/// that is stored apart, both.
const fn bytes_a_pixel(is_lossless: bool, is_clear: bool) -> u64 {
    match (is_lossless, is_clear) {
        (false, false) => 2,
        (true, _) => 4,
        (false, true) => 7,
    }
}

/// Reads a chunk: its name and data. The last one's padding may be missing.
fn chunk<'a>(rest: &mut &'a [u8]) -> Option<(&'a [u8; 4], &'a [u8])> {
    let (name, after) = rest.split_first_chunk()?;
    let (length, after) = after.split_first_chunk()?;
    let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
    let (data, after) = after.split_at_checked(length)?;
    *rest = after.get(length % EVEN..).unwrap_or_default();
    Some((name, data))
}

/// Two numbers of 24 bits, each one less than the side.
fn canvas_size(data: &[u8]) -> Option<[u32; 2]> {
    let side = |at: usize| {
        let &[low, middle, high] = data.get(at..)?.first_chunk()?;
        Some(1 + u32::from_le_bytes([low, middle, high, 0]))
    };
    Some([side(4)?, side(7)?])
}

/// Two numbers of 14 bits behind a frame's tag and its magic number; their upper bits say how to scale it.
fn lossy(data: &[u8]) -> Option<[u32; 2]> {
    let &[w0, w1, h0, h1] = data
        .get(3..)?
        .strip_prefix(b"\x9d\x01\x2a")?
        .first_chunk()?;
    let side = |bytes| u32::from(u16::from_le_bytes(bytes) & 0x3fff);
    Some([side([w0, w1]), side([h0, h1])])
}

/// Two numbers of 14 bits behind a magic number, each one less than the side.
fn lossless(data: &[u8]) -> Option<[u32; 2]> {
    let bits = u32::from_le_bytes(*data.strip_prefix(b"\x2f")?.first_chunk()?);
    Some([1 + (bits & 0x3fff), 1 + (bits >> 14 & 0x3fff)])
}

#[cfg(test)]
mod tests {
    use super::super::test_images::{WEBP_CLEAR, WEBP_LOSSY, WEBP_MOVING, photo, webp, webp_of};
    use super::*;

    fn size(bytes: &[u8]) -> Option<(u32, u32)> {
        read_header(bytes).map(|header| (header.width, header.height))
    }

    #[test]
    fn a_whole_file_and_what_follows_it() {
        let lossless = webp(&photo(120, 80));
        for file in [&lossless[..], WEBP_LOSSY, WEBP_CLEAR] {
            assert_eq!(size(file), Some((120, 80)));
            assert_eq!(size(&[file, b"anything"].concat()), Some((120, 80)));
            assert!(is_webp(file) && !is_animated(file));
        }
        assert!(is_animated(WEBP_MOVING));
        assert_eq!(size(WEBP_MOVING), None, "its pictures are a level deeper");
    }

    #[test]
    fn no_cut_goes_unnoticed() {
        for file in [&webp(&photo(120, 80))[..], WEBP_LOSSY, WEBP_CLEAR] {
            for end in 0..file.len() {
                assert_eq!(size(&file[..end]), None, "cut at {end}");
            }
        }
    }

    #[test]
    fn a_picture_that_does_not_fit_its_canvas_is_refused() {
        let mut file = WEBP_CLEAR.to_vec();
        let frame = file
            .windows(3)
            .position(|magic| magic == b"\x9d\x01\x2a")
            .unwrap();
        file[frame + 3..frame + 7].copy_from_slice(b"\xff\x3f\xff\x3f");
        assert_eq!(size(&file), None);
    }

    #[test]
    fn one_picture_is_enough() {
        let picture = &webp(&photo(120, 80))[12..];
        assert!(size(&webp_of(picture)).is_some());
        assert_eq!(size(&webp_of(&picture.repeat(2))), None);
        assert_eq!(size(&webp_of(b"EXIF\0\0\0\0")), None);
    }
}
