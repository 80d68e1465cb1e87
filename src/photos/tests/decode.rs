//! Orientations, colours and formats, decoded and encoded.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::codecs::webp::WebPEncoder;
use image::{DynamicImage, ImageEncoder, ImageFormat, Luma, LumaA, Rgb, RgbImage, Rgba};
use image::{GrayAlphaImage, GrayImage, ImageBuffer, RgbaImage};

use super::super::test_images::{
    WEBP_CLEAR, WEBP_LOSSY, chunk, exif, flat_jpeg, flat_png, jpeg, photo, png, webp, webp_of,
    with_exif,
};
use super::super::{Prepared, Size};
use super::prepare;

/// Red, green, blue and white quarters, as seen when upright.
const QUARTERS: [[u8; 3]; 4] = [[220, 30, 30], [30, 200, 30], [30, 30, 220], [250, 250, 250]];

fn quarters(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let at = usize::from(x >= width / 2) + 2 * usize::from(y >= height / 2);
        Rgb(QUARTERS[at])
    })
}

fn decoded(bytes: &[u8]) -> RgbImage {
    let image = image::load_from_memory_with_format(bytes, ImageFormat::Jpeg);
    image.unwrap().into_rgb8()
}

fn assert_near(image: &RgbImage, x: u32, y: u32, wanted: [u8; 3]) {
    let pixel = image.get_pixel(x, y).0;
    let near = pixel.iter().zip(wanted).all(|(a, b)| a.abs_diff(b) <= 12);
    assert!(near, "{pixel:?} at {x},{y} instead of {wanted:?}");
}

fn assert_quarters(prepared: &Prepared) {
    assert_eq!((prepared.width, prepared.height), (120, 80));
    let image = decoded(&prepared.full);
    for (at, color) in QUARTERS.into_iter().enumerate() {
        let (right, lower) = (at % 2 == 1, at / 2 == 1);
        let (x, y) = (if right { 90 } else { 30 }, if lower { 60 } else { 20 });
        assert_near(&image, x, y, color);
    }
}

/// The upright picture as a camera held this way stores it: the inverse of EXIF's transformation.
fn as_held(orientation: u8) -> RgbImage {
    let image = DynamicImage::from(quarters(120, 80));
    let held = match orientation {
        2 => image.fliph(),
        3 => image.rotate180(),
        4 => image.flipv(),
        5 => image.rotate90().fliph(),
        6 => image.rotate270(),
        7 => image.rotate270().fliph(),
        8 => image.rotate90(),
        _ => image,
    };
    held.into_rgb8()
}

#[test]
fn every_orientation_comes_out_upright() {
    for orientation in 0..=9 {
        let held = as_held(orientation);
        let file = with_exif(&jpeg(&held), orientation, b"");
        assert_quarters(&prepare(&file).unwrap());

        let mut file = Vec::new();
        let mut encoder = PngEncoder::new(&mut file);
        encoder.set_exif_metadata(exif(orientation)).unwrap();
        held.write_with_encoder(encoder).unwrap();
        assert_quarters(&prepare(&file).unwrap());

        let size = [held.width() - 1, held.height() - 1].map(u32::to_le_bytes);
        let size = [&size[0][..3], &size[1][..3]].concat();
        let canvas = [&b"VP8X\x0a\0\0\0\x08\0\0\0"[..], &size].concat();
        let exif = exif(orientation);
        let length = u32::try_from(exif.len()).unwrap().to_le_bytes();
        let exif = [b"EXIF", &length[..], &exif].concat();
        let picture = &webp(&held)[12..];
        let file = webp_of(&[&canvas[..], picture, &exif].concat());
        assert_quarters(&prepare(&file).unwrap());
    }
}

#[test]
fn every_kind_of_webp_is_read() {
    assert_quarters(&prepare(WEBP_LOSSY).unwrap());
    assert_quarters(&prepare(&webp(&quarters(120, 80))).unwrap());
    // Its left half is clear.
    let seen = decoded(&prepare(WEBP_CLEAR).unwrap().full);
    assert_near(&seen, 30, 20, [255; 3]);
    assert_near(&seen, 90, 20, QUARTERS[1]);
    assert_near(&seen, 30, 60, [255; 3]);
    assert_near(&seen, 90, 60, QUARTERS[3]);
}

#[test]
fn no_metadata_is_left() {
    let image = photo(300, 200);
    let file = with_exif(&jpeg(&image), 6, &jpeg(&photo(16, 16)));
    let prepared = prepare(&file).unwrap();
    for size in Size::ALL {
        let bytes = prepared.bytes(size);
        for trace in [
            "Exif",
            "GPS",
            "SECRET",
            "xmp",
            "ns.adobe",
            "ICC_PROFILE",
            "II*",
        ] {
            let found = bytes
                .windows(trace.len())
                .any(|part| part == trace.as_bytes());
            assert!(!found, "{trace} in {size:?}");
        }
        // Of all segments that may hold such things only JFIF's own is there.
        let segments = bytes
            .windows(2)
            .filter(|two| two[0] == 0xff && two[1] & 0xf0 == 0xe0);
        assert_eq!(segments.map(|two| two[1]).collect::<Vec<_>>(), [0xe0]);
    }
}

#[test]
fn the_sizes_keep_the_aspect_ratio() {
    let prepared = prepare(&jpeg(&photo(1040, 780))).unwrap();
    assert_eq!((prepared.width, prepared.height), (1024, 768));
    let sizes = Size::ALL.map(|size| decoded(prepared.bytes(size)).dimensions());
    assert_eq!(sizes, [(1024, 768), (256, 192), (64, 48)]);
    let tiny = prepare(&png(&photo(1, 3))).unwrap();
    assert_eq!((tiny.width, tiny.height), (1, 3));
}

#[test]
fn transparency_is_laid_on_white() {
    let half = |x| if x < 20 { 0 } else { 255 };
    let image = RgbaImage::from_fn(40, 40, |x, _| Rgba([200, 20, 20, half(x)]));
    let seen = decoded(&prepare(&png(&image)).unwrap().full);
    assert_near(&seen, 5, 20, [255, 255, 255]);
    assert_near(&seen, 34, 20, [200, 20, 20]);
}

#[test]
fn every_kind_of_png_is_read() {
    let wide = ImageBuffer::from_pixel(9, 9, Rgba([65_535_u16, 32_768, 0, 65_535]));
    let files = [
        (png(&GrayImage::from_pixel(9, 9, Luma([77]))), [77, 77, 77]),
        (
            png(&GrayAlphaImage::from_pixel(9, 9, LumaA([0, 128]))),
            [127, 127, 127],
        ),
        (
            png(&ImageBuffer::from_pixel(9, 9, Luma([20_000_u16]))),
            [78, 78, 78],
        ),
        (png(&wide), [255, 128, 0]),
        (palette_png(), [10, 200, 90]),
    ];
    for (file, wanted) in files {
        assert_near(&decoded(&prepare(&file).unwrap().full), 4, 4, wanted);
    }
}

/// A grey PNG of 8 bits made into one of a palette, by its header and one more chunk.
fn palette_png() -> Vec<u8> {
    let mut file = flat_png(9, 9, 8, 3);
    let palette = chunk(*b"PLTE", &[10, 200, 90]);
    file.splice(33..33, palette);
    file
}

#[test]
fn every_kind_of_jpeg_is_read() {
    for progressive in [false, true] {
        let seen = |components| {
            let file = flat_jpeg(50, 30, components, progressive);
            decoded(&prepare(&file).unwrap().full)
        };
        assert_near(&seen(1), 25, 15, [128; 3]);
        assert_near(&seen(3), 25, 15, [128; 3]);
        // Half of each ink, on top of half of black.
        assert_near(&seen(4), 25, 15, [64; 3]);
    }
    let mut rgb = flat_jpeg(50, 30, 3, false);
    rgb.splice(2..2, *b"\xff\xee\0\x0eAdobe\0\x64\0\0\0\0\0");
    assert_near(&decoded(&prepare(&rgb).unwrap().full), 25, 15, [128; 3]);
    let mut ycck = flat_jpeg(50, 30, 4, false);
    let adobe = ycck.windows(5).position(|name| name == b"Adobe").unwrap();
    ycck[adobe + 11] = 2;
    assert_near(&decoded(&prepare(&ycck).unwrap().full), 25, 15, [64; 3]);
}

#[test]
fn grey_stays_grey_and_small() {
    let grey = DynamicImage::from(photo(200, 100)).into_luma8();
    let mut file = Cursor::new(Vec::new());
    grey.write_to(&mut file, ImageFormat::Jpeg).unwrap();
    let prepared = prepare(file.get_ref()).unwrap();
    let image = image::load_from_memory(&prepared.full).unwrap();
    assert_eq!(image.color(), image::ColorType::L8);
}

#[test]
fn every_small_size_is_read() {
    for side in 1..=34 {
        for (width, height) in [(side, 1), (1, side), (side, 17), (33, side)] {
            let image = photo(width, height);
            for file in [jpeg(&image), png(&image), webp(&image)] {
                let prepared = prepare(&file).unwrap();
                assert_eq!((prepared.width, prepared.height), (width, height));
            }
        }
    }
}

/// Display P3 and sRGB have the same red of (234, 51, 35) and (255, 0, 0).
#[test]
fn a_profile_is_followed_in_every_format_and_depth() {
    let p3 = moxcms::ColorProfile::new_display_p3().encode().unwrap();
    let red = RgbImage::from_pixel(16, 16, Rgb([234, 51, 35]));
    let wide = ImageBuffer::from_pixel(16, 16, Rgb([234_u16 * 257, 51 * 257, 35 * 257]));
    let mut webp = Vec::new();
    let mut encoder = WebPEncoder::new_lossless(&mut webp);
    encoder.set_icc_profile(p3.clone()).unwrap();
    red.write_with_encoder(encoder).unwrap();
    let png = |image: DynamicImage| {
        let mut file = Vec::new();
        let mut encoder = PngEncoder::new(&mut file);
        encoder.set_icc_profile(p3.clone()).unwrap();
        image.write_with_encoder(encoder).unwrap();
        file
    };
    let mut jpeg = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut jpeg, 95);
    encoder.set_icc_profile(p3.clone()).unwrap();
    red.write_with_encoder(encoder).unwrap();
    for file in [
        png(red.clone().into()),
        png(DynamicImage::from(wide)),
        jpeg,
        webp,
    ] {
        let seen = decoded(&prepare(&file).unwrap().full);
        let pixel = seen.get_pixel(8, 8).0;
        let near = |(found, wanted): (&u8, u8)| found.abs_diff(wanted) <= 3;
        assert!(pixel.iter().zip([255, 0, 0]).all(near), "{pixel:?}");
    }
}
