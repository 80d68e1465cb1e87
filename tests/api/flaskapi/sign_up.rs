//! Signing up and in: what is missing is told one thing at a time, and nobody learns who is here.

use std::time::Duration;

use firststep::domain::account::{AccountId, Status};
use firststep::store::accounts;
use serde_json::{Value, json};

use super::{PASSWORD, login, me, newcomer, refused, register, registered, sign_up};
use crate::common::{Reply, TestServer};

const WRONG: &str = "Incorrect Username or Password.";

fn send(server: &TestServer, body: &Value) -> Reply {
    server.post("/api/user").json(body).send()
}

fn with(field: &str, value: impl Into<Value>) -> Value {
    let mut body = sign_up("kucing");
    body[field] = value.into();
    body
}

/// Each field missing, empty or blank, with all those after it missing too: the first is named.
#[test]
fn empty_fields_are_named_in_their_order() {
    let server = TestServer::start();
    let order = ["name", "username", "email", "password", "password_confirm"];
    let sentences = [
        "Name should not be EMPTY.",
        "Username should not be EMPTY.",
        "Email should not be EMPTY.",
        "Password should not be EMPTY.",
        "Password Confirmation is EMPTY.",
    ];
    for at in 0..order.len() {
        let mut body = sign_up("kucing");
        let fields = body.as_object_mut().expect("an object");
        for field in &order[at..] {
            fields.shift_remove(*field);
        }
        refused(&send(&server, &body), 400, sentences[at]);
        for nothing in ["", " ", " \u{a0}\u{3000} "] {
            body[order[at]] = nothing.into();
            refused(&send(&server, &body), 400, sentences[at]);
        }
        let form = server.post("/api/user").form(&[("name", "")]);
        refused(&form.send(), 400, sentences[0]);
    }
    refused(&server.post("/api/user").send(), 400, sentences[0]);
    let different = with("password_confirm", "bismillah2");
    refused(
        &send(&server, &different),
        400,
        "Password Confirmation missmatch with Password.",
    );
    registered(&send(&server, &sign_up("kucing")), 1, "kucing");
}

#[test]
fn taken_names_are_told() {
    let server = TestServer::start();
    register(&server, "kucing");
    refused(
        &send(&server, &sign_up("kucing")),
        400,
        "Username `kucing` have been used.",
    );
    let mut body = sign_up("Kucing");
    body["email"] = "other@example.com".into();
    refused(
        &send(&server, &body),
        400,
        "Username `Kucing` have been used.",
    );
    let mut body = sign_up("other");
    body["email"] = "KUCING@example.com".into();
    refused(&send(&server, &body), 400, "Email have been used.");
    // Whoever signed up elsewhere is here, too.
    server.register("ann@example.com");
    let mut body = sign_up("ann");
    body["email"] = "ann@example.com".into();
    refused(&send(&server, &body), 400, "Email have been used.");
}

#[test]
fn what_is_wrong_with_a_sign_up_is_named() {
    let server = TestServer::start();
    for (body, sentence) in [
        (with("name", 7), "Name should be a text."),
        (with("name", Value::Null), "Name should be a text."),
        (
            with("name", "x".repeat(102)),
            "Name should have 101 characters at the most.",
        ),
        (
            with("name", "x".repeat(51)),
            "Name should have 50 characters at the most.",
        ),
        (with("name", "a\u{0}b"), "Name has control characters."),
        (with("name", "a\u{202e}b"), "Name has control characters."),
        (with("username", json!(["x"])), "Username should be a text."),
        (
            with("username", "x".repeat(51)),
            "Username should have 50 characters at the most.",
        ),
        (
            with("username", "a  b"),
            "Username has characters that are not allowed.",
        ),
        (
            with("username", "../x"),
            "Username has characters that are not allowed.",
        ),
        (
            with("username", "a\u{0}b"),
            "Username has control characters.",
        ),
        (
            with("email", "plain"),
            "Email is not a valid email address.",
        ),
        (
            with("email", "a@b.co\u{0}"),
            "Email has control characters.",
        ),
        (
            with("email", format!("{}@b.co", "x".repeat(100))),
            "Email should have 100 characters at the most.",
        ),
        (
            with("password", "1234567"),
            "Password should have 8 characters at least.",
        ),
        (
            with("password", "é".repeat(37)),
            "Password should have 72 bytes at the most.",
        ),
        (
            with("password", "1234\u{0}5678"),
            "Password has control characters.",
        ),
        (
            with("password_confirm", 12_345_678),
            "Password Confirmation should be a text.",
        ),
    ] {
        refused(&send(&server, &body), 400, sentence);
    }
    refused(
        &send(&server, &json!([])),
        400,
        "The body should be a JSON object.",
    );
    let strict = TestServer::with(|settings, _| settings.policy.strict_passwords = true);
    refused(
        &send(&strict, &sign_up("kucing")),
        400,
        "Password is too easy to guess.",
    );
}

/// Sign-up gives nobody a role, a status, a number or a document.
#[test]
fn nobody_asked_for_more_and_it_does_nothing() {
    let server = TestServer::start();
    let mut body = sign_up("kucing");
    for (field, value) in [
        ("role", json!("admin")),
        ("status", json!("suspended")),
        ("id", json!(99)),
        ("played_games", json!(["x"])),
    ] {
        body[field] = value;
    }
    send(&server, &body).expect(200);
    let shown = me(&server, &login(&server, "kucing"));
    assert_eq!(
        (&shown["role"], &shown["id"], &shown["played_games"]),
        (&json!("user"), &json!(1), &json!([]))
    );
}

/// The name is one and the same in both families, however many words it has.
#[test]
fn the_name_is_the_one_that_firststep_shows() {
    let server = TestServer::start();
    let long = format!("Ann {} Example", "é".repeat(46));
    for (at, name) in ["Suharto", " Ayu  Dewi Lestari ", "Kucing Cakep", &long]
        .iter()
        .enumerate()
    {
        let mut body = sign_up(&format!("u{at}"));
        body["name"] = (*name).into();
        send(&server, &body).expect(200);
        let who = login(&server, &format!("u{at}"));
        let shown = me(&server, &who)["profile"]["fullname"].clone();
        let expected: Vec<&str> = name.split_whitespace().collect();
        assert_eq!(shown, expected.join(" "));
        let dashboard = server
            .get("/api/dashboard")
            .token(&who.access)
            .send()
            .expect(200);
        assert_eq!(dashboard.json()["dashboardResult"]["name"], shown);
    }
}

fn attempt(server: &TestServer, name: &str, password: &str) -> Reply {
    let body = json!({"username": name, "password": password});
    server.post("/api/auth/login").json(&body).send()
}

#[test]
fn one_signs_in_with_the_name_or_the_address() {
    let server = TestServer::start();
    newcomer(&server, "kucing");
    for name in [
        "kucing",
        "KUCING",
        " kucing ",
        "kucing@example.com",
        "Kucing@Example.com",
    ] {
        login(&server, name);
    }
    // Letters beyond ASCII have capitals, too.
    let mut body = sign_up("zoe");
    body["email"] = "zoë@example.com".into();
    send(&server, &body).expect(200);
    login(&server, "ZOË@example.com");
    // Whoever signed up elsewhere, by both his made name and his address.
    let ann = server.newcomer("ann@example.com");
    for name in [&ann.username, &ann.email] {
        attempt(&server, name, crate::common::PASSWORD).expect(200);
    }
}

#[test]
fn what_is_wrong_with_a_sign_in_is_named() {
    let server = TestServer::start();
    for (body, sentence) in [
        (json!({}), "Username should not be EMPTY."),
        (
            json!({"username": "", "password": ""}),
            "Username should not be EMPTY.",
        ),
        (json!({"username": "x"}), "Password should not be EMPTY."),
        (
            json!({"username": "x", "password": ""}),
            "Password should not be EMPTY.",
        ),
        (
            json!({"username": 1, "password": "x"}),
            "Username should be a text.",
        ),
        (
            json!({"username": "x", "password": null}),
            "Password should be a text.",
        ),
    ] {
        refused(
            &server.post("/api/auth/login").json(&body).send(),
            400,
            sentence,
        );
    }
}

#[test]
fn every_failure_looks_the_same() {
    let server = TestServer::start();
    register(&server, "kucing");
    let long = "x".repeat(1000);
    for (name, password) in [
        ("kucing", "wrong"),
        ("nobody", "wrong"),
        ("nobody", PASSWORD),
        ("kucing", &long),
        (&long, &long),
        ("kucing\0", PASSWORD),
        ("kucing", "bismillah\0"),
        ("' or 1=1 --", "' or 1=1 --"),
        ("%", PASSWORD),
    ] {
        refused(&attempt(&server, name, password), 401, WRONG);
        // So that this test doesn't wait for its own wrong guesses.
        server.advance(Duration::from_secs(16 * 60));
    }
    login(&server, "kucing");
}

/// Only who knows the password learns that the account is closed.
#[test]
fn closed_accounts_stay_outside() {
    let server = TestServer::start();
    register(&server, "kucing");
    for (status, sentence) in [
        (Status::Inactive, "Your account is not active."),
        (Status::Deactivated, "Your account is not active."),
        (Status::Suspended, "Your account has been suspended."),
    ] {
        let store = &server.app().store;
        let done = store.write(move |tx| accounts::set_status(tx, AccountId(1), status));
        done.expect("it is there");
        refused(&attempt(&server, "kucing", PASSWORD), 403, sentence);
        refused(&attempt(&server, "kucing", "wrong"), 401, WRONG);
    }
}

#[test]
fn whoever_guesses_waits() {
    let server = TestServer::start();
    register(&server, "kucing");
    let mut waits = 0;
    for _ in 0..8 {
        let reply = attempt(&server, "kucing", "wrong");
        if reply.status == 429 {
            refused(&reply, 429, "Too many tries. Please try again in a moment.");
            let wait: u64 = reply
                .header("Retry-After")
                .and_then(|text| text.parse().ok())
                .expect("seconds");
            server.advance(Duration::from_secs(wait));
            waits += 1;
        } else {
            refused(&reply, 401, WRONG);
        }
    }
    assert!(waits > 0, "it never had to wait");
    server.advance(Duration::from_secs(10));
    login(&server, "kucing");
}
