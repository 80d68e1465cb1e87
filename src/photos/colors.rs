//! Converts an image to sRGB, which is what a JPEG without a profile is shown in.

use image::{DynamicImage, GrayImage, RgbImage, RgbaImage};
use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};

use crate::platform::process_hooks::catch_silently;

/// Largest profile that is used, in bytes: a display's has 500 to 100,000, a press's up to 3 million.
const MAX_PROFILE: usize = 4 << 20;

/// Converts pixels of 8 bits by their profile. One that is damaged, too large, or of other colours than
/// the pixels is ignored: the image is shown as if it had none.
pub(super) fn to_srgb(image: DynamicImage, profile: Option<&[u8]>) -> DynamicImage {
    let profile = profile.filter(|profile| profile.len() <= MAX_PROFILE);
    // A bug in the parser may be reached by a crafted profile.
    let converted =
        profile.and_then(|profile| catch_silently(|| convert(&image, profile)).flatten());
    match (converted, image) {
        (Some(converted), _) => converted,
        (None, DynamicImage::ImageRgba8(inks)) => on_paper(&inks).into(),
        (None, image) => image,
    }
}

fn convert(image: &DynamicImage, profile: &[u8]) -> Option<DynamicImage> {
    let profile = ColorProfile::new_from_slice(profile).ok()?;
    let (space, layout) = match image {
        DynamicImage::ImageLuma8(_) => (DataColorSpace::Gray, Layout::Gray),
        DynamicImage::ImageRgb8(_) => (DataColorSpace::Rgb, Layout::Rgb),
        DynamicImage::ImageRgba8(_) => (DataColorSpace::Cmyk, Layout::Rgba),
        _ => return None,
    };
    if profile.color_space != space {
        return None;
    }
    let screen = ColorProfile::new_srgb();
    let options = TransformOptions::default();
    let transform = profile
        .create_transform_8bit(layout, &screen, Layout::Rgb, options)
        .ok()?;
    let (width, height) = (image.width(), image.height());
    let mut colors = RgbImage::new(width, height);
    // A profile takes 255 for all of an ink.
    let inks: Vec<u8>;
    let pixels = match image {
        DynamicImage::ImageRgba8(stored) => {
            inks = stored.iter().map(|ink| 255 - ink).collect();
            &inks
        }
        other => other.as_bytes(),
    };
    transform.transform(pixels, &mut colors).ok()?;
    Some(if space == DataColorSpace::Gray {
        let greys = colors.pixels().map(|pixel| pixel.0[0]).collect();
        GrayImage::from_raw(width, height, greys)?.into()
    } else {
        colors.into()
    })
}

/// The colours of inks without a profile: each takes away its share of the light, and black of all.
/// They are stored as Adobe's programs do, 255 for none.
fn on_paper(inks: &RgbaImage) -> RgbImage {
    RgbImage::from_fn(inks.width(), inks.height(), |x, y| {
        let [cyan, magenta, yellow, black] = inks.get_pixel(x, y).0;
        let light = |ink: u8| {
            let both = (u32::from(ink) * u32::from(black) + 127) / 255;
            u8::try_from(both).unwrap_or(u8::MAX)
        };
        [light(cyan), light(magenta), light(yellow)].into()
    })
}

#[cfg(test)]
mod tests {
    use image::{Luma, Rgb, Rgba};

    use super::*;

    fn seen(image: impl Into<DynamicImage>, profile: &ColorProfile) -> [u8; 3] {
        let encoded = profile.encode().expect("a profile");
        let converted = to_srgb(image.into(), Some(&encoded));
        converted.to_rgb8().get_pixel(0, 0).0
    }

    fn near(found: [u8; 3], wanted: [u8; 3]) {
        let differs = found.iter().zip(wanted).any(|(a, b)| a.abs_diff(b) > 3);
        assert!(!differs, "{found:?} instead of {wanted:?}");
    }

    #[test]
    fn wide_colours_become_those_of_screens() {
        let red = RgbImage::from_pixel(2, 2, Rgb([234, 51, 35]));
        near(seen(red, &ColorProfile::new_display_p3()), [255, 0, 0]);
        let green = RgbImage::from_pixel(2, 2, Rgb([144, 255, 60]));
        near(seen(green, &ColorProfile::new_adobe_rgb()), [0, 255, 0]);
        let any = RgbImage::from_pixel(2, 2, Rgb([12, 130, 240]));
        near(seen(any, &ColorProfile::new_srgb()), [12, 130, 240]);
    }

    #[test]
    fn grey_is_as_light_as_its_profile_says() {
        let grey = GrayImage::from_pixel(2, 2, Luma([128]));
        let linear = ColorProfile::new_gray_with_gamma(1.0);
        let converted = to_srgb(grey.into(), Some(&linear.encode().expect("a profile")));
        let DynamicImage::ImageLuma8(grey) = converted else {
            panic!("it stays grey");
        };
        assert!((186..=190).contains(&grey.get_pixel(0, 0).0[0]), "{grey:?}");
    }

    #[test]
    fn a_profile_that_does_not_fit_or_is_damaged_is_ignored() {
        let p3 = ColorProfile::new_display_p3().encode().expect("a profile");
        let grey = DynamicImage::from(GrayImage::from_pixel(1, 1, Luma([99])));
        assert_eq!(to_srgb(grey.clone(), Some(&p3)), grey, "of other colours");
        let red = DynamicImage::from(RgbImage::from_pixel(1, 1, Rgb([234, 51, 35])));
        let sound = to_srgb(red.clone(), Some(&p3));
        for cut in (0..p3.len()).step_by(7) {
            let shown = to_srgb(red.clone(), Some(&p3[..cut]));
            assert!([&red, &sound].contains(&&shown), "cut at {cut}: {shown:?}");
        }
        assert_eq!(to_srgb(red.clone(), Some(&vec![0; MAX_PROFILE + 1])), red);
    }

    #[test]
    fn inks_without_a_profile_take_light_away() {
        let inks = |stored| DynamicImage::from(RgbaImage::from_pixel(1, 1, Rgba(stored)));
        let shown = |stored| to_srgb(inks(stored), None).to_rgb8().get_pixel(0, 0).0;
        assert_eq!(shown([255; 4]), [255; 3], "no ink is white paper");
        assert_eq!(shown([0, 255, 255, 255]), [0, 255, 255], "cyan");
        assert_eq!(shown([255, 255, 255, 0]), [0; 3], "black");
        assert_eq!(shown([128, 128, 128, 128]), [64; 3]);
    }
}
