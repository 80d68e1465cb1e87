//! The code that confirms an address: six digits, five minutes, five tries, once.

use std::collections::HashSet;
use std::fs;
use std::time::Duration;

use firststep::domain::account::Status;
use serde_json::json;

use super::{
    WRONG_CODE, admin, done, login, newcomer, other, outbox, post, refused, register, set_status,
    take_code, take_codes, told, try_login, verify,
};
use crate::common::{PASSWORD, TestServer, at_once};

const ANN: &str = "ann@example.com";
const MINUTE: Duration = Duration::from_secs(60);

#[test]
fn the_right_code_activates_once() {
    let server = TestServer::start();
    register(&server, ANN);
    let code = take_code(&server, ANN);
    let expected = r#"{"message":"OTP verified, account activated","user":{"id":1,"email":"ann@example.com","first_name":"John","last_name":"Doe","role":"user","status":"active","created_at":"<time>"}}"#;
    told(
        verify(&server, &ANN.to_uppercase(), &format!(" {code} ")),
        expected,
    );
    refused(&verify(&server, ANN, &code), 400, WRONG_CODE);
    login(&server, ANN);
}

#[test]
fn a_code_may_be_guessed_five_times() {
    let server = TestServer::start();
    register(&server, ANN);
    let code = take_code(&server, ANN);
    for _ in 0..4 {
        refused(&verify(&server, ANN, &other(&code)), 400, WRONG_CODE);
    }
    verify(&server, ANN, &code).expect(200);
    register(&server, "bob@example.com");
    let code = take_code(&server, "bob@example.com");
    for _ in 0..5 {
        refused(
            &verify(&server, "bob@example.com", &other(&code)),
            400,
            WRONG_CODE,
        );
    }
    refused(&verify(&server, "bob@example.com", &code), 400, WRONG_CODE);
    refused(
        &try_login(&server, "bob@example.com", PASSWORD),
        400,
        super::NOT_ACTIVE,
    );
}

#[test]
fn tries_at_once_are_counted_too() {
    let server = TestServer::start();
    register(&server, ANN);
    let code = take_code(&server, ANN);
    at_once(5, |_| {
        refused(&verify(&server, ANN, &other(&code)), 400, WRONG_CODE);
    });
    refused(&verify(&server, ANN, &code), 400, WRONG_CODE);
}

#[test]
fn a_code_used_at_once_works_once() {
    let server = TestServer::start();
    register(&server, ANN);
    let code = take_code(&server, ANN);
    let statuses = at_once(4, |_| verify(&server, ANN, &code).status);
    let good = statuses.iter().filter(|status| **status == 200).count();
    assert_eq!(good, 1, "{statuses:?}");
}

#[test]
fn a_code_lasts_five_minutes() {
    let server = TestServer::start();
    register(&server, ANN);
    register(&server, "bob@example.com");
    let (ann, bob) = (
        take_code(&server, ANN),
        take_code(&server, "bob@example.com"),
    );
    server.advance(Duration::from_secs(5 * 60 - 5));
    verify(&server, ANN, &ann).expect(200);
    server.advance(Duration::from_secs(5));
    refused(&verify(&server, "bob@example.com", &bob), 400, WRONG_CODE);
}

#[test]
fn what_is_no_code_and_whose_it_isnt_is_refused_alike() {
    let server = TestServer::start();
    register(&server, ANN);
    register(&server, "bob@example.com");
    let code = take_code(&server, ANN);
    refused(&verify(&server, "bob@example.com", &code), 400, WRONG_CODE);
    refused(
        &verify(&server, "nobody@example.com", &code),
        400,
        WRONG_CODE,
    );
    // Each from a fresh start, so that none has to wait.
    for wrong in ["x", "12345", "1234567", "' or 1=1 --", "１２３４５６", "%"] {
        refused(&verify(&server, ANN, wrong), 400, WRONG_CODE);
        server.advance(MINUTE * 16);
    }
}

#[test]
fn nobody_whom_an_administrator_shut_out_comes_back_by_a_code() {
    let server = TestServer::start();
    let admin = admin(&server);
    for (at, status) in ["suspended", "deactivated"].into_iter().enumerate() {
        let email = format!("user{at}@example.com");
        let id = register(&server, &email);
        let code = take_code(&server, &email);
        let body = json!({"status": status});
        admin
            .put(&server, &format!("/users/{id}"), &body)
            .expect(200);
        refused(&verify(&server, &email, &code), 400, WRONG_CODE);
        let ask = json!({"email": email});
        post(&server, "/auth/resend-otp", &ask).expect(200);
        post(&server, "/auth/request-password-reset", &ask).expect(200);
        assert_eq!(
            take_codes(&server, &email).len(),
            0,
            "no mail to a {status} account"
        );
        let user = admin
            .get(&server, &format!("/users/{id}"))
            .expect(200)
            .json();
        assert_eq!(user["status"], status);
        server.advance(MINUTE * 16);
    }
}

#[test]
fn another_code_can_be_asked_for_and_ends_the_one_before() {
    let server = TestServer::start();
    register(&server, ANN);
    let first = take_code(&server, ANN);
    let sent = "If this account is waiting to be verified, a new OTP has been sent.";
    let body = json!({"email": ANN});
    done(&post(&server, "/auth/resend-otp", &body), sent);
    let second = take_code(&server, ANN);
    if first != second {
        refused(&verify(&server, ANN, &first), 400, WRONG_CODE);
    }
    verify(&server, ANN, &second).expect(200);
    // The same to the byte for who needs none and for who isn't here, and no mail to them.
    server.advance(MINUTE * 16);
    for email in [ANN, "nobody@example.com"] {
        done(
            &post(&server, "/auth/resend-otp", &json!({"email": email})),
            sent,
        );
    }
    assert_eq!(
        fs::read_dir(outbox(&server)).expect("the outbox").count(),
        0
    );
}

#[test]
fn guesses_wait_and_quiet_ends_the_wait() {
    let server = TestServer::start();
    register(&server, ANN);
    let code = take_code(&server, ANN);
    let mut told = Vec::new();
    for _ in 0..8 {
        let reply = verify(&server, ANN, &other(&code));
        if reply.status == 429 {
            refused(&reply, 429, "Too many attempts. Please try again later.");
            let wait: u32 = reply
                .header("Retry-After")
                .expect("it")
                .parse()
                .expect("seconds");
            assert!((1..=10).contains(&wait));
        }
        told.push(reply.status);
    }
    assert_eq!(told[..6], [400; 6]);
    assert!(told.contains(&429), "{told:?}");
    // An address that isn't here waits just the same.
    let statuses: Vec<u16> = (0..8)
        .map(|_| verify(&server, "nobody@example.com", "123456").status)
        .collect();
    assert!(statuses.contains(&429), "{statuses:?}");
    server.advance(MINUTE * 15);
    post(&server, "/auth/resend-otp", &json!({"email": ANN})).expect(200);
    let code = take_code(&server, ANN);
    verify(&server, ANN, &code).expect(200);
}

#[test]
fn mails_cannot_be_asked_for_without_end() {
    let server = TestServer::start();
    register(&server, ANN);
    let ask = || post(&server, "/auth/resend-otp", &json!({"email": ANN})).status;
    let statuses: Vec<u16> = (0..10).map(|_| ask()).collect();
    assert!(statuses.contains(&429), "{statuses:?}");
    assert!(take_codes(&server, ANN).len() <= 8);
}

#[test]
fn codes_are_all_kinds_of_six_digits_and_not_in_the_database() {
    let server = TestServer::start();
    let mut codes = HashSet::new();
    for at in 0..12 {
        let email = format!("user{at}@example.com");
        register(&server, &email);
        codes.insert(take_code(&server, &email));
    }
    assert!(codes.len() > 10, "{codes:?}");
    // Digits turn up in moments too: whatever text is kept with a code is looked at.
    let database = rusqlite::Connection::open(server.database()).expect("the database");
    let mut statement = database.prepare("select * from codes").expect("SQL");
    let columns = statement.column_count();
    let texts = |row: &rusqlite::Row| {
        let values = (0..columns).map(|at| row.get::<_, rusqlite::types::Value>(at));
        values.collect::<Result<Vec<_>, _>>()
    };
    let rows = statement.query_map((), texts).expect("rows");
    let rows: Vec<_> = rows.map(|row| row.expect("a row")).collect();
    assert_eq!(rows.len(), 12);
    let kept: Vec<String> = rows.concat().into_iter().filter_map(text).collect();
    assert_eq!(
        kept.iter().filter(|text| text.len() == 64).count(),
        24,
        "hashes"
    );
    for code in codes {
        assert!(
            !kept
                .iter()
                .any(|text| text.contains(&code) && text.len() < 64),
            "{code}"
        );
    }
}

/// The text of a value in the database, if it is one.
fn text(value: rusqlite::types::Value) -> Option<String> {
    match value {
        rusqlite::types::Value::Text(text) => Some(text),
        _ => None,
    }
}

/// A code that was sent before an account became active by other means does nothing.
#[test]
fn a_code_is_of_no_use_to_an_active_account() {
    let server = TestServer::start();
    let id = register(&server, ANN);
    let code = take_code(&server, ANN);
    set_status(&server, id, Status::Active);
    refused(&verify(&server, ANN, &code), 400, WRONG_CODE);
    login(&server, ANN);
    newcomer(&server, "bob@example.com");
}
