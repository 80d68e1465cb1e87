//! `GET /` and `GET /check`.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::assert_moment;
use crate::common::{Reply, TestServer};

const FIREFOX: &str =
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8";

#[track_caller]
fn assert_json(reply: &Reply, label: &str) {
    let value = reply.clone().expect(200).json();
    assert_moment(value["timestamp"].as_str().expect("a time"), "");
    let start = r#"{"status":"success","message":"API connection successful","timestamp":""#;
    assert!(reply.text().starts_with(start), "{label}");
    assert_eq!(reply.header("Vary"), Some("Accept"), "{label}");
    assert_eq!(reply.header("Cache-Control"), Some("no-store"), "{label}");
}

#[test]
fn a_browser_gets_the_page() {
    let server = TestServer::start();
    for accept in [
        FIREFOX,
        "text/html, application/xhtml+xml, image/jxr, */*",
        "text/html",
        "application/json;q=0.9, text/html",
    ] {
        let reply = server.get("/").header("Accept", accept).send().expect(200);
        assert_eq!(
            reply.header("Content-Type"),
            Some("text/html; charset=utf-8")
        );
        assert!(reply.text().starts_with("<!DOCTYPE html>"), "{accept}");
        assert_eq!(reply.header("Vary"), Some("Accept-Encoding, Accept"));
        let policy = reply.header("Content-Security-Policy").expect("a policy");
        assert!(policy.contains("script-src 'self'"), "{policy}");
        let again = server.get("/").header("Accept", accept);
        let again = again.header("If-None-Match", reply.header("ETag").expect("a tag"));
        let again = again.send();
        assert_eq!(
            (again.status, again.header("Vary")),
            (304, reply.header("Vary"))
        );
    }
}

#[test]
fn any_other_client_gets_the_json() {
    let server = TestServer::start();
    assert_json(&server.raw("GET", "/").send(), "no header");
    for accept in [
        "",
        "*/*",
        "application/json",
        "application/json, text/plain, */*",
        "text/html;q=0.1, application/json",
        "text/html;q=0, */*",
        "image/png",
        ",;q=,x/",
        "\u{fc}",
    ] {
        assert_json(
            &server.raw("GET", "/").header("Accept", accept).send(),
            accept,
        );
    }
    let reply = server.raw("GET", "/?x=1").header("Accept", "*/*").send();
    assert_json(&reply, "a query");
    // A tag of the page is none of the JSON's.
    let reply = server.raw("GET", "/").header("If-None-Match", "*").send();
    assert_json(&reply, "a tag");
}

#[test]
fn the_timestamp_is_now_in_utc() {
    let server = TestServer::start();
    let now = || server.app().clock.now().naive();
    let before = now();
    let reply = server.get("/").send().json();
    let told = reply["timestamp"].as_str().expect("a time");
    assert!(*before <= *told && *told <= *now(), "{told}");
}

/// With another origin's page calling, what the reply varies by stands in one header. The page itself is
/// for its own origin, whoever asks.
#[test]
fn what_it_varies_by_is_told_at_once() {
    let server = TestServer::with(|_, options| options.cors = vec!["https://app.example".into()]);
    for (accept, expected) in [
        ("*/*", "Accept, Origin"),
        ("text/html", "Accept-Encoding, Accept"),
    ] {
        let ask = server.get("/").header("Accept", accept);
        let reply = ask.header("Origin", "https://app.example").send();
        assert_eq!(reply.header("Vary"), Some(expected));
    }
}

/// The version that a reply of `/check` tells.
fn version(reply: &Value) -> Option<&str> {
    reply["database_version"].as_str()?.strip_prefix("SQLite ")
}

#[test]
fn check_tells_the_databases_version() {
    let server = TestServer::start();
    for path in ["/check", "/check/", "/check?x=1"] {
        let reply = server.get(path).send().expect(200);
        assert_eq!(version(&reply.json()), Some(rusqlite::version()), "{path}");
        let expected = json!({
            "status": "success",
            "message": "Database connection successful",
            "database_version": format!("SQLite {}", rusqlite::version()),
        });
        assert_eq!(reply.text(), expected.to_string());
    }
}

/// The files swept from under the server. A reader that has its pages at hand doesn't notice, so
/// many ask at once until one of them has to open the database anew.
#[test]
fn a_database_that_fails_is_told_in_the_familys_shape() {
    let server = TestServer::start();
    // Whoever reads after a change reads from the file, not what it remembers of it.
    let database = rusqlite::Connection::open(server.database()).expect("open");
    database
        .execute_batch("create table news (id)")
        .expect("written");
    for ending in ["", "-wal"] {
        let mut path = server.database().as_os_str().to_owned();
        path.push(ending);
        let length = std::fs::metadata(&path).expect("a file").len();
        let garbage = vec![0x55; usize::try_from(length).expect("small")];
        std::fs::write(&path, garbage).expect("written");
    }
    let url = format!("{}/check", server.url());
    let deadline = Instant::now() + Duration::from_secs(30);
    let body = loop {
        assert!(Instant::now() < deadline, "nobody noticed");
        let replies: Vec<_> = std::thread::scope(|scope| {
            let asking: Vec<_> = (0..16).map(|_| scope.spawn(|| check(&url))).collect();
            asking
                .into_iter()
                .map(|one| one.join().expect("joined"))
                .collect()
        });
        if let Some((status, body)) = replies.into_iter().find(|(status, _)| *status != 200) {
            assert_eq!(status, 500, "{body}");
            break body;
        }
    };
    assert_eq!(body["status"], "error");
    assert_eq!(body["message"], "Internal server error");
    assert_moment(body["time"].as_str().expect("a time"), "Z");
}

fn check(url: &str) -> (u16, Value) {
    let answer = ureq::get(url)
        .config()
        .http_status_as_error(false)
        .build()
        .call();
    let mut answer = answer.expect("a reply");
    let body = answer.body_mut().read_json().expect("JSON");
    (answer.status().as_u16(), body)
}
