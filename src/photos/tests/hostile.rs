//! Damaged, truncated and crafted files.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::super::image_header::MAX_MEMORY;
use super::super::test_images::{
    PROGRESSIVE, RESTARTS, WEBP_CLEAR, WEBP_LOSSY, WEBP_MOVING, WEBP_PHOTO, chunk, exif, flat_jpeg,
    flat_png, jpeg, photo, png, webp, webp_of, with_exif,
};
use super::super::{MAX_PIXELS, PhotoFault};
use super::prepare;

fn images() -> [Vec<u8>; 10] {
    let image = photo(45, 35);
    [
        jpeg(&image),
        with_exif(&jpeg(&image), 6, &jpeg(&photo(8, 8))),
        png(&image),
        flat_jpeg(45, 35, 3, true),
        flat_jpeg(45, 35, 4, false),
        PROGRESSIVE.to_vec(),
        RESTARTS.to_vec(),
        webp(&image),
        WEBP_CLEAR.to_vec(),
        WEBP_PHOTO.to_vec(),
    ]
}

#[test]
fn no_truncated_file_is_accepted() {
    for whole in images() {
        assert!(prepare(&whole).is_ok());
        // Behind what says which format it is.
        for end in 12..whole.len() {
            let fault = prepare(&whole[..end]).unwrap_err();
            assert!(
                matches!(fault, PhotoFault::Broken),
                "cut at {end}: {fault:?}"
            );
        }
        // Interrupted downloads into preallocated files end in zeros.
        let mut cut = whole.clone();
        let middle = cut.len() / 2;
        cut[middle..].fill(0);
        assert!(matches!(prepare(&cut), Err(PhotoFault::Broken)));
    }
}

#[test]
fn a_bomb_is_refused_by_its_header() {
    let bomb = flat_png(16_000, 16_000, 1, 0);
    assert!((150_000..300_000).contains(&bomb.len()));
    let start = Instant::now();
    let fault = prepare(&bomb).unwrap_err();
    assert!(matches!(
        fault,
        PhotoFault::TooManyPixels { limit: MAX_PIXELS }
    ));
    assert!(start.elapsed() < Duration::from_millis(100));

    let mut claim = jpeg(&photo(16, 16));
    let frame = claim
        .windows(2)
        .position(|two| two == [0xff, 0xc0])
        .unwrap();
    claim[frame + 5..frame + 9].fill(0xff);
    let fault = prepare(&claim).unwrap_err();
    assert!(matches!(fault, PhotoFault::TooManyPixels { .. }));

    // A few bytes of a picture of one colour, 16,384 by 16,384; and one that says so in its frame alone.
    let bomb = webp_of(b"VP8L\x06\0\0\0\x2f\xff\xff\xff\x0f\0");
    let fault = prepare(&bomb).unwrap_err();
    assert!(
        matches!(fault, PhotoFault::TooManyPixels { .. }),
        "{fault:?}"
    );
    let mut claim = WEBP_LOSSY.to_vec();
    claim[26..30].copy_from_slice(b"\xff\x3f\xff\x3f");
    let fault = prepare(&claim).unwrap_err();
    assert!(
        matches!(fault, PhotoFault::TooManyPixels { .. }),
        "{fault:?}"
    );
}

#[test]
fn pixels_that_take_more_memory_may_be_fewer() {
    let wide = flat_png(7000, 5000, 16, 6);
    let limit = match prepare(&wide) {
        Err(PhotoFault::TooManyPixels { limit }) => limit,
        other => panic!("{other:?}"),
    };
    assert_eq!(limit, MAX_MEMORY / 8);
    let progressive = flat_jpeg(6000, 5000, 3, true);
    let fault = prepare(&progressive).unwrap_err();
    assert!(matches!(fault, PhotoFault::TooManyPixels { limit } if limit < 30_000_000));
}

#[test]
fn no_pixels_are_no_image() {
    for (width, height) in [(0, 10), (10, 0), (0, 0)] {
        let files = [flat_jpeg(width, height, 3, false), {
            let mut file = flat_png(10, 10, 8, 0);
            file[16..20].copy_from_slice(&u32::from(width).to_be_bytes());
            file[20..24].copy_from_slice(&u32::from(height).to_be_bytes());
            file
        }];
        for file in files {
            assert!(matches!(prepare(&file), Err(PhotoFault::Broken)));
        }
    }
}

#[test]
fn a_broken_orientation_is_no_reason_to_refuse() {
    let image = jpeg(&photo(20, 10));
    for cut in 0..exif(6).len() {
        let whole = with_exif(&image, 6, b"");
        let mut file = whole.clone();
        file[12 + cut..12 + exif(6).len()].fill(0xee);
        assert!(prepare(&file).is_ok(), "spoilt from {cut}");
    }
}

/// Standard tables have no code of sixteen ones. A lenient decoder fills what follows with grey.
#[test]
fn a_scan_that_cannot_be_decoded_is_refused() {
    let mut file = jpeg(&photo(200, 150));
    let middle = file.len() / 2;
    for pair in file[middle..middle + 64].as_chunks_mut::<2>().0 {
        *pair = [0xff, 0];
    }
    assert!(matches!(prepare(&file), Err(PhotoFault::Broken)));
}

/// As an app ends a file whose rest it never got.
#[test]
fn a_scan_that_ends_too_early_is_refused() {
    let file = jpeg(&photo(200, 150));
    let scan = file.windows(2).position(|two| two == b"\xff\xda").unwrap();
    for part in 1..10 {
        let end = scan + 14 + (file.len() - scan - 16) * part / 10;
        let cut = [&file[..end], b"\xff\xd9"].concat();
        assert!(
            matches!(prepare(&cut), Err(PhotoFault::Broken)),
            "{part} of 10"
        );
    }
}

/// The same of what has several scans: none of them may lack its end. Where the last bits of one are missing, hardly
/// a pixel is.
#[test]
fn a_progressive_file_that_ends_too_early_is_refused_or_nearly_whole() {
    for file in [PROGRESSIVE, RESTARTS] {
        let whole = seen(file).unwrap();
        let first = file.windows(2).position(|two| two == b"\xff\xda").unwrap();
        let mut refused = 0;
        for end in first + 14..file.len() - 2 {
            let cut = [&file[..end], b"\xff\xd9"].concat();
            let Ok(cut) = seen(&cut) else {
                refused += 1;
                continue;
            };
            let differences = whole.iter().zip(&cut).map(|(a, b)| a.abs_diff(*b));
            let differs: usize = differences.map(usize::from).sum();
            assert!(differs < 2 * whole.len(), "cut at {end}: {differs} in all");
        }
        assert!(refused * 20 > (file.len() - first) * 19, "{refused}");
    }
}

fn seen(file: &[u8]) -> Result<Vec<u8>, PhotoFault> {
    let full = prepare(file)?.full;
    Ok(image::load_from_memory(&full)
        .unwrap()
        .into_rgb8()
        .into_raw())
}

#[test]
fn a_webp_that_ends_too_early_is_refused_also_when_its_lengths_were_corrected() {
    for file in [WEBP_PHOTO, &webp(&photo(128, 96))] {
        let data = &file[20..];
        let whole = u32::from_le_bytes(*file[16..].first_chunk().unwrap()) as usize;
        for end in (20..whole - 8).step_by(7) {
            let length = u32::try_from(end).unwrap().to_le_bytes();
            let chunk = [&file[12..16], &length[..], &data[..end], &[0][..end % 2]].concat();
            let fault = prepare(&webp_of(&chunk)).unwrap_err();
            assert!(
                matches!(fault, PhotoFault::Broken),
                "{end} of {whole}: {fault:?}"
            );
        }
    }
}

#[test]
fn a_webp_that_moves_is_told_apart() {
    let fault = prepare(WEBP_MOVING).unwrap_err();
    assert!(matches!(fault, PhotoFault::OtherFormat { format } if format == "animated WebP"));
}

#[test]
fn a_broken_profile_is_no_reason_to_refuse() {
    let mut file = png(&photo(20, 10));
    let sound = prepare(&file).unwrap();
    // Compressed, says the chunk.
    file.splice(33..33, chunk(*b"iCCP", b"name\0\0this isn't zlib"));
    assert_eq!(prepare(&file).unwrap(), sound);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn random_bytes_never_panic(head in 0..4_usize, tail in proptest::collection::vec(any::<u8>(), 0..600)) {
        let head = [&b""[..], b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\x24\0\0\0WEBPVP8"][head];
        prop_assert!(prepare(&[head, &tail].concat()).is_err());
    }

    #[test]
    fn changed_images_never_panic(
        which in 0..10_usize,
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
        cut in proptest::option::of(any::<prop::sample::Index>()),
    ) {
        let mut file = images()[which].clone();
        for (at, byte) in changes {
            let at = at.index(file.len());
            file[at] = byte;
        }
        if let Some(cut) = cut {
            file.truncate(cut.index(file.len()));
        }
        if let Err(fault) = prepare(&file) {
            let fits = matches!(
                fault,
                PhotoFault::NotAnImage
                    | PhotoFault::Broken
                    | PhotoFault::TooManyPixels { .. }
                    // A bit of a WebP says that it moves.
                    | PhotoFault::OtherFormat { .. }
            );
            prop_assert!(fits, "{fault:?}");
        }
    }
}
