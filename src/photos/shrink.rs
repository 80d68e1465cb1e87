//! Scales images down with little memory.
//!
//! A good filter is slow and works in floating point, so it should not process all the pixels of a photo.
//! Whole blocks are averaged first, in place, until the image is less than three times too large; the
//! filter does the rest. The result differs from filtering all the way by at most 1 of 255 on average.

use image::imageops::{self, FilterType};
use image::{DynamicImage, ImageBuffer, Pixel};

/// How much larger than the wanted image the averaged one stays at least, in halves: 1.5 times.
const SPARE_HALVES: u32 = 3;

/// Fits an image of 8 bits, grey, RGB or four inks, into a square of `longest` pixels. One that fits already
/// stays as it is; a side never becomes less than one pixel.
pub(super) fn fit(image: DynamicImage, longest: u32) -> DynamicImage {
    if image.width().max(image.height()) <= longest {
        return image;
    }
    match image {
        DynamicImage::ImageLuma8(grey) => fit_buffer::<_, 1>(grey, longest).into(),
        DynamicImage::ImageRgb8(rgb) => fit_buffer::<_, 3>(rgb, longest).into(),
        DynamicImage::ImageRgba8(inks) => fit_buffer::<_, 4>(inks, longest).into(),
        other => fit(other.into_rgb8().into(), longest),
    }
}

type Buffer<P> = ImageBuffer<P, Vec<u8>>;

fn fit_buffer<P, const N: usize>(image: Buffer<P>, longest: u32) -> Buffer<P>
where
    P: Pixel<Subpixel = u8> + 'static,
{
    let (width, height) = image.dimensions();
    let long = width.max(height);
    // Of the original's sides: the averaged ones are rounded up.
    let scaled = |side: u32| (side * longest + long / 2).checked_div(long);
    let side = |side: u32| scaled(side).unwrap_or(1).max(1);
    let averaged = average::<P, N>(image, 2 * long / (SPARE_HALVES * longest));
    imageops::resize(&averaged, side(width), side(height), FilterType::Lanczos3)
}

/// Replaces each block of `step` by `step` pixels by its average; those at the right and lower
/// edges may be smaller. The result is in the same buffer, truncated.
fn average<P, const N: usize>(image: Buffer<P>, step: u32) -> Buffer<P>
where
    P: Pixel<Subpixel = u8> + 'static,
{
    if step < 2 {
        return image;
    }
    let (width, height) = image.dimensions();
    let (across, down) = (width.div_ceil(step), height.div_ceil(step));
    let (row, step) = (width as usize * N, step as usize);
    let mut pixels = image.into_raw();
    let mut sums = vec![[0; N]; across as usize];
    let mut written = 0;
    for band in (0..height as usize).step_by(step) {
        let rows = step.min(height as usize - band);
        for at in band..band + rows {
            add::<N>(&mut sums, &pixels[at * row..][..row], step);
        }
        // The band has been read, and an averaged row is no longer than one of it.
        let out = &mut pixels[written..][..across as usize * N];
        write_averages::<N>(&mut sums, out, rows, step, width as usize);
        written += out.len();
    }
    pixels.truncate(written);
    pixels.shrink_to_fit();
    ImageBuffer::from_raw(across, down, pixels).unwrap_or_default()
}

/// Adds a row's pixels to the sums of their blocks.
fn add<const N: usize>(sums: &mut [[u32; N]], row: &[u8], step: usize) {
    for (sum, block) in sums.iter_mut().zip(row.chunks(step * N)) {
        for pixel in block.as_chunks::<N>().0 {
            for (sum, &value) in sum.iter_mut().zip(pixel) {
                *sum += u32::from(value);
            }
        }
    }
}

/// Writes the averages of the sums, and resets these.
fn write_averages<const N: usize>(
    sums: &mut [[u32; N]],
    out: &mut [u8],
    rows: usize,
    step: usize,
    width: usize,
) {
    for (at, (sum, pixel)) in sums.iter_mut().zip(out.as_chunks_mut::<N>().0).enumerate() {
        let columns = step.min(width - at * step);
        let count = u32::try_from(rows * columns).unwrap_or(u32::MAX);
        for (sum, value) in sum.iter_mut().zip(pixel) {
            *value = u8::try_from((*sum + count / 2) / count).unwrap_or(u8::MAX);
            *sum = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use image::{GrayImage, Luma, Rgb, RgbImage};

    use super::super::test_images::photo;
    use super::*;

    #[test]
    fn the_aspect_ratio_stays_and_nothing_grows() {
        for (size, longest, wanted) in [
            ((1200, 900), 64, (64, 48)),
            ((300, 400), 256, (192, 256)),
            ((257, 256), 256, (256, 255)),
            ((1024, 10), 1024, (1024, 10)),
            ((3, 2), 64, (3, 2)),
            ((16_384, 1), 1024, (1024, 1)),
            ((1, 3000), 64, (1, 64)),
        ] {
            let image = DynamicImage::new_luma8(size.0, size.1);
            let fitted = fit(image, longest);
            assert_eq!((fitted.width(), fitted.height()), wanted, "{size:?}");
        }
    }

    #[test]
    fn blocks_are_averaged_also_at_the_edges() {
        let grey = GrayImage::from_fn(5, 3, |x, y| Luma([u8::try_from(10 * x + y).unwrap()]));
        let small = average::<Luma<u8>, 1>(grey, 2);
        assert_eq!(small.dimensions(), (3, 2));
        assert_eq!(small.into_raw(), [6, 26, 41, 7, 27, 42]);
        let rgb = RgbImage::from_fn(4, 4, |x, _| {
            Rgb(if x < 2 { [255, 0, 9] } else { [0, 255, 9] })
        });
        let small = average::<Rgb<u8>, 3>(rgb, 2);
        assert_eq!(
            small.into_raw(),
            [255, 0, 9, 0, 255, 9, 255, 0, 9, 0, 255, 9]
        );
    }

    #[test]
    fn it_looks_as_if_filtered_all_the_way() {
        let image = photo(800, 600);
        let slow = imageops::resize(&image, 64, 48, FilterType::Lanczos3);
        let fast = fit(image.into(), 64).into_rgb8();
        let differences = slow
            .iter()
            .zip(fast.iter())
            .map(|(a, b)| u64::from(a.abs_diff(*b)));
        let mean = differences.sum::<u64>() / slow.len() as u64;
        assert!(mean <= 1, "mean difference of {mean}");
    }
}
