//! Signing up under somebody else's address, where addresses are to be confirmed.

use serde_json::{Value, json};

use crate::common::{PASSWORD, TestServer};

const EMAIL: &str = "somebody.else@example.com";

/// A sign-up in each family, and a sign-in.
fn everywhere() -> [(&'static str, Value, &'static str, Value); 6] {
    let mailed = json!({"email": EMAIL, "password": PASSWORD});
    let named = json!({"username": "mallory", "password": PASSWORD});
    let with = |more: Value| {
        let mut body = json!({"email": EMAIL, "password": PASSWORD});
        let body_map = body.as_object_mut().expect("an object");
        body_map.extend(more.as_object().expect("an object").clone());
        body
    };
    [
        (
            "/app/sign-up",
            with(json!({"front_name": "M"})),
            "/app/sign-in",
            json!({"name": EMAIL, "password": PASSWORD}),
        ),
        (
            "/api/register",
            with(json!({"frontName": "M", "lastName": "M"})),
            "/api/login",
            mailed.clone(),
        ),
        (
            "/auth/register",
            with(json!({"username": "mallory"})),
            "/auth/login",
            named.clone(),
        ),
        (
            "/api/user",
            with(json!({"username": "mallory", "name": "M M", "password_confirm": PASSWORD})),
            "/api/auth/login",
            named,
        ),
        (
            "/api/v1/auth/register",
            with(json!({"first_name": "M", "last_name": "M"})),
            "/api/v1/auth/login",
            mailed.clone(),
        ),
        (
            "/creare-cont",
            with(json!({"username": "mallory", "firstName": "M", "lastName": "M"})),
            "/login",
            mailed,
        ),
    ]
}

#[test]
fn no_api_lets_in_who_has_not_confirmed_their_address() {
    for (sign_up, newcomer, sign_in, person) in everywhere() {
        let server = TestServer::with(|settings, _| settings.policy.confirm_email = true);
        let reply = server.post(sign_up).json(&newcomer).send();
        assert!(
            [200, 201].contains(&reply.status),
            "{sign_up}: {}",
            reply.text()
        );
        assert_eq!(sessions(&server), 0, "{sign_up}");
        let refused = server.post(sign_in).json(&person).send();
        assert_ne!(refused.status, 200, "{sign_in}: {}", refused.text());
        assert_eq!(sessions(&server), 0, "{sign_in}");
        let body = json!({"email": EMAIL, "otp": code(&server)});
        server
            .post("/api/v1/auth/verify-otp")
            .json(&body)
            .send()
            .expect(200);
        let reply = server.post(sign_in).json(&person).send();
        assert_eq!(reply.status, 200, "{sign_in}: {}", reply.text());
        assert_eq!(sessions(&server), 1, "{sign_in}");
    }
}

fn sessions(server: &TestServer) -> i64 {
    let database = rusqlite::Connection::open(server.database()).expect("the database");
    let count = database.query_row("select count(*) from sessions", (), |row| row.get(0));
    count.expect("a number")
}

/// The code in the one mail that was sent.
fn code(server: &TestServer) -> String {
    let outbox = server.database().with_file_name("outbox");
    let mut mails = std::fs::read_dir(outbox).expect("the outbox");
    let mail = mails.next().expect("a mail").expect("an entry").path();
    assert!(mails.next().is_none(), "one mail");
    let mail = std::fs::read_to_string(mail).expect("a mail");
    let (_, text) = mail.split_once("\r\n\r\n").expect("a head and a text");
    text.lines().next().expect("a code").to_owned()
}
