//! Sign-in tells nobody whether an account exists.

use std::time::{Duration, Instant};

use serde_json::json;

use firststep::domain::account::{AccountId, Status};
use firststep::store::accounts;

use super::{WRONG_LOGIN, refused};
use crate::common::{PASSWORD, Reply, TestServer};

fn sign_in(server: &TestServer, email: &str, password: &str) -> Reply {
    let body = json!({"email": email, "password": password});
    server.post("/api/login").json(&body).send()
}

/// Lets the waits after wrong guesses be forgotten.
fn quiet_while(server: &TestServer) {
    server.advance(Duration::from_secs(16 * 60));
}

/// Everything of a reply but the second and the request's name.
fn face(reply: &Reply) -> (u16, Vec<(String, String)>, String) {
    let mut headers = reply.headers.clone();
    headers.retain(|(name, _)| name != "date" && name != "x-request-id");
    (reply.status, headers, reply.text())
}

#[test]
fn every_failure_looks_the_same_to_the_byte() {
    let server = TestServer::start();
    server.register("ann@example.com");
    server.register("shut@example.com");
    let store = &server.app().store;
    let shut = store.write(|tx| accounts::set_status(tx, AccountId(2), Status::Suspended));
    shut.expect("it is there");
    // From an address that Ann has come from before, nothing is different.
    server.login("ann@example.com", PASSWORD);
    let wrong = sign_in(&server, "ann@example.com", "not it at all");
    refused(&wrong, 401, WRONG_LOGIN);
    let long = "x".repeat(1000);
    for (email, password) in [
        ("nobody@example.com", "not it at all"),
        ("nobody@example.com", PASSWORD),
        ("shut@example.com", PASSWORD),
        ("shut@example.com", "not it at all"),
        ("not an address", PASSWORD),
        ("' or 1=1 --", "' or 1=1 --"),
        ("User1", PASSWORD),
        ("ann@example.com", "password12"),
        ("ann@example.com", "password1234"),
        ("ann@example.com", "PASSWORD123"),
        ("ann@example.com", "password123 "),
        ("ann@example.com", "password123\0"),
        ("ann@example.com", &long),
        ("nobody@example.com", &long),
        ("ann@example.com", "x"),
    ] {
        quiet_while(&server);
        let reply = sign_in(&server, email, password);
        assert_eq!(face(&reply), face(&wrong), "{email} {password}");
    }
    server.login("ann@example.com", PASSWORD);
}

/// At cost 10 a check takes tens of milliseconds and everything else about one: an answer without
/// a check would come at a small part of the time, however busy the machine.
#[test]
fn nobody_costs_as_much_as_somebody() {
    let server = TestServer::with(|settings, _| settings.bcrypt_cost = 10);
    server.register("ann@example.com");
    let time = |email: &str| {
        quiet_while(&server);
        let start = Instant::now();
        refused(&sign_in(&server, email, "not it at all"), 401, WRONG_LOGIN);
        start.elapsed()
    };
    let mut fastest = [Duration::MAX; 2];
    for _ in 0..5 {
        for (at, email) in ["ann@example.com", "nobody@example.com"].iter().enumerate() {
            fastest[at] = fastest[at].min(time(email));
        }
    }
    let [somebody, nobody] = fastest;
    assert!(nobody * 4 > somebody, "{nobody:?} for nobody, {somebody:?}");
}

/// How many guesses of this name, one right after the other, are let through before the first wait.
#[track_caller]
fn guesses_before_a_wait(server: &TestServer, email: &str) -> usize {
    for guess in 0..100 {
        let reply = sign_in(server, email, "not it at all");
        if reply.status == 401 {
            refused(&reply, 401, WRONG_LOGIN);
            continue;
        }
        let told = reply
            .header("Retry-After")
            .expect("how long to wait")
            .to_owned();
        let wait: u64 = told.parse().expect("seconds");
        assert!((1..=10).contains(&wait), "{wait}");
        refused(
            &reply,
            429,
            "Terlalu banyak percobaan, coba lagi sebentar lagi",
        );
        server.advance(Duration::from_secs(wait));
        assert_eq!(
            sign_in(server, email, "not it at all").status,
            401,
            "it has waited"
        );
        return guess;
    }
    panic!("a hundred guesses and no wait");
}

#[test]
fn guessing_is_slowed_down_whether_or_not_there_is_such_an_account() {
    let counts = ["ann@example.com", "nobody@example.com"].map(|email| {
        let server = TestServer::start();
        server.newcomer("ann@example.com");
        let count = guesses_before_a_wait(&server, email);
        assert!((3..=20).contains(&count), "{count}");
        // While it lasts, not even the right password is tried; then it is. Guesses at other names cost
        // somebody who was here before nothing.
        let right = sign_in(&server, "ann@example.com", PASSWORD);
        if email == "ann@example.com" {
            refused(
                &right,
                429,
                "Terlalu banyak percobaan, coba lagi sebentar lagi",
            );
            server.advance(Duration::from_secs(10));
            sign_in(&server, "ann@example.com", PASSWORD).expect(200);
        } else {
            right.expect(200);
        }
        count
    });
    assert_eq!(counts[0], counts[1], "no hint");
}
