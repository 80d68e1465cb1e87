//! What the mail about a changed address says, and who gets none.

use firststep::domain::moment::Moment;
use serde_json::json;

use super::mailbox::{only, take};
use crate::common::{PASSWORD, TestServer};

const ANN: &str = "ann@example.com";
const EVE: &str = "eve@example.net";

#[test]
fn the_link_is_made_of_the_public_address_alone() {
    for public in [None, Some("https://quiz.example.org")] {
        let server = TestServer::with(|_, options| options.public_url = public.map(str::to_owned));
        let ann = server.newcomer(ANN);
        let body = json!({ "email": EVE }).to_string();
        let raw = server.raw("PUT", "/api/v1/users/me").token(&ann.token);
        let raw = raw.header("X-Forwarded-Host", "evil.example");
        raw.body("application/json", body.as_bytes())
            .send()
            .expect(200);
        let told = only(take(&server, ANN));
        let link = told.letters().replace('-', "");
        let link = format!("https://quiz.example.org/#/undo/{link}");
        assert_eq!(
            told.text().contains(&link),
            public.is_some(),
            "{}",
            told.text()
        );
        assert!(!told.text().contains("evil") && !told.text().contains("127.0.0.1"));
    }
}

#[test]
fn an_address_that_was_never_confirmed_takes_nothing_back() {
    let server = TestServer::start();
    server.register("boss@example.com");
    server.sql("update accounts set role = 'admin'");
    let admin = server.login("boss@example.com", PASSWORD);
    let body = json!({"email": ANN, "password": PASSWORD, "first_name": "A", "last_name": "B"});
    server
        .post("/api/v1/auth/register")
        .json(&body)
        .send()
        .expect(200);
    take(&server, ANN);
    let ask = server.ask("PUT", "/api/v1/users/2").token(&admin.token);
    ask.json(&json!({ "email": EVE })).send().expect(200);
    assert_eq!(take(&server, ANN).len(), 0);
    let again = server.post("/api/v1/auth/resend-otp");
    again.json(&json!({ "email": EVE })).send().expect(200);
    assert_eq!((take(&server, ANN).len(), take(&server, EVE).len()), (0, 1));
}

/// A mail server that is away for more than a day must not cost the account.
#[test]
fn the_mail_to_the_old_address_is_tried_as_long_as_its_code_is_good() {
    let server = TestServer::start();
    let ann = server.newcomer(ANN);
    let ask = server.ask("PUT", "/api/v1/users/me").token(&ann.token);
    ask.json(&json!({ "email": EVE })).send().expect(200);
    let outbox = server.database().with_file_name("outbox");
    let mut mails = std::fs::read_dir(outbox).expect("the outbox");
    let mail = mails.next().expect("a mail").expect("an entry").path();
    let mail = std::fs::read_to_string(mail).expect("a mail");
    let (head, _) = mail.split_once("\r\n\r\n").expect("a head");
    let until = head
        .lines()
        .find_map(|line| line.strip_prefix("X-FirstStep-Good-Until: "));
    let database = rusqlite::Connection::open(server.database()).expect("the database");
    let sql = "select expires_at from former_addresses";
    let end: i64 = database
        .query_row(sql, (), |row| row.get(0))
        .expect("a row");
    let end = Moment::from_micros(end).rfc3339();
    assert_eq!(until, Some(end.as_str()));
}
