//! What those in a room let be kept for research.

use rusqlite::Connection;
use serde_json::{Value, json};

use super::{Phone, open, sample};
use crate::app::Browser;
use crate::common::TestServer;

/// Whether a row has still an account, a seat and a room, its team, and the language.
type Row = (bool, bool, bool, Option<i64>, Option<String>);

fn rows(server: &TestServer) -> Vec<Row> {
    let database = Connection::open(server.database()).expect("the database");
    let sql = "select account_id is not null, seat_id is not null, room_id is not null, team, language from responses order by id";
    let mut statement = database.prepare(sql).expect("it is SQL");
    let rows = statement.query_map((), |row| {
        Ok((
            row.get(0)?,
            row.get(1)?,
            row.get(2)?,
            row.get(3)?,
            row.get(4)?,
        ))
    });
    rows.expect("it runs")
        .map(|row| row.expect("a row"))
        .collect()
}

/// Answers all, and finishes with this.
#[track_caller]
fn finish(phone: &Phone, told: &Value) -> Value {
    let changes: Vec<Value> = (0..60)
        .map(|at| json!({"statement": at, "answer": sample(1)(at)}))
        .collect();
    phone.answer(&json!(changes)).expect(200);
    phone
        .ask("POST", "seat/result")
        .json(told)
        .send()
        .expect(200)
        .json()
}

fn consent() -> Value {
    json!({"consent": true, "language": "id", "milliseconds": vec![900; 60]})
}

/// A host with a room of two teams.
fn room(server: &TestServer) -> (Browser<'_>, String) {
    let host = Browser::sign_up(server, "host@example.com");
    let code = open(&host, &json!({"teams": ["Red", "Blue"]}));
    (host, code)
}

#[test]
fn who_consents_contributes_once_and_nobody_else() {
    let server = TestServer::start();
    let (_, code) = room(&server);
    let phone = Phone::join(&server, &code, &json!({"team": 1}));
    assert_eq!(phone.seat()["research"], false);
    let told = finish(&phone, &consent());
    assert_eq!(
        (&told["research"], &phone.seat()["research"]),
        (&json!(true), &json!(true))
    );
    // The reply was lost, and it asks again.
    phone
        .ask("POST", "seat/result")
        .json(&consent())
        .send()
        .expect(200);
    let other = Phone::join(&server, &code, &json!({"team": 0}));
    assert_eq!(finish(&other, &json!({}))["research"], false);
    // Too late: the answers were given without.
    let told = other
        .ask("POST", "seat/result")
        .json(&consent())
        .send()
        .expect(200)
        .json();
    assert_eq!(told["research"], false);
    assert_eq!(
        rows(&server),
        [(false, true, true, Some(1), Some("id".to_owned()))]
    );
}

#[test]
fn it_is_taken_back_on_the_phone_and_the_result_stays() {
    let server = TestServer::start();
    let (_, code) = room(&server);
    let [phone, other] = [0, 1].map(|team| Phone::join(&server, &code, &json!({"team": team})));
    finish(&phone, &consent());
    finish(&other, &consent());
    // Nobody without the seat's token does it.
    server
        .delete(&format!("/rooms/{code}/seat/response"))
        .send()
        .expect(401);
    let seat = phone
        .ask("DELETE", "seat/response")
        .send()
        .expect(200)
        .json();
    assert_eq!(seat["research"], false);
    assert!(seat["result"]["mbti"].is_string());
    phone.ask("DELETE", "seat/response").send().expect(200);
    assert_eq!(
        rows(&server),
        [(false, true, true, Some(1), Some("id".to_owned()))]
    );
}

/// Whoever leaves, or is taken out, couldn't take it back any more.
#[test]
fn it_goes_with_whoever_goes() {
    let server = TestServer::start();
    let (host, code) = room(&server);
    let [phone, other] = [0, 1].map(|team| Phone::join(&server, &code, &json!({"team": team})));
    finish(&phone, &consent());
    finish(&other, &consent());
    phone.ask("DELETE", "seat").send().expect(200);
    assert_eq!(rows(&server).len(), 1);
    let seat = &other.seat()["seat"];
    host.ask("DELETE", &format!("/rooms/{code}/seats/{seat}"))
        .send()
        .expect(200);
    assert_eq!(rows(&server), []);
}

/// Then nothing leads from it to anybody.
#[test]
fn it_outlives_the_room_and_its_host() {
    let server = TestServer::start();
    let (host, code) = room(&server);
    for team in [0, 1] {
        finish(
            &Phone::join(&server, &code, &json!({"team": team})),
            &consent(),
        );
    }
    host.ask("DELETE", &format!("/rooms/{code}"))
        .send()
        .expect(200);
    let orphan = |team| (false, false, false, Some(team), Some("id".to_owned()));
    assert_eq!(rows(&server), [orphan(0), orphan(1)]);
    let code = open(&host, &json!({}));
    finish(&Phone::join(&server, &code, &json!({})), &consent());
    let leave = json!({"password": crate::common::PASSWORD});
    host.ask("DELETE", "/app/account")
        .json(&leave)
        .send()
        .expect(200);
    assert_eq!(
        rows(&server)[2],
        (false, false, false, None, Some("id".to_owned()))
    );
}

#[test]
fn where_nothing_is_collected_rooms_collect_nothing() {
    let server = TestServer::with(|settings, _| settings.policy.research = false);
    let (_, code) = room(&server);
    let phone = Phone::join(&server, &code, &json!({"team": 0}));
    assert_eq!(finish(&phone, &consent())["research"], false);
    assert_eq!(rows(&server), []);
}
