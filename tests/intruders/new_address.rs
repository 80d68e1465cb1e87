//! A new address on the page: the password first, then a code that went there; and nobody learns who is here.

use std::time::Duration;

use serde_json::{Value, json};

use super::mailbox::{Mail, only, take};
use crate::app::{Browser, code};
use crate::common::{PASSWORD, Reply, TestServer};

const ANN: &str = "ann@example.com";
const NEW: &str = "anna@example.org";
const BOB: &str = "bob@example.com";

fn ask(page: &Browser, email: &str, password: &str) -> Reply {
    let body = json!({"email": email, "password": password});
    page.ask("POST", "/app/address").json(&body).send()
}

fn confirm(page: &Browser, email: &str, code: &str) -> Reply {
    let body = json!({"email": email, "code": code});
    page.ask("PUT", "/app/address").json(&body).send()
}

/// The code that goes to this address when Ann asks for it.
#[track_caller]
fn asked(page: &Browser, email: &str) -> Mail {
    ask(page, email, PASSWORD).expect(200);
    only(take(page.server, email))
}

fn address(page: &Browser) -> Value {
    page.get("/app/me")["account"]["email"].clone()
}

/// Other digits than these.
fn wrong(mail: &Mail) -> String {
    let number: u32 = mail.digits().parse().expect("digits");
    format!("{:06}", (number + 1) % 1_000_000)
}

#[test]
fn it_takes_the_password_and_the_code() {
    let server = TestServer::start();
    let ann = Browser::sign_up(&server, ANN);
    let other = Browser::sign_in(&server, ANN, PASSWORD);
    assert_eq!(
        code(&ask(&ann, NEW, "not the password"), 403),
        "wrong_password"
    );
    assert_eq!(take(&server, NEW).len(), 0);
    let mail = asked(&ann, NEW);
    assert_eq!(address(&ann), ANN, "until then the old one stays");
    assert_eq!(take(&server, ANN).len(), 0);
    assert_eq!(code(&confirm(&ann, NEW, &wrong(&mail)), 400), "wrong_code");
    let me = confirm(&ann, NEW, mail.digits()).expect(200).json();
    assert_eq!(
        (&me["account"]["email"], &me["csrf"]),
        (&json!(NEW), &json!(ann.csrf))
    );
    assert_eq!(address(&other), NEW);
    // A lost answer is given again, and nothing is done twice.
    confirm(&ann, NEW, mail.digits()).expect(200);
    let undo = only(take(&server, ANN));
    let body = json!({"code": undo.letters(), "password": "password456"});
    server
        .post("/app/undo-address")
        .json(&body)
        .send()
        .expect(200);
    assert_eq!(ann.get("/app/me")["account"], Value::Null);
    Browser::sign_in(&server, ANN, "password456");
}

#[test]
fn the_page_has_no_way_past_it() {
    let server = TestServer::start();
    let ann = Browser::sign_up(&server, ANN);
    for path in ["/api/v1/users/me", "/api/v1/users/1"] {
        let body = json!({ "email": NEW });
        ann.ask("PUT", path).json(&body).send().expect(403);
    }
    let body = json!({"email": NEW, "front_name": "Anna"});
    ann.send("PUT", "/app/account", &body);
    assert_eq!(address(&ann), ANN);
    // The same record without another address is as ever.
    let body = json!({"email": ANN, "first_name": "Ann"});
    ann.ask("PUT", "/api/v1/users/me")
        .json(&body)
        .send()
        .expect(200);
}

#[test]
fn whose_an_address_is_is_told_there_alone() {
    let server = TestServer::start();
    let ann = Browser::sign_up(&server, ANN);
    Browser::sign_up(&server, BOB);
    assert_eq!(
        ask(&ann, NEW, PASSWORD).told(),
        ask(&ann, BOB, PASSWORD).told()
    );
    let mail = only(take(&server, BOB));
    assert!(
        !mail.has_code() && !mail.text().contains(ANN),
        "{}",
        mail.text()
    );
    for guess in ["000000", "ABCD-EFGH-JKLM-NPQR"] {
        assert_eq!(
            confirm(&ann, BOB, guess).told(),
            confirm(&ann, "nobody@example.com", guess).told()
        );
    }
    // Nor does the code for one address open another.
    let mail = only(take(&server, NEW));
    confirm(&ann, BOB, mail.letters()).expect(400);
    assert_eq!(address(&ann), ANN);
    for odd in ["", "no address", "a@b"] {
        assert_eq!(code(&ask(&ann, odd, PASSWORD), 400), "fields");
    }
}

#[test]
fn a_code_is_its_accounts_and_for_that_alone() {
    let server = TestServer::start();
    let ann = Browser::sign_up(&server, ANN);
    let bob = Browser::sign_up(&server, BOB);
    let mail = asked(&ann, NEW);
    confirm(&bob, NEW, mail.letters()).expect(400);
    let body = json!({"email": NEW, "otp": mail.letters(), "new_password": "password456"});
    let ask = server.post("/api/v1/auth/reset-password").json(&body);
    ask.send().expect(400);
    let undo = json!({"code": mail.letters(), "password": "password456"});
    server
        .post("/app/undo-address")
        .json(&undo)
        .send()
        .expect(400);
    let bare = server.ask("PUT", "/app/address");
    let bare = bare.json(&json!({"email": NEW, "code": mail.letters()}));
    bare.send().expect(401);
    // Somebody who signs up with it meanwhile has it.
    Browser::sign_up(&server, NEW);
    assert_eq!(
        code(&confirm(&ann, NEW, mail.letters()), 409),
        "email_taken"
    );
}

#[test]
fn guessing_it_is_bounded() {
    let server = TestServer::start();
    let ann = Browser::sign_up(&server, ANN);
    let mail = asked(&ann, NEW);
    for _ in 0..5 {
        confirm(&ann, NEW, &wrong(&mail)).expect(400);
        server.advance(Duration::from_secs(11));
    }
    confirm(&ann, NEW, mail.digits()).expect(400);
    server.advance(Duration::from_secs(11));
    confirm(&ann, NEW, mail.letters()).expect(200);
}

#[test]
fn a_code_ends_after_five_minutes_and_with_the_password() {
    let server = TestServer::start();
    let ann = Browser::sign_up(&server, ANN);
    let mail = asked(&ann, NEW);
    server.advance(Duration::from_secs(301));
    confirm(&ann, NEW, mail.letters()).expect(400);
    let mail = asked(&ann, NEW);
    ann.send(
        "POST",
        "/app/password",
        &json!({"current": PASSWORD, "new": "password456"}),
    );
    confirm(&ann, NEW, mail.letters()).expect(400);
}

#[test]
fn asking_is_bounded_and_leaves_mails_for_a_reset() {
    let server = TestServer::start();
    let ann = Browser::sign_up(&server, ANN);
    let mut mails = 0;
    let refused = loop {
        // Every address another one: they are somebody's.
        let reply = ask(&ann, &format!("somebody{mails}@example.org"), PASSWORD);
        if reply.status != 200 {
            break reply;
        }
        mails += 1;
    };
    assert_eq!(
        (mails, code(&refused, 429)),
        (10, "too_many_tries".to_owned())
    );
    let body = json!({ "email": ANN });
    let ask = server.post("/api/v1/auth/request-password-reset");
    ask.json(&body).send().expect(200);
    assert_eq!(take(&server, ANN).len(), 1);
}

#[test]
fn wrong_passwords_wait_as_elsewhere() {
    let server = TestServer::start();
    let ann = Browser::sign_up(&server, ANN);
    let guess = |at| ask(&ann, NEW, &format!("guess number {at}")).status;
    let statuses: Vec<u16> = (0..12).map(guess).collect();
    assert!(
        statuses[..5].iter().all(|status| *status == 403),
        "{statuses:?}"
    );
    assert!(
        statuses[7..].iter().all(|status| *status == 429),
        "{statuses:?}"
    );
}
