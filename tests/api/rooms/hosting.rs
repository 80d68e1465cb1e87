//! What a host may do, and others may not.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Phone, live, open, sample};
use crate::app::{Browser, code as fault};
use crate::common::TestServer;

#[test]
fn a_room_is_its_hosts_alone() {
    let server = TestServer::start();
    let host = Browser::sign_up(&server, "host@example.com");
    let other = Browser::sign_up(&server, "other@example.com");
    let code = open(&host, &json!({}));
    for (method, below) in [
        ("GET", "/live"),
        ("PATCH", ""),
        ("POST", "/reveal"),
        ("DELETE", "/seats/1"),
        ("DELETE", ""),
        ("GET", "/summary.csv"),
        ("GET", "/rows.csv"),
    ] {
        let path = format!("/rooms/{code}{below}");
        let reply = other.ask(method, &path).json(&json!({})).send();
        assert_eq!(fault(&reply, 404), "not_found", "{method} {path}");
        let reply = server.ask(method, &path).json(&json!({})).send();
        assert_eq!(fault(&reply, 401), "not_signed_in", "{method} {path}");
    }
    assert_eq!(other.get("/rooms")["rooms"], json!([]));
    assert_eq!(host.get("/rooms")["rooms"][0]["code"], json!(code));
}

#[test]
fn rooms_are_for_administrators_where_the_operator_says_so() {
    let server = TestServer::with(|settings, _| settings.policy.rooms_by_admins = true);
    let host = Browser::sign_up(&server, "host@example.com");
    assert_eq!(host.get("/rooms")["may_open"], false);
    let open = || host.ask("POST", "/rooms").json(&json!({})).send();
    assert_eq!(fault(&open(), 403), "not_allowed");
    server.sql("update accounts set role = 'admin'");
    assert_eq!(host.get("/rooms")["may_open"], true);
    open().expect(201);
}

#[test]
fn what_is_wrong_with_a_plan_is_said() {
    let server = TestServer::start();
    let host = Browser::sign_up(&server, "host@example.com");
    for (plan, field) in [
        (json!({"title": "x".repeat(81)}), "title"),
        (json!({"title": "a\u{202e}b"}), "title"),
        (json!({"hours": 0}), "hours"),
        (json!({"hours": 169}), "hours"),
        (json!({"language": "de"}), "language"),
        (json!({"teams": [" "]}), "teams[0]"),
        (json!({"teams": vec!["x"; 13]}), "teams"),
        (json!({"shows": "never"}), "shows"),
    ] {
        let reply = host.ask("POST", "/rooms").json(&plan).send();
        assert_eq!(fault(&reply, 400), "fields", "{plan}");
        assert_eq!(reply.json()["error"]["fields"][0]["field"], field, "{plan}");
    }
    server.sql(
        "insert into rooms (account_id, code, title, language, asks_names, teams, at_once, least, opened_at, ends_at)
         with recursive n(i) as (select 1 union all select i + 1 from n where i < 50)
         select 1, i, '', 'en', 0, '[]', 0, 5, 0, unixepoch() * 1000000 from n",
    );
    let reply = host.ask("POST", "/rooms").json(&json!({})).send();
    assert_eq!(fault(&reply, 400), "too_many_rooms");
}

#[test]
fn a_spoiler_is_taken_out_and_told_so() {
    let server = TestServer::start();
    let host = Browser::sign_up(&server, "host@example.com");
    let code = open(&host, &json!({"asks_names": true}));
    let spoiler = Phone::join(&server, &code, &json!({"name": "Something rude"}));
    let seat = live(&host, &code)["people"][0]["seat"].clone();
    host.ask("DELETE", &format!("/rooms/{code}/seats/{seat}"))
        .send()
        .expect(200);
    assert_eq!(live(&host, &code)["people"], json!([]));
    assert_eq!(
        fault(&spoiler.ask("GET", "seat").send(), 403),
        "seat_removed"
    );
    let answer = spoiler.answer(&json!([{"statement": 0, "answer": 1}]));
    assert_eq!(fault(&answer, 403), "seat_removed");
    let again = spoiler
        .ask("POST", "seats")
        .json(&json!({"name": "Something rude"}))
        .send();
    assert_eq!(fault(&again, 403), "seat_removed");
    let missing = host
        .ask("DELETE", &format!("/rooms/{code}/seats/99"))
        .send();
    assert_eq!(fault(&missing, 404), "not_found");
}

#[test]
fn a_suspended_hosts_room_takes_nothing_and_a_deleted_hosts_is_gone() {
    let server = TestServer::start();
    let host = Browser::sign_up(&server, "host@example.com");
    let code = open(&host, &json!({}));
    let phone = Phone::join(&server, &code, &json!({}));
    server.sql("update accounts set status = 'suspended'");
    assert_eq!(
        host.ask("GET", &format!("/rooms/{code}/live"))
            .send()
            .status,
        401
    );
    let answer = phone.answer(&json!([{"statement": 0, "answer": 1}]));
    assert_eq!(fault(&answer, 410), "room_ended");
    server.sql("update accounts set status = 'active'");
    phone
        .answer(&json!([{"statement": 0, "answer": 1}]))
        .expect(200);
    server.sql("delete from accounts");
    assert_eq!(fault(&phone.ask("GET", "seat").send(), 404), "not_found");
    let left: i64 = rusqlite::Connection::open(server.database())
        .and_then(|it| it.query_row("select count(*) from seats", (), |row| row.get(0)))
        .expect("a count");
    assert_eq!(left, 0);
}

#[test]
fn a_room_goes_seven_days_after_its_end() {
    let server = TestServer::start();
    let host = Browser::sign_up(&server, "host@example.com");
    let code = open(&host, &json!({"hours": 1}));
    let phone = Phone::join(&server, &code, &json!({}));
    phone.finish(sample(2));
    let told = &host.get("/rooms")["rooms"][0];
    let time_of = |name: &str| told[name].as_str().expect("a moment")[10..].to_owned();
    assert_eq!(time_of("kept_until"), time_of("ends_at"));
    let day = Duration::from_secs(24 * 60 * 60);
    server.advance(7 * day);
    open(&host, &json!({}));
    assert_ne!(phone.seat()["result"], Value::Null);
    server.advance(day);
    open(&host, &json!({}));
    assert_eq!(fault(&phone.ask("GET", "seat").send(), 404), "not_found");
    assert_eq!(
        host.get("/rooms")["rooms"].as_array().map(Vec::len),
        Some(2)
    );
}

#[test]
fn a_host_sees_their_rooms_the_latest_first() {
    let server = TestServer::start();
    let host = Browser::sign_up(&server, "host@example.com");
    let mut codes: Vec<String> = (0..3).map(|_| open(&host, &json!({}))).collect();
    codes.reverse();
    let told = host.get("/rooms")["rooms"].clone();
    let listed = told.as_array().expect("a list").iter();
    assert!(listed.map(|room| &room["code"]).eq(codes.iter()), "{told}");
}

#[test]
fn two_screens_see_the_same_and_who_has_it_gets_no_more() {
    let server = TestServer::start();
    let host = Browser::sign_up(&server, "host@example.com");
    let code = open(&host, &json!({}));
    let path = format!("/rooms/{code}/live");
    let first = host.ask("GET", &path).send().expect(200);
    let tag = first.header("ETag").expect("a tag").to_owned();
    assert_eq!(host.ask("GET", &path).send().body, first.body);
    let again = host
        .ask("GET", &path)
        .header("If-None-Match", &tag)
        .send()
        .expect(304);
    assert!(again.body.is_empty());
    Phone::join(&server, &code, &json!({}));
    let news = host
        .ask("GET", &path)
        .header("If-None-Match", &tag)
        .send()
        .expect(200);
    assert_eq!(news.json()["people"].as_array().map(Vec::len), Some(1));
    assert_eq!(news.json()["progress"], json!([1, 0, 0, 0, 0, 0, 0, 0]));
}
