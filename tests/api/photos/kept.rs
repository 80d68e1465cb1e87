//! What becomes of an upload: three upright JPEGs with nothing in them but the picture.

use image::{GenericImageView as _, Rgb, RgbImage};

use crate::common::{Reply, TestServer};
use crate::samples::{self, BLUE, GREEN, RED, WHITE};

fn decoded(reply: &Reply) -> RgbImage {
    assert_eq!(reply.header("Content-Type"), Some("image/jpeg"));
    let format = image::guess_format(&reply.body).expect("a picture");
    assert_eq!(format, image::ImageFormat::Jpeg);
    image::load_from_memory(&reply.body)
        .expect("a whole one")
        .to_rgb8()
}

fn near(one: Rgb<u8>, other: Rgb<u8>) -> bool {
    let pairs = one.0.iter().zip(other.0);
    pairs
        .into_iter()
        .all(|(one, other)| one.abs_diff(other) < 50)
}

/// The colours in the middles of the four quarters, in the order of reading.
#[track_caller]
fn assert_quarters(picture: &RgbImage, expected: [Rgb<u8>; 4]) {
    let (width, height) = picture.dimensions();
    for (at, expected) in (0_u32..).zip(expected) {
        let (x, y) = (
            width / 4 + at % 2 * width / 2,
            height / 4 + at / 2 * height / 2,
        );
        let pixel = *picture.get_pixel(x, y);
        assert!(
            near(pixel, expected),
            "quarter {at}: {pixel:?}, not {expected:?}"
        );
    }
}

/// A JPEG with EXIF that gives an orientation, and a comment.
fn with_exif(jpeg: &[u8], orientation: u8) -> Vec<u8> {
    let mut exif = b"Exif\0\0II*\0\x08\0\0\0\x02\0\x0f\x01\x02\0\x0b\0\0\0\x26\0\0\0".to_vec();
    exif.extend_from_slice(&[0x12, 1, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0]);
    exif.extend_from_slice(b"\0\0\0\0GPS SECRET\0");
    let mut bytes = jpeg[..2].to_vec();
    for (marker, content) in [(0xe1, &exif[..]), (0xfe, b"a SECRET comment")] {
        let length = u16::try_from(content.len() + 2)
            .expect("short")
            .to_be_bytes();
        bytes.extend_from_slice(&[0xff, marker, length[0], length[1]]);
        bytes.extend_from_slice(content);
    }
    bytes.extend_from_slice(&jpeg[2..]);
    bytes
}

#[test]
fn a_photo_stands_upright_whichever_way_the_camera_lay() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    let jpeg = samples::jpeg(&samples::picture(96, 64));
    // What is seen, in the order of reading, of what is stored as red, green, blue, white.
    let seen = [
        (1, [RED, GREEN, BLUE, WHITE]),
        (2, [GREEN, RED, WHITE, BLUE]),
        (3, [WHITE, BLUE, GREEN, RED]),
        (4, [BLUE, WHITE, RED, GREEN]),
        (5, [RED, BLUE, GREEN, WHITE]),
        (6, [BLUE, RED, WHITE, GREEN]),
        (7, [WHITE, GREEN, BLUE, RED]),
        (8, [GREEN, WHITE, RED, BLUE]),
    ];
    for (orientation, quarters) in seen {
        let reply = samples::upload(&server, &ann, &with_exif(&jpeg, orientation));
        let link = samples::link(&reply.expect(200));
        for (size, long, short) in [("", 96, 64), ("?size=64", 64, 43)] {
            let picture = decoded(&server.get(&(link.clone() + size)).send());
            let upright = if orientation < 5 {
                (long, short)
            } else {
                (short, long)
            };
            assert_eq!(picture.dimensions(), upright, "orientation {orientation}");
            assert_quarters(&picture, quarters);
        }
    }
}

#[test]
fn nothing_that_came_with_a_photo_stays() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    let sent = with_exif(&samples::jpeg(&samples::picture(96, 64)), 6);
    assert!(sent.windows(6).any(|six| six == b"SECRET"));
    samples::upload(&server, &ann, &sent).expect(200);
    let files = server.photo_files();
    assert_eq!(files.len(), 3);
    for file in files {
        let bytes = std::fs::read(file).expect("a file");
        for trace in [&b"SECRET"[..], b"Exif", b"GPS"] {
            assert!(!bytes.windows(trace.len()).any(|part| part == trace));
        }
    }
}

#[test]
fn three_sizes_none_blown_up() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    for ((width, height), sizes) in [
        ((1600, 800), [(1024, 512), (256, 128), (64, 32)]),
        ((800, 1600), [(512, 1024), (128, 256), (32, 64)]),
        ((300, 300), [(300, 300), (256, 256), (64, 64)]),
        ((20, 10), [(20, 10), (20, 10), (20, 10)]),
        ((1, 1), [(1, 1), (1, 1), (1, 1)]),
    ] {
        let photo = samples::jpeg(&samples::picture(width, height));
        let link = samples::link(&samples::upload(&server, &ann, &photo).expect(200));
        for (query, expected) in ["?size=1024", "?size=256", "?size=64"].iter().zip(sizes) {
            let picture = decoded(&server.get(&(link.clone() + query)).send());
            assert_eq!(picture.dimensions(), expected, "{width}x{height} {query}");
        }
        let (bare, full) = (
            server.get(&link).send(),
            server.get(&(link + "?size=1024")).send(),
        );
        assert_eq!(bare.body, full.body, "1024 is the size it comes in");
    }
}

#[test]
fn the_content_decides_and_not_what_it_is_called() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    let picture = samples::picture(90, 60);
    let (jpeg, png) = (samples::jpeg(&picture), samples::png(&picture));
    for (name, kind, bytes) in [
        ("photo.jpg", "image/jpeg", &jpeg),
        ("photo.png", "image/png", &png),
        ("photo.png", "image/png", &jpeg),
        ("photo.txt", "text/plain", &png),
        ("", "application/octet-stream", &jpeg),
        ("../../etc/passwd", "image/gif", &png),
    ] {
        let file = [crate::common::File {
            field: "photo_profile",
            name,
            kind,
            bytes,
        }];
        let ask = server.post("/api/uploadphoto").token(&ann.token);
        // Fields around it don't matter.
        let reply = ask
            .multipart(&[("note", "hello"), ("photo", "x")], &file)
            .send();
        let link = samples::link(&reply.expect(200));
        let shown = decoded(&server.get(&link).send());
        assert_eq!(shown.view(0, 0, 90, 60).dimensions(), (90, 60));
        assert_quarters(&shown, [RED, GREEN, BLUE, WHITE]);
    }
}

#[test]
fn files_go_with_their_account() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    let bob = server.newcomer("bob@example.com");
    let (hers, his) = (
        samples::uploaded(&server, &ann),
        samples::uploaded(&server, &bob),
    );
    assert_eq!(server.photo_files().len(), 6);
    let ask = server.delete(&format!("/api/deleteuser/{}", ann.username));
    ask.token(&ann.token).send().expect(200);
    assert_eq!(server.photo_files().len(), 3);
    server.get(&hers).send().expect(404);
    server.get(&his).send().expect(200);
}

#[test]
fn a_webp_is_kept_as_a_jpeg() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    let webp = samples::webp(&samples::picture(40, 30));
    let reply = samples::upload(&server, &ann, &webp).expect(200);
    let kept = server.get(&samples::link(&reply)).send().expect(200);
    assert_eq!(kept.header("Content-Type"), Some("image/jpeg"));
}
