//! Credentials of other kinds, of other families, and of nobody.

use std::time::Duration;

use firststep::domain::account::{AccountId, Role};
use firststep::domain::query::Which;
use firststep::domain::session::Device;
use firststep::services::sessions::{self, Attempt};
use firststep::store::accounts;
use serde_json::json;

use super::{LOST, PASSWORD, logout, own, refused, register, speaks};
use crate::common::TestServer;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// A server where the first account, `example`, is an administrator's, and his session.
fn with_admin() -> (TestServer, String) {
    let server = TestServer::start();
    let session = register(&server, "example");
    let promoted = server
        .app()
        .store
        .write(|tx| accounts::set_role(tx, AccountId(1), Role::Admin));
    promoted.expect("he is there");
    (server, session)
}

fn attempt() -> Attempt<'static> {
    Attempt {
        name: Which::Username("example"),
        password: PASSWORD,
        code: None,
        family: "another",
        device: Device::default(),
    }
}

/// What can't be a session id, or is nobody's.
fn garbage() -> Vec<String> {
    let odd = [
        "00000000-0000-0000-0000-000000000000",
        "ffffffff-ffff-ffff-ffff-ffffffffffff",
        "26f0f94b-b382-4f68-a38b-183b5cd17b7b",
        "26f0f94b-b382-4f68-a38b-183b5cd17b7",
        "26f0f94b-b382-4f68-a38b-183b5cd17b7bb",
        "1",
        "-1",
        "0",
        "null",
        "example",
        "example@example.com",
        "'or'1'='1",
        "a.b.c",
        "..",
        "9223372036854775808",
        "\u{202e}",
        "é",
    ];
    let mut all: Vec<String> = odd.map(str::to_owned).into();
    all.push("x".repeat(4000));
    all
}

fn escaped(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

#[test]
fn what_is_no_session_is_refused_wherever_one_is_taken() {
    let (server, session) = with_admin();
    for id in garbage() {
        refused(&own(&server, &escaped(&id)), 404, LOST);
        refused(&logout(&server, &id), 404, "Session not found");
        if id.is_ascii() {
            let reply = server.raw("GET", "/users").token(&id).send();
            refused(&reply, 401, LOST);
            let reply = server.raw("POST", "/auth/logout").token(&id).send();
            refused(&reply, 401, LOST);
        }
    }
    for header in [
        "",
        "Bearer",
        "Bearer ",
        "garbage",
        "Basic ZXhhbXBsZTpwYXNz",
        &session,
    ] {
        let reply = server
            .raw("GET", "/users")
            .header("Authorization", header)
            .send();
        refused(&reply, 401, LOST);
    }
    let basic = format!("Basic {session}");
    let reply = server.get("/users").header("Authorization", &basic).send();
    refused(&reply, 401, LOST);
    for path in ["/users/%00", "/users/%ff", &format!("/users/{session}%00")] {
        refused(&server.raw("GET", path).send(), 404, "Not found");
    }
    // Old ids by the dozen make nobody wait, and nothing of all this has harmed anybody.
    assert!(speaks(&server, &session));
    server.get("/users").token(&session).send().expect(200);
}

/// An access token is a proof of the same kind; it is good as a bearer's, and no session id.
#[test]
fn another_familys_access_token_is_good_as_a_bearers() {
    let (server, session) = with_admin();
    let signed_in =
        sessions::sign_in(server.app(), attempt(), sessions::access_token(DAY)).expect("he may");
    let token = signed_in.held.text;
    server.get("/users").token(&token).send().expect(200);
    refused(&own(&server, &token), 404, LOST);
    refused(&logout(&server, &token), 404, "Session not found");
    let ask = || server.post("/auth/logout").token(&token);
    ask().send().expect(200);
    refused(&ask().send(), 401, LOST);
    refused(&server.get("/users").token(&token).send(), 401, LOST);
    assert!(speaks(&server, &session), "that was another session");
}

#[test]
fn an_access_token_is_refused_when_its_time_is_over() {
    let (server, _) = with_admin();
    let hour = Duration::from_secs(3600);
    let signed_in =
        sessions::sign_in(server.app(), attempt(), sessions::access_token(hour)).expect("he may");
    server.advance(hour);
    server.advance(Duration::from_secs(1));
    let reply = server.get("/users").token(&signed_in.held.text).send();
    refused(&reply, 401, LOST);
}

#[test]
fn a_refresh_token_is_good_for_nothing_here() {
    let (server, _) = with_admin();
    let lifetime = server.app().policy.flaskapi_tokens;
    let signed_in = sessions::sign_in(server.app(), attempt(), sessions::token_pair(lifetime));
    let pair = signed_in.expect("he may").held;
    let token = pair.refresh.text;
    refused(&server.get("/users").token(&token).send(), 401, LOST);
    refused(&server.post("/auth/logout").token(&token).send(), 401, LOST);
    refused(&own(&server, &token), 404, LOST);
    refused(&logout(&server, &token), 404, "Session not found");
    let access = pair.access.text;
    server.get("/users").token(&access).send().expect(200);
}

/// A short code has waits against guessing. They would be worth nothing if it could be tried here.
#[test]
fn a_short_code_is_looked_up_nowhere() {
    let (server, _) = with_admin();
    let app = server.app();
    for code in ["ABC1234", "0123456789ABCDEFGHIJ"] {
        let opened = sessions::open(
            app,
            AccountId(1),
            "another",
            Device::default(),
            sessions::handle(code.to_owned(), DAY),
        );
        opened.expect("it opens");
        refused(&own(&server, code), 404, LOST);
        refused(&logout(&server, code), 404, "Session not found");
        refused(&server.get("/users").token(code).send(), 401, LOST);
        refused(&server.post("/auth/logout").token(code).send(), 401, LOST);
        sessions::authenticate_handle(app, code, "").expect("it stands all the same");
    }
}

/// A changed password and a deleted account end sessions, through whichever family.
#[test]
fn sessions_end_with_the_password_and_with_the_account() {
    let server = TestServer::start();
    let session = register(&server, "example");
    let body = json!({"email": "example@example.com", "password": PASSWORD});
    let reply = server.post("/api/login").json(&body).send().expect(200);
    let token = reply.json()["loginResult"]["token"].clone();
    let token = token.as_str().expect("a token");
    let body = json!({"currentPassword": PASSWORD, "newPassword": "password456"});
    let change = server.post("/api/changepassword").token(token).json(&body);
    change.send().expect(200);
    assert!(!speaks(&server, &session));
    refused(&logout(&server, &session), 404, "Session not found");
    let reply = super::try_login(&server, "example", PASSWORD);
    refused(&reply, 401, super::WRONG_LOGIN);
    let reply = super::try_login(&server, "example", "password456");
    let session = super::session_of(&reply.expect(200));
    let gone = server.delete("/api/users/example").token(token).send();
    gone.expect(200);
    assert!(!speaks(&server, &session));
    refused(&server.get("/users").token(&session).send(), 401, LOST);
    let reply = super::try_login(&server, "example", "password456");
    refused(&reply, 401, super::WRONG_LOGIN);
}
