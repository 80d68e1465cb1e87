//! Compressed bodies: good ones, bombs, and what is none.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
use serde_json::json;

use super::{WRONG_LOGIN, refused};
use crate::common::{File, PASSWORD, Raw, Reply, TestServer, multipart};
use crate::samples;

const JSON: &str = "application/json";

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

fn coded(server: &TestServer, path: &str, coding: &str) -> Raw {
    server.raw("POST", path).header("Content-Encoding", coding)
}

#[test]
fn a_body_may_come_compressed() {
    let server = TestServer::start();
    server.register("ann@example.com");
    let body = json!({"email": "ann@example.com", "password": PASSWORD}).to_string();
    let body = body.as_bytes();
    for (coding, packed) in [
        ("gzip", gzip(body)),
        ("x-gzip", gzip(body)),
        ("GZIP", gzip(body)),
        ("deflate", zlib(body)),
        ("deflate", deflate(body)),
        ("gzip, deflate", zlib(&gzip(body))),
        ("identity", body.to_vec()),
        ("", body.to_vec()),
    ] {
        let ask = || coded(&server, "/api/login", coding);
        ask().body(JSON, &packed).send().expect(200);
        ask().streamed(JSON, &packed).send().expect(200);
    }
    let form = gzip(b"email=ann%40example.com&password=password123");
    let kind = "application/x-www-form-urlencoded";
    let reply = coded(&server, "/api/login", "gzip").body(kind, &form);
    reply.send().expect(200);
    // Without a body there is nothing to undo.
    let reply = server
        .raw("GET", "/health")
        .header("Content-Encoding", "br");
    reply.send().expect(200);
}

#[test]
fn a_photo_may_come_compressed() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    let photo = samples::jpeg(&samples::picture(40, 30));
    let (kind, body) = multipart(&[], &[File::photo(&photo)]);
    let ask = coded(&server, "/api/uploadphoto", "gzip").token(&ann.token);
    ask.body(&kind, &gzip(&body)).send().expect(200);
}

/// The families, a path of each that takes a body, and what they call too large.
const FAMILIES: [(&str, &str); 6] = [
    (
        "/api/login",
        "{\"error\":true,\"msg\":\"Ukuran data melebihi batas 64 KiB\"}",
    ),
    ("/auth/login", "65536 bytes"),
    ("/api/auth/login", "65536 bytes"),
    (
        "/api/v1/auth/login",
        "{\"detail\":\"Body larger than 65536 bytes\"}",
    ),
    ("/login", "64 KiB"),
    ("/app/sign-in", "\"limit\":65536"),
];

#[track_caller]
fn too_large(reply: &Reply, sentence: &str) {
    assert_eq!(reply.status, 413, "{}", reply.text());
    assert!(reply.text().contains(sentence), "{}", reply.text());
}

/// What they hold, unit tests of `edge::coding` measure.
#[test]
fn a_bomb_is_too_large() {
    let server = TestServer::start();
    let bomb = gzip(&vec![b' '; 32 << 20]);
    assert!(bomb.len() < 64 << 10, "{}", bomb.len());
    let twice = gzip(&gzip(&vec![b' '; 256 << 20]));
    for (path, sentence) in FAMILIES {
        too_large(
            &coded(&server, path, "gzip").body(JSON, &bomb).send(),
            sentence,
        );
        let reply = coded(&server, path, "gzip, gzip").body(JSON, &twice).send();
        too_large(&reply, sentence);
    }
    // Just at the limit it is read.
    let mut body = json!({"email": "ann@example.com", "password": PASSWORD}).to_string();
    body.push_str(&" ".repeat(64 * 1024 - body.len()));
    let ask = |body: &str| coded(&server, "/api/login", "gzip").body(JSON, &gzip(body.as_bytes()));
    refused(&ask(&body).send(), 401, WRONG_LOGIN);
    body.push(' ');
    too_large(&ask(&body).send(), "64 KiB");
}

#[test]
fn what_is_broken_or_cut_short_is_refused() {
    let server = TestServer::start();
    let body = json!({"email": "ann@example.com", "password": PASSWORD}).to_string();
    let packed = gzip(body.as_bytes());
    let mut changed = packed.clone();
    let at = changed.len() - 6;
    changed[at] ^= 1;
    for bytes in [
        &packed[..packed.len() - 1],
        &packed[..packed.len() / 2],
        &packed[..1],
        &changed,
        &[&packed[..], b"behind it"].concat(),
        body.as_bytes(),
    ] {
        let reply = coded(&server, "/api/login", "gzip")
            .body(JSON, bytes)
            .send();
        refused(&reply, 400, "Permintaan tidak valid");
    }
    let packed = zlib(body.as_bytes());
    let reply = coded(&server, "/api/login", "deflate").body(JSON, &packed[..packed.len() - 1]);
    refused(&reply.send(), 400, "Permintaan tidak valid");
}

#[test]
fn other_codings_are_refused_and_told_which_are_known() {
    let server = TestServer::start();
    for (path, _) in FAMILIES {
        for coding in [
            "br",
            "zstd",
            "compress",
            "gzip, br",
            "gzip;q=1",
            "gzip, gzip, gzip, gzip",
        ] {
            let reply = coded(&server, path, coding).body(JSON, b"{}").send();
            assert_eq!(reply.status, 415, "{path} {coding}");
            assert_eq!(reply.header("Accept-Encoding"), Some("gzip, deflate"));
        }
    }
    let reply = coded(&server, "/api/login", "br").body(JSON, b"{}").send();
    refused(&reply, 415, "Content-Encoding tidak didukung");
}
