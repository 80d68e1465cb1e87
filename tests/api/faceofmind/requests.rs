//! Requests that are wrong in themselves: sizes, content types, methods, paths.

use serde_json::json;

use super::{newcomer, refused};
use crate::common::TestServer;
use crate::routes::{self, Known};

const JSON: &str = "application/json";

fn path(route: &Known) -> String {
    let filled = route
        .pattern
        .split('/')
        .map(|word| if word.starts_with('{') { "1" } else { word });
    filled.collect::<Vec<_>>().join("/")
}

#[test]
fn bodies_over_the_limit_are_refused_declared_or_streamed() {
    let server = TestServer::start();
    let ann = newcomer(&server, "ann@example.com");
    let large = vec![b' '; 64 * 1024 + 1];
    let sentence = r#"{"detail":"Body larger than 65536 bytes"}"#;
    for route in routes::of("faceofmind") {
        let path = path(&route);
        let ask = || server.raw(route.method, &path).token(&ann.access);
        for reply in [
            ask().body(JSON, &large).send(),
            ask().streamed(JSON, &large).send(),
            ask()
                .header("Content-Type", JSON)
                .header("Content-Length", "10485760")
                .send(),
        ] {
            assert_eq!(
                reply.told(),
                (413, sentence.to_owned()),
                "{} {path}",
                route.method
            );
        }
    }
    ann.get(&server, "/auth/me").expect(200);
}

#[test]
fn other_content_types_are_refused() {
    let server = TestServer::start();
    let ann = newcomer(&server, "ann@example.com");
    for route in [
        ("POST", "/auth/login"),
        ("PUT", "/users/1"),
        ("POST", "/posts"),
        ("POST", "/reminders"),
    ] {
        for kind in [
            "text/plain",
            "application/xml",
            "json",
            "multipart/mixed; boundary=x",
        ] {
            let reply = ann.ask(&server, route.0, route.1).body(kind, "{}").send();
            refused(&reply, 415, "Unsupported Media Type");
        }
    }
}

#[test]
fn wrong_methods_are_told_the_right_ones() {
    let server = TestServer::start();
    for (path, allowed) in [
        ("/api/v1/auth/login", "OPTIONS, POST"),
        ("/api/v1/auth/me", "GET, HEAD, OPTIONS"),
        ("/api/v1/users", "GET, HEAD, OPTIONS"),
        ("/api/v1/users/1", "DELETE, GET, HEAD, OPTIONS, PUT"),
        ("/api/v1/users/1/activate", "OPTIONS, PATCH"),
        ("/api/v1/sessions/", "GET, HEAD, OPTIONS, POST"),
        ("/api/v1/sessions/1/end", "OPTIONS, PATCH"),
        (
            "/api/v1/posts/1/comments/1",
            "DELETE, GET, HEAD, OPTIONS, PUT",
        ),
    ] {
        let reply = server.raw("TRACE", path).send();
        refused(&reply, 405, "Method Not Allowed");
        assert_eq!(reply.header("Allow"), Some(allowed), "{path}");
    }
}

#[test]
fn an_unknown_path_is_not_found_in_our_words() {
    let server = TestServer::start();
    let ann = newcomer(&server, "ann@example.com");
    for path in [
        "",
        "/",
        "/nothing",
        "/auth",
        "/auth/nothing",
        "/users//",
        "/users/1/2/3",
        "/sessions/1/start",
        "/posts/1/likes",
        "//auth/me",
    ] {
        for method in ["GET", "POST", "PUT"] {
            let reply = server
                .raw(method, &format!("/api/v1{path}"))
                .token(&ann.access)
                .send();
            refused(&reply, 404, "Not Found");
        }
    }
}

#[test]
fn head_is_get_without_its_body() {
    let server = TestServer::start();
    let ann = newcomer(&server, "ann@example.com");
    let reply = server
        .raw("HEAD", "/api/v1/auth/me")
        .token(&ann.access)
        .send();
    assert_eq!((reply.status, reply.body.len()), (200, 0));
}

/// Three doors to the same number: a path's number is read as a number.
#[test]
fn numbers_have_one_meaning() {
    let server = TestServer::start();
    let ann = newcomer(&server, "ann@example.com");
    let plain = ann.get(&server, "/users/1").expect(200);
    for number in ["01", "%31", "+1"] {
        assert_eq!(
            ann.get(&server, &format!("/users/{number}")).told(),
            plain.told(),
            "{number}"
        );
    }
    let body = json!({"title": "T", "content": "C"});
    let deep = format!("{}1", "0".repeat(300));
    ann.post(&server, "/posts", &body).expect(200);
    ann.get(&server, &format!("/posts/{deep}")).expect(200);
}
