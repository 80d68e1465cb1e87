//! Pictures and answers that several tests send.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::{ImageFormat, Rgb, RgbImage};
use serde_json::{Value, json};

use crate::common::{File, Reply, SignedIn, TestServer};
use crate::document::firststep;

pub const RED: Rgb<u8> = Rgb([220, 30, 30]);
pub const GREEN: Rgb<u8> = Rgb([30, 200, 30]);
pub const BLUE: Rgb<u8> = Rgb([30, 30, 220]);
pub const WHITE: Rgb<u8> = Rgb([240, 240, 240]);

/// Four quarters: red, green above; blue, white below.
pub fn picture(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        match (x < width / 2, y < height / 2) {
            (true, true) => RED,
            (false, true) => GREEN,
            (true, false) => BLUE,
            (false, false) => WHITE,
        }
    })
}

pub fn jpeg(image: &RgbImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut bytes, 90);
    image.write_with_encoder(encoder).expect("a JPEG");
    bytes
}

pub fn png(image: &RgbImage) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, ImageFormat::Png).expect("a PNG");
    bytes.into_inner()
}

pub fn webp(image: &RgbImage) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let written = image.write_to(&mut bytes, ImageFormat::WebP);
    written.expect("a WebP");
    bytes.into_inner()
}

/// Uploads a photo under the documented field.
#[track_caller]
pub fn upload(server: &TestServer, who: &SignedIn, bytes: &[u8]) -> Reply {
    let ask = server.post("/api/uploadphoto").token(&who.token);
    ask.multipart(&[], &[File::photo(bytes)]).send()
}

/// Uploads a small photo and returns its link.
#[track_caller]
pub fn uploaded(server: &TestServer, who: &SignedIn) -> String {
    let reply = upload(server, who, &jpeg(&picture(40, 30))).expect(200);
    link(&reply)
}

/// The link in the reply to an upload.
#[track_caller]
pub fn link(reply: &Reply) -> String {
    let value = reply.json();
    value["photo_url"].as_str().expect("a link").to_owned()
}

/// The request the document shows.
pub fn documented_answers() -> Value {
    let examples = firststep();
    let request = examples.iter().find_map(crate::document::Example::request);
    serde_json::from_str(&request.expect("one shows a request")).expect("JSON")
}

/// Predicts with the documented answers.
#[track_caller]
pub fn predict_as_documented(server: &TestServer, who: &SignedIn) -> Reply {
    let ask = server.post("/api/predict").token(&who.token);
    ask.json(&documented_answers()).send().expect(200)
}

/// Sixty times the same answer.
pub fn all(answer: i64) -> Value {
    json!({"input": vec![answer; 60]})
}
