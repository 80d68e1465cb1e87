//! What no good client sends, to every route.

use std::time::Duration;

use super::{EXPIRED, INVALID, NO_HEADER, NO_SESSION, ask, newcomer, told};
use crate::common::TestServer;
use crate::routes::{self, Known};

const JSON: &str = "application/json";

fn all() -> Vec<Known> {
    let known = routes::of("profilecard");
    assert_eq!(known.len(), 12);
    known
}

fn signed_in() -> Vec<Known> {
    let mut known = all();
    known.retain(|route| route.signed_in);
    assert_eq!(
        known.len(),
        8,
        "all but sign-up, sign-in and the question what is taken"
    );
    known
}

#[test]
fn no_route_opens_without_good_credentials() {
    let server = TestServer::start();
    let code = newcomer(&server, "ana@example.com", "anapop");
    let gone = newcomer(&server, "dan@example.com", "dan");
    let ended = super::login(&server, "ana@example.com", crate::common::PASSWORD);
    ask(&server, "DELETE", "/deleteAccount", &gone)
        .send()
        .expect(200);
    let change =
        serde_json::json!({"currentPassword": "password123", "newPassword": "password456"});
    ask(&server, "POST", "/changePassword", &code)
        .json(&change)
        .send()
        .expect(200);
    for route in signed_in() {
        told(&route.ask(&server).send(), 401, "error", NO_HEADER);
        for (header, sentence) in [
            ("", NO_HEADER),
            ("' or 1=1 --", NO_SESSION),
            (&*gone, NO_SESSION),
            (&*ended, EXPIRED),
            ("Bearer a.b.c", INVALID),
        ] {
            // The guesses among them would soon cost a wait.
            server.advance(Duration::from_secs(15 * 60));
            let reply = route.ask(&server).header("Authorization", header).send();
            told(&reply, 401, "error", sentence);
            assert_eq!(
                reply.header("WWW-Authenticate"),
                Some("Bearer"),
                "{}",
                route.pattern
            );
        }
    }
    ask(&server, "GET", "/get", &code).send().expect(200);
    server.advance(Duration::from_secs(24 * 60 * 60));
    for route in signed_in() {
        told(
            &ask(&server, route.method, route.pattern, &code).send(),
            401,
            "error",
            EXPIRED,
        );
    }
}

#[test]
fn other_methods_are_refused_with_the_right_ones() {
    let server = TestServer::start();
    for route in all() {
        for method in ["PUT", "PATCH", "BREW"] {
            let reply = server.ask(method, route.pattern).send();
            told(&reply, 405, "error", "Method not allowed");
            let allowed = reply.header("Allow").expect("Allow");
            assert!(allowed.contains(route.method), "{allowed}");
        }
    }
}

#[test]
fn a_slash_at_the_end_makes_no_difference() {
    let server = TestServer::start();
    for route in all() {
        let bare = route.ask(&server).send();
        let slashed = server
            .ask(route.method, &format!("{}/", route.pattern))
            .send();
        assert_eq!(bare.told(), slashed.told(), "{}", route.pattern);
        assert!([400, 401].contains(&bare.status), "{}", route.pattern);
    }
}

#[test]
fn bodies_over_the_limit_are_refused_declared_or_streamed() {
    let server = TestServer::start();
    let code = newcomer(&server, "ana@example.com", "anapop");
    let large = vec![b' '; 12_500_000];
    for route in all() {
        let sentence = match route.pattern {
            "/setContactDetail" => "The body may have 11 MiB at most",
            _ => "The body may have 64 KiB at most",
        };
        let size = usize::try_from(route.limit).expect("small") + 1;
        let ask = || {
            let raw = server.raw(route.method, route.pattern);
            raw.header("Authorization", &code)
        };
        told(
            &ask().streamed(JSON, &large[..size]).send(),
            413,
            "error",
            sentence,
        );
        told(&ask().body(JSON, &large).send(), 413, "error", sentence);
    }
}

#[test]
fn bodies_that_are_no_json_are_said_so() {
    let server = TestServer::start();
    let code = newcomer(&server, "ana@example.com", "anapop");
    let deep = "[".repeat(30_000);
    let with_fields = all().into_iter().filter(|route| route.method == "POST");
    for route in with_fields {
        let send = |kind: &str, body: &[u8]| {
            let ask = ask(&server, route.method, route.pattern, &code);
            ask.body(kind, body).send()
        };
        for body in [
            &b"{"[..],
            b"{\"email\":}",
            b"nul",
            b"{\"email\":\"\xff\"}",
            deep.as_bytes(),
        ] {
            told(&send(JSON, body), 400, "error", "The body cannot be read");
        }
        for body in [&b"[]"[..], b"\"x\"", b"7", b"null"] {
            told(
                &send(JSON, body),
                400,
                "error",
                "The body must be a JSON object",
            );
        }
        for kind in ["text/plain", "application/xml", "image/jpeg"] {
            told(
                &send(kind, b"{}"),
                415,
                "error",
                "Content type not supported",
            );
        }
    }
}

#[test]
fn paths_beyond_are_not_ours_or_not_there() {
    let server = TestServer::start();
    for path in [
        "/login/x",
        "/getProfile/1",
        "/deleteAccount/ana",
        "/get/profile",
    ] {
        told(&server.get(path).send(), 404, "error", "Path not found");
    }
}
