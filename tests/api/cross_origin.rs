//! What pages of other origins may: call the families with a token, show photos, and nothing else.

use serde_json::json;

use crate::app::Browser;
use crate::common::{PASSWORD, Reply, TestServer};
use crate::routes::{self, Known};
use crate::samples;

const APP: &str = "https://app.example";
const EVIL: &str = "https://evil.example";
const ALLOW_ORIGIN: &str = "Access-Control-Allow-Origin";

/// The families that any origin's pages may call.
const OPEN: [&str; 6] = [
    "firststep",
    "cultureconnect",
    "flaskapi",
    "faceofmind",
    "profilecard",
    "kserve",
];
/// What is open of the others: `/health` is one of FaceofMind's own paths.
const OPEN_ROUTES: [&str; 2] = ["/photos/{key}/{file}", "/health"];

fn is_open(route: &Known) -> bool {
    OPEN.contains(&route.family) || OPEN_ROUTES.contains(&route.pattern)
}

fn preflight(server: &TestServer, origin: &str, method: &str, path: &str) -> Reply {
    let raw = server.raw("OPTIONS", path).header("Origin", origin);
    let raw = raw.header("Access-Control-Request-Method", method);
    let asked = "authorization, content-type, x-csrf-token, idempotency-key";
    raw.header("Access-Control-Request-Headers", asked).send()
}

/// Whether any header lets another origin do anything.
fn tells_nothing(reply: &Reply) -> bool {
    let mut headers = reply.headers.iter();
    headers.all(|(name, _)| !name.to_ascii_lowercase().starts_with("access-control"))
}

#[track_caller]
fn opened(reply: &Reply, origin: &str, label: &str) {
    assert_eq!(reply.header(ALLOW_ORIGIN), Some(origin), "{label}");
    let told = reply.header("Access-Control-Allow-Credentials");
    assert_eq!(told, None, "{label}");
}

#[test]
fn every_route_of_the_families_is_open_and_no_other() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    for route in routes::all() {
        let (path, label) = (route.path(), format!("{} {}", route.method, route.pattern));
        for token in ["none", &ann.token] {
            let ask = server.raw(route.method, &path).token(token);
            let reply = ask.header("Origin", APP).send();
            if is_open(&route) {
                opened(&reply, "*", &label);
                let exposed = reply.header("Access-Control-Expose-Headers").expect(&label);
                for name in [
                    "Retry-After",
                    "X-Request-Id",
                    "Inference-Header-Content-Length",
                ] {
                    assert!(exposed.contains(name), "{label}: {exposed}");
                }
            } else {
                assert!(tells_nothing(&reply), "{label}: {:?}", reply.headers);
            }
        }
    }
}

#[test]
fn a_preflight_is_answered_with_the_paths_methods() {
    let server = TestServer::start();
    for route in routes::all() {
        let reply = preflight(&server, APP, route.method, &route.path());
        let label = format!("{} {}", route.method, route.pattern);
        assert_eq!((reply.status, reply.body.len()), (204, 0), "{label}");
        assert!(reply.header("Allow").expect(&label).contains(route.method));
        if !is_open(&route) {
            assert!(tells_nothing(&reply), "{label}");
            continue;
        }
        opened(&reply, "*", &label);
        let methods = reply.header("Access-Control-Allow-Methods").expect(&label);
        assert!(methods.contains(route.method), "{label}: {methods}");
        let headers = reply.header("Access-Control-Allow-Headers");
        let without_proof = "authorization, content-type, idempotency-key";
        assert_eq!(headers, Some(without_proof), "{label}");
    }
    let reply = preflight(&server, APP, "BREW", "/api/login");
    assert_eq!(
        reply.header("Access-Control-Allow-Methods"),
        Some("OPTIONS, POST")
    );
    // So that the page is told that there is nothing, and not that the network fails.
    let reply = preflight(&server, APP, "PATCH", "/api/nothing");
    let methods = reply.header("Access-Control-Allow-Methods");
    assert!(methods.expect("some").contains("PATCH"));
    for path in ["/app/nothing", "/static/nothing", "/setup/nothing"] {
        assert!(
            tells_nothing(&preflight(&server, APP, "GET", path)),
            "{path}"
        );
    }
}

/// A page that can't read a refusal takes the server for dead.
#[test]
fn refusals_are_open_too() {
    let server = TestServer::start();
    for (path, open) in [
        ("/api/login", true),
        ("/auth/login", true),
        ("/api/user", true),
        ("/api/v1/auth/login", true),
        ("/creare-cont", true),
        ("/v2/models/personality/infer", true),
        ("/app/sign-in", false),
        ("/setup", false),
    ] {
        let ask = || server.raw("POST", path).header("Origin", APP);
        let form = "application/x-www-form-urlencoded";
        let replies = [
            (ask().header("Content-Length", "99999999").send(), 413),
            (ask().body("text/plain", b"x").send(), 415),
            (
                ask()
                    .header("Content-Encoding", "br")
                    .body(form, b"x")
                    .send(),
                415,
            ),
            (ask().header("X", &"x".repeat(17_000)).send(), 431),
            (server.raw("BREW", path).header("Origin", APP).send(), 405),
            (ask().body("application/json", b"{").send(), 400),
        ];
        for (reply, status) in replies {
            // Before its content is looked at, a body may be refused for who sends it.
            let told = [status, 401, 403, 422];
            assert!(told.contains(&reply.status), "{path}: {}", reply.status);
            assert_eq!(!tells_nothing(&reply), open, "{path} {status}");
        }
    }
    for (path, open) in [
        ("/nothing", true),
        ("/api/nothing", true),
        ("/api/v1/nothing", true),
        ("/v2/nothing", true),
        ("/users/1/2/3", true),
        ("/app/nothing", false),
        ("/static/nothing", false),
        ("/setup/nothing", false),
    ] {
        let reply = server.get(path).header("Origin", APP).send();
        assert_eq!(
            (reply.status, !tells_nothing(&reply)),
            (404, open),
            "{path}"
        );
    }
    // Of whom nothing is known, nothing is told.
    let reply = server.raw("GET", "/api/\u{1}").send();
    assert!(reply.status == 400 && tells_nothing(&reply));
}

#[test]
fn what_a_cookie_authorises_is_for_our_page_alone() {
    let server = TestServer::start();
    let ayu = Browser::sign_up(&server, "ayu@example.com");
    for path in ["/api/profile", "/api/v1/auth/me", "/app/me", "/api/user/me"] {
        let ask = ayu.with_cookie("GET", path);
        let ask = ask.header("X-CSRF-Token", &ayu.csrf);
        let reply = ask.header("Origin", APP).send().expect(200);
        assert!(tells_nothing(&reply), "{path}");
    }
    let reply = preflight(&server, APP, "GET", "/api/profile");
    let headers = reply.header("Access-Control-Allow-Headers").expect("some");
    assert!(!headers.contains("csrf"), "{headers}");
}

#[test]
fn the_page_is_closed_at_a_path_that_a_family_shares_with_it() {
    let server = TestServer::start();
    let ask = |accept| {
        let ask = server.get("/").header("Origin", APP);
        ask.header("Accept", accept)
    };
    opened(&ask("application/json").send().expect(200), "*", "JSON");
    let page = ask("text/html").send().expect(200);
    assert!(tells_nothing(&page));
    let tag = page.header("ETag").expect("a tag").to_owned();
    let same = ask("text/html").header("If-None-Match", &tag).send();
    assert!(same.status == 304 && tells_nothing(&same));
}

#[test]
fn photos_can_be_shown_and_read_anywhere_and_nothing_else_embedded() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    let link = samples::uploaded(&server, &ann);
    // Also to who names no origin: a browser reads later what it has shown before.
    for ask in [server.get(&link), server.get(&link).header("Origin", APP)] {
        let reply = ask.send().expect(200);
        opened(&reply, "*", &link);
        let policy = reply.header("Cross-Origin-Resource-Policy");
        assert_eq!(policy, Some("cross-origin"));
    }
    let tag = server.get(&link).send();
    let tag = tag.header("ETag").expect("a tag").to_owned();
    let same = server.get(&link).header("If-None-Match", &tag).send();
    assert_eq!(same.status, 304);
    opened(&same, "*", "304");
    // A page of the same site sends the cookie along with a picture, which depends on nobody.
    let ayu = Browser::sign_up(&server, "ayu@example.com");
    opened(&ayu.with_cookie("GET", &link).send(), "*", "with a cookie");
    for route in routes::all() {
        let reply = server.raw(route.method, &route.path()).send();
        let policy = reply.header("Cross-Origin-Resource-Policy");
        assert_eq!(policy, Some("same-origin"), "{}", route.pattern);
    }
}

#[test]
fn it_can_be_narrowed_to_origins() {
    let other = "https://other.example".to_owned();
    let server = TestServer::with(|_, options| options.cors = vec![APP.to_owned(), other]);
    let ann = server.newcomer("ann@example.com");
    let photo = samples::uploaded(&server, &ann);
    let photo = photo.strip_prefix(&server.url()).expect("a path of ours");
    for path in [
        "/api/login",
        "/api/profile",
        "/nothing",
        "/v2",
        "/health",
        photo,
    ] {
        let reply = preflight(&server, APP, "POST", path);
        assert_eq!((reply.status, reply.body.len()), (204, 0), "{path}");
        opened(&reply, APP, path);
        let reply = server.get(path).header("Origin", APP).send();
        opened(&reply, APP, path);
        assert_eq!(reply.header("Vary"), Some("Origin"), "{path}");
        // Whoever keeps what was told to no page has it for none of any.
        let plain = server.get(path).send();
        assert!(tells_nothing(&plain), "{path}");
        assert_eq!(plain.header("Vary"), Some("Origin"), "{path}");
        for other in [
            EVIL,
            "https://app.example.evil.example",
            "http://app.example",
            "null",
            "https://app.example:444",
        ] {
            assert!(tells_nothing(&preflight(&server, other, "POST", path)));
            let reply = server.get(path).header("Origin", other).send();
            assert!(tells_nothing(&reply), "{path} {other}");
            assert_eq!(reply.header("Vary"), Some("Origin"), "{path}");
        }
    }
    for (origin, open) in [(APP, true), (EVIL, false)] {
        let ask = server.raw("POST", "/api/login").header("Origin", origin);
        let reply = ask.header("Content-Length", "99999999").send();
        assert_eq!((reply.status, !tells_nothing(&reply)), (413, open));
    }
    let reply = server.get("/app/me").header("Origin", APP).send();
    assert!(tells_nothing(&reply));
}

#[test]
fn it_can_be_closed() {
    let server = TestServer::with(|_, options| options.cors = Vec::new());
    let reply = preflight(&server, APP, "POST", "/api/login");
    assert_eq!(reply.header("Allow"), Some("OPTIONS, POST"));
    assert!(tells_nothing(&reply));
    for route in routes::all() {
        let reply = server.raw(route.method, &route.path());
        let reply = reply.header("Origin", APP).send();
        assert!(tells_nothing(&reply), "{}", route.pattern);
    }
}

/// From the sign-up to a signed-in call, as a browser sends it.
#[test]
fn a_foreign_page_signs_up_in_and_calls() {
    let server = TestServer::start();
    let body = json!({"frontName": "Ann", "lastName": "E", "email": "ann@example.com", "password": PASSWORD});
    for (path, body) in [("/api/register", &body), ("/api/login", &body)] {
        let asked = preflight(&server, APP, "POST", path);
        opened(&asked, "*", path);
        let reply = server.post(path).header("Origin", APP).json(body).send();
        opened(&reply.expect(200), "*", path);
    }
    let token = server.login("ann@example.com", PASSWORD).token;
    opened(
        &preflight(&server, APP, "GET", "/api/profile"),
        "*",
        "asked",
    );
    let ask = server.get("/api/profile").header("Origin", APP);
    opened(&ask.token(&token).send().expect(200), "*", "signed in");
}
