//! One mailbox and many accounts: they pass its address on, or all name it, so that it is written without end.

use std::time::Duration;

use serde_json::json;

use super::mailbox::{Mail, only, take};
use crate::app::{Browser, code};
use crate::common::{PASSWORD, Reply, SignedIn, TestServer};

const VICTIM: &str = "victim@elsewhere.example";
const ANN: &str = "ann@example.com";
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// A server a minute into a day, so that none ends meanwhile.
fn server() -> TestServer {
    let server = TestServer::start();
    let into = server.app().clock.now().micros().rem_euclid(86_400_000_000);
    let into = Duration::from_micros(into.unsigned_abs());
    server.advance(DAY.saturating_sub(into) + Duration::from_secs(60));
    server
}

fn change(server: &TestServer, session: &SignedIn, email: &str) -> Reply {
    let ask = server.ask("PUT", "/api/v1/users/me").token(&session.token);
    ask.json(&json!({ "email": email })).send()
}

fn undo(server: &TestServer, told: &Mail) -> Reply {
    let body = json!({"code": told.letters(), "password": PASSWORD});
    server.post("/app/undo-address").json(&body).send()
}

fn ask_reset(server: &TestServer, email: &str) {
    // Nobody waits after the one before.
    server.advance(Duration::from_secs(11));
    let ask = server.post("/api/v1/auth/request-password-reset");
    ask.json(&json!({ "email": email })).send().expect(200);
}

#[test]
fn accounts_that_pass_an_address_on_write_it_no_more_than_one() {
    let server = server();
    let (mut codes, mut others) = (0, 0);
    for at in 0..4 {
        let own = format!("mallory{at}@example.net");
        let session = server.newcomer(&own);
        change(&server, &session, VICTIM).expect(200);
        let told = only(take(&server, &own));
        for _ in 0..9 {
            ask_reset(&server, VICTIM);
        }
        undo(&server, &told).expect(200);
        let mails = take(&server, VICTIM);
        codes += mails.iter().filter(|mail| mail.has_code()).count();
        others += mails.iter().filter(|mail| !mail.has_code()).count();
    }
    assert_eq!((codes, others), (19, 4));
    // The next day begins anew.
    server.advance(DAY);
    let session = server.newcomer("mallory9@example.net");
    change(&server, &session, VICTIM).expect(200);
    ask_reset(&server, VICTIM);
    assert_eq!(take(&server, VICTIM).len(), 1);
}

#[test]
fn accounts_that_ask_for_one_address_write_it_five_mails_and_keep_none_of_its_own() {
    let server = server();
    Browser::sign_up(&server, "bob@example.com");
    let accounts = [0, 1, 2].map(|at| {
        let email = format!("mallory{at}@example.net");
        Browser::sign_up(&server, &email)
    });
    // One that is nobody's, in two ways to write it, and Bob's.
    for names in [
        ["who@b\u{fc}cher.example", "who@xn--bcher-kva.example"],
        ["bob@example.com", "bob@example.com"],
    ] {
        let mut done = Vec::new();
        for at in 0..7 {
            let body = json!({"email": names[at % 2], "password": PASSWORD});
            let ask = accounts[at % 3].ask("POST", "/app/address").json(&body);
            done.push(ask.send());
        }
        let statuses: Vec<u16> = done.iter().map(|reply| reply.status).collect();
        assert_eq!(statuses, [200, 200, 200, 200, 200, 429, 429], "{names:?}");
        assert_eq!(code(&done[6], 429), "too_many_tries");
    }
    assert_eq!(take(&server, "who@xn--bcher-kva.example").len(), 5);
    assert_eq!(take(&server, "bob@example.com").len(), 5);
    ask_reset(&server, "bob@example.com");
    assert_eq!(take(&server, "bob@example.com").len(), 1);
}

/// Each is a mail to whoever has the other address, and another when it is undone.
#[test]
fn a_change_that_was_undone_counts_as_one() {
    let server = server();
    server.register(ANN);
    for _ in 0..5 {
        let session = server.login(ANN, PASSWORD);
        change(&server, &session, VICTIM).expect(200);
        undo(&server, &only(take(&server, ANN))).expect(200);
    }
    let session = server.login(ANN, PASSWORD);
    let refused = change(&server, &session, VICTIM).expect(429);
    let seconds: u64 = refused
        .header("Retry-After")
        .expect("a time")
        .parse()
        .expect("a number");
    assert!((6 * DAY.as_secs()..=7 * DAY.as_secs()).contains(&seconds));
    // No address is kept of what was undone, and nobody is kept from having it.
    server.register(VICTIM);
    server.advance(DAY * 7);
    let session = server.login(ANN, PASSWORD);
    change(&server, &session, "ann@example.org").expect(200);
}

/// Whoever has the session may use up all mails first.
#[test]
fn no_change_goes_through_whose_old_address_cannot_be_told() {
    let server = server();
    let ann = server.newcomer(ANN);
    change(&server, &ann, VICTIM).expect(200);
    undo(&server, &only(take(&server, ANN))).expect(200);
    let ann = server.login(ANN, PASSWORD);
    server.sql("update recipient_totals set notices = 10");
    change(&server, &ann, VICTIM).expect(429);
    assert_eq!(take(&server, ANN).len(), 0);
    server.login(ANN, PASSWORD);
    // Codes are counted apart.
    ask_reset(&server, ANN);
    assert_eq!(take(&server, ANN).len(), 1);
}

#[test]
fn nothing_readable_is_kept_of_whom_mails_went_to() {
    let server = server();
    let ann = server.newcomer(ANN);
    change(&server, &ann, VICTIM).expect(200);
    undo(&server, &only(take(&server, ANN))).expect(200);
    ask_reset(&server, ANN);
    let database = rusqlite::Connection::open(server.database()).expect("the database");
    let read = |sql: &str| {
        let mut statement = database.prepare(sql).expect("it is SQL");
        let rows = statement.query_map((), |row| row.get::<_, String>(0));
        let rows = rows.expect("rows").map(|row| row.expect("a text"));
        rows.collect::<Vec<_>>()
    };
    let hashes = read("select hash from recipient_totals");
    assert_eq!(hashes.len(), 2);
    for hash in &hashes {
        assert!(hash.len() == 64 && hash.bytes().all(|digit| digit.is_ascii_hexdigit()));
    }
    assert_eq!(read("select email from former_addresses"), [""]);
}
