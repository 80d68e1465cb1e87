//! Draws a portrait: head and shoulders before a sky.

use std::io::Cursor;

use image::{ImageFormat, Rgb, RgbImage};

/// Pixels across and down.
const SIZE: u32 = 512;

/// Background above and below, coat, skin, hair.
type Colours = [[u8; 3]; 5];

const PALETTES: [Colours; 6] = [
    [
        [247, 214, 160],
        [232, 141, 103],
        [46, 94, 92],
        [141, 85, 54],
        [38, 26, 22],
    ],
    [
        [190, 227, 219],
        [85, 140, 143],
        [201, 94, 73],
        [224, 172, 126],
        [64, 40, 28],
    ],
    [
        [214, 208, 240],
        [124, 110, 178],
        [240, 190, 84],
        [92, 58, 41],
        [22, 18, 20],
    ],
    [
        [250, 226, 226],
        [212, 122, 132],
        [52, 73, 112],
        [240, 200, 165],
        [168, 102, 50],
    ],
    [
        [213, 232, 176],
        [104, 150, 88],
        [238, 236, 224],
        [176, 116, 74],
        [45, 32, 30],
    ],
    [
        [184, 214, 246],
        [66, 110, 168],
        [120, 60, 96],
        [198, 144, 100],
        [96, 92, 96],
    ],
];

/// The portrait of this number, as a PNG; consecutive numbers look different.
///
/// # Panics
/// Never: a picture in memory can be written to memory.
pub(crate) fn of(number: u32) -> Vec<u8> {
    let colours = PALETTES[number as usize % PALETTES.len()];
    // Longer or shorter hair, a broader or narrower face.
    let (hair, face) = (number / 6 % 3, number / 2 % 3);
    let image = RgbImage::from_fn(SIZE, SIZE, |x, y| Rgb(pixel(x, y, hair, face, &colours)));
    let mut bytes = Cursor::new(Vec::new());
    image
        .write_to(&mut bytes, ImageFormat::Png)
        .expect("memory takes it");
    bytes.into_inner()
}

fn pixel(x: u32, y: u32, hair: u32, face: u32, colours: &Colours) -> [u8; 3] {
    let [above, below, coat, skin, mane] = *colours;
    let (x, y) = (x.cast_signed() - 256, y.cast_signed());
    let broad = 96 + 8 * face.cast_signed();
    let long = 150 + 70 * hair.cast_signed();
    let head = within(x, y - 220, broad, 122);
    let fringe = y < 178 - x.abs() / 6;
    if head && !fringe {
        return skin;
    }
    let cap = within(x, y - 205, broad + 22, 132) && y < 230;
    let strands = x.abs() < broad + 22 && x.abs() > broad - 26 && (200..long + 120).contains(&y);
    if cap || (hair > 0 && strands) {
        return mane;
    }
    if within(x, y - 330, 46, 80) {
        return shade(skin);
    }
    if within(x, y - 540, 214, 190) {
        return coat;
    }
    blend(above, below, y)
}

/// Whether a point lies within an ellipse around the origin.
fn within(x: i32, y: i32, across: i32, down: i32) -> bool {
    let (x, y, across, down) = (
        i64::from(x),
        i64::from(y),
        i64::from(across),
        i64::from(down),
    );
    x * x * down * down + y * y * across * across < across * across * down * down
}

fn shade(colour: [u8; 3]) -> [u8; 3] {
    colour.map(|part| part - part / 6)
}

fn blend(above: [u8; 3], below: [u8; 3], y: i32) -> [u8; 3] {
    let mix = |(one, other): (u8, u8)| {
        let (one, other) = (i32::from(one), i32::from(other));
        u8::try_from(one + (other - one) * y / SIZE.cast_signed()).unwrap_or_default()
    };
    std::array::from_fn(|part| mix((above[part], below[part])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_look_otherwise_and_the_same_number_the_same() {
        let portraits: Vec<Vec<u8>> = (0..18).map(of).collect();
        for (at, portrait) in portraits.iter().enumerate() {
            assert_eq!(portrait[1..4], *b"PNG");
            assert!(!portraits[..at].contains(portrait), "{at}");
        }
        assert_eq!(of(7), portraits[7]);
    }
}
