//! The profile card: its document, its codes, the card and the picture on it.

mod account;
mod card;
mod codes;
pub mod document;
mod fields;
mod hostile;

use serde_json::{Value, json};

use crate::common::{Ask, PASSWORD, Reply, TestServer};

/// The body that signs Ana up.
fn registration(email: &str, username: &str) -> Value {
    json!({
        "email": email, "password": PASSWORD, "firstName": "Ana", "lastName": "Pop", "username": username,
    })
}

/// Signs up.
#[track_caller]
fn sign_up(server: &TestServer, email: &str, username: &str) {
    let body = registration(email, username);
    let reply = server.post("/creare-cont").json(&body).send();
    let expected = r#"{"message":"The user account is create with succes"}"#;
    assert_eq!(reply.told(), (201, expected.to_owned()));
}

/// Signs in with this password; gives the code.
#[track_caller]
fn login(server: &TestServer, email: &str, password: &str) -> String {
    let body = json!({"email": email, "password": password});
    code_of(&server.post("/login").json(&body).send())
}

/// The code of a reply that hands one out, and nothing else.
#[track_caller]
fn code_of(reply: &Reply) -> String {
    let code = reply.json()["message"].as_str().expect("a code").to_owned();
    let expected = json!({"message": code, "code": "200"}).to_string();
    assert_eq!(reply.told(), (200, expected));
    code
}

/// Signs up and in.
#[track_caller]
fn newcomer(server: &TestServer, email: &str, username: &str) -> String {
    sign_up(server, email, username);
    login(server, email, PASSWORD)
}

/// A request by whoever holds this code.
fn ask<'server>(server: &'server TestServer, method: &str, path: &str, code: &str) -> Ask<'server> {
    server.ask(method, path).header("Authorization", code)
}

/// The card of whoever holds this code.
#[track_caller]
fn profile(server: &TestServer, code: &str) -> Value {
    let reply = ask(server, "GET", "/getProfile", code).send();
    reply.expect(200).json()
}

/// A reply with one field and its sentence, to the byte.
#[track_caller]
fn told(reply: &Reply, status: u16, key: &str, sentence: &str) {
    let expected = json!({key: sentence}).to_string();
    assert_eq!(reply.told(), (status, expected));
    assert_eq!(reply.header("Content-Type"), Some("application/json"));
    assert_eq!(reply.header("Cache-Control"), Some("no-store"));
}

/// A sign-in that was refused, as the document's clients expect it.
#[track_caller]
fn refused_login(reply: &Reply) {
    let expected = json!({"message": "Password or user are incorrect", "code": "202"});
    assert_eq!(reply.told(), (202, expected.to_string()));
}

const NO_HEADER: &str = "Authorization header is missing";
const NO_SESSION: &str = "Session not found";
const EXPIRED: &str = "Token has expired";
const INVALID: &str = "Invalid token";
