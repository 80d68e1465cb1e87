//! Keys of sign-ups, before there is an account they could belong to.

use serde_json::{Value, json};

use super::{REPLAYED, assert_replay, count, keyed};
use crate::common::{PASSWORD, TestServer, registration};

/// Each family's: path, status, body.
pub(super) fn all() -> Vec<(&'static str, u16, Value)> {
    vec![
        ("/api/register", 200, registration("a@example.com")),
        (
            "/auth/register",
            200,
            json!({"username": "bbb", "email": "b@example.com", "password": PASSWORD}),
        ),
        (
            "/api/user",
            200,
            json!({"name": "C", "username": "ccc", "email": "c@example.com", "password": PASSWORD,
                "password_confirm": PASSWORD}),
        ),
        (
            "/api/v1/auth/register",
            200,
            json!({"email": "d@example.com", "first_name": "D", "last_name": "D", "password": PASSWORD}),
        ),
        (
            "/creare-cont",
            201,
            json!({"email": "e@example.com", "password": PASSWORD, "firstName": "E", "lastName": "E",
                "username": "eee"}),
        ),
        (
            "/intra-in-cont",
            201,
            json!({"email": "f@example.com", "password": PASSWORD, "firstName": "F", "lastName": "F",
                "username": "fff"}),
        ),
        (
            "/app/sign-up",
            200,
            json!({"email": "g@example.com", "password": PASSWORD, "front_name": "G"}),
        ),
    ]
}

#[test]
fn sign_ups_are_replayed_to_who_knows_the_password() {
    let server = TestServer::start();
    for (path, status, body) in all() {
        let first = keyed(&server, path, "k", &body).send().expect(status);
        assert_replay(&first, &keyed(&server, path, "k", &body).send());
        // Somebody else with the same key, and all but the password.
        let mut guess = body.clone();
        guess["password"] = json!("password124");
        let guess = keyed(&server, path, "k", &guess).send();
        assert_eq!(guess.status, 422, "{path}: {}", guess.text());
        assert_eq!(guess.header(REPLAYED), None, "{path}");
        let other_key = keyed(&server, path, "l", &body).send();
        assert!(other_key.status >= 400, "{path}: {}", other_key.text());
    }
    assert_eq!(count(&server, "select count(*) from accounts"), 7);
    assert_eq!(count(&server, "select count(*) from idempotency_keys"), 7);
}

#[test]
fn a_sign_in_by_the_route_of_sign_ups_stays_one() {
    let server = TestServer::start();
    server.register("ann@example.com");
    let body = json!({"email": "ann@example.com", "password": PASSWORD});
    let code = || {
        let reply = keyed(&server, "/intra-in-cont", "1", &body).send();
        reply.expect(200).text()
    };
    assert_ne!(code(), code(), "always a new code");
    assert_eq!(count(&server, "select count(*) from idempotency_keys"), 0);
}

#[test]
fn a_session_that_was_handed_out_is_not_readable_in_the_database() {
    let server = TestServer::start();
    let body = json!({"username": "budi", "email": "budi@example.com", "password": PASSWORD});
    let key = "a-key-that-nobody-guesses";
    let told = keyed(&server, "/auth/register", key, &body)
        .send()
        .expect(200)
        .json();
    let session = told["session_id"].as_str().expect("a session").to_owned();
    let page = json!({"email": "wati@example.com", "password": PASSWORD, "front_name": "Wati"});
    let reply = keyed(&server, "/app/sign-up", key, &page)
        .send()
        .expect(200);
    let cookie = reply.header("Set-Cookie").expect("a cookie");
    let token = cookie.split(['=', ';']).nth(1).expect("a token").to_owned();
    let wal = server.database().with_extension("db-wal");
    let files =
        [server.database().to_owned(), wal].map(|path| std::fs::read(path).expect("a file"));
    for secret in [&session, &token, PASSWORD, key] {
        let finder = memchr::memmem::Finder::new(secret.as_bytes());
        assert!(
            files.iter().all(|file| finder.find(file).is_none()),
            "{secret}"
        );
    }
    let kept = "select count(*) from idempotency_keys where reply is not null";
    assert_eq!(count(&server, kept), 2);
}
