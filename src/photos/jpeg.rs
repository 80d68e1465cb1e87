//! The framing of a JPEG: markers from SOI to EOI.
//!
//! The decoder fills the missing part of a truncated file with grey and reports success, so the image's
//! end is checked here: segments are skipped by their length (a thumbnail inside EXIF has an EOI of its
//! own), scans are searched for the next marker.

use super::image_header::{ImageHeader, ImageKind};

pub(super) const MAGIC: &[u8] = b"\xff\xd8\xff";

/// Encoders write 1 to 20 scans. Decoding each takes a pass over the whole image, however few bytes it
/// has, so without a limit a small file could occupy a decoder for minutes.
const MAX_SCANS: u32 = 32;

/// A colour profile may take 255 segments, an editor's history another hundred. The decoder reassembles
/// split metadata at each of them: 100,000 small ones took it a minute.
const MAX_SEGMENTS: usize = 1024;

/// Reads marker by marker. `None` when the file ends before EOI or can't be decoded. What follows EOI (a
/// second image, a phone's film clip) is ignored.
pub(super) fn read_header(bytes: &[u8]) -> Option<ImageHeader> {
    let mut rest = bytes.get(2..)?;
    let mut frame: Option<Frame> = None;
    let mut scans = 0;
    for _ in 0..MAX_SEGMENTS {
        match next_marker(&mut rest, scans > 0)? {
            0xd9 if scans > 0 => return frame.filter(Frame::is_finished).map(Frame::header),
            code @ 0xc0..=0xc2 if frame.is_none() => {
                frame = Some(Frame::parse(segment(&mut rest)?, code == 0xc2)?);
            }
            0xda if scans < MAX_SCANS => {
                let scan = segment(&mut rest)?;
                let frame = frame.as_mut()?;
                // Decoding without collecting coefficients needs all components in the first scan.
                frame.collected |= scans == 0 && scan.first() != Some(&frame.components);
                frame.note(scan)?;
                scans += 1;
            }
            // Other frame types, a second frame, and markers that may not occur here.
            0xc0..=0xc3 | 0xc5..=0xcb | 0xcd..=0xcf | 0xd0..=0xda | 0x00 | 0x01 => return None,
            _ => _ = segment(&mut rest)?,
        }
    }
    None
}

/// With more ones at the end of each scan than a code may have: a decoder that isn't done by then comes upon
/// them, and without them would take zeros for what the scan lacks. The first scan of a progressive file stands
/// there twice, of which the second is the one that counts: behind the first, the decoder knows no such bytes.
pub(super) fn guarded(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut guarded = bytes.get(..2)?.to_vec();
    let (mut rest, mut from, mut scan) = (bytes.get(2..)?, 2, None);
    let mut is_progressive = false;
    loop {
        let code = next_marker(&mut rest, scan.is_some())?;
        let end = bytes.len() - rest.len() - 2;
        if let Some(begin) = scan.take() {
            guarded.extend_from_slice(&bytes[from..end]);
            if std::mem::take(&mut is_progressive) {
                guarded.extend_from_slice(&bytes[begin..end]);
            }
            guarded.extend_from_slice(&GUARD);
            from = end;
        }
        match code {
            0xd9 => break,
            0xda => scan = Some(end),
            _ => is_progressive |= code == 0xc2,
        }
        segment(&mut rest)?;
    }
    guarded.extend_from_slice(&bytes[from..]);
    Some(guarded)
}

/// 256 ones, in which no marker is seen.
const GUARD: [u8; 64] = *[[0xff, 0]; 32].as_flattened().first_chunk().unwrap();

/// Skips to behind the next marker, and returns its code.
fn next_marker(rest: &mut &[u8], in_scan: bool) -> Option<u8> {
    loop {
        let at = rest.iter().position(|&byte| byte == 0xff)?;
        let after = &rest[at..];
        let fill = after.iter().position(|&byte| byte != 0xff)?;
        *rest = &after[fill + 1..];
        match after[fill] {
            // Inside a scan these are data: byte stuffing and restart markers.
            0x00 | 0xd0..=0xd7 if in_scan => {}
            code => return Some(code),
        }
    }
}

/// Reads a segment; returns its content.
fn segment<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = usize::from(u16::from_be_bytes(*rest.first_chunk()?));
    let (segment, after) = rest.split_at_checked(length)?;
    *rest = after;
    segment.get(2..)
}

struct Frame {
    width: u32,
    height: u32,
    components: u8,
    /// Blocks of 64 coefficients, all components together.
    blocks: u64,
    /// Whether the decoder must collect all coefficients before it outputs pixels.
    collected: bool,
    /// The components' names.
    ids: [u8; 4],
    /// How many bits of each coefficient are still to come, once its scans have begun.
    missing: [[u8; 64]; 4],
}

impl Frame {
    fn parse(segment: &[u8], progressive: bool) -> Option<Frame> {
        let (&[_depth, h1, h0, w1, w0, components], samplings) = segment.split_first_chunk()?;
        let (width, height) = (u16::from_be_bytes([w1, w0]), u16::from_be_bytes([h1, h0]));
        let (samplings, []) = samplings.as_chunks::<3>() else {
            return None;
        };
        if !(1..=4).contains(&components) || samplings.len() != usize::from(components) {
            return None;
        }
        Some(Frame {
            width: width.into(),
            height: height.into(),
            components,
            blocks: blocks(width.into(), height.into(), samplings)?,
            collected: progressive,
            ids: std::array::from_fn(|at| samplings.get(at).map_or(0, |sampling| sampling[0])),
            missing: [[0; 64]; 4],
        })
    }

    /// Notes what a scan brings.
    fn note(&mut self, scan: &[u8]) -> Option<()> {
        let (components, [from, to, bits]) = split_scan(scan)?;
        let range = usize::from(*from)..=usize::from(*to);
        for [id, _] in components {
            let at = self.ids.iter().position(|known| known == id)?;
            self.missing[at].get_mut(range.clone())?.fill(bits & 0x0f);
        }
        Some(())
    }

    /// Whether all that was begun was brought to its end. A file that was cut between two scans shows a picture in
    /// blocks.
    fn is_finished(&self) -> bool {
        self.missing.as_flattened().iter().all(|bits| *bits == 0)
    }

    fn header(self) -> ImageHeader {
        ImageHeader {
            kind: ImageKind::Jpeg,
            width: self.width,
            height: self.height,
            scratch: if self.collected {
                self.blocks * 64 * 2
            } else {
                0
            },
        }
    }
}

/// A scan's components, each with its tables, and its range of coefficients with their bits.
fn split_scan(scan: &[u8]) -> Option<(&[[u8; 2]], &[u8; 3])> {
    let (count, rest) = scan.split_first()?;
    let (components, range) = rest.split_last_chunk()?;
    let (components, []) = components.as_chunks() else {
        return None;
    };
    (components.len() == usize::from(*count)).then_some((components, range))
}

/// How many blocks an image has, padded to whole MCUs as in the decoder. `None` for a sampling factor
/// that JPEG doesn't have.
fn blocks(width: u64, height: u64, samplings: &[[u8; 3]]) -> Option<u64> {
    let (mut across, mut down, mut in_unit) = (1, 1, 0);
    for &[_, sampling, _] in samplings {
        let (h, v) = (u64::from(sampling >> 4), u64::from(sampling & 15));
        if !(1..=4).contains(&h) || !(1..=4).contains(&v) {
            return None;
        }
        (across, down, in_unit) = (across.max(h), down.max(v), in_unit + h * v);
    }
    Some(width.div_ceil(8 * across) * height.div_ceil(8 * down) * in_unit)
}

#[cfg(test)]
mod tests {
    use super::super::test_images::{PROGRESSIVE, flat_jpeg, jpeg, photo, with_exif};
    use super::*;

    #[test]
    fn a_whole_file_and_what_follows_it() {
        let mut bytes = jpeg(&photo(40, 30));
        let header = read_header(&bytes).unwrap();
        assert_eq!((header.width, header.height, header.scratch), (40, 30, 0));
        bytes.extend_from_slice(b"\xff\xd8 a film clip");
        assert_eq!(read_header(&bytes), Some(header));
    }

    #[test]
    fn no_cut_goes_unnoticed() {
        for whole in [jpeg(&photo(40, 30)), flat_jpeg(64, 64, 3, true)] {
            for end in 2..whole.len() {
                assert_eq!(read_header(&whole[..end]), None, "cut at {end}");
            }
        }
    }

    #[test]
    fn an_end_inside_a_thumbnail_is_not_the_end() {
        let thumbnail = jpeg(&photo(16, 16));
        let bytes = with_exif(&jpeg(&photo(40, 30)), 1, &thumbnail);
        assert!(read_header(&bytes).is_some());
        for end in thumbnail.len()..bytes.len() {
            assert_eq!(read_header(&bytes[..end]), None, "cut at {end}");
        }
    }

    #[test]
    fn a_start_inside_a_scan_is_not_another_picture() {
        let first = jpeg(&photo(40, 30));
        let both = [&first[..first.len() - 30], &first].concat();
        assert_eq!(read_header(&both), None);
    }

    #[test]
    fn coefficients_are_counted_where_they_are_collected() {
        let scratch = |components, progressive| {
            let bytes = flat_jpeg(64, 48, components, progressive);
            read_header(&bytes).unwrap().scratch
        };
        assert_eq!(scratch(3, false), 0);
        assert_eq!(scratch(1, true), 64 * 48 * 2);
        assert_eq!(scratch(4, true), 64 * 48 * 2 * 4);
        let half_colour = [[1, 0x22, 0], [2, 0x11, 0], [3, 0x11, 0]];
        assert_eq!(blocks(17, 16, &half_colour), Some(2 * 6));
        assert_eq!(blocks(16, 16, &[[1, 0x50, 0]]), None);
    }

    #[test]
    fn a_cut_between_scans_is_no_end() {
        let whole = PROGRESSIVE;
        let starts = whole.windows(2).enumerate();
        let starts = starts.filter(|(_, two)| two == b"\xff\xda" || two == b"\xff\xc4");
        let starts: Vec<usize> = starts.map(|(at, _)| at).collect();
        assert!(starts.len() > 15 && read_header(whole).is_some());
        for end in &starts[3..] {
            let cut = [&whole[..*end], b"\xff\xd9"].concat();
            assert_eq!(read_header(&cut), None, "cut at {end}");
        }
    }

    #[test]
    fn endless_scans_are_refused() {
        let whole = flat_jpeg(8, 8, 1, true);
        let scan = whole.windows(2).position(|two| two == b"\xff\xda").unwrap();
        // Two scans: the averages, and the details.
        let (head, rest) = whole.split_at(scan);
        let scans = |count| [head, &rest[..rest.len() - 2].repeat(count), b"\xff\xd9"].concat();
        assert!(read_header(&scans(16)).is_some());
        assert_eq!(read_header(&scans(17)), None);
    }
    #[test]
    fn endless_segments_are_refused() {
        let whole = jpeg(&photo(8, 8));
        let remarks = |count| [&whole[..2], &b"\xff\xfe\0\x02".repeat(count), &whole[2..]].concat();
        assert!(read_header(&remarks(1000)).is_some());
        assert_eq!(read_header(&remarks(1024)), None);
    }
}
