//! An upload decoded, turned upright, and encoded in three sizes.

use std::io::Cursor;
use std::panic::catch_unwind;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;
use image::metadata::Orientation;
use image::{DynamicImage, GrayImage, ImageDecoder, ImageError, ImageResult, Limits, RgbImage};

use super::image_header::{ImageHeader, ImageKind, MAX_SIDE};
use super::jpeg_decode::{self, Decoded};
use super::{PhotoFault, Size, colors, flatten, shrink, webp};

/// JPEG quality of all sizes: above it files grow and pictures of this size do not get better.
const QUALITY: u8 = 85;

/// Most memory of the PNG decoder for anything but pixels (colour profiles, texts, rows): twice what a
/// file may have, which bounds a compressed profile.
const MAX_METADATA: u64 = 16 << 20;

/// A photo in its three sizes, all JPEG, upright, and without a byte of metadata.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Prepared {
    /// At most 1024 pixels on the longer side.
    pub full: Vec<u8>,
    /// At most 256 pixels on the longer side.
    pub medium: Vec<u8>,
    /// At most 64 pixels on the longer side.
    pub small: Vec<u8>,
    /// Width of `full` in pixels.
    pub width: u32,
    /// Height of `full` in pixels.
    pub height: u32,
}

impl Prepared {
    /// The JPEG of one size.
    #[must_use]
    pub(crate) fn bytes(&self, size: Size) -> &[u8] {
        match size {
            Size::Full => &self.full,
            Size::Medium => &self.medium,
            Size::Small => &self.small,
        }
    }
}

/// Decodes an image whose header is known, turns it upright, and encodes it in three sizes.
/// Deterministic; never panics. Takes at most [`super::image_header::MAX_MEMORY`], three times the upload and a
/// few megabytes; [`super::Photos::store`] bounds how many run at once.
pub(super) fn render(bytes: &[u8], header: &ImageHeader) -> Result<Prepared, PhotoFault> {
    // A bug in a decoder may be reached by a crafted file.
    catch_unwind(|| {
        let full = decode(bytes, header)?;
        encode_all(&full).map_err(|_| PhotoFault::Broken)
    })
    .unwrap_or(Err(PhotoFault::Broken))
}

/// Reads the pixels, shrinks the image, and only then converts its colours and turns it.
fn decode(bytes: &[u8], header: &ImageHeader) -> Result<DynamicImage, PhotoFault> {
    let Decoded {
        image,
        turn,
        profile,
    } = match header.kind {
        ImageKind::Png => decode_png(bytes, header)?,
        ImageKind::Jpeg => jpeg_decode::decode(bytes, header)?,
        ImageKind::WebP => decode_webp(bytes, header)?,
    };
    let small = shrink::fit(image, Size::Full.longest());
    let mut image = colors::to_srgb(small, profile.as_deref());
    image.apply_orientation(turn);
    Ok(image)
}

fn decode_png(bytes: &[u8], header: &ImageHeader) -> Result<Decoded, PhotoFault> {
    let mut limits = Limits::no_limits();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_METADATA);
    decode_by(PngDecoder::with_limits(Cursor::new(bytes), limits)?, header)
}

fn decode_webp(bytes: &[u8], header: &ImageHeader) -> Result<Decoded, PhotoFault> {
    let file = webp::whole(bytes).ok_or(PhotoFault::Broken)?;
    decode_by(WebPDecoder::new(Cursor::new(file))?, header)
}

fn decode_by(mut decoder: impl ImageDecoder, header: &ImageHeader) -> Result<Decoded, PhotoFault> {
    // A file whose size the decoder reads otherwise than we do was crafted to get past the limits.
    if decoder.dimensions() != (header.width, header.height) {
        return Err(PhotoFault::Broken);
    }
    header.check_memory(decoder.total_bytes())?;
    Ok(Decoded {
        turn: decoder.orientation().unwrap_or(Orientation::NoTransforms),
        profile: decoder.icc_profile().unwrap_or_default(),
        image: pixels(decoder)?,
    })
}

fn pixels(decoder: impl ImageDecoder) -> Result<DynamicImage, PhotoFault> {
    let (width, height) = decoder.dimensions();
    let color = decoder.color_type();
    let length = usize::try_from(decoder.total_bytes()).map_err(|_| PhotoFault::Broken)?;
    // The system zeroes pages as they are first written: an announced size alone takes no memory.
    let mut pixels = vec![0; length];
    decoder.read_image(&mut pixels)?;
    let image = match flatten::flatten(&mut pixels, color) {
        Some(1) => GrayImage::from_raw(width, height, pixels).map(DynamicImage::from),
        Some(3) => RgbImage::from_raw(width, height, pixels).map(DynamicImage::from),
        _ => None,
    };
    image.ok_or(PhotoFault::Broken)
}

fn encode_all(full: &DynamicImage) -> ImageResult<Prepared> {
    let smaller = |size: Size| encode(&shrink::fit(full.clone(), size.longest()));
    Ok(Prepared {
        medium: smaller(Size::Medium)?,
        small: smaller(Size::Small)?,
        width: full.width(),
        height: full.height(),
        full: encode(full)?,
    })
}

fn encode(image: &DynamicImage) -> ImageResult<Vec<u8>> {
    let mut bytes = Vec::new();
    image.write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, QUALITY))?;
    Ok(bytes)
}

/// Every error of a decoder is the file's.
impl From<ImageError> for PhotoFault {
    fn from(_: ImageError) -> Self {
        PhotoFault::Broken
    }
}
