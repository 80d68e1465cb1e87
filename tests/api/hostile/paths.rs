//! Paths that try to be others.

use super::{NO_PATH, NOT_ALLOWED, refused};
use crate::common::TestServer;

#[test]
fn a_blank_is_one_segment_and_nothing_else() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    let bob = server.newcomer("bob@example.com");
    let (me, him) = (&ann.username, &bob.username);
    for name in [
        "%2F",
        "%2f",
        "..",
        ".",
        "%2e%2e",
        "..%2Fusers",
        "%zz",
        "%",
        "%2",
        "%25",
        "%20",
        "*",
        "-",
        him,
        &format!("{me}%20"),
        &format!("{me}%0a"),
        &format!("{me};"),
        &format!("{me}%2F..%2F{him}"),
        "'%20or%20'1'='1",
        "%27--",
        &"x".repeat(4000),
    ] {
        for path in ["/api/users/", "/api/deleteuser/"] {
            let raw = server.raw("DELETE", &format!("{path}{name}"));
            let reply = raw.token(&ann.token).send();
            assert_eq!(reply.status, 403, "{path}{name}");
            refused(&reply, 403, NOT_ALLOWED);
        }
    }
    for name in [
        "",
        "/",
        "//",
        "%00",
        &format!("{me}%00"),
        "%ff",
        "%c3%28",
        "%ed%a0%80",
        "a/b",
        &format!("{me}//"),
        &format!("{me}/.."),
        &format!("{me}/../{me}"),
        &format!("./{me}"),
        &format!("/{me}"),
    ] {
        for path in ["/api/users/", "/api/deleteuser/"] {
            let raw = server.raw("DELETE", &format!("{path}{name}"));
            let reply = raw.token(&ann.token).send();
            if (path, name) == ("/api/users/", "") {
                // The list of flask-api's dashboard, of which nothing can be deleted at once.
                assert_eq!(reply.status, 405);
                continue;
            }
            assert_eq!(reply.status, 404, "{path}{name}");
            refused(&reply, 404, NO_PATH);
        }
    }
    for who in [&ann, &bob] {
        server
            .get("/api/profile")
            .token(&who.token)
            .send()
            .expect(200);
    }
}

#[test]
fn a_blank_is_decoded_once() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    let rest = ann.username.strip_prefix("User").expect("its form");
    let twice = server.raw("DELETE", &format!("/api/users/%2555ser{rest}"));
    refused(&twice.token(&ann.token).send(), 403, NOT_ALLOWED);
    let once = server.raw("DELETE", &format!("/api/users/%55ser{rest}/"));
    once.token(&ann.token).send().expect(200);
}

#[test]
fn words_are_taken_literally() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    for target in [
        "/api/profile//",
        "//api/profile",
        "/api//profile",
        "/api%2Fprofile",
        "/api/profile%2F",
        "/api/profil%65",
        "/API/profile",
        "/api/Profile",
        "/api/profile/..",
        "/api/x/../profile",
        "/api/./profile",
        "/api/profile;x=1",
        "/api/profile%00",
        "/api/profile%",
        "/api",
        "/api/",
        "/api/profiles",
        "/nothing",
        "/%2e%2e/etc/passwd",
        "/../etc/passwd",
        "/\\",
        "/.env",
        "/data/firststep.db",
    ] {
        let reply = server.raw("GET", target).token(&ann.token).send();
        assert_eq!(reply.status, 404, "{target}");
        if target.starts_with("/api") {
            refused(&reply, 404, NO_PATH);
        }
    }
    for target in [
        "/api/profile?",
        "/api/profile/?x=%00",
        "/api/profile?a=/../&%zz=%ff",
    ] {
        let reply = server.raw("GET", target).token(&ann.token).send();
        reply.expect(200);
    }
}

/// The site has its own shape, and no file but those built in.
#[test]
fn files_of_the_page_are_those_built_in() {
    let server = TestServer::start();
    for target in [
        "/static/..",
        "/static/../seed/types.json",
        "/static/..%2Fschema.sql",
        "/static/%2e%2e%2fCargo.toml",
        "/static/%2Fetc%2Fpasswd",
        "/static/docs%2Fredoc.js",
        "/static/docs/..%2Ficon.svg",
        "/static/",
        "/static/docs/",
        "/static/icon.svg%00",
        "/static/nothing.js",
        "/static/PAGE.CSS",
        "/docs/x",
        "/photos/x",
    ] {
        let reply = server.raw("GET", target).send();
        let expected = r#"{"error":"There is nothing at this address."}"#;
        assert_eq!(reply.told(), (404, expected.to_owned()), "{target}");
    }
}

#[test]
fn what_is_no_request_is_refused_in_the_familys_shape() {
    let server = TestServer::start();
    let raw = |target: &str| server.raw("GET", target);
    let sentence = "Permintaan tidak valid";
    refused(&raw("/api/profile#x").send(), 400, sentence);
    let expecting = raw("/api/profile").header("Expect", "tea").send();
    refused(&expecting, 417, sentence);
    let long = raw("/api/profile").header("X-Long", &"x".repeat(17_000));
    let sentence = "Alamat atau header permintaan terlalu panjang";
    refused(&long.send(), 431, sentence);
}

/// Where not even the path can be read, nobody knows whose shape it should have.
#[test]
fn what_has_no_readable_path_is_refused_all_the_same() {
    let server = TestServer::start();
    for (method, target, status) in [
        ("GET", "api/profile", 400),
        ("GET", "http://elsewhere.example/api/profile", 400),
        ("GET", "/api/pro\u{e9}file", 400),
        ("GET", "/api/\u{1}", 400),
        ("CONNECT", "example.com:80", 501),
        ("GET", &format!("/api/{}", "x".repeat(9000)), 414),
    ] {
        let reply = server.raw(method, target).send();
        assert_eq!(reply.status, status, "{method} {target}");
        assert!(reply.json().is_object());
        assert_eq!(reply.header("Cache-Control"), Some("no-store"));
    }
}
