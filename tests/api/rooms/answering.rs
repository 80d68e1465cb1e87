//! Answers in a room: kept when acknowledged, and by nobody else.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Phone, live, open, sample};
use crate::app::{Browser, code as fault};
use crate::common::{TestServer, at_once};

#[test]
fn what_was_acknowledged_is_there_after_a_restart() {
    let mut server = TestServer::start();
    let (code, cookie) = {
        let host = Browser::sign_up(&server, "host@example.com");
        let code = open(&host, &json!({}));
        let phone = Phone::join(&server, &code, &json!({}));
        let kept =
            phone.answer(&json!([{"statement": 3, "answer": -3}, {"statement": 59, "answer": 2}]));
        assert_eq!(kept.expect(200).json()["answered"], 2);
        (code, phone.cookie)
    };
    server.restart();
    let phone = Phone {
        server: &server,
        code,
        cookie,
    };
    let answers = phone.seat()["answers"].clone();
    assert_eq!(
        (&answers[3], &answers[59], &answers[0]),
        (&json!(-3), &json!(2), &Value::Null)
    );
}

#[test]
fn two_tabs_lose_nothing_of_each_other() {
    let server = TestServer::start();
    let host = Browser::sign_up(&server, "host@example.com");
    let code = open(&host, &json!({}));
    let phone = Phone::join(&server, &code, &json!({}));
    at_once(6, |tab| {
        for statement in (tab..60).step_by(6) {
            phone
                .answer(&json!([{"statement": statement, "answer": 1}]))
                .expect(200);
        }
    });
    assert_eq!(phone.seat()["answers"], json!(vec![1; 60]));
}

#[test]
fn an_answer_of_four_is_none() {
    let server = TestServer::start();
    let host = Browser::sign_up(&server, "host@example.com");
    let code = open(&host, &json!({}));
    let phone = Phone::join(&server, &code, &json!({}));
    for change in [
        json!([{"statement": 0, "answer": 4}]),
        json!([{"statement": 60, "answer": 0}]),
        json!([{"statement": -1, "answer": 0}]),
        json!([]),
        json!([{"statement": 0, "answer": 1}, {"statement": 0, "answer": "4"}]),
    ] {
        assert_eq!(fault(&phone.answer(&change), 400), "fields", "{change}");
    }
    assert_eq!(phone.seat()["answers"][0], Value::Null, "all or nothing");
}

#[test]
fn a_result_is_made_once_and_its_answers_stay() {
    let server = TestServer::start();
    let host = Browser::sign_up(&server, "host@example.com");
    let code = open(&host, &json!({}));
    let phone = Phone::join(&server, &code, &json!({}));
    let early = phone.ask("POST", "seat/result").send();
    assert_eq!(fault(&early, 409), "quiz_unfinished");
    let mbti = phone.finish(sample(1));
    let again = phone
        .ask("POST", "seat/result?lang=id")
        .send()
        .expect(200)
        .json();
    assert_eq!(again["result"]["mbti"], mbti);
    assert_ne!(again["result"]["description"], "");
    assert_ne!(
        phone.ask("GET", "seat?lang=en").send().json()["result"]["description"],
        again["result"]["description"]
    );
    assert_eq!(
        fault(&phone.answer(&json!([{"statement": 0, "answer": 3}])), 409),
        "quiz_finished"
    );
    // The same answers have the same type without a room.
    let ayu = Browser::sign_up(&server, "ayu@example.com");
    let answers: Vec<i64> = (0..60).map(sample(1)).collect();
    let result = ayu.send("POST", "/app/results", &json!({"answers": answers}));
    assert_eq!(result["mbti"], mbti);
}

#[test]
fn a_paused_room_takes_nothing_and_an_ended_one_neither() {
    let server = TestServer::start();
    let host = Browser::sign_up(&server, "host@example.com");
    let code = open(&host, &json!({"hours": 1}));
    let change = |body: Value| host.send("PATCH", &format!("/rooms/{code}"), &body);
    let phone = Phone::join(&server, &code, &json!({}));
    let give = || phone.answer(&json!([{"statement": 0, "answer": 1}]));
    let join = || {
        server
            .post(&format!("/rooms/{code}/seats"))
            .json(&json!({}))
            .send()
    };
    assert_eq!(change(json!({"paused": true}))["state"], "paused");
    assert_eq!(fault(&give(), 409), "room_paused");
    assert_eq!(fault(&join(), 409), "room_paused");
    assert_eq!(change(json!({"paused": false}))["state"], "open");
    give().expect(200);
    // By itself.
    server.advance(Duration::from_secs(3 * 60 * 60));
    assert_eq!(fault(&give(), 410), "room_ended");
    assert_eq!(fault(&join(), 410), "room_ended");
    assert_eq!(phone.seat()["answers"][0], 1, "one's own stays to be seen");
    // Extended, ended, ended once more.
    assert_eq!(change(json!({"longer_by": 5}))["state"], "open");
    give().expect(200);
    let ended = change(json!({"end": true}));
    assert_eq!(change(json!({"end": true})), ended);
    let paused = host
        .ask("PATCH", &format!("/rooms/{code}"))
        .json(&json!({"paused": true}))
        .send();
    assert_eq!(fault(&paused, 410), "room_ended");
    assert_eq!(fault(&give(), 410), "room_ended");
}

/// All that is missing is the result.
#[test]
fn nobody_finishes_in_a_paused_room_or_one_that_has_ended() {
    let server = TestServer::start();
    let host = Browser::sign_up(&server, "host@example.com");
    let code = open(&host, &json!({}));
    let change = |body: Value| host.send("PATCH", &format!("/rooms/{code}"), &body);
    let phone = Phone::join(&server, &code, &json!({}));
    let answers: Vec<Value> = (0..60)
        .map(|at| json!({"statement": at, "answer": sample(1)(at)}))
        .collect();
    phone.answer(&json!(answers)).expect(200);
    let finish = || phone.ask("POST", "seat/result").send();
    change(json!({"paused": true}));
    assert_eq!(fault(&finish(), 409), "room_paused");
    change(json!({"paused": false}));
    change(json!({"end": true}));
    assert_eq!(fault(&finish(), 410), "room_ended");
    assert_eq!(phone.seat()["result"], Value::Null);
    change(json!({"longer_by": 5}));
    finish().expect(200);
}

/// Whatever else its host changes, also past its end.
#[test]
fn a_paused_room_stays_paused_until_its_host_goes_on() {
    let server = TestServer::start();
    let host = Browser::sign_up(&server, "host@example.com");
    let code = open(&host, &json!({"hours": 1}));
    let change = |body: Value| host.send("PATCH", &format!("/rooms/{code}"), &body);
    change(json!({"paused": true}));
    assert_eq!(change(json!({"longer_by": 30}))["state"], "paused");
    assert_eq!(change(json!({"end": true}))["state"], "ended");
    assert_eq!(change(json!({"longer_by": 30}))["state"], "paused");
    let phone = server.post(&format!("/rooms/{code}/seats"));
    assert_eq!(fault(&phone.json(&json!({})).send(), 409), "room_paused");
    assert_eq!(change(json!({"paused": false}))["state"], "open");
}

/// Who has answered none, up to ten, up to twenty and so on; apart from those who have finished.
#[test]
fn a_host_sees_how_far_people_are() {
    let server = TestServer::start();
    let host = Browser::sign_up(&server, "host@example.com");
    let code = open(&host, &json!({}));
    for given in [0, 1, 10, 11, 50, 51, 60] {
        let phone = Phone::join(&server, &code, &json!({}));
        let changes: Vec<Value> = (0..given)
            .map(|at| json!({"statement": at, "answer": sample(1)(at)}))
            .collect();
        if given > 0 {
            phone.answer(&json!(changes)).expect(200);
        }
    }
    Phone::join(&server, &code, &json!({})).finish(sample(1));
    let told = live(&host, &code);
    assert_eq!(told["progress"], json!([1, 2, 1, 0, 0, 1, 2, 1]));
}

#[test]
fn who_leaves_is_forgotten() {
    let server = TestServer::start();
    let host = Browser::sign_up(&server, "host@example.com");
    let code = open(&host, &json!({"asks_names": true}));
    let phone = Phone::join(&server, &code, &json!({"name": "Ayu"}));
    phone.finish(sample(1));
    let reply = phone.ask("DELETE", "seat").send().expect(200);
    assert!(
        reply
            .header("Set-Cookie")
            .is_some_and(|cookie| cookie.contains("Max-Age=0"))
    );
    assert_eq!(phone.ask("GET", "seat").send().status, 401);
    let told = live(&host, &code);
    assert_eq!(
        (&told["people"], &told["finished"]),
        (&json!([]), &json!(0))
    );
    let kept: (String, Option<String>) = rusqlite::Connection::open(server.database())
        .and_then(|it| {
            it.query_row("select name || answers, mbti from seats", (), |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
        })
        .expect("a row");
    assert_eq!(kept, (".".repeat(60), None));
}
