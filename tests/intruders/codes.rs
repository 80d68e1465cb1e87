//! Codes by mail: asking for somebody else's, guessing at them from one network and from many, and codes that
//! were sent before something changed.

use std::time::Duration;

use firststep::domain::account::{AccountId, Status};
use firststep::store::accounts;
use serde_json::{Value, json};

use super::mailbox::{Mail, only, take};
use crate::common::{PASSWORD, Reply, SECRET, TestServer};

const ANN: &str = "ann@example.com";
pub(super) const NEW: &str = "password456";
/// Where Ann signed in, and where nobody did.
const HOME: &str = "192.0.2.1";
pub(super) const CAFE: &str = "198.51.100.7";

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// A server that tells clients apart by what a proxy says of them, at the beginning of a day.
pub(super) fn proxied() -> TestServer {
    let server = TestServer::with(|_, options| {
        options.trusted_proxies = vec!["127.0.0.1".parse().expect("an address")];
    });
    let micros = u64::try_from(server.app().clock.now().micros()).expect("after 1970");
    let since_midnight = Duration::from_secs(micros / 1_000_000 % DAY.as_secs());
    server.advance(DAY.saturating_sub(since_midnight));
    server
}

/// A server's restart, after which its clock is as it was.
fn restart(server: &mut TestServer) {
    restart_under(server, SECRET);
}

/// The same, with this secret.
fn restart_under(server: &mut TestServer, secret: &[u8]) {
    let micros = |server: &TestServer| server.app().clock.now().micros();
    let before = micros(server);
    server.restart_with(|settings| settings.secret = secret.to_vec());
    let behind = u64::try_from(before - micros(server)).expect("it was ahead");
    server.advance(Duration::from_micros(behind));
}

pub(super) fn post(server: &TestServer, from: &str, path: &str, body: &Value) -> Reply {
    let ask = server.post(&format!("/api/v1/auth/{path}")).json(body);
    ask.header("X-Forwarded-For", from).send()
}

fn ask_reset(server: &TestServer, from: &str) -> Reply {
    post(
        server,
        from,
        "request-password-reset",
        &json!({"email": ANN}),
    )
}

fn reset(server: &TestServer, from: &str, code: &str) -> Reply {
    let body = json!({"email": ANN, "otp": code, "new_password": NEW});
    post(server, from, "reset-password", &body)
}

fn verify(server: &TestServer, from: &str, code: &str) -> Reply {
    post(
        server,
        from,
        "verify-otp",
        &json!({"email": ANN, "otp": code}),
    )
}

fn sign_in(server: &TestServer, from: &str, password: &str) -> Reply {
    post(
        server,
        from,
        "login",
        &json!({"email": ANN, "password": password}),
    )
}

fn sign_up(server: &TestServer, from: &str) {
    let body = json!({"email": ANN, "password": PASSWORD, "first_name": "Ann", "last_name": ""});
    post(server, from, "register", &body).expect(200);
}

/// Ann, who has signed in at home.
fn with_ann() -> TestServer {
    let server = proxied();
    server.register(ANN);
    sign_in(&server, HOME, PASSWORD).expect(200);
    server
}

/// A code for Ann that was asked for here.
#[track_caller]
fn code(server: &TestServer, from: &str) -> Mail {
    ask_reset(server, from).expect(200);
    only(take(server, ANN))
}

/// Another code than this one.
fn wrong(mail: &Mail) -> String {
    let number: u32 = mail.digits().parse().expect("digits");
    format!("{:06}", (number + 1) % 1_000_000)
}

/// The strangers' networks.
fn stranger(number: usize) -> String {
    format!("203.0.113.{number}")
}

/// Guesses from so many networks, each with a code of its own, until no guess of theirs counts any more.
fn exhaust(server: &TestServer) -> Vec<Mail> {
    let mut mails = Vec::new();
    for number in 1..=12 {
        let from = stranger(number);
        server.advance(Duration::from_secs(11));
        ask_reset(server, &from).expect(200);
        server.advance(Duration::from_secs(11));
        let sent = take(server, ANN);
        let Some(mail) = sent.iter().find(|mail| mail.has_code()) else {
            mails.extend(sent);
            continue;
        };
        for _ in 0..5 {
            assert_eq!(reset(server, &from, &wrong(mail)).status, 400);
            server.advance(Duration::from_secs(11));
        }
        mails.extend(sent);
        mails.extend(take(server, ANN));
    }
    mails
}

#[test]
fn a_strangers_request_voids_nobodys_code() {
    let server = with_ann();
    let mine = code(&server, HOME);
    for number in 1..=3 {
        ask_reset(&server, &stranger(number)).expect(200);
    }
    assert_eq!(take(&server, ANN).len(), 3, "they came");
    reset(&server, HOME, mine.digits()).expect(200);
}

#[test]
fn nor_does_one_void_a_sign_ups() {
    let server = proxied();
    sign_up(&server, HOME);
    let mine = only(take(&server, ANN));
    let body = json!({"email": ANN});
    post(&server, CAFE, "resend-otp", &body).expect(200);
    let theirs = only(take(&server, ANN));
    for _ in 0..5 {
        verify(&server, CAFE, &wrong(&theirs)).expect(400);
    }
    verify(&server, HOME, mine.digits()).expect(200);
}

#[test]
fn the_owner_has_an_ipv6_64_whole() {
    let server = with_ann();
    let mine = code(&server, "2001:db8::1");
    for _ in 0..5 {
        reset(&server, CAFE, &wrong(&mine));
    }
    server.advance(Duration::from_secs(30));
    reset(&server, CAFE, mine.digits()).expect(400);
    server.advance(Duration::from_secs(11));
    // Their phone has taken another address meanwhile.
    reset(&server, "2001:db8::ffff:2", mine.digits()).expect(200);
    // Nor may another /64 use it again.
    reset(&server, "2001:db8:0:1::1", mine.digits()).expect(400);
    reset(&server, "2001:db8::3", mine.digits()).expect(200);
}

#[test]
fn who_has_the_mail_in_hand_gets_in_from_anywhere() {
    let server = with_ann();
    let mine = code(&server, CAFE);
    for number in 1..=9 {
        for _ in 0..3 {
            reset(&server, &stranger(number), &wrong(&mine));
        }
    }
    assert_eq!(reset(&server, "198.51.100.99", &wrong(&mine)).status, 429);
    // In small letters and without the signs that group them, too.
    let typed = mine.letters().replace('-', "").to_lowercase();
    reset(&server, "198.51.100.99", &typed).expect(200);
    reset(&server, CAFE, mine.letters()).expect(400);
    sign_in(&server, HOME, NEW).expect(200);
}

#[test]
fn strangers_have_fifty_wrong_guesses_a_day_and_the_owner_is_told_once() {
    let mut server = with_ann();
    let mails = exhaust(&server);
    let told: Vec<_> = mails.iter().filter(|mail| !mail.has_code()).collect();
    assert_eq!(told.len(), 1, "one mail tells of it");
    let text = told[0].text();
    assert!(text.contains("guessed a code wrongly 50 times"), "{text}");
    assert!(
        text.contains("Nothing of your account was changed."),
        "{text}"
    );
    // A code of the owner's own, asked for at home, is safe from all of them, also over a restart.
    let mine = code(&server, HOME);
    restart(&mut server);
    reset(&server, CAFE, mine.digits()).expect(400);
    reset(&server, HOME, mine.digits()).expect(200);
    // The next day strangers may ask and guess again.
    server.advance(DAY);
    let mine = code(&server, CAFE);
    reset(&server, CAFE, mine.digits()).expect(200);
}

#[test]
fn twenty_mails_a_day_go_to_an_account_and_strangers_leave_the_owner_some() {
    let mut server = with_ann();
    for number in 1..=14 {
        ask_reset(&server, &stranger(number)).expect(200);
        server.advance(Duration::from_secs(11));
    }
    let mails = take(&server, ANN);
    let codes = mails.iter().filter(|mail| mail.has_code()).count();
    assert_eq!(
        (codes, mails.len()),
        (10, 11),
        "ten codes, one that tells of it"
    );
    let told = mails.iter().find(|mail| !mail.has_code());
    let told = told.expect("one tells of it").text();
    assert!(told.contains("asked for 10 codes"), "{told}");
    assert!(told.contains("wrongly 0 times"), "{told}");
    restart(&mut server);
    ask_reset(&server, CAFE).expect(200);
    assert_eq!(take(&server, ANN).len(), 0);
    for _ in 0..14 {
        ask_reset(&server, HOME).expect(200);
        server.advance(Duration::from_secs(16));
    }
    assert_eq!(take(&server, ANN).len(), 9, "twenty in all");
}

#[test]
fn what_is_asked_for_at_home_leaves_strangers_theirs() {
    let server = with_ann();
    for _ in 0..12 {
        ask_reset(&server, HOME).expect(200);
        server.advance(Duration::from_secs(16));
    }
    take(&server, ANN);
    // It may be the owner, away.
    assert!(code(&server, CAFE).has_code());
}

#[test]
fn who_signed_up_is_no_stranger_there() {
    let server = proxied();
    sign_up(&server, HOME);
    take(&server, ANN);
    let again = |from: &str| {
        post(&server, from, "resend-otp", &json!({"email": ANN})).expect(200);
        server.advance(Duration::from_secs(11));
        take(&server, ANN)
    };
    for number in 1..=14 {
        again(&stranger(number));
    }
    assert_eq!(again(CAFE).len(), 0);
    let mine = only(again(HOME));
    verify(&server, HOME, mine.digits()).expect(200);
}

#[test]
fn a_changed_password_ends_the_codes_before_it() {
    let server = with_ann();
    let mine = code(&server, HOME);
    let token = server.login(ANN, PASSWORD).token;
    let body = json!({"currentPassword": PASSWORD, "newPassword": "something else"});
    let changed = server.post("/api/changepassword").token(&token).json(&body);
    changed.send().expect(200);
    reset(&server, HOME, mine.digits()).expect(400);
    reset(&server, HOME, mine.letters()).expect(400);
    sign_in(&server, HOME, "something else").expect(200);
}

#[test]
fn a_reset_ends_the_codes_of_all_others() {
    let server = with_ann();
    let theirs = code(&server, CAFE);
    let mine = code(&server, HOME);
    reset(&server, HOME, mine.digits()).expect(200);
    reset(&server, CAFE, theirs.digits()).expect(400);
    reset(&server, CAFE, theirs.letters()).expect(400);
}

#[test]
fn a_code_is_good_for_the_address_it_went_to_alone() {
    let server = with_ann();
    let mine = code(&server, HOME);
    let token: Value = sign_in(&server, HOME, PASSWORD).expect(200).json();
    let token = token["access_token"].as_str().expect("a token").to_owned();
    let change = |email: &str| {
        let ask = server.ask("PUT", "/api/v1/users/me").token(&token);
        ask.json(&json!({"email": email})).send().expect(200);
    };
    change("anna@example.com");
    let body = json!({"email": "anna@example.com", "otp": mine.letters(), "new_password": NEW});
    post(&server, HOME, "reset-password", &body).expect(400);
    // Nor does it come back with the address.
    change(ANN);
    reset(&server, HOME, mine.letters()).expect(400);
    reset(&server, HOME, mine.digits()).expect(400);
}

fn set_status(server: &TestServer, status: Status) {
    let store = &server.app().store;
    let done = store.write(move |tx| accounts::set_status(tx, AccountId(1), status));
    done.expect("it is there");
}

#[test]
fn a_suspended_accounts_codes_do_nothing_then_or_later() {
    let server = with_ann();
    let mine = code(&server, HOME);
    set_status(&server, Status::Suspended);
    reset(&server, HOME, mine.letters()).expect(400);
    set_status(&server, Status::Active);
    reset(&server, HOME, mine.letters()).expect(400);
    reset(&server, HOME, mine.digits()).expect(400);
    // Nor where the status alone says so, past the code's end.
    let mine = code(&server, HOME);
    server.sql("update accounts set status = 'suspended'");
    reset(&server, HOME, mine.letters()).expect(400);
    server.sql("update accounts set status = 'active'");
    sign_in(&server, HOME, PASSWORD).expect(200);
}

#[test]
fn what_an_administrator_set_inactive_opens_to_no_code() {
    let server = proxied();
    sign_up(&server, HOME);
    let mine = only(take(&server, ANN));
    server.register("admin@example.com");
    server.sql("update accounts set role = 'admin' where email = 'admin@example.com'");
    let admin = server.login("admin@example.com", PASSWORD);
    let token: Value = {
        let body = json!({"email": admin.email, "password": PASSWORD});
        post(&server, HOME, "login", &body).expect(200).json()
    };
    let token = token["access_token"].as_str().expect("a token");
    let close = || {
        let ask = server.ask("PUT", "/api/v1/users/1").token(token);
        let reply = ask.json(&json!({"status": "inactive"})).send().expect(200);
        assert_eq!(reply.json()["status"], "deactivated");
    };
    close();
    verify(&server, HOME, mine.letters()).expect(400);
    post(&server, HOME, "resend-otp", &json!({"email": ANN})).expect(200);
    assert_eq!(take(&server, ANN).len(), 0, "no code for a closed account");
    // The same of one that was in use.
    set_status(&server, Status::Active);
    sign_in(&server, HOME, PASSWORD).expect(200);
    close();
    post(&server, HOME, "resend-otp", &json!({"email": ANN})).expect(200);
    ask_reset(&server, HOME).expect(200);
    assert_eq!(take(&server, ANN).len(), 0);
    sign_in(&server, HOME, PASSWORD).expect(400);
}

/// What the database keeps of a code is worth nothing without the secret, so with another one the code is none.
#[test]
fn a_code_is_good_under_the_secret_alone_that_it_was_made_under() {
    let mut server = with_ann();
    let mine = code(&server, HOME);
    restart_under(&mut server, b"another secret of the same length as ours is");
    for code in [mine.digits(), mine.letters()] {
        reset(&server, HOME, code).expect(400);
    }
    restart(&mut server);
    reset(&server, HOME, mine.letters()).expect(200);
}

#[test]
fn the_owner_is_told_of_each_day_that_strangers_guess() {
    let server = with_ann();
    for day in 1..=2 {
        let mails = exhaust(&server);
        let told = mails.iter().filter(|mail| !mail.has_code()).count();
        assert_eq!(told, 1, "day {day}");
        server.advance(DAY);
    }
}
