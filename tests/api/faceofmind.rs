//! FaceofMind: every example of its document, what the contract adds, and what it refuses.

mod codes;
mod coercion;
mod community;
mod credentials;
mod detections;
pub mod document;
mod feedback;
mod fields;
mod history;
mod paging;
mod reminders;
mod requests;
mod reset;
mod sessions;
mod sign_up;
mod texts;
mod tokens;
mod users;

use std::fs;
use std::path::PathBuf;

use firststep::domain::account::{AccountId, Role, Status};
use firststep::store::accounts;
use serde_json::{Value, json};

use crate::common::{Ask, PASSWORD, Reply, TestServer};

const NO_TOKEN: &str = "Not authenticated";
const BAD_TOKEN: &str = "Could not validate credentials";
const INACTIVE: &str = "Inactive user";
const NOT_ALLOWED: &str = "Not enough permissions";
const WRONG_CODE: &str = "Invalid or expired OTP";
const WRONG_LOGIN: &str = "Incorrect email or password";
const NOT_ACTIVE: &str = "Account is not active. Please contact administrator.";
const NO_USER: &str = "User not found";

/// Somebody signed in.
#[derive(Debug, Clone)]
struct Who {
    id: i64,
    access: String,
    refresh: String,
}

impl Who {
    /// A request in his name.
    fn ask<'server>(&self, server: &'server TestServer, method: &str, path: &str) -> Ask<'server> {
        let path = format!("/api/v1{path}");
        server.ask(method, &path).token(&self.access)
    }

    fn get(&self, server: &TestServer, path: &str) -> Reply {
        self.ask(server, "GET", path).send()
    }

    fn delete(&self, server: &TestServer, path: &str) -> Reply {
        self.ask(server, "DELETE", path).send()
    }

    fn patch(&self, server: &TestServer, path: &str) -> Reply {
        self.ask(server, "PATCH", path).send()
    }

    fn post(&self, server: &TestServer, path: &str, body: &Value) -> Reply {
        self.ask(server, "POST", path).json(body).send()
    }

    fn put(&self, server: &TestServer, path: &str, body: &Value) -> Reply {
        self.ask(server, "PUT", path).json(body).send()
    }

    /// The number of what this makes.
    #[track_caller]
    fn make(&self, server: &TestServer, path: &str, body: &Value) -> i64 {
        let reply = self.post(server, path, body).expect(200).json();
        reply["id"].as_i64().expect("a number")
    }
}

/// A request of somebody unknown.
fn post(server: &TestServer, path: &str, body: &Value) -> Reply {
    let path = format!("/api/v1{path}");
    server.post(&path).json(body).send()
}

fn registration(email: &str) -> Value {
    json!({"email": email, "password": PASSWORD, "first_name": "John", "last_name": "Doe"})
}

#[track_caller]
fn register(server: &TestServer, email: &str) -> i64 {
    let reply = post(server, "/auth/register", &registration(email)).expect(200);
    reply.json()["id"].as_i64().expect("a number")
}

fn outbox(server: &TestServer) -> PathBuf {
    let folder = server.database().parent().expect("a folder");
    folder.join("outbox")
}

/// The codes that lie in the outbox for this address; they are taken out.
fn take_codes(server: &TestServer, email: &str) -> Vec<String> {
    let mut codes = Vec::new();
    for entry in fs::read_dir(outbox(server)).expect("the outbox") {
        let path = entry.expect("an entry").path();
        let mail = fs::read_to_string(&path).expect("a mail");
        let (head, text) = mail.split_once("\r\n\r\n").expect("a head and a text");
        if head.contains(&format!("\r\nTo: {email}\r\n")) {
            let code = text.lines().next().expect("a line");
            assert!(
                code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit()),
                "{code}"
            );
            codes.push(code.to_owned());
            fs::remove_file(path).expect("it goes");
        }
    }
    codes
}

/// The only code for this address.
#[track_caller]
pub fn take_code(server: &TestServer, email: &str) -> String {
    let mut codes = take_codes(server, email);
    assert_eq!(codes.len(), 1, "one mail to {email}");
    codes.remove(0)
}

/// Six digits that aren't these.
pub fn other(code: &str) -> String {
    let number: u32 = code.parse().expect("digits");
    format!("{:06}", (number + 1) % 1_000_000)
}

fn verify(server: &TestServer, email: &str, code: &str) -> Reply {
    post(
        server,
        "/auth/verify-otp",
        &json!({"email": email, "otp": code}),
    )
}

fn try_login(server: &TestServer, email: &str, password: &str) -> Reply {
    post(
        server,
        "/auth/login",
        &json!({"email": email, "password": password}),
    )
}

#[track_caller]
fn login(server: &TestServer, email: &str) -> Who {
    let reply = try_login(server, email, PASSWORD).expect(200).json();
    let text = |name: &str| reply[name].as_str().expect(name).to_owned();
    let mut who = Who {
        id: 0,
        access: text("access_token"),
        refresh: text("refresh_token"),
    };
    let me = who.get(server, "/auth/me").expect(200).json();
    who.id = me["id"].as_i64().expect("a number");
    who
}

/// Signs up, confirms the address and signs in.
#[track_caller]
fn newcomer(server: &TestServer, email: &str) -> Who {
    register(server, email);
    let code = take_code(server, email);
    verify(server, email, &code).expect(200);
    login(server, email)
}

/// The same as an administrator.
#[track_caller]
fn admin(server: &TestServer) -> Who {
    let who = newcomer(server, "admin@example.com");
    let id = AccountId(who.id);
    let done = server
        .app()
        .store
        .write(move |tx| accounts::set_role(tx, id, Role::Admin));
    done.expect("it is there");
    who
}

/// Sets a status past the API, as the command line does; the sessions stay.
fn set_status(server: &TestServer, id: i64, status: Status) {
    let store = &server.app().store;
    let done = store.write(move |tx| accounts::set_status(tx, AccountId(id), status));
    done.expect("it is there");
}

/// A refusal, to the byte.
#[track_caller]
fn refused(reply: &Reply, status: u16, sentence: &str) {
    let expected = json!({"detail": sentence}).to_string();
    assert_eq!(reply.told(), (status, expected));
    assert_eq!(reply.header("Content-Type"), Some("application/json"));
    assert_eq!(reply.header("Cache-Control"), Some("no-store"));
    let scheme = (status == 401).then_some("Bearer");
    assert_eq!(reply.header("WWW-Authenticate"), scheme);
}

/// A refusal of these fields, to the byte: place, message, type.
#[track_caller]
fn invalid(reply: &Reply, faults: &[(Value, &str, &str)]) {
    let one = |(place, message, kind): &(Value, &str, &str)| json!({"loc": place, "msg": message, "type": kind});
    let list: Vec<Value> = faults.iter().map(one).collect();
    assert_eq!(reply.told(), (422, json!({"detail": list}).to_string()));
    assert_eq!(reply.header("Content-Type"), Some("application/json"));
}

/// That something is done, to the byte.
#[track_caller]
fn done(reply: &Reply, sentence: &str) {
    let expected = json!({"message": sentence}).to_string();
    assert_eq!(reply.told(), (200, expected));
}

/// A success to the byte, but for its moments.
#[track_caller]
fn told(reply: Reply, expected: &str) {
    assert_eq!(masked(&reply.expect(200).text()), expected);
}

/// The text with every moment hidden.
fn masked(text: &str) -> String {
    const SHAPE: &str = "\"0000-00-00T00:00:00.000000Z\"";
    let mut masked = String::new();
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        if rest
            .get(..SHAPE.len())
            .is_some_and(|piece| shape(piece) == SHAPE)
        {
            masked.push_str("\"<time>\"");
            rest = &rest[SHAPE.len()..];
        } else {
            masked.push(letter);
            rest = &rest[letter.len_utf8()..];
        }
    }
    masked
}

fn shape(text: &str) -> String {
    let zero = |letter: char| if letter.is_ascii_digit() { '0' } else { letter };
    text.chars().map(zero).collect()
}

#[test]
fn moments_are_hidden_and_nothing_else() {
    let text = r#"{"at":"2024-12-08T04:11:01.843276Z","n":20241208,"to":null}"#;
    assert_eq!(masked(text), r#"{"at":"<time>","n":20241208,"to":null}"#);
    let naive = r#"{"at":"2024-12-08T04:11:01.843276"}"#;
    assert_eq!(masked(naive), naive);
}
