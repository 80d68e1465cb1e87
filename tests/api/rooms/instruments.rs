//! Rooms that answer another questionnaire than the sixty.

use rusqlite::Connection;
use serde_json::{Value, json};

use super::{Phone, live, open};
use crate::app::{Browser, code as fault};
use crate::common::TestServer;

const ID: &str = "working-together";

fn plan(more: &Value) -> Value {
    let mut plan = json!({"instrument": ID});
    for (name, value) in more.as_object().expect("an object") {
        plan[name] = value.clone();
    }
    plan
}

/// Answers that speak for the high end of each scale, as strongly as this says, or for the low one below 0. Every other
/// round of five statements counts against its scale.
fn leaning(by: i64) -> impl Fn(i64) -> i64 {
    move |at| 3 + by * if at / 5 % 2 == 0 { 1 } else { -1 }
}

fn answer_all(phone: &Phone, answers: impl Fn(i64) -> i64) {
    let changes: Vec<Value> = (0..25)
        .map(|at| json!({"statement": at, "answer": answers(at)}))
        .collect();
    assert_eq!(
        phone.answer(&json!(changes)).expect(200).json()["answered"],
        25
    );
}

#[track_caller]
fn finish(phone: &Phone, answers: impl Fn(i64) -> i64, told: &Value) -> Value {
    answer_all(phone, answers);
    let done = phone.ask("POST", "seat/result").json(told).send();
    done.expect(200).json()
}

fn database(server: &TestServer) -> Connection {
    Connection::open(server.database()).expect("the database")
}

fn count(server: &TestServer, of: &str) -> i64 {
    let sql = format!("select count(*) from {of}");
    let found = database(server).query_row(&sql, (), |row| row.get(0));
    found.expect("a number")
}

#[test]
fn its_points_are_answered_and_its_scales_told() {
    let server = TestServer::start();
    let host = Browser::sign_up(&server, "host@example.com");
    let code = open(&host, &plan(&json!({})));
    let phone = Phone::join(&server, &code, &json!({}));
    let of = phone.ask("GET", "instrument").send().expect(200).json();
    let offered = host.get(&format!("/app/instruments/{ID}"));
    assert_eq!(of, offered);
    assert_eq!(phone.seat()["room"]["instrument"], offered["hash"]);
    assert_eq!(phone.seat()["answers"], json!(vec![Value::Null; 25]));
    for (statement, answer) in [(0, 0), (0, 6), (0, -1), (25, 1), (-1, 1)] {
        let given = phone.answer(&json!([{"statement": statement, "answer": answer}]));
        assert_eq!(fault(&given, 400), "fields", "{statement} {answer}");
    }
    let early = phone.ask("POST", "seat/result").send();
    assert_eq!(fault(&early, 409), "quiz_unfinished");
    // Everything for the high ends but the last statement, which is of the last scale.
    let told = finish(
        &phone,
        |at| if at == 24 { 3 } else { leaning(2)(at) },
        &json!({}),
    );
    let result = &told["result"];
    assert_eq!(
        (&result["mbti"], &result["shares"], &result["reliable"]),
        (&Value::Null, &json!([]), &json!(true))
    );
    let strengths: Vec<f64> = (0..5)
        .map(|at| result["scores"][at]["strength"].as_f64().expect("a number"))
        .collect();
    assert!(
        strengths[..4].iter().all(|one| (one - 1.0).abs() < 1e-6)
            && (strengths[4] - 0.8).abs() < 1e-6,
        "{strengths:?}"
    );
    assert_eq!(result["scores"][0]["basis"], "assumption");
    assert_eq!(phone.seat()["result"], *result);
    // There is no type to hold up.
    host.send("POST", &format!("/rooms/{code}/reveal"), &json!({}));
    let raised = phone.ask("PUT", "seat/card").json(&json!({"raised": true}));
    assert_eq!(raised.send().expect(200).json()["raised"], false);
}

#[test]
fn what_is_not_offered_opens_no_room() {
    let server = TestServer::start();
    let host = Browser::sign_up(&server, "host@example.com");
    let opened = host
        .ask("POST", "/rooms")
        .json(&json!({"instrument": "mbti"}));
    assert_eq!(fault(&opened.send(), 404), "not_found");
    let code = open(&host, &json!({"instrument": ""}));
    assert_eq!(live(&host, &code)["room"]["instrument"], Value::Null);
    let of = server.get(&format!("/rooms/{code}/instrument")).send();
    assert_eq!(fault(&of, 404), "not_found");
}

/// Its scales alone, of batches, and only where both sides are there twice: no statement, no type, no row.
#[test]
fn its_picture_tells_of_nobody() {
    let server = TestServer::start();
    let host = Browser::sign_up(&server, "host@example.com");
    let code = open(&host, &plan(&json!({"teams": ["Red", "Blue"]})));
    // The first scale has three people on either side; of the others only one is on the low one.
    for person in 0..6 {
        let phone = Phone::join(&server, &code, &json!({"team": 0}));
        let by = |at: i64| match (at % 5, person) {
            (0, 0..3) | (_, 0) => -2,
            _ => 1,
        };
        finish(&phone, |at| leaning(by(at))(at), &json!({}));
        if person == 3 {
            let before = live(&host, &code);
            assert_eq!(
                (&before["finished"], &before["picture"]),
                (&json!(4), &Value::Null)
            );
            host.send("POST", &format!("/rooms/{code}/reveal"), &json!({}));
            assert_eq!(
                live(&host, &code)["picture"],
                Value::Null,
                "four are too few"
            );
        }
    }
    // All alike: of whom it tells nothing.
    let alike = Phone::join(&server, &code, &json!({"team": 0}));
    assert_eq!(
        finish(&alike, |_| 4, &json!({}))["result"]["reliable"],
        false
    );
    let told = live(&host, &code);
    assert_eq!(told["left_out"], 1);
    host.send("PATCH", &format!("/rooms/{code}"), &json!({"end": true}));
    let picture = live(&host, &code)["picture"].clone();
    let people: Vec<&Value> = (0..5).map(|at| &picture["scales"][at]["people"]).collect();
    let all = picture["people"].as_u64().expect("people");
    assert!((5..=6).contains(&all), "{picture}");
    assert_eq!(
        people,
        [&json!(all), &json!(0), &json!(0), &json!(0), &json!(0)]
    );
    assert_eq!(picture["scales"][0]["first"], Value::Null);
    assert_eq!(
        (&picture["agreed"], &picture["divided"], &picture["typed"]),
        (&json!([]), &json!([]), &json!(0))
    );
    assert_eq!(picture["teams"][0]["scales"][0], picture["scales"][0]);
    let rows = host.ask("GET", &format!("/rooms/{code}/rows.csv"));
    assert_eq!(fault(&rows.send(), 404), "not_found");
    let summary = host.ask("GET", &format!("/rooms/{code}/summary.csv"));
    let summary = summary.send().expect(200).text();
    assert!(summary.contains("group,planning mean,"), "{summary}");
    assert!(
        !summary.contains("INFJ") && !summary.contains("company"),
        "{summary}"
    );
}

#[test]
fn who_consents_is_counted_by_room_and_may_take_it_back() {
    let server = TestServer::start();
    let boss = Browser::administrator(&server);
    let code = open(&boss, &plan(&json!({"teams": ["Red", "Blue"]})));
    let consent = json!({"consent": true, "language": "id"});
    let [phone, leaver, silent] =
        [1, 0, 1].map(|team| Phone::join(&server, &code, &json!({"team": team})));
    assert_eq!(finish(&phone, leaning(1), &consent)["research"], true);
    finish(&leaver, leaning(-1), &consent);
    assert_eq!(finish(&silent, leaning(2), &json!({}))["research"], false);
    let path = format!("/app/admin/statistics?instrument={ID}");
    let people = |query: &str| boss.get(&format!("{path}{query}"))["people"].clone();
    assert_eq!(
        (people(""), people(&format!("&room={code}"))),
        (json!(2), json!(2))
    );
    assert_eq!(people(&format!("&room={code}&team=Blue")), 1);
    assert_eq!(people(&format!("&room={code}&language=en")), 0);
    let elsewhere = open(&boss, &plan(&json!({})));
    assert_eq!(people(&format!("&room={elsewhere}")), 0);
    // The room answers no sixty.
    let sixty = boss.ask("GET", &format!("/app/admin/statistics?room={code}"));
    assert_eq!(fault(&sixty.send(), 404), "not_found");
    leaver.ask("DELETE", "seat").send().expect(200);
    assert_eq!(people(""), 1);
    let seat = phone
        .ask("DELETE", "seat/response")
        .send()
        .expect(200)
        .json();
    assert_eq!((&seat["research"], people("")), (&json!(false), json!(0)));
    assert!(seat["result"]["scores"].is_array());
}

/// What was given stays, and leads to nobody; the questionnaire goes with the last that needs it.
#[test]
fn what_was_given_outlives_the_room() {
    let server = TestServer::start();
    let host = Browser::sign_up(&server, "host@example.com");
    let (one, other) = (
        open(&host, &plan(&json!({}))),
        open(&host, &plan(&json!({}))),
    );
    let phone = Phone::join(&server, &one, &json!({}));
    finish(&phone, leaning(1), &json!({"consent": true}));
    let delete = |code: &str| host.send("DELETE", &format!("/rooms/{code}"), &json!({}));
    delete(&one);
    let nobodys = "instrument_results where coalesce(account_id, seat_id, room_id) is null";
    assert_eq!(
        (count(&server, nobodys), count(&server, "instruments")),
        (1, 1)
    );
    database(&server)
        .execute("delete from instrument_results", ())
        .expect("deleted");
    assert_eq!(count(&server, "instruments"), 1, "the other room needs it");
    delete(&other);
    assert_eq!(count(&server, "instruments"), 0);
}

/// A server that offers it no longer, or in another version, goes on with the room as it was opened.
#[test]
fn a_room_goes_on_when_its_questionnaire_is_offered_no_longer() {
    let mut server = TestServer::start();
    let code = {
        let host = Browser::sign_up(&server, "host@example.com");
        open(&host, &plan(&json!({})))
    };
    server.restart_with(|settings| settings.instruments.clear());
    let phone = Phone::join(&server, &code, &json!({}));
    let of = phone.ask("GET", "instrument").send().expect(200).json();
    assert_eq!((&of["id"], &of["points"]), (&json!(ID), &json!(5)));
    let told = finish(&phone, leaning(1), &json!({}));
    assert_eq!(told["result"]["scores"].as_array().map(Vec::len), Some(5));
}

/// Parts of a questionnaire are sixths of it.
#[test]
fn a_host_sees_how_far_people_are() {
    let server = TestServer::start();
    let host = Browser::sign_up(&server, "host@example.com");
    let code = open(&host, &plan(&json!({})));
    for given in [0, 1, 4, 5, 24, 25] {
        let phone = Phone::join(&server, &code, &json!({}));
        let changes: Vec<Value> = (0..given)
            .map(|at| json!({"statement": at, "answer": leaning(1)(at)}))
            .collect();
        if given > 0 {
            phone.answer(&json!(changes)).expect(200);
        }
    }
    finish(
        &Phone::join(&server, &code, &json!({})),
        leaning(1),
        &json!({}),
    );
    assert_eq!(
        live(&host, &code)["progress"],
        json!([1, 2, 1, 0, 0, 0, 2, 1])
    );
}
