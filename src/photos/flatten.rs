//! Converts a decoder's output to grey or RGB of 8 bits a channel, in place: a second buffer would double
//! a large image's memory.

use image::ColorType;

/// Narrows 16 bits to 8 and composites transparent pixels onto white. Returns the number of channels
/// left, 1 or 3; `None` for a colour type that none of our formats has.
pub(super) fn flatten(pixels: &mut Vec<u8>, color: ColorType) -> Option<u8> {
    use ColorType::{L8, L16, La8, La16, Rgb8, Rgb16, Rgba8, Rgba16};
    if matches!(color, L16 | La16 | Rgb16 | Rgba16) {
        narrow(pixels);
    }
    match color {
        L8 | L16 => Some(1),
        Rgb8 | Rgb16 => Some(3),
        La8 | La16 => {
            on_white::<2>(pixels);
            Some(1)
        }
        Rgba8 | Rgba16 => {
            on_white::<4>(pixels);
            Some(3)
        }
        _ => None,
    }
}

fn narrow(pixels: &mut Vec<u8>) {
    let count = pixels.len() / 2;
    for at in 0..count {
        let wide = u32::from(u16::from_ne_bytes([pixels[2 * at], pixels[2 * at + 1]]));
        pixels[at] = byte((wide + 128) / 257);
    }
    pixels.truncate(count);
}

fn on_white<const N: usize>(pixels: &mut Vec<u8>) {
    let count = pixels.len() / N;
    for at in 0..count {
        let alpha = u32::from(pixels[at * N + N - 1]);
        for channel in 0..N - 1 {
            let color = u32::from(pixels[at * N + channel]);
            let laid = (color * alpha + 255 * (255 - alpha) + 127) / 255;
            pixels[at * (N - 1) + channel] = byte(laid);
        }
    }
    pixels.truncate(count * (N - 1));
}

fn byte(value: u32) -> u8 {
    u8::try_from(value).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flat(mut pixels: Vec<u8>, color: ColorType) -> (Option<u8>, Vec<u8>) {
        (flatten(&mut pixels, color), pixels)
    }

    fn wide(values: &[u16]) -> Vec<u8> {
        values
            .iter()
            .flat_map(|value| value.to_ne_bytes())
            .collect()
    }

    #[test]
    fn nothing_of_8_bits_without_alpha_changes() {
        assert_eq!(flat(vec![1, 2, 3], ColorType::L8), (Some(1), vec![1, 2, 3]));
        assert_eq!(
            flat(vec![1, 2, 3], ColorType::Rgb8),
            (Some(3), vec![1, 2, 3])
        );
    }

    #[test]
    fn transparent_becomes_white_and_half_becomes_pale() {
        let pixels = vec![9, 8, 7, 0, 10, 20, 30, 255, 0, 0, 0, 128];
        let laid = vec![255, 255, 255, 10, 20, 30, 127, 127, 127];
        assert_eq!(flat(pixels, ColorType::Rgba8), (Some(3), laid));
        assert_eq!(
            flat(vec![0, 0, 0, 255], ColorType::La8),
            (Some(1), vec![255, 0])
        );
    }

    #[test]
    fn sixteen_bits_are_rounded() {
        let pixels = wide(&[0, 128, 129, 257, 65_535, 65_400]);
        assert_eq!(
            flat(pixels, ColorType::L16),
            (Some(1), vec![0, 0, 1, 1, 255, 254])
        );
        let pixels = wide(&[0, 0, 0, 65_535, 1, 2, 3, 0]);
        let laid = vec![0, 0, 0, 255, 255, 255];
        assert_eq!(flat(pixels, ColorType::Rgba16), (Some(3), laid));
    }

    #[test]
    fn colours_of_other_formats_are_refused() {
        assert_eq!(flat(vec![0; 12], ColorType::Rgb32F).0, None);
    }
}
