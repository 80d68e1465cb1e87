//! The pages and their files: all from the binary, whole, and cheap to ask for again.

use std::collections::BTreeSet;
use std::io::Read as _;

use flate2::read::GzDecoder;

use super::PATHS;
use crate::common::{Ask, Reply, TestServer};

const PAGES: [&str; 3] = ["/", "/docs", "/redoc"];

/// A page as a browser asks for it.
fn page<'server>(server: &'server TestServer, path: &str) -> Ask<'server> {
    server
        .get(path)
        .header("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")
}

/// The values of `src` and `href` in a page.
fn references(html: &str) -> Vec<String> {
    let mut found = Vec::new();
    for name in ["src=\"", "href=\""] {
        let parts = html.split(name).skip(1);
        found.extend(
            parts
                .filter_map(|part| part.split('"').next())
                .map(str::to_owned),
        );
    }
    assert_eq!(
        html.matches("src=").count() + html.matches("href=").count(),
        found.len(),
        "all in double quotes"
    );
    found
}

/// Every file that the pages ask for, and every page they lead to is there.
fn files(server: &TestServer) -> BTreeSet<String> {
    let pages = PAGES.map(|path| page(server, path).send().expect(200).text());
    let all: BTreeSet<String> = pages.iter().flat_map(|html| references(html)).collect();
    let (files, links): (BTreeSet<_>, BTreeSet<_>) = all
        .into_iter()
        .partition(|path| path.starts_with("/static/"));
    for link in links.iter().filter(|link| link.starts_with('/')) {
        server.get(link).send().expect(200);
    }
    files
}

#[test]
fn pages_ask_for_nothing_from_outside() {
    let server = TestServer::start();
    for page in PAGES {
        let reply = self::page(&server, page).send().expect(200);
        assert_eq!(
            reply.header("Content-Type"),
            Some("text/html; charset=utf-8")
        );
        let html = reply.text();
        assert!(html.starts_with("<!DOCTYPE html>"), "{page}");
        let references = references(&html);
        assert!(page == "/" || references.len() >= 4, "{page}");
        for reference in &references {
            let ours = reference.starts_with('/') && !reference.starts_with("//");
            assert!(ours || reference.starts_with('#'), "{page}: {reference}");
        }
        for inline in [
            "<script>",
            "<style>",
            " onclick=",
            " onload=",
            "javascript:",
            " style=\"",
        ] {
            assert!(!html.contains(inline), "{page}: {inline}");
        }
        let policy = reply.header("Content-Security-Policy").expect("a policy");
        assert!(
            policy.contains("default-src 'none'") && policy.contains("script-src 'self'"),
            "{page}: {policy}"
        );
        assert!(
            !policy.contains("http") && !policy.contains('*'),
            "{page}: {policy}"
        );
        let scripts = policy
            .split(';')
            .find(|part| part.trim().starts_with("script-src"));
        assert!(
            !scripts.expect("scripts").contains("unsafe"),
            "{page}: {policy}"
        );
    }
}

#[test]
fn every_file_of_the_pages_is_there() {
    let server = TestServer::start();
    let files = files(&server);
    for script in [
        "/static/docs/swagger-ui.js",
        "/static/docs/swagger-ui.css",
        "/static/docs/redoc.js",
    ] {
        assert!(files.contains(script), "{script}");
    }
    for file in &files {
        let reply = server.get(file).send().expect(200);
        let kind = match file.rsplit('.').next() {
            Some("js") => "text/javascript; charset=utf-8",
            Some("css") => "text/css; charset=utf-8",
            Some("svg") => "image/svg+xml; charset=utf-8",
            Some("png") => "image/png",
            Some("webmanifest") => "application/manifest+json",
            _ => panic!("a kind this test doesn't know: {file}"),
        };
        assert_eq!(reply.header("Content-Type"), Some(kind), "{file}");
        assert!(!reply.body.is_empty());
        if kind.starts_with("text/css") {
            let text = reply.text();
            let outside = text
                .split("url(")
                .skip(1)
                .find(|url| !url.trim_start_matches(['"', '\'']).starts_with("data:"));
            let outside = outside.map(|url| url.chars().take(60).collect::<String>());
            assert!(
                outside.is_none() && !text.contains("@import"),
                "{file}: {outside:?}"
            );
        }
    }
}

/// Our own scripts point the documentation at our description, and at no validator of its maker.
#[test]
fn the_documentation_reads_our_description() {
    let server = TestServer::start();
    for script in ["/static/docs.js", "/static/redoc.js"] {
        let text = server.get(script).send().expect(200).text();
        for path in PATHS {
            assert!(text.contains(path), "{script}");
        }
        assert!(!text.contains("://"), "{script}");
    }
    let text = server.get("/static/docs.js").send().text();
    let blanks_gone: String = text.split_whitespace().collect();
    let silent = ["validatorUrl:null", "validatorUrl:\"none\""];
    assert!(silent.iter().any(|off| blanks_gone.contains(off)), "{text}");
}

fn unpacked(reply: &Reply) -> Vec<u8> {
    let mut bytes = Vec::new();
    GzDecoder::new(&*reply.body)
        .read_to_end(&mut bytes)
        .expect("gzip");
    bytes
}

#[test]
fn packed_and_plain_are_the_same_and_304_saves_both() {
    let server = TestServer::start();
    let mut paths: Vec<String> = files(&server).into_iter().collect();
    paths.extend(PAGES.map(str::to_owned));
    for path in paths {
        let plain = page(&server, &path).send().expect(200);
        let packed = page(&server, &path)
            .header("Accept-Encoding", "gzip, br")
            .send()
            .expect(200);
        assert_eq!(plain.header("Content-Encoding"), None);
        assert_eq!(packed.header("Content-Encoding"), Some("gzip"), "{path}");
        assert_eq!(unpacked(&packed), plain.body, "{path}");
        assert_ne!(
            plain.header("ETag"),
            packed.header("ETag"),
            "strong tags differ with the bytes"
        );
        for (reply, accept) in [(&plain, "identity"), (&packed, "gzip")] {
            let tag = reply.header("ETag").expect("a tag");
            let vary = reply.header("Vary").expect("it varies");
            assert!(vary.contains("Accept-Encoding"), "{path}: {vary}");
            let ask = page(&server, &path).header("Accept-Encoding", accept);
            let again = ask.header("If-None-Match", tag).send();
            assert_eq!((again.status, again.body.len()), (304, 0), "{path}");
            assert_eq!(again.header("ETag"), Some(tag), "{path}");
            let ask = page(&server, &path).header("Accept-Encoding", accept);
            ask.header("If-None-Match", "\"other\"").send().expect(200);
        }
    }
}

#[test]
fn who_refuses_gzip_gets_none() {
    let server = TestServer::start();
    for accept in ["gzip;q=0", "br", "identity", "", "gzip;q=0.0", "gzipped"] {
        let reply = server.get("/docs").header("Accept-Encoding", accept).send();
        assert_eq!(reply.header("Content-Encoding"), None, "{accept}");
    }
    for accept in ["gzip", "GZIP", "deflate, gzip;q=0.5", "br;q=1, gzip"] {
        let reply = server.get("/docs").header("Accept-Encoding", accept).send();
        assert_eq!(reply.header("Content-Encoding"), Some("gzip"), "{accept}");
    }
}

#[test]
fn the_icon_is_where_browsers_look() {
    let server = TestServer::start();
    let reply = server.get("/favicon.ico").send().expect(200);
    let kind = "image/svg+xml; charset=utf-8";
    assert_eq!(reply.header("Content-Type"), Some(kind));
    assert_eq!(reply.body, server.get("/static/icon.svg").send().body);
}
