//! The machine's clock was ahead, and is set right while the server runs: nothing that was kept meanwhile is
//! believed for as long as it says, and nobody waits for the clock to catch up.

use std::time::Duration;

use firststep::domain::account::{AccountId, Role};
use firststep::store;
use serde_json::json;

use super::doors::all;
use super::{everywhere, knows, newcomer};
use crate::app::Browser;
use crate::common::{PASSWORD, TestServer};
use crate::intruders::mailbox;
use crate::samples;

const AHEAD: Duration = Duration::from_secs(5 * 365 * 24 * 60 * 60);

/// Sets the clock right again.
fn right(server: &TestServer) {
    server.app().clock.set_back(Duration::ZERO);
}

#[test]
fn sign_ins_of_a_clock_that_was_ahead_end_with_it() {
    let server = TestServer::start();
    server.advance(AHEAD);
    let person = newcomer(&server, &all()[0], "ann");
    let held = everywhere(&server, &person, PASSWORD);
    let all_know = |held: &[String]| {
        let each = all().iter().zip(held);
        each.map(|(door, held)| knows(&server, door, held, &person))
            .collect::<Vec<_>>()
    };
    assert_eq!(all_know(&held), [true; 6]);
    right(&server);
    assert_eq!(all_know(&held), [false; 6], "they would be good for years");
    let again = everywhere(&server, &person, PASSWORD);
    assert_eq!(all_know(&again), [true; 6]);
}

/// A clock that the network corrects goes back by seconds; whoever has just signed in stays so.
#[test]
fn a_clock_that_goes_back_a_little_signs_nobody_out() {
    let server = TestServer::start();
    server.advance(Duration::from_secs(4 * 60));
    let person = newcomer(&server, &all()[0], "ann");
    let held = everywhere(&server, &person, PASSWORD);
    right(&server);
    for (door, held) in all().iter().zip(&held) {
        assert!(knows(&server, door, held, &person), "{}", door.family);
    }
}

#[test]
fn a_refresh_token_of_a_clock_that_was_ahead_is_none() {
    let server = TestServer::with(|settings, _| {
        settings.policy.idle_lifetime = Duration::from_secs(100 * 24 * 60 * 60);
    });
    let person = newcomer(&server, &all()[2], "ann");
    let body = json!({"username": person.username, "password": PASSWORD});
    let sign_in = || {
        let reply = server
            .post("/api/auth/login")
            .json(&body)
            .send()
            .expect(200);
        let token = &reply.json()["results"]["refresh_token"];
        token.as_str().expect("a token").to_owned()
    };
    let refresh = |token: &str| server.get("/api/refresh").token(token).send();
    let early = sign_in();
    server.advance(Duration::from_secs(60 * 24 * 60 * 60));
    let late = refresh(&early).expect(200).json()["results"]["refresh_token"].clone();
    right(&server);
    for token in [&early, late.as_str().expect("a token")] {
        assert_eq!(refresh(token).status, 401);
    }
    refresh(&sign_in()).expect(200);
}

/// An unused session ends after a while, counted from when it was used by the clock that is right.
#[test]
fn what_was_used_under_a_clock_that_was_ahead_is_unused_as_soon_as_ever() {
    let minutes = |count: u64| Duration::from_secs(60 * count);
    let server = TestServer::with(|settings, _| {
        settings.policy.idle_lifetime = minutes(120);
    });
    let person = newcomer(&server, &all()[0], "ann");
    let held = everywhere(&server, &person, PASSWORD);
    // By a token and by a handle: those that last for so long.
    let both_know = || {
        let each = all().iter().zip(&held).take(2);
        let known: Vec<bool> = each
            .map(|(door, held)| knows(&server, door, held, &person))
            .collect();
        known
    };
    server.advance(minutes(100));
    assert_eq!(both_know(), [true; 2]);
    right(&server);
    assert_eq!(both_know(), [true; 2]);
    server.advance(minutes(110));
    assert_eq!(both_know(), [true; 2]);
    right(&server);
    assert_eq!(both_know(), [true; 2]);
    server.advance(minutes(130));
    assert_eq!(both_know(), [false; 2]);
}

/// A client that lost the answer may ask again for ten seconds: not for minutes, because a clock went back.
#[test]
fn a_clock_that_goes_back_a_little_gives_no_used_refresh_token_more_time() {
    let server = TestServer::start();
    let person = newcomer(&server, &all()[2], "ann");
    let body = json!({"username": person.username, "password": PASSWORD});
    let ask = server.post("/api/auth/login").json(&body);
    let signed_in = ask.send().expect(200).json();
    let used = signed_in["results"]["refresh_token"].as_str();
    let refresh = || {
        let ask = server.get("/api/refresh");
        ask.token(used.expect("a token")).send()
    };
    server.advance(Duration::from_secs(4 * 60));
    refresh().expect(200);
    refresh().expect(200);
    right(&server);
    assert_eq!(refresh().status, 401);
}

#[test]
fn waits_after_wrong_passwords_are_as_long_as_ever() {
    let server = TestServer::start();
    let person = newcomer(&server, &all()[0], "ann");
    let login = |password: &str| {
        let body = json!({"email": person.email, "password": password});
        server.post("/api/login").json(&body).send()
    };
    server.advance(AHEAD);
    while login("a wrong password").status == 401 {}
    right(&server);
    let refused = login(PASSWORD);
    assert_eq!(refused.status, 429);
    let wait = refused.header("Retry-After").expect("a header").to_owned();
    let wait: u64 = wait.parse().expect("seconds");
    assert!(wait <= 10, "{wait}");
    server.advance(Duration::from_secs(10));
    login(PASSWORD).expect(200);
}

#[test]
fn links_and_codes_of_a_clock_that_was_ahead_are_none() {
    let server = TestServer::start();
    let ann = Browser::sign_up(&server, "ann@example.com");
    let answers = &samples::documented_answers()["input"];
    ann.send("POST", "/app/results", &json!({"answers": answers}));
    let link = |browser: &Browser| {
        let share = browser.send("POST", "/app/shares", &json!({"result": 1, "days": 7}));
        format!("/app/shared/{}", share["key"].as_str().expect("a key"))
    };
    let ask = || {
        let body = json!({"email": "ann@example.com"});
        let ask = server.post("/api/v1/auth/request-password-reset");
        ask.json(&body).send().expect(200);
        let mails = mailbox::take(&server, "ann@example.com");
        mails[0].letters().to_owned()
    };
    let reset = |code: &str| {
        let body = json!({"email": "ann@example.com", "otp": code, "new_password": "password456"});
        let ask = server.post("/api/v1/auth/reset-password");
        ask.json(&body).send().status
    };
    let now = link(&ann);
    server.get(&now).send().expect(200);
    server.advance(Duration::from_secs(24 * 60 * 60));
    let (early, code) = (link(&ann), ask());
    server.get(&early).send().expect(200);
    right(&server);
    server.get(&early).send().expect(404);
    server.get(&now).send().expect(200);
    assert_eq!(reset(&code), 400, "it would be good for a day");
    assert_eq!(reset(&ask()), 200);
}

/// Who was last here at a moment that hasn't come isn't here now.
#[test]
fn nobody_of_the_future_counts_as_active() {
    let server = TestServer::start();
    server.advance(AHEAD);
    let person = newcomer(&server, &all()[0], "ann");
    everywhere(&server, &person, PASSWORD);
    right(&server);
    let boss = newcomer(&server, &all()[0], "boss");
    let id = AccountId(boss.id);
    let promoted = server
        .app()
        .store
        .write(move |tx| store::accounts::set_role(tx, id, Role::Admin));
    promoted.expect("it is there");
    let token = (all()[0].sign_in)(&server, &boss, PASSWORD).expect("a token");
    let told = server.get("/api/user/active").token(&token).send();
    let told = told.expect(200).json();
    assert_eq!(told["total"], 1, "{told}");
    assert!(!told.to_string().contains(&person.username), "{told}");
}

#[test]
fn the_answer_of_readyz_is_not_kept_for_longer() {
    let server = TestServer::start();
    server.advance(AHEAD);
    server.get("/readyz").send().expect(200);
    right(&server);
    // Its database is gone: only a new look can tell.
    let away = server.database().with_extension("away");
    std::fs::rename(server.database(), &away).expect("moved");
    server.advance(Duration::from_secs(2));
    assert_eq!(server.get("/readyz").send().status, 503);
    std::fs::rename(&away, server.database()).expect("moved back");
    server.advance(Duration::from_secs(2));
    server.get("/readyz").send().expect(200);
}
