//! The way back in without the password.

use std::time::Duration;

use serde_json::{Value, json};

use super::{
    BAD_TOKEN, WRONG_CODE, WRONG_LOGIN, Who, done, invalid, login, newcomer, other, post, refused,
    register, take_code, take_codes, try_login, verify,
};
use crate::common::{PASSWORD, Reply, TestServer};

const ANN: &str = "ann@example.com";
const NEW: &str = "password456";
const SENT: &str = "If this email is registered, a password reset OTP has been sent.";

fn request(server: &TestServer, email: &str) -> Reply {
    post(
        server,
        "/auth/request-password-reset",
        &json!({"email": email}),
    )
}

fn reset(server: &TestServer, email: &str, code: &str, password: &str) -> Reply {
    let body = json!({"email": email, "otp": code, "new_password": password});
    post(server, "/auth/reset-password", &body)
}

#[test]
fn a_new_password_ends_every_session() {
    let server = TestServer::start();
    let first = newcomer(&server, ANN);
    let second = login(&server, ANN);
    let elsewhere = server.login(ANN, PASSWORD);
    done(&request(&server, ANN), SENT);
    let code = take_code(&server, ANN);
    first.get(&server, "/auth/me").expect(200);
    done(
        &reset(&server, ANN, &code, NEW),
        "Password has been reset successfully.",
    );
    for who in [&first, &second] {
        refused(&who.get(&server, "/auth/me"), 401, BAD_TOKEN);
        let body = json!({"refresh_token": who.refresh});
        refused(
            &post(&server, "/auth/refresh", &body),
            401,
            "Invalid refresh token",
        );
    }
    assert_eq!(
        server
            .get("/api/profile")
            .token(&elsewhere.token)
            .send()
            .status,
        401
    );
    refused(&try_login(&server, ANN, PASSWORD), 401, WRONG_LOGIN);
    try_login(&server, ANN, NEW).expect(200);
}

#[test]
fn nobody_learns_who_is_here() {
    let server = TestServer::start();
    newcomer(&server, ANN);
    register(&server, "new@example.com");
    take_codes(&server, "new@example.com");
    let replies: Vec<(u16, String)> = [ANN, "new@example.com", "nobody@example.com"]
        .map(|email| request(&server, email).told())
        .to_vec();
    let expected = (200, json!({"message": SENT}).to_string());
    assert_eq!(replies, vec![expected; 3]);
    assert_eq!(
        take_codes(&server, "new@example.com").len(),
        0,
        "it isn't active"
    );
    server.advance(Duration::from_secs(16 * 60));
    for email in [ANN, "new@example.com", "nobody@example.com"] {
        refused(&reset(&server, email, "123456", NEW), 400, WRONG_CODE);
    }
}

#[test]
fn a_code_may_be_guessed_five_times_and_lasts_five_minutes() {
    let server = TestServer::start();
    newcomer(&server, ANN);
    request(&server, ANN).expect(200);
    let code = take_code(&server, ANN);
    server.advance(Duration::from_secs(4 * 60));
    for _ in 0..4 {
        refused(&reset(&server, ANN, &other(&code), NEW), 400, WRONG_CODE);
    }
    server.advance(Duration::from_secs(10));
    refused(&reset(&server, ANN, &other(&code), NEW), 400, WRONG_CODE);
    server.advance(Duration::from_secs(10));
    refused(&reset(&server, ANN, &code, NEW), 400, WRONG_CODE);
    server.advance(Duration::from_secs(16 * 60));
    request(&server, ANN).expect(200);
    let code = take_code(&server, ANN);
    server.advance(Duration::from_secs(5 * 60));
    refused(&reset(&server, ANN, &code, NEW), 400, WRONG_CODE);
    login(&server, ANN);
}

#[test]
fn a_code_is_good_for_what_it_was_sent_for() {
    let server = TestServer::start();
    register(&server, "new@example.com");
    let confirming = take_code(&server, "new@example.com");
    refused(
        &reset(&server, "new@example.com", &confirming, NEW),
        400,
        WRONG_CODE,
    );
    newcomer(&server, ANN);
    request(&server, ANN).expect(200);
    let resetting = take_code(&server, ANN);
    refused(&verify(&server, ANN, &resetting), 400, WRONG_CODE);
    reset(&server, ANN, &resetting, NEW).expect(200);
}

#[test]
fn a_bad_new_password_leaves_the_code_as_it_is() {
    let server = TestServer::start();
    newcomer(&server, ANN);
    request(&server, ANN).expect(200);
    let code = take_code(&server, ANN);
    let place = || json!(["body", "new_password"]);
    let short = "String should have at least 8 characters";
    invalid(
        &reset(&server, ANN, &code, "1234567"),
        &[(place(), short, "string_too_short")],
    );
    let long = "Value error, should have at most 72 bytes";
    invalid(
        &reset(&server, ANN, &code, &"x".repeat(73)),
        &[(place(), long, "value_error")],
    );
    reset(&server, ANN, &code, NEW).expect(200);
}

#[test]
fn requests_without_end_wait() {
    let server = TestServer::start();
    newcomer(&server, ANN);
    let statuses: Vec<u16> = (0..10).map(|_| request(&server, ANN).status).collect();
    assert!(statuses.contains(&429), "{statuses:?}");
    let strangers: Vec<u16> = (0..10)
        .map(|_| request(&server, "nobody@example.com").status)
        .collect();
    assert!(strangers.contains(&429), "{strangers:?}");
    // Codes have waits of their own: the owner still signs in.
    let who: Who = login(&server, ANN);
    who.get(&server, "/auth/me").expect(200);
}

#[test]
fn an_account_deleted_meanwhile_is_just_not_there() {
    let server = TestServer::start();
    let admin = super::admin(&server);
    let ann = newcomer(&server, ANN);
    request(&server, ANN).expect(200);
    let code = take_code(&server, ANN);
    admin
        .delete(&server, &format!("/users/{}", ann.id))
        .expect(200);
    refused(&reset(&server, ANN, &code, NEW), 400, WRONG_CODE);
    let again: Value = post(&server, "/auth/register", &super::registration(ANN))
        .expect(200)
        .json();
    assert_ne!(again["id"], ann.id, "a number is never given twice");
    refused(&reset(&server, ANN, &code, NEW), 400, WRONG_CODE);
}

/// What the published app sends to see whether a code is right.
const PLACEHOLDER: &str = "dummyPassword123";
const VERIFIED: &str = "OTP verified. Choose a new password.";
const CHANGED: &str = "Password has been reset successfully.";

/// A server that tells clients apart by what a proxy says of them.
fn proxied() -> TestServer {
    TestServer::with(|_, options| {
        options.trusted_proxies = vec!["127.0.0.1".parse().expect("an address")];
    })
}

/// A reset from this address.
fn reset_from(server: &TestServer, address: &str, code: &str, password: &str) -> Reply {
    let body = json!({"email": ANN, "otp": code, "new_password": password});
    let ask = server.post("/api/v1/auth/reset-password").json(&body);
    ask.header("X-Forwarded-For", address).send()
}

#[test]
fn the_apps_placeholder_only_checks_the_code() {
    let server = TestServer::start();
    let ann = newcomer(&server, ANN);
    request(&server, ANN).expect(200);
    let code = take_code(&server, ANN);
    refused(
        &reset(&server, ANN, &other(&code), PLACEHOLDER),
        400,
        WRONG_CODE,
    );
    for _ in 0..2 {
        done(&reset(&server, ANN, &code, PLACEHOLDER), VERIFIED);
        ann.get(&server, "/auth/me").expect(200);
        refused(&try_login(&server, ANN, PLACEHOLDER), 401, WRONG_LOGIN);
    }
    login(&server, ANN);
    done(&reset(&server, ANN, &code, NEW), CHANGED);
    refused(&ann.get(&server, "/auth/me"), 401, BAD_TOKEN);
    try_login(&server, ANN, NEW).expect(200);
    // Nor does it become anybody's password afterwards.
    done(&reset(&server, ANN, &code, PLACEHOLDER), VERIFIED);
    server.advance(Duration::from_secs(60));
    refused(&try_login(&server, ANN, PLACEHOLDER), 401, WRONG_LOGIN);
    try_login(&server, ANN, NEW).expect(200);
}

#[test]
fn the_placeholder_is_no_matter_of_strength() {
    let server = TestServer::with(|settings, _| settings.policy.strict_passwords = true);
    let unknown = reset(&server, "nobody@example.com", "123456", PLACEHOLDER);
    refused(&unknown, 400, WRONG_CODE);
}

#[test]
fn a_used_code_is_good_again_for_five_minutes_where_it_was_used() {
    let server = proxied();
    newcomer(&server, ANN);
    request(&server, ANN).expect(200);
    let code = take_code(&server, ANN);
    server.advance(Duration::from_secs(4 * 60));
    done(&reset_from(&server, "192.0.2.1", &code, NEW), CHANGED);
    for stranger in ["192.0.2.2", "127.0.0.1"] {
        let reply = reset_from(&server, stranger, &code, "password789");
        refused(&reply, 400, WRONG_CODE);
    }
    try_login(&server, ANN, NEW).expect(200);
    server.advance(Duration::from_secs(4 * 60));
    done(
        &reset_from(&server, "192.0.2.1", &code, "password789"),
        CHANGED,
    );
    try_login(&server, ANN, "password789").expect(200);
    // The second use gives no further time.
    server.advance(Duration::from_secs(61));
    refused(
        &reset_from(&server, "192.0.2.1", &code, NEW),
        400,
        WRONG_CODE,
    );
}

#[test]
fn a_code_is_used_again_five_times_at_the_most() {
    let server = TestServer::start();
    newcomer(&server, ANN);
    request(&server, ANN).expect(200);
    let code = take_code(&server, ANN);
    for _ in 0..5 {
        done(&reset(&server, ANN, &code, NEW), CHANGED);
    }
    refused(&reset(&server, ANN, &code, NEW), 400, WRONG_CODE);
}

#[test]
fn a_strangers_wrong_codes_take_nothing_from_the_owner() {
    let server = proxied();
    newcomer(&server, ANN);
    request(&server, ANN).expect(200);
    let code = take_code(&server, ANN);
    let mut refusals = Vec::new();
    for stranger in 1..=9 {
        let address = format!("192.0.2.{stranger}");
        for _ in 0..3 {
            refusals.push(reset_from(&server, &address, &other(&code), NEW).status);
        }
    }
    assert!(
        refusals.iter().all(|status| [400, 429].contains(status)),
        "{refusals:?}"
    );
    // All strangers together have no tries left, even for the right one.
    server.advance(Duration::from_secs(30));
    let reply = reset_from(&server, "192.0.2.77", &code, NEW);
    refused(&reply, 400, WRONG_CODE);
    // The owner, from where they asked, has all of theirs, and waits for nobody.
    for _ in 0..3 {
        refused(&reset(&server, ANN, &other(&code), NEW), 400, WRONG_CODE);
    }
    done(&reset(&server, ANN, &code, NEW), CHANGED);
}

#[test]
fn another_code_ends_the_one_that_was_used() {
    let server = TestServer::start();
    newcomer(&server, ANN);
    request(&server, ANN).expect(200);
    let first = take_code(&server, ANN);
    done(&reset(&server, ANN, &first, NEW), CHANGED);
    request(&server, ANN).expect(200);
    let second = take_code(&server, ANN);
    if first != second {
        refused(&reset(&server, ANN, &first, NEW), 400, WRONG_CODE);
    }
    done(&reset(&server, ANN, &second, NEW), CHANGED);
}
