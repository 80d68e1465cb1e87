//! What was proven with the password and not yet written, while the account's owner ends the session or takes the
//! account back: either comes first, and then the other is refused.

use std::time::Duration;

use serde_json::json;

use super::mailbox::take;
use super::second_factor::guard;
use crate::app::Browser;
use crate::common::{PASSWORD, TestServer, at_once};

/// How often each race is run: hashing makes the writer lose all but a few.
const ROUNDS: usize = 4;
const NEW: &str = "password456";

/// Both at once; what each is answered.
fn race(server: &TestServer, [first, second]: [&(dyn Fn() -> u16 + Sync); 2]) -> [u16; 2] {
    let answers = at_once(2, |which| if which == 0 { first() } else { second() });
    // Waits after wrong passwords, and the limit of sign-ups, are no part of it.
    server.advance(Duration::from_secs(16 * 60));
    [answers[0], answers[1]]
}

#[test]
fn a_session_that_is_ended_changes_no_password_any_more() {
    let server = TestServer::start();
    for round in 0..ROUNDS {
        let email = format!("ann{round}@example.com");
        let own = Browser::sign_up(&server, &email);
        let thief = Browser::sign_in(&server, &email, PASSWORD);
        let end = || own.ask("DELETE", "/app/sessions").send().status;
        let body = json!({"current": PASSWORD, "new": NEW});
        let change = || {
            let ask = thief.ask("POST", "/app/password").json(&body);
            ask.send().status
        };
        let answers = race(&server, [&end, &change]);
        assert!(matches!(answers, [200, 401] | [401, 200]), "{answers:?}");
        let stays = answers[0] == 200;
        let body = json!({"name": email, "password": if stays { PASSWORD } else { NEW }});
        server.post("/app/sign-in").json(&body).send().expect(200);
    }
}

#[test]
fn a_session_that_is_ended_deletes_no_account_any_more() {
    let server = TestServer::start();
    for round in 0..ROUNDS {
        let email = format!("ann{round}@example.com");
        let own = Browser::sign_up(&server, &email);
        let thief = Browser::sign_in(&server, &email, PASSWORD);
        let end = || own.ask("DELETE", "/app/sessions").send().status;
        let body = json!({"password": PASSWORD});
        let leave = || {
            let ask = thief.ask("DELETE", "/app/account").json(&body);
            ask.send().status
        };
        let answers = race(&server, [&end, &leave]);
        assert!(matches!(answers, [200, 401] | [401, 200]), "{answers:?}");
    }
}

#[test]
fn an_app_password_under_way_does_not_outlive_an_undo() {
    let server = TestServer::start();
    for round in 0..ROUNDS {
        let email = format!("ann{round}@example.com");
        let ann = guard(Browser::sign_up(&server, &email));
        let held = server.login(&email, &ann.app_password("Phone").1).token;
        let evil = json!({"email": format!("mallory{round}@example.net")});
        let ask = server.ask("PUT", "/api/v1/users/me").token(&held);
        ask.json(&evil).send().expect(200);
        let mails = take(&server, &email);
        let told = mails.iter().find(|mail| mail.text().contains("/#/undo"));
        let undo = json!({"code": told.expect("it is told").letters(), "password": NEW});
        let undo = || server.post("/app/undo-address").json(&undo).send().status;
        let make = |code: &str| {
            let body = json!({"name": "Mallory's", "password": PASSWORD, "code": code});
            let ask = ann.page.ask("POST", "/app/app-passwords").json(&body);
            ask.send().status
        };
        let codes = &ann.recovery_codes;
        let answers = at_once(4, |which| {
            if which == 0 {
                undo()
            } else {
                make(&codes[which])
            }
        });
        assert_eq!(answers[0], 200);
        assert_eq!(app_passwords(&server), 0, "round {round}: {answers:?}");
    }
}

/// Whoever leaves has no mail of theirs lying here, whenever it was written.
#[test]
fn no_mail_is_left_of_an_account_that_is_deleted_meanwhile() {
    let server = TestServer::start();
    for round in 0..2 * ROUNDS {
        let email = format!("ann{round}@example.com");
        let ann = server.newcomer(&email);
        let id = round + 1;
        let change = || {
            let body = json!({"email": format!("anna{round}@example.org")});
            let ask = server.ask("PUT", "/api/v1/users/me").token(&ann.token);
            ask.json(&body).send().status
        };
        let leave = || {
            let path = format!("/api/deleteuser/{}", ann.username);
            let ask = server.ask("DELETE", &path).token(&ann.token);
            ask.send().status
        };
        let answers = race(&server, [&change, &leave]);
        assert_eq!(answers[1], 200, "{answers:?}");
        let outbox = server.database().with_file_name("outbox");
        let names = std::fs::read_dir(outbox).expect("the outbox");
        let names = names.map(|entry| entry.expect("an entry").file_name());
        let left = names.filter(|name| name.to_string_lossy().starts_with(&format!("{id}-")));
        assert_eq!(left.count(), 0, "{answers:?}");
    }
}

/// How many app passwords all accounts have.
fn app_passwords(server: &TestServer) -> i64 {
    let database = rusqlite::Connection::open(server.database()).expect("the database");
    let sql = "select count(*) from app_passwords";
    let count = database.query_row(sql, [], |row| row.get(0));
    count.expect("a count")
}
