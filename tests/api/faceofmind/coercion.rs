//! Values as clients of the original write them: pydantic took more than their types.

use serde_json::{Value, json};

use super::{Who, newcomer};
use crate::common::{Reply, TestServer};

fn make(server: &TestServer, who: &Who, change: &Value) -> Reply {
    let mut body = json!({"title": "T", "reminder_time": "2099-01-01T00:00:00Z"});
    for (name, value) in change.as_object().expect("fields") {
        body[name] = value.clone();
    }
    who.post(server, "/reminders", &body)
}

#[test]
fn flags_come_as_words_and_numbers() {
    let server = TestServer::start();
    let ann = newcomer(&server, "ann@example.com");
    let words = [
        ("true", true),
        ("True", true),
        ("1", true),
        ("yes", true),
        ("on", true),
    ];
    let others = [
        ("false", false),
        ("False", false),
        ("0", false),
        ("no", false),
        ("off", false),
    ];
    for (word, flag) in words.into_iter().chain(others) {
        let reply = make(&server, &ann, &json!({"is_active": word})).expect(200);
        assert_eq!(reply.json()["is_active"], flag, "{word} in JSON");
        let fields = [
            ("title", "T"),
            ("reminder_time", "2099-01-01"),
            ("is_active", word),
        ];
        let reply = ann.ask(&server, "POST", "/reminders").form(&fields).send();
        assert_eq!(
            reply.expect(200).json()["is_active"],
            flag,
            "{word} in a form"
        );
    }
    for (number, flag) in [(json!(1), true), (json!(0), false), (json!(1.0), true)] {
        let reply = make(&server, &ann, &json!({"is_active": number})).expect(200);
        assert_eq!(reply.json()["is_active"], flag);
    }
    for wrong in [json!(2), json!(""), json!("perhaps"), json!([]), json!({})] {
        let reply = make(&server, &ann, &json!({"is_active": wrong}));
        assert_eq!(reply.status, 422, "{wrong}");
        assert_eq!(
            reply.json()["detail"][0]["loc"],
            json!(["body", "is_active"])
        );
    }
}

#[test]
fn times_come_without_a_zone_with_another_and_as_numbers() {
    let server = TestServer::start();
    let ann = newcomer(&server, "ann@example.com");
    for time in [
        json!("2099-01-01T10:00:00.000"),
        json!("2099-01-01T10:00:00"),
        json!("2099-01-01 10:00"),
        json!("2099-01-01T17:00:00+0700"),
        json!("2099-01-01T17:00:00+07:00"),
        json!(4_070_944_800_i64),
        json!(4_070_944_800_000_i64),
        json!("4070944800"),
    ] {
        let reply = make(&server, &ann, &json!({"reminder_time": time})).expect(200);
        assert_eq!(
            reply.json()["reminder_time"],
            "2099-01-01T10:00:00.000000Z",
            "{time}"
        );
    }
    let reply = make(&server, &ann, &json!({"reminder_time": "2099-01-01"})).expect(200);
    assert_eq!(reply.json()["reminder_time"], "2099-01-01T00:00:00.000000Z");
    let change = json!({"reminder_time": "2099-01-02"});
    ann.put(&server, "/reminders/1", &change).expect(200);
}

#[test]
fn numbers_come_as_words_but_text_is_text() {
    let server = TestServer::start();
    let ann = newcomer(&server, "ann@example.com");
    for (at, rating) in [json!("5"), json!("5.0"), json!(5.0), json!(" 5 ")]
        .iter()
        .enumerate()
    {
        ann.post(&server, "/sessions/", &json!({})).expect(200);
        let path = format!("/sessions/{}", at + 1);
        ann.patch(&server, &format!("{path}/end")).expect(200);
        let body = json!({"rating": rating, "comment": "Good"});
        let reply = ann.post(&server, &format!("{path}/feedback"), &body);
        assert_eq!(reply.expect(200).json()["rating"], 5, "{rating}");
    }
    let reply = make(&server, &ann, &json!({"title": 7}));
    assert_eq!(reply.status, 422);
    assert_eq!(reply.json()["detail"][0]["type"], "string_type");
    ann.get(&server, "/reminders?skip=0.0&limit=%205%20")
        .expect(200);
}

/// What the page and the other originals send is taken by its type alone.
#[test]
fn other_families_take_no_words_for_numbers() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    let mut answers = vec![json!(0); 60];
    answers[3] = json!("1");
    let ask = server.post("/api/predict").token(&ann.token);
    let reply = ask.json(&json!({"input": answers})).send();
    assert_eq!(reply.status, 400);
    assert!(reply.text().contains("Jawaban ke-4"));
}
