//! Requests that are wrong in themselves: bodies, content types, methods, paths.

use serde_json::json;

use super::{PASSWORD, refused};
use crate::common::TestServer;
use crate::routes;

const JSON: &str = "application/json";
const WITH_FIELDS: [&str; 3] = ["/auth/register", "/auth/login", "/auth/logout"];

#[test]
fn bodies_over_the_limit_are_refused_declared_or_streamed() {
    let server = TestServer::start();
    let body = vec![b' '; 64 * 1024 + 1];
    let sentence = "The body may have 65536 bytes at the most";
    for route in routes::of("cultureconnect") {
        let path = route.path();
        let ask = || server.raw(route.method, &path);
        let replies = [
            ask().body(JSON, &body).send(),
            ask().streamed(JSON, &body).send(),
            ask()
                .header("Content-Type", JSON)
                .header("Content-Length", "10485760")
                .send(),
        ];
        for reply in replies {
            assert_eq!(reply.status, 413, "{path}");
            assert!(reply.text().contains(sentence), "{path}: {}", reply.text());
        }
    }
}

#[test]
fn what_is_no_json_is_said_so() {
    let server = TestServer::start();
    let deep = "[".repeat(30_000);
    let broken: [&[u8]; 8] = [
        b"{",
        b"nul",
        b"{}{}",
        b"{'username':'x'}",
        b"{\"username\":\"\xff\"}",
        b"\xef\xbb\xbf\xef\xbb\xbf{}",
        deep.as_bytes(),
        br#"{"username":"\ud800","password":"examplePass"}"#,
    ];
    for path in WITH_FIELDS {
        for body in broken {
            let reply = server.post(path).body(JSON, body).send();
            refused(&reply, 400, "The body can't be read");
        }
        for body in ["[]", "\"x\"", "7", "null"] {
            let reply = server.post(path).body(JSON, body).send();
            refused(&reply, 400, "The body must be a JSON object");
        }
    }
}

#[test]
fn other_content_types_are_refused() {
    let server = TestServer::start();
    for path in WITH_FIELDS {
        for kind in [
            "text/plain",
            "application/xml",
            "json",
            "multipart/mixed; boundary=x",
        ] {
            let reply = server.post(path).body(kind, "{}").send();
            refused(&reply, 415, "Content type not supported");
        }
    }
}

#[test]
fn wrong_methods_are_told_the_right_ones() {
    let server = TestServer::start();
    for route in routes::of("cultureconnect") {
        let (path, allowed) = match route.method {
            "GET" => (route.path(), "GET, HEAD, OPTIONS"),
            _ => (route.path(), "OPTIONS, POST"),
        };
        for method in ["PUT", "PATCH", "DELETE", "BREW"] {
            let reply = server.raw(method, &path).send();
            refused(&reply, 405, "Method not allowed");
            assert_eq!(reply.header("Allow"), Some(allowed), "{path}");
        }
    }
}

#[test]
fn paths_near_ours_are_answered_in_our_shape() {
    let server = TestServer::start();
    for path in [
        "/auth",
        "/auth/",
        "/auth/nothing",
        "/auth/login/x",
        "/check/x",
        "/users/a/b",
        "/users//",
    ] {
        for method in ["GET", "POST"] {
            refused(&server.raw(method, path).send(), 404, "Not found");
        }
    }
}

/// The last of a field given twice counts in JSON; in a form two are a list, which is no text.
#[test]
fn a_field_given_twice_is_one_or_refused() {
    let server = TestServer::start();
    let body =
        r#"{"username":"one","username":"two","email":"a@example.com","password":"examplePass"}"#;
    server
        .post("/auth/register")
        .body(JSON, body)
        .send()
        .expect(200);
    super::login(&server, "two");
    let form = [
        ("username", "one"),
        ("username", "two"),
        ("password", PASSWORD),
    ];
    let reply = server.post("/auth/login").form(&form).send();
    refused(&reply, 400, "username must be text");
}

/// Also a request that is as long as may be is answered, and soon.
#[test]
fn long_fields_are_a_wrong_password_and_no_more() {
    let server = TestServer::start();
    let long = "x".repeat(60_000);
    let body = json!({"username": long, "password": "examplePass"});
    let reply = server.post("/auth/login").json(&body).send();
    refused(&reply, 401, super::WRONG_LOGIN);
    let body = json!({"username": "example", "password": long});
    let reply = server.post("/auth/login").json(&body).send();
    refused(&reply, 401, super::WRONG_LOGIN);
    for odd in [
        "\u{0}",
        "a\u{0}",
        "\u{202e}example",
        "' or 1=1 --",
        "%",
        "*",
    ] {
        let body = json!({"username": odd, "password": "examplePass\u{0}"});
        let reply = server.post("/auth/login").json(&body).send();
        assert!(
            [401, 429].contains(&reply.status),
            "{odd}: {}",
            reply.text()
        );
        server.advance(std::time::Duration::from_secs(60));
    }
}
