//! Images for the tests: from the encoders, and by hand where no encoder makes such a file.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageFormat, RgbImage};

/// Looks enough like a photo: slopes, edges and a grain that doesn't compress.
pub(super) fn photo(width: u32, height: u32) -> RgbImage {
    let mut state = 0x9e37_79b9_u32;
    RgbImage::from_fn(width, height, |x, y| {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        let edge = if (x / 40 + y / 30) % 2 == 0 { 60 } else { 0 };
        let byte = |value: u32| u8::try_from(value & 0xff).unwrap();
        let grain = state & 0x0f;
        let (across, down) = (x * 180 / width, y * 180 / height);
        [
            byte(across + grain + edge),
            byte(down + grain),
            byte(90 + edge + grain),
        ]
        .into()
    })
}

pub(super) fn jpeg(image: &RgbImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut bytes, 90);
    image.write_with_encoder(encoder).unwrap();
    bytes
}

pub(super) fn png(image: &(impl Clone + Into<DynamicImage>)) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let image: DynamicImage = image.clone().into();
    image.write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// Losslessly.
pub(super) fn webp(image: &RgbImage) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, ImageFormat::WebP).unwrap();
    bytes.into_inner()
}

/// A WebP of these chunks.
pub(super) fn webp_of(chunks: &[u8]) -> Vec<u8> {
    let length = u32::try_from(chunks.len() + 4).unwrap().to_le_bytes();
    [b"RIFF", &length[..], b"WEBP", chunks].concat()
}

/// Red, green, blue and white quarters of 120 by 80 pixels, by `cwebp -q 80`; the same with its left half clear;
/// both in turn, by `img2webp`.
pub(super) const WEBP_LOSSY: &[u8] = include_bytes!("tests/lossy.webp");
pub(super) const WEBP_CLEAR: &[u8] = include_bytes!("tests/clear.webp");
pub(super) const WEBP_MOVING: &[u8] = include_bytes!("tests/moving.webp");

/// 128 by 96 pixels like [`photo`]'s, by `cwebp -q 60`, and by `cjpeg -quality 60 -optimize` with `-progressive`
/// and with `-restart 1`.
pub(super) const WEBP_PHOTO: &[u8] = include_bytes!("tests/photo.webp");
pub(super) const PROGRESSIVE: &[u8] = include_bytes!("tests/progressive.jpg");
pub(super) const RESTARTS: &[u8] = include_bytes!("tests/restarts.jpg");

/// An EXIF block that gives an orientation and a maker's name.
pub(super) fn exif(orientation: u8) -> Vec<u8> {
    let mut block = b"II*\0\x08\0\0\0\x02\0".to_vec();
    block.extend_from_slice(b"\x0f\x01\x02\0\x0b\0\0\0\x26\0\0\0");
    block.extend_from_slice(&[0x12, 1, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0]);
    block.extend_from_slice(b"\0\0\0\0GPS SECRET\0");
    block
}

/// Puts EXIF (with a thumbnail at its end), XMP and a comment into a JPEG.
pub(super) fn with_exif(jpeg: &[u8], orientation: u8, thumbnail: &[u8]) -> Vec<u8> {
    let exif = [b"Exif\0\0", &exif(orientation)[..], thumbnail].concat();
    let xmp = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>SECRET</x:xmpmeta>";
    let mut bytes = jpeg[..2].to_vec();
    push_segment(&mut bytes, 0xe1, &exif);
    push_segment(&mut bytes, 0xe1, xmp);
    push_segment(&mut bytes, 0xfe, b"a SECRET comment");
    bytes.extend_from_slice(&jpeg[2..]);
    bytes
}

/// A JPEG whose every sample is 128, baseline or progressive. Of four components, the Adobe marker
/// says CMYK.
pub(super) fn flat_jpeg(width: u16, height: u16, components: u8, progressive: bool) -> Vec<u8> {
    let mut bytes = b"\xff\xd8".to_vec();
    if components == 4 {
        push_segment(&mut bytes, 0xee, b"Adobe\0\x64\0\0\0\0\0");
    }
    push_segment(&mut bytes, 0xdb, &[&[0], &[1; 64][..]].concat());
    let [h1, h0] = height.to_be_bytes();
    let [w1, w0] = width.to_be_bytes();
    let mut frame = vec![8, h1, h0, w1, w0, components];
    frame.extend((1..=components).flat_map(|id| [id, 0x11, 0]));
    push_segment(&mut bytes, if progressive { 0xc2 } else { 0xc0 }, &frame);
    // In both tables the single bit 0 means that nothing differs from zero.
    for table in [0x00, 0x10] {
        push_segment(&mut bytes, 0xc4, &[&[table, 1], &[0; 16][..]].concat());
    }
    let blocks = usize::from(width.div_ceil(8)) * usize::from(height.div_ceil(8));
    let all: Vec<u8> = (1..=components).collect();
    if progressive {
        push_scan(&mut bytes, &all, [0, 0, 0], blocks * all.len());
        for id in &all {
            push_scan(&mut bytes, &[*id], [1, 63, 0], blocks);
        }
    } else {
        push_scan(&mut bytes, &all, [0, 63, 0], 2 * blocks * all.len());
    }
    bytes.extend_from_slice(b"\xff\xd9");
    bytes
}

fn push_segment(bytes: &mut Vec<u8>, marker: u8, data: &[u8]) {
    let length = u16::try_from(data.len() + 2).unwrap();
    bytes.extend_from_slice(&[0xff, marker]);
    bytes.extend_from_slice(&length.to_be_bytes());
    bytes.extend_from_slice(data);
}

/// A scan of `bits` zeros, filled up with ones to a whole byte.
fn push_scan(bytes: &mut Vec<u8>, components: &[u8], range: [u8; 3], bits: usize) {
    let mut head = vec![u8::try_from(components.len()).unwrap()];
    head.extend(components.iter().flat_map(|id| [*id, 0]));
    head.extend_from_slice(&range);
    push_segment(bytes, 0xda, &head);
    bytes.resize(bytes.len() + bits / 8, 0);
    if !bits.is_multiple_of(8) {
        bytes.push(0xff >> (bits % 8));
    }
}

/// A PNG whose every sample is zero, packed as tightly as deflate can: about one byte for 159.
pub(super) fn flat_png(width: u32, height: u32, depth: u8, color: u8) -> Vec<u8> {
    let channels = [1, 0, 3, 1, 2, 0, 4][usize::from(color)];
    let row = 1 + (width as usize * usize::from(depth) * channels).div_ceil(8);
    let mut header = [width.to_be_bytes(), height.to_be_bytes()].concat();
    header.extend_from_slice(&[depth, color, 0, 0, 0]);
    let chunks = [
        chunk(*b"IHDR", &header),
        chunk(*b"IDAT", &zeros(row * height as usize)),
        chunk(*b"IEND", &[]),
    ];
    [&b"\x89PNG\r\n\x1a\n"[..], &chunks.concat()].concat()
}

/// A zlib stream of `count` zeros: one block of fixed codes, a literal and then copies of it.
fn zeros(count: usize) -> Vec<u8> {
    let mut bits = vec![true, true, false];
    let literal = [false, false, true, true, false, false, false, false];
    // The longest copy, 258 bytes, from one byte back.
    let copy = (0..13)
        .rev()
        .map(|at| 0b1_1000_1010_0000_u16 >> at & 1 == 1);
    bits.extend(literal);
    let (copies, rest) = ((count - 1) / 258, (count - 1) % 258);
    for _ in 0..copies {
        bits.extend(copy.clone());
    }
    for _ in 0..rest {
        bits.extend(literal);
    }
    bits.extend([false; 7]);
    let mut stream = vec![0x78, 0x01];
    let byte = |bits: &[bool]| {
        bits.iter()
            .rev()
            .fold(0, |byte, bit| byte << 1 | u8::from(*bit))
    };
    stream.extend(bits.chunks(8).map(byte));
    let sum = u32::try_from(count % 65_521).unwrap() << 16 | 1;
    stream.extend_from_slice(&sum.to_be_bytes());
    stream
}

/// A PNG chunk, length and checksum and all.
pub(super) fn chunk(name: [u8; 4], data: &[u8]) -> Vec<u8> {
    let length = u32::try_from(data.len()).unwrap();
    let body = [&name, data].concat();
    let checksum = crc(&body).to_be_bytes();
    [&length.to_be_bytes(), &body[..], &checksum].concat()
}

fn crc(bytes: &[u8]) -> u32 {
    let bit = |sum: u32| {
        if sum & 1 == 1 {
            sum >> 1 ^ 0xedb8_8320
        } else {
            sum >> 1
        }
    };
    let byte = |sum: u32, byte: &u8| (0..8).fold(sum ^ u32::from(*byte), |sum, _| bit(sum));
    !bytes.iter().fold(!0, byte)
}
