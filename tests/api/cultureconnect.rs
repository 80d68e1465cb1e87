//! CultureConnect: its document to the byte, its own words, and what it refuses.

mod credentials;
pub mod document;
mod fields;
mod requests;
mod sessions;
mod status;
mod users;

use serde_json::{Value, json};

use crate::common::{Reply, TestServer};
use crate::document::hide;

/// The document's password, for every account here.
const PASSWORD: &str = "examplePass";

/// What its routes say of credentials that are none.
const LOST: &str = "Session not found or expired";
const WRONG_LOGIN: &str = "Incorrect username or password";

/// The body that registers somebody.
fn registration(username: &str) -> Value {
    json!({"username": username, "email": format!("{username}@example.com"), "password": PASSWORD})
}

/// Makes an account and returns the session it opens.
#[track_caller]
fn register(server: &TestServer, username: &str) -> String {
    let body = registration(username);
    let reply = server.post("/auth/register").json(&body).send();
    session_of(&reply.expect(200))
}

/// Opens a session with this password.
fn try_login(server: &TestServer, username: &str, password: &str) -> Reply {
    let body = json!({"username": username, "password": password});
    server.post("/auth/login").json(&body).send()
}

#[track_caller]
fn login(server: &TestServer, username: &str) -> String {
    session_of(&try_login(server, username, PASSWORD).expect(200))
}

fn logout(server: &TestServer, session: &str) -> Reply {
    let body = json!({"session-id": session});
    server.post("/auth/logout").json(&body).send()
}

fn own(server: &TestServer, session: &str) -> Reply {
    server.get(&format!("/users/{session}")).send()
}

/// The session id in a reply: a UUID of version 4.
#[track_caller]
fn session_of(reply: &Reply) -> String {
    let value = reply.json();
    let id = value["session_id"].as_str().expect("a session id");
    let read: uuid::Uuid = id.parse().expect("a UUID");
    assert_eq!(
        (read.get_version_num(), read.to_string()),
        (4, id.to_owned())
    );
    id.to_owned()
}

/// Whether a session id speaks for somebody; if not, it is lost in the documented way.
#[track_caller]
fn speaks(server: &TestServer, session: &str) -> bool {
    let reply = own(server, session);
    if reply.status == 200 {
        return true;
    }
    refused(&reply, 404, LOST);
    false
}

/// A time to the microsecond, with this behind it.
#[track_caller]
fn assert_moment(text: &str, zone: &str) {
    let form = text.replace(|letter: char| letter.is_ascii_digit(), "9");
    assert_eq!(form, format!("9999-99-99T99:99:99.999999{zone}"), "{text}");
}

/// The reply with its `time` hidden, its form checked.
#[track_caller]
fn timeless(reply: &Reply) -> String {
    let value = reply.json();
    assert_moment(value["time"].as_str().expect("a time"), "Z");
    hide(&reply.text(), "/time")
}

/// The family's refusal, to the byte but for its time.
#[track_caller]
fn refused(reply: &Reply, status: u16, sentence: &str) {
    let expected = json!({"status": "error", "message": sentence, "time": "</time>"});
    assert_eq!(
        (reply.status, timeless(reply)),
        (status, expected.to_string())
    );
    assert_eq!(reply.header("Cache-Control"), Some("no-store"));
    let challenge = (status == 401).then_some("Bearer");
    assert_eq!(reply.header("WWW-Authenticate"), challenge);
}
