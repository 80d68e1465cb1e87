//! Fields that are missing, wrong, or nobody's to send.

use firststep::domain::account::{AccountId, Role, Status};
use firststep::store::accounts;
use serde_json::{Value, json};

use super::{PASSWORD, refused, registration, session_of};
use crate::common::TestServer;

/// The example with one field changed; null takes it away.
fn with(name: &str, value: Value) -> Value {
    let mut body = registration("example");
    if value.is_null() {
        body.as_object_mut().expect("an object").remove(name);
    } else {
        body[name] = value;
    }
    body
}

#[test]
fn what_is_wrong_with_a_registration_is_named() {
    let server = TestServer::start();
    let (long, digits) = ("a".repeat(51), "1".repeat(73));
    let address = format!("{}@example.com", "a".repeat(100));
    let letters =
        "username may have letters, digits, . _ - and single blanks only, a letter or digit first";
    for (name, value, sentence) in [
        ("username", Value::Null, "username is required"),
        ("username", json!(""), "username must not be empty"),
        ("username", json!(" \t"), "username must not be empty"),
        ("username", json!(7), "username must be text"),
        ("username", json!(["example"]), "username must be text"),
        (
            "username",
            json!(long),
            "username must have at most 50 characters",
        ),
        ("username", json!("a  b"), letters),
        ("username", json!("a\u{0}b"), letters),
        ("username", json!("a\u{202e}b"), letters),
        ("username", json!("javascript:alert(1)"), letters),
        ("username", json!("../example"), letters),
        ("username", json!("<b>"), letters),
        ("email", Value::Null, "email is required"),
        ("email", json!(""), "email must not be empty"),
        ("email", json!(false), "email must be text"),
        (
            "email",
            json!("example"),
            "email is not a valid email address",
        ),
        (
            "email",
            json!("a\u{0}@example.com"),
            "email is not a valid email address",
        ),
        (
            "email",
            json!("javascript:alert(1)"),
            "email is not a valid email address",
        ),
        (
            "email",
            json!(address),
            "email must have at most 100 characters",
        ),
        ("password", Value::Null, "password is required"),
        ("password", json!(""), "password must not be empty"),
        ("password", json!({}), "password must be text"),
        (
            "password",
            json!("1234567"),
            "password must have at least 8 characters",
        ),
        (
            "password",
            json!(digits),
            "password must have at most 72 bytes",
        ),
        (
            "password",
            json!("1234\u{0}5678"),
            "password has control characters",
        ),
    ] {
        let reply = server
            .post("/auth/register")
            .json(&with(name, value.clone()))
            .send();
        assert_eq!(reply.status, 400, "{name} {value}: {}", reply.text());
        refused(&reply, 400, sentence);
    }
    let all = "username is required; email is required; password is required";
    for body in [json!({}), json!({"Username": "example", "session-id": "x"})] {
        refused(&server.post("/auth/register").json(&body).send(), 400, all);
    }
    refused(&server.post("/auth/register").send(), 400, all);
    let nobody = server
        .app()
        .store
        .read(|tx| accounts::get(tx, AccountId(1)));
    assert!(nobody.expect("read").is_none());
}

#[test]
fn what_is_wrong_with_a_sign_in_is_named() {
    let server = TestServer::start();
    for (body, sentence) in [
        (json!({}), "username is required; password is required"),
        (json!({"username": "example"}), "password is required"),
        (json!({"password": PASSWORD}), "username is required"),
        (
            json!({"username": "", "password": ""}),
            "username must not be empty; password must not be empty",
        ),
        (
            json!({"username": null, "password": 1}),
            "username must be text; password must be text",
        ),
        (
            json!({"email": "example@example.com", "password": PASSWORD}),
            "username is required",
        ),
    ] {
        refused(
            &server.post("/auth/login").json(&body).send(),
            400,
            sentence,
        );
    }
}

#[test]
fn what_is_wrong_with_a_sign_out_is_named() {
    let server = TestServer::start();
    for (body, sentence) in [
        (json!({}), "session-id is required"),
        (json!({"session-id": null}), "session-id is required"),
        (json!({"session-id": ""}), "session-id must not be empty"),
        (json!({"session-id": 7}), "session-id must be text"),
        (json!({"session-id": ["x"]}), "session-id must be text"),
    ] {
        refused(
            &server.post("/auth/logout").json(&body).send(),
            400,
            sentence,
        );
    }
    refused(
        &server.post("/auth/logout").send(),
        400,
        "session-id is required",
    );
}

/// Whatever else a sign-up says of itself, it is a user's, and an active one's.
#[test]
fn nobody_sets_his_own_role_status_or_number() {
    let server = TestServer::start();
    let mut body = registration("example");
    for (name, value) in [
        ("id", json!(77)),
        ("role", json!("admin")),
        ("is_admin", json!(true)),
        ("status", json!("suspended")),
        ("session_id", json!("26f0f94b-b382-4f68-a38b-183b5cd17b7b")),
        ("expires_at", json!("2999-01-01T00:00:00")),
    ] {
        body[name] = value;
    }
    let reply = server.post("/auth/register").json(&body).send().expect(200);
    let session = session_of(&reply);
    assert!(
        !reply.json()["expires_at"]
            .as_str()
            .expect("a time")
            .starts_with("2999")
    );
    let account = server
        .app()
        .store
        .read(|tx| accounts::get(tx, AccountId(1)));
    let account = account.expect("read").expect("there");
    assert_eq!((account.role, account.status), (Role::User, Status::Active));
    refused(
        &server.get("/users").token(&session).send(),
        403,
        "Administrators only",
    );
}

#[test]
fn passwords_easy_to_guess_are_refused_where_that_was_decided() {
    let server = TestServer::with(|settings, _| settings.policy.strict_passwords = true);
    let weak = server
        .post("/auth/register")
        .json(&with("password", json!("password1")));
    refused(&weak.send(), 400, "Password too easy to guess");
    let strong = with("password", json!("correct horse battery 91c4"));
    server
        .post("/auth/register")
        .json(&strong)
        .send()
        .expect(200);
}
