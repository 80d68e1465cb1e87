//! What is not taken.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;

use crate::common::{File, Reply, SignedIn, TestServer};
use crate::samples;

#[track_caller]
fn refused(reply: &Reply, status: u16, sentence: &str) {
    let expected = serde_json::json!({"error": true, "msg": sentence}).to_string();
    assert_eq!(reply.told(), (status, expected));
}

const MISSING: &str = "Tidak memiliki foto profile";
const NO_IMAGE: &str = "Invalid photo profile format (jpg/png)";
const BROKEN: &str = "Foto rusak atau tidak lengkap";
const TOO_MANY: &str = "Foto terlalu besar, maksimal 50 megapiksel";
const TOO_LARGE: &str = "Ukuran data melebihi batas 8 MiB";

/// A server and somebody with a photo, which no refusal may touch.
struct Scene {
    server: TestServer,
    ann: SignedIn,
    link: String,
}

impl Scene {
    fn set() -> Self {
        let server = TestServer::start();
        let ann = server.newcomer("ann@example.com");
        let link = samples::uploaded(&server, &ann);
        Self { server, ann, link }
    }

    #[track_caller]
    fn refuses(&self, bytes: &[u8], status: u16, sentence: &str) {
        let reply = samples::upload(&self.server, &self.ann, bytes);
        refused(&reply, status, sentence);
    }
}

impl Drop for Scene {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        self.server.get(&self.link).send().expect(200);
        assert_eq!(
            self.server.photo_files().len(),
            3,
            "nothing was left behind"
        );
        // What was refused wasn't counted.
        let next = samples::uploaded(&self.server, &self.ann);
        assert!(next.ends_with("_2.jpg"), "{next}");
    }
}

#[test]
fn what_is_neither_jpeg_nor_png() {
    let scene = Scene::set();
    for bytes in [
        &b"This is a text, whatever it is called."[..],
        b"BM\x46\0\0\0",
        b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>",
        b"%PDF-1.7",
        b"\0",
        b"\xff\xd8",
    ] {
        scene.refuses(bytes, 400, NO_IMAGE);
    }
}

/// The document has one message for all of them; what to do stands beside it.
#[test]
fn what_other_cameras_and_pages_make_is_named() {
    let scene = Scene::set();
    for (bytes, format) in [
        (&b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"[..], "HEIC"),
        (b"\0\0\0\x1cftypavif\0\0\0\0mif1avif", "AVIF"),
        (b"GIF89a\x01\0\x01\0\x80\0\0", "GIF"),
        (b"RIFF\x24\0\0\0WEBPVP8X\x0a\0\0\0\x02", "animated WebP"),
    ] {
        let reply = samples::upload(&scene.server, &scene.ann, bytes);
        let told = reply.expect(400).json();
        assert_eq!(
            (&told["error"], &told["msg"]),
            (&true.into(), &NO_IMAGE.into())
        );
        let hint = told["hint"].as_str().expect("a hint");
        assert!(hint.contains(format) && hint.contains("JPEG"), "{hint}");
    }
}

#[test]
fn what_is_cut_short_or_damaged() {
    let scene = Scene::set();
    let picture = samples::picture(200, 100);
    for whole in [samples::jpeg(&picture), samples::png(&picture)] {
        for end in [8, 20, whole.len() / 2, whole.len() - 13, whole.len() - 1] {
            scene.refuses(&whole[..end], 400, BROKEN);
        }
    }
    let webp = samples::webp(&picture);
    for end in [20, webp.len() / 2, webp.len() - 1] {
        scene.refuses(&webp[..end], 400, BROKEN);
    }
    let mut png = samples::png(&picture);
    let middle = png.len() / 2;
    png[middle] ^= 0xff;
    scene.refuses(&png, 400, BROKEN);
}

/// A PNG of one bit a pixel, all black, packed as tightly as can be.
fn black_png(width: u32, height: u32) -> Vec<u8> {
    let mut rows = ZlibEncoder::new(Vec::new(), Compression::best());
    let row = vec![0; 1 + width.div_ceil(8) as usize];
    for _ in 0..height {
        rows.write_all(&row).expect("memory");
    }
    let mut header = [width.to_be_bytes(), height.to_be_bytes()].concat();
    header.extend_from_slice(&[1, 0, 0, 0, 0]);
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    for (name, content) in [
        (b"IHDR", header),
        (b"IDAT", rows.finish().expect("it")),
        (b"IEND", vec![]),
    ] {
        let length = u32::try_from(content.len()).expect("small");
        let body = [&name[..], &content].concat();
        let mut sum = flate2::Crc::new();
        sum.update(&body);
        bytes.extend_from_slice(&length.to_be_bytes());
        bytes.extend_from_slice(&body);
        bytes.extend_from_slice(&sum.sum().to_be_bytes());
    }
    bytes
}

#[test]
fn a_bomb_is_known_by_its_header() {
    let bomb = black_png(16_000, 16_000);
    assert!(bomb.len() < 250_000, "{}", bomb.len());
    Scene::set().refuses(&bomb, 400, TOO_MANY);
    // It is its size that is refused: a small one of the same make is fine.
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    samples::upload(&server, &ann, &black_png(160, 90)).expect(200);
}

/// A JPEG of exactly so many bytes: comments fill it.
fn padded(length: usize) -> Vec<u8> {
    let jpeg = samples::jpeg(&samples::picture(64, 64));
    let mut bytes = jpeg[..2].to_vec();
    let mut left = length - jpeg.len();
    while left > 0 {
        // The last two are made so that neither is too short for its own head.
        let size = if left > 65_537 + 4 {
            65_537
        } else {
            left.min(60_000)
        };
        let told = u16::try_from(size - 2).expect("short").to_be_bytes();
        bytes.extend_from_slice(&[0xff, 0xfe, told[0], told[1]]);
        bytes.resize(bytes.len() + size - 4, b'x');
        left -= size;
    }
    bytes.extend_from_slice(&jpeg[2..]);
    assert_eq!(bytes.len(), length);
    bytes
}

#[test]
fn eight_mebibytes_and_not_a_byte_more() {
    let scene = Scene::set();
    let bob = scene.server.newcomer("bob@example.com");
    let limit = 8 << 20;
    samples::upload(&scene.server, &bob, &padded(limit)).expect(200);
    let ask = scene.server.delete("/api/deletephoto");
    ask.token(&bob.token).send().expect(200);
    scene.refuses(&padded(limit + 1), 413, TOO_LARGE);
    // Beyond the form's own limit the edge refuses it, in the same words.
    let (kind, body) = crate::common::multipart(&[], &[File::photo(&padded(limit + (65 << 10)))]);
    let ask = || {
        scene
            .server
            .raw("POST", "/api/uploadphoto")
            .token(&scene.ann.token)
    };
    refused(&ask().body(&kind, &body).send(), 413, TOO_LARGE);
    refused(&ask().streamed(&kind, &body).send(), 413, TOO_LARGE);
}

#[test]
fn a_form_without_the_photo() {
    let scene = Scene::set();
    let photo = samples::jpeg(&samples::picture(40, 30));
    let file = |field, bytes| File {
        field,
        name: "photo.jpg",
        kind: "image/jpeg",
        bytes,
    };
    let ask = || {
        scene
            .server
            .post("/api/uploadphoto")
            .token(&scene.ann.token)
    };
    for files in [
        vec![],
        vec![file("photo_profile", &[][..])],
        vec![file("photo", &photo)],
        vec![file("photoprofile", &photo)],
        vec![file("Photo_Profile", &photo)],
        vec![file("", &photo)],
    ] {
        refused(
            &ask().multipart(&[("note", "x")], &files).send(),
            400,
            MISSING,
        );
    }
    refused(&ask().send(), 400, MISSING);
    refused(
        &ask()
            .multipart(&[("photo_profile", "photo.jpg")], &[])
            .send(),
        400,
        NO_IMAGE,
    );
    refused(
        &ask().form(&[("photo_profile", "x")]).send(),
        415,
        "Content-Type tidak didukung",
    );
    let reply = ask().body("multipart/form-data", photo.clone()).send();
    refused(&reply, 400, "Isi permintaan tidak dapat dibaca");
}

/// A form of one part, whose boundary has a blank in it.
fn form(disposition: &str, content: &[u8]) -> Vec<u8> {
    let head = format!("--x y\r\nContent-Disposition: form-data; {disposition}\r\n\r\n");
    [head.as_bytes(), content, b"\r\n--x y--\r\n"].concat()
}

#[test]
fn the_photo_is_the_part_of_that_name_however_its_header_is_written() {
    let scene = Scene::set();
    let bob = scene.server.newcomer("bob@example.com");
    let photo = samples::jpeg(&samples::picture(40, 30));
    let send = |token: &str, disposition: &str| {
        let ask = scene.server.raw("POST", "/api/uploadphoto").token(token);
        let kind = "multipart/form-data; boundary=\"x y\"";
        ask.body(kind, &form(disposition, &photo)).send()
    };
    for disposition in [
        "filename=\"a.jpg\"; name=\"photo_profile\"",
        "filename*=UTF-8''f%C3%B4to.jpg; name=photo_profile",
        "filename=\"; name=x\"; name=\"photo_profile\"",
    ] {
        send(&bob.token, disposition).expect(200);
    }
    for disposition in [
        "filename=\"photo_profile\"; name=\"x\"",
        "name=\"name=photo_profile\"",
    ] {
        refused(&send(&scene.ann.token, disposition), 400, MISSING);
    }
    for disposition in [
        "filename=\"photo_profile\"",
        "name=\"photo_profile\"; name=\"x\"",
        "name=\"photo_profile",
    ] {
        let reply = send(&scene.ann.token, disposition);
        refused(&reply, 400, "Isi permintaan tidak dapat dibaca");
    }
    let ask = scene.server.delete("/api/deletephoto");
    ask.token(&bob.token).send().expect(200);
}

#[test]
fn a_form_that_ends_early() {
    let scene = Scene::set();
    let photo = samples::jpeg(&samples::picture(40, 30));
    let (kind, body) = crate::common::multipart(&[], &[File::photo(&photo)]);
    // The boundary at the end is missing, and more and more of the photo with it.
    for cut in [8, 60, body.len() / 2] {
        let raw = scene
            .server
            .raw("POST", "/api/uploadphoto")
            .token(&scene.ann.token);
        let reply = raw.body(&kind, &body[..body.len() - cut]).send();
        refused(&reply, 400, "Isi permintaan tidak dapat dibaca");
    }
}
