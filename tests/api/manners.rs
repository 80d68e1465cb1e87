//! What every reply says besides its answer.

use serde_json::json;

use crate::common::{PASSWORD, Reply, TestServer};
use crate::routes;
use crate::samples;

/// The headers of every reply, by whichever route, whatever its status.
#[track_caller]
fn assert_hardened(reply: &Reply, label: &str) {
    for (name, value) in [
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Referrer-Policy", "no-referrer"),
    ] {
        assert_eq!(reply.header(name), Some(value), "{name} of {label}");
    }
    let policy = reply.header("Content-Security-Policy").expect(label);
    assert!(
        policy.starts_with("default-src 'none'"),
        "{label}: {policy}"
    );
    for closed in ["object-src", "base-uri", "frame-ancestors"] {
        assert!(
            policy.contains(&format!("{closed} 'none'")),
            "{label}: {policy}"
        );
    }
    assert!(
        !policy.contains("unsafe-eval") && !policy.contains("http"),
        "{label}: {policy}"
    );
    let name = reply.header("X-Request-Id").expect(label);
    assert!(name.len() >= 8, "{label}: {name}");
    let told = reply.header("Cross-Origin-Resource-Policy");
    assert!(
        ["same-origin", "cross-origin"].contains(&told.expect(label)),
        "{label}"
    );
    for name in ["Server", "X-Powered-By"] {
        assert_eq!(reply.header(name), None, "{label}");
    }
    // Our page's sign-in alone sets one, and no script may read it.
    let cookie = reply
        .header("Set-Cookie")
        .unwrap_or("HttpOnly; SameSite=Strict");
    assert!(cookie.contains("HttpOnly; SameSite=Strict"), "{label}");
    let none = reply.header("Set-Cookie").is_none();
    assert!(none || label.contains("/app/"), "{label}");
    assert!(reply.header("Date").is_some(), "{label}");
}

#[test]
fn every_routes_replies_are_hardened() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    for route in routes::all() {
        for token in ["none", &ann.token] {
            for method in [route.method, "OPTIONS", "BREW"] {
                let reply = server.raw(method, &route.path()).token(token).send();
                assert_hardened(&reply, &format!("{method} {}", route.pattern));
            }
        }
    }
    let photo = server.newcomer("bob@example.com");
    let link = samples::uploaded(&server, &photo);
    assert_hardened(&server.get(&link).send(), "a photo");
    assert_hardened(&server.get("/nothing").send(), "no route");
}

#[test]
fn what_the_edge_refuses_is_hardened_too() {
    let server = TestServer::start();
    for (reply, status) in [
        (server.raw("GET", "/api/#").send(), 400),
        (
            server.raw("GET", &format!("/{}", "x".repeat(9000))).send(),
            414,
        ),
        (
            server
                .raw("POST", "/api/login")
                .header("Content-Length", "99999999")
                .send(),
            413,
        ),
        (
            server
                .raw("POST", "/static/x")
                .header("Content-Length", "99999999")
                .send(),
            413,
        ),
        (
            server
                .raw("GET", "/")
                .header("X", &"x".repeat(17_000))
                .send(),
            431,
        ),
        (server.raw("GET", "/").header("Expect", "tea").send(), 417),
    ] {
        assert_eq!(reply.status, status);
        assert_hardened(&reply, &status.to_string());
        assert_eq!(reply.header("Cache-Control"), Some("no-store"), "{status}");
    }
}

/// Success and failure alike: what one person was told, no cache tells the next.
#[test]
fn nothing_signed_in_is_stored_on_the_way() {
    let server = TestServer::start();
    let mut signed_in = routes::all();
    signed_in.retain(|route| route.signed_in);
    // What ends the session or the account comes last.
    signed_in.sort_by_key(|route| {
        (
            route.family,
            route.method != "GET" || route.pattern.contains("logout"),
        )
    });
    for routes in signed_in.chunk_by(|one, next| one.family == next.family) {
        let ann = server.newcomer(&format!("{}@example.com", routes[0].family));
        samples::predict_as_documented(&server, &ann);
        samples::uploaded(&server, &ann);
        for (route, token) in routes
            .iter()
            .flat_map(|route| [(route, "none"), (route, &*ann.token)])
        {
            let reply = route.ask(&server).token(token).send();
            assert_eq!(
                reply.header("Cache-Control"),
                Some("no-store"),
                "{} {}",
                route.method,
                route.pattern
            );
            assert_eq!(reply.header("ETag"), None, "{}", route.pattern);
        }
    }
    server.register("ann@example.com");
    let body = json!({"email": "ann@example.com", "password": PASSWORD});
    let reply = server.post("/api/login").json(&body).send().expect(200);
    assert_eq!(reply.header("Cache-Control"), Some("no-store"));
}

#[test]
fn a_request_keeps_its_name_if_that_is_one() {
    let server = TestServer::start();
    let named = |name: &str| {
        let reply = server
            .raw("GET", "/health")
            .header("X-Request-Id", name)
            .send();
        reply.header("X-Request-Id").expect("a name").to_owned()
    };
    for name in [
        "abcdefgh",
        "0123456789-ABC_def",
        "550e8400-e29b-41d4-a716-446655440000",
        &"x".repeat(64),
    ] {
        assert_eq!(named(name), name);
    }
    for name in [
        "",
        "short",
        "has a blank",
        "quo\"te-quote",
        "semi;colon",
        "<script>",
        "new\u{85}line",
        &"x".repeat(65),
        "slash/slash",
        "umläut-umläut",
    ] {
        let given = named(name);
        assert_ne!(given, name);
        assert!((8..=64).contains(&given.len()), "{given}");
    }
    let (one, other) = (server.get("/health").send(), server.get("/health").send());
    assert_ne!(one.header("X-Request-Id"), other.header("X-Request-Id"));
}

#[test]
fn health_is_as_documented() {
    let server = TestServer::start();
    let expected = r#"{"status":"healthy","message":"API is running"}"#;
    for path in ["/health", "/health/", "/health?x=1"] {
        assert_eq!(server.get(path).send().told(), (200, expected.to_owned()));
    }
    assert_eq!(
        server.get("/health").send().header("Cache-Control"),
        Some("no-store")
    );
}

#[test]
fn an_unknown_path_is_answered_in_its_familys_shape() {
    let server = TestServer::start();
    let indonesian = r#"{"error":true,"msg":"Alamat tidak ditemukan"}"#;
    let english = r#"{"error":"There is nothing at this address."}"#;
    for (path, expected) in [
        ("/api/nothing", indonesian),
        ("/api", indonesian),
        ("/api/nothing/at/all", indonesian),
        ("/static/nothing.css", english),
        ("/docs/nothing", english),
        ("/redoc/x", english),
        ("/photos/x", english),
    ] {
        // Another method is wrong where a path has a blank: there is something at `/static/…`.
        let all = ["GET", "POST", "DELETE"];
        let methods = &all[..if path.starts_with("/static/") { 1 } else { 3 }];
        for method in methods {
            let reply = server.raw(method, path).send();
            assert_eq!(reply.told(), (404, expected.to_owned()), "{method} {path}");
            assert_eq!(reply.header("Content-Type"), Some("application/json"));
        }
    }
}
