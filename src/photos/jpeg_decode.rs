//! Decodes a JPEG: to grey, to RGB, or to the four inks of a press, which only its colour profile turns
//! into colours.

use image::metadata::Orientation;
use image::{DynamicImage, GrayImage, RgbImage, RgbaImage};
use zune_jpeg::JpegDecoder;
use zune_jpeg::errors::DecodeErrors;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use super::image_header::{ImageHeader, MAX_SIDE};
use super::{PhotoFault, jpeg};

/// An image as its file has it: not yet upright, and in its own colours.
pub(super) struct Decoded {
    /// Its pixels; four channels are inks.
    pub(super) image: DynamicImage,
    /// How to turn it.
    pub(super) turn: Orientation,
    /// Its colour profile.
    pub(super) profile: Option<Vec<u8>>,
}

/// Decodes it whole. Data that aren't as the header says are refused: the decoder would fill what is
/// missing with grey.
pub(super) fn decode(bytes: &[u8], header: &ImageHeader) -> Result<Decoded, PhotoFault> {
    let guarded = jpeg::guarded(bytes).ok_or(PhotoFault::Broken)?;
    // Segments of other programs between the markers are no damage; `read_header` looked at their framing.
    let options = DecoderOptions::default()
        .set_strict_mode(false)
        .set_max_width(MAX_SIDE as usize)
        .set_max_height(MAX_SIDE as usize);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(&guarded[..]), options);
    decoder.decode_headers()?;
    let size = (header.width as usize, header.height as usize);
    // A file whose size the decoder reads otherwise than we do was crafted to get past the limits.
    if decoder.dimensions() != Some(size) {
        return Err(PhotoFault::Broken);
    }
    let colors = decoder.input_colorspace().ok_or(PhotoFault::Broken)?;
    let components = decoder.info().map_or(0, |info| info.components);
    // Of three components, Adobe's marker means RGB by what it means CMYK of four.
    let output = match (colors, components) {
        (ColorSpace::Luma, _) | (ColorSpace::CMYK | ColorSpace::YCCK, 4) => colors,
        _ => ColorSpace::RGB,
    };
    decoder.set_options(
        options
            .set_strict_mode(true)
            .jpeg_set_out_colorspace(output),
    );
    let length = decoder.output_buffer_size().ok_or(PhotoFault::Broken)?;
    header.check_memory(length as u64)?;
    // The system zeroes pages as they are first written: an announced size alone takes no memory.
    let mut pixels = vec![0; length];
    decoder.decode_into(&mut pixels)?;
    if output == ColorSpace::YCCK {
        inks_of_ycck(&mut pixels);
    }
    Ok(Decoded {
        image: image(header, output, pixels).ok_or(PhotoFault::Broken)?,
        turn: decoder
            .exif()
            .and_then(|block| Orientation::from_exif_chunk(block))
            .unwrap_or(Orientation::NoTransforms),
        profile: decoder.icc_profile(),
    })
}

fn image(header: &ImageHeader, colors: ColorSpace, pixels: Vec<u8>) -> Option<DynamicImage> {
    let (width, height) = (header.width, header.height);
    Some(match colors {
        ColorSpace::Luma => GrayImage::from_raw(width, height, pixels)?.into(),
        ColorSpace::RGB => RgbImage::from_raw(width, height, pixels)?.into(),
        _ => RgbaImage::from_raw(width, height, pixels)?.into(),
    })
}

/// Cyan, magenta and yellow of luma and chroma, as JFIF and Adobe's marker define them; black stays. All
/// four are as Adobe's programs store them: 255 is no ink.
fn inks_of_ycck(pixels: &mut [u8]) {
    for [luma, blue, red, _black] in pixels.as_chunks_mut::<4>().0 {
        let [y, cb, cr] = [*luma, *blue, *red].map(f32::from);
        let (cb, cr) = (cb - 128.0, cr - 128.0);
        let ink = |light: f32| byte(255.0 - light);
        *luma = ink(y + 1.402 * cr);
        *blue = ink(y - 0.344_136 * cb - 0.714_136 * cr);
        *red = ink(y + 1.772 * cb);
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "it is clamped to a byte"
)]
fn byte(value: f32) -> u8 {
    value.round().clamp(0.0, 255.0) as u8
}

/// Every error of the decoder is the file's.
impl From<DecodeErrors> for PhotoFault {
    fn from(_: DecodeErrors) -> Self {
        PhotoFault::Broken
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inks_are_what_luma_and_chroma_say() {
        let mut pixels = [255, 128, 128, 9, 0, 128, 128, 8, 76, 85, 255, 7];
        inks_of_ycck(&mut pixels);
        // White light is no ink of the stored inverted ones, black light all of it; the last is red's.
        assert_eq!(pixels, [0, 0, 0, 9, 255, 255, 255, 8, 1, 255, 255, 7]);
    }
}
