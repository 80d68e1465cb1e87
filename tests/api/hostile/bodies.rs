//! Bodies that are too large, broken, or something else than they say.

use serde_json::json;

use super::{UNREADABLE, refused};
use crate::common::{PASSWORD, TestServer};
use crate::routes;

const JSON: &str = "application/json";

/// The routes that take fields, which each answer a body that can't be read alike.
const WITH_FIELDS: [&str; 4] = [
    "/api/register",
    "/api/login",
    "/api/changepassword",
    "/api/predict",
];

#[test]
fn the_routes_that_take_fields_are_these() {
    let table = firststep::api::all();
    let family = table.iter().find(|family| family.name == "firststep");
    let routes = family.expect("it is there").routes.iter();
    let with_fields =
        routes.filter(|route| route.shape().is_some() && route.pattern != "/api/uploadphoto");
    let mut paths: Vec<&str> = with_fields.map(|route| route.pattern).collect();
    paths.sort_unstable();
    let mut expected = WITH_FIELDS;
    expected.sort_unstable();
    assert_eq!(paths, expected);
}

/// A shape isn't made from a schema that it wouldn't enforce, and only when it is first needed.
#[test]
fn every_route_enforces_what_its_body_is_described_by() {
    let families = firststep::api::all();
    let routes = families.iter().flat_map(|family| &family.routes);
    let shapes = routes.filter(|route| route.shape().is_some()).count();
    assert!(shapes > 40, "{shapes}");
}

#[test]
fn bodies_over_the_limit_are_refused_declared_or_streamed() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    for route in routes::of("firststep") {
        // A photo's form has room for the form around it; fields need far less.
        let (most, sentence) = match route.pattern {
            "/api/uploadphoto" => ((8 << 20) + (64 << 10), "Ukuran data melebihi batas 8 MiB"),
            _ => (64 << 10, "Ukuran data melebihi batas 64 KiB"),
        };
        let body = vec![b' '; most + 1];
        let ask = || server.raw(route.method, &route.path()).token(&ann.token);
        refused(&ask().streamed(JSON, &body).send(), 413, sentence);
        refused(&ask().body(JSON, &body).send(), 413, sentence);
        // Refused on its word: nothing of such a body is waited for.
        for length in ["99999999", "9223372036854775807"] {
            let raw = ask()
                .header("Content-Type", JSON)
                .header("Content-Length", length);
            refused(&raw.send(), 413, sentence);
        }
    }
}

#[test]
fn a_body_just_at_the_limit_is_read() {
    let server = TestServer::start();
    let mut body = json!({"email": "ann@example.com", "password": PASSWORD}).to_string();
    body.push_str(&" ".repeat(64 * 1024 - body.len()));
    let ask = || server.raw("POST", "/api/login");
    for reply in [
        ask().body(JSON, body.as_bytes()),
        ask().streamed(JSON, body.as_bytes()),
    ] {
        refused(&reply.send(), 401, super::WRONG_LOGIN);
    }
}

#[test]
fn what_is_no_json_is_said_so() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    let deep = "[".repeat(30_000);
    let deep_objects = "{\"a\":".repeat(10_000);
    let closed = format!("{}{}", "[".repeat(20_000), "]".repeat(20_000));
    let utf16: Vec<u8> = "{}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let broken: [&[u8]; 17] = [
        b"{",
        b"}",
        b"{]",
        b"{\"email\":}",
        b"{\"email\" \"x\"}",
        b"{'email':'x'}",
        b"{email:1}",
        b"{\"email\":\"x\",}",
        b"nul",
        b"NaN",
        b"{}{}",
        b"{\"email\":\"\xff\xfe\"}",
        b"\xef\xbb\xbf\xef\xbb\xbf{}",
        &utf16,
        deep.as_bytes(),
        deep_objects.as_bytes(),
        closed.as_bytes(),
    ];
    for path in WITH_FIELDS {
        for body in broken {
            let reply = server.post(path).token(&ann.token).body(JSON, body).send();
            refused(&reply, 400, UNREADABLE);
        }
        for body in [&b"[]"[..], b"\"x\"", b"7", b"true", b"null"] {
            let reply = server.post(path).token(&ann.token).body(JSON, body).send();
            refused(&reply, 400, "Isi permintaan harus berupa objek JSON");
        }
    }
    let lone = br#"{"email":"\ud800","password":"password123"}"#;
    refused(
        &server.post("/api/login").body(JSON, *lone).send(),
        400,
        UNREADABLE,
    );
}

#[test]
fn other_content_types_are_refused() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    for kind in [
        "text/plain",
        "application/xml",
        "application/octet-stream",
        "json",
        "image/jpeg",
        "text/json",
        "multipart/mixed; boundary=x",
    ] {
        for path in WITH_FIELDS.into_iter().chain(["/api/uploadphoto"]) {
            let reply = server.post(path).token(&ann.token).body(kind, "{}").send();
            refused(&reply, 415, "Content-Type tidak didukung");
        }
    }
    let reply = server
        .post("/api/uploadphoto")
        .token(&ann.token)
        .body(JSON, "{}")
        .send();
    refused(&reply, 415, "Content-Type tidak didukung");
}

#[test]
fn json_is_known_by_any_of_its_names() {
    let server = TestServer::start();
    let body = json!({"email": "ann@example.com", "password": PASSWORD}).to_string();
    for kind in [
        "application/json; charset=utf-8",
        "Application/JSON",
        " application/json ;x=y",
        "application/vnd.api+json",
    ] {
        let raw = server.raw("POST", "/api/login").body(kind, body.as_bytes());
        refused(&raw.send(), 401, super::WRONG_LOGIN);
    }
    // Who says nothing can't have meant anything else.
    let raw = server.raw("POST", "/api/login");
    let raw = raw.header("Content-Length", &body.len().to_string());
    refused(
        &raw.with_rest(body.as_bytes()).send(),
        401,
        super::WRONG_LOGIN,
    );
}

#[test]
fn of_a_key_given_twice_the_last_counts() {
    let server = TestServer::start();
    let body = r#"{"frontName":"A","frontName":"Ann","lastName":"","email":"one@example.com","email":"two@example.com","password":"short","password":"password123"}"#;
    server
        .post("/api/register")
        .body(JSON, body)
        .send()
        .expect(200);
    server.login("two@example.com", PASSWORD);
    let body = json!({"email": "one@example.com", "password": PASSWORD});
    refused(
        &server.post("/api/login").json(&body).send(),
        401,
        super::WRONG_LOGIN,
    );
}

#[test]
fn nobody_asked_for_more_and_it_does_nothing() {
    let server = TestServer::start();
    let body = json!({
        "frontName": "Ann", "lastName": "", "email": "ann@example.com", "password": PASSWORD,
        "role": "admin", "status": "Admin", "id": 99, "username": "root", "mbti": "INTJ", "__proto__": {"admin": true},
    });
    server.post("/api/register").json(&body).send().expect(200);
    let ann = server.login("ann@example.com", PASSWORD);
    let profile = server.get("/api/profile").token(&ann.token).send();
    let expected = json!({"mbti": null, "name": "Ann", "profilePicture": null, "status": "User", "username": ann.username});
    assert!(ann.username.starts_with("User1"));
    assert_eq!(profile.json()["profileResult"], expected);
}

/// FirstStep's document misprints it, and its clients copy that; the others' come from the same hands.
#[test]
fn the_documents_misprint_is_json_to_every_family() {
    let server = TestServer::start();
    // Told which field is missing, and nobody is kept waiting for wrong passwords.
    let body = json!({"email": "ann@example.com", "username": "ann@example.com"});
    for path in [
        "/api/login",
        "/auth/login",
        "/api/auth/login",
        "/api/v1/auth/login",
        "/login",
    ] {
        let send = |kind: &str| {
            let reply = server.post(path).body(kind, body.to_string()).send();
            (reply.status, reply.text().len())
        };
        let told = send(JSON);
        assert!([400, 422].contains(&told.0), "{path}: {told:?}");
        for kind in ["appplication/json", "Appplication/JSON; charset=utf-8"] {
            assert_eq!(send(kind), told, "{path}");
        }
        let with_mark = ["\u{feff}", &body.to_string()].concat();
        let reply = server.post(path).body(JSON, with_mark).send();
        assert_eq!(reply.status, told.0, "{path} with a byte order mark");
    }
}
