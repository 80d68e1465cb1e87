//! Links that show a result.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Browser, code};
use crate::common::{PASSWORD, TestServer};
use crate::samples;

/// Somebody with a result, and a link to it that lasts so many days.
fn sharing(server: &TestServer, days: i64) -> (Browser<'_>, Value) {
    let ayu = Browser::sign_up(server, "ayu@example.com");
    let answers = &samples::documented_answers()["input"];
    ayu.send("POST", "/app/results", &json!({"answers": answers}));
    let share = ayu.send("POST", "/app/shares", &json!({"result": 1, "days": days}));
    (ayu, share)
}

fn path(share: &Value) -> String {
    format!("/app/shared/{}", share["key"].as_str().expect("a key"))
}

#[test]
fn a_link_shows_its_result_to_anybody_and_no_more_than_that() {
    let server = TestServer::start();
    let (ayu, share) = sharing(&server, 7);
    let shown = server.get(&path(&share)).send().expect(200);
    let told = shown.json();
    assert_eq!(
        (&told["name"], &told["mbti"]),
        (&json!("Ayu"), &json!("INFJ"))
    );
    assert_eq!(told["expires_at"], share["expires_at"]);
    for secret in [
        "ayu@example.com",
        "Lestari",
        "User1",
        "influences",
        "answers",
    ] {
        assert!(!shown.text().contains(secret), "{secret}");
    }
    let listed = ayu.get("/app/shares");
    assert_eq!(listed["shares"][0]["result"], 1);
    assert!(
        !listed
            .to_string()
            .contains(share["key"].as_str().expect("a key"))
    );
}

#[test]
fn the_database_knows_no_key() {
    let server = TestServer::start();
    let (_, share) = sharing(&server, 7);
    let key = share["key"].as_str().expect("a key");
    let database = std::fs::read(server.database()).expect("a file");
    let log = std::fs::read(server.database().with_extension("db-wal")).expect("a file");
    for bytes in [database, log] {
        assert_eq!(memchr::memmem::find(&bytes, key.as_bytes()), None);
    }
}

#[test]
fn a_link_ends_when_it_was_said_to() {
    let server = TestServer::start();
    let (ayu, share) = sharing(&server, 1);
    server.advance(Duration::from_secs(24 * 60 * 60 - 1));
    server.get(&path(&share)).send().expect(200);
    server.advance(Duration::from_secs(1));
    assert_eq!(code(&server.get(&path(&share)).send(), 404), "not_found");
    assert_eq!(ayu.get("/app/shares"), json!({"shares": []}));
}

#[test]
fn a_link_can_be_taken_back_by_its_owner_alone() {
    let server = TestServer::start();
    let (ayu, share) = sharing(&server, 7);
    let budi = Browser::sign_up(&server, "budi@example.com");
    let own = format!("/app/shares/{}", share["id"]);
    assert_eq!(code(&budi.ask("DELETE", &own).send(), 404), "not_found");
    server.get(&path(&share)).send().expect(200);
    ayu.ask("DELETE", &own).send().expect(200);
    assert_eq!(code(&server.get(&path(&share)).send(), 404), "not_found");
    assert_eq!(code(&ayu.ask("DELETE", &own).send(), 404), "not_found");
}

#[test]
fn a_link_shows_nothing_of_whom_an_administrator_closed() {
    let server = TestServer::start();
    let (_ayu, share) = sharing(&server, 7);
    for (status, expected) in [
        ("suspended", 404),
        ("deactivated", 404),
        ("inactive", 404),
        ("active", 200),
    ] {
        server.sql(&format!("update accounts set status = '{status}'"));
        server.get(&path(&share)).send().expect(expected);
    }
}

#[test]
fn links_go_with_their_account() {
    let server = TestServer::start();
    let (ayu, share) = sharing(&server, 7);
    let body = json!({"password": PASSWORD});
    ayu.send("DELETE", "/app/account", &body);
    assert_eq!(code(&server.get(&path(&share)).send(), 404), "not_found");
}

#[test]
fn what_cannot_be_shared_is_told() {
    let server = TestServer::start();
    let (ayu, _) = sharing(&server, 7);
    let budi = Browser::sign_up(&server, "budi@example.com");
    for days in [0, -1, 91, i64::MAX] {
        let body = json!({"result": 1, "days": days});
        let reply = ayu.ask("POST", "/app/shares").json(&body).send();
        assert_eq!(code(&reply, 400), "fields", "{days}");
    }
    let body = json!({"result": 1, "days": 7});
    let reply = budi.ask("POST", "/app/shares").json(&body).send();
    assert_eq!(code(&reply, 404), "not_found", "it is somebody else's");
    for key in ["x", "AAAAAAAAAAAAAAAAAAAAAA", "%00"] {
        server.get(&format!("/app/shared/{key}")).send().expect(404);
    }
}
