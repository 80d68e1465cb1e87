//! Charts of emotions, and the whole of a session.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Who, admin, invalid, newcomer, refused, told};
use crate::common::TestServer;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn scene() -> (TestServer, Who) {
    let server = TestServer::start();
    let ann = newcomer(&server, "ann@example.com");
    ann.make(&server, "/sessions/", &json!({}));
    (server, ann)
}

fn see(server: &TestServer, who: &Who, session: i64, emotions: &[&str]) {
    let faces: Vec<Value> = emotions
        .iter()
        .map(|emotion| json!({"emotion": emotion}))
        .collect();
    let body = json!({"facial_data": faces});
    who.make(server, &format!("/sessions/{session}/detections"), &body);
}

fn chart(server: &TestServer, who: &Who, path: &str) -> Vec<Value> {
    let chart = who
        .get(server, &format!("/sessions/{path}"))
        .expect(200)
        .json();
    chart.as_array().expect("days").clone()
}

#[test]
fn a_chart_has_every_day_of_its_window() {
    let (server, ann) = scene();
    let bob = newcomer(&server, "bob@example.com");
    let of_bob = bob.make(&server, "/sessions/", &json!({}));
    see(&server, &bob, of_bob, &["angry"]);
    let first = server.app().clock.now().rfc3339()[..10].to_owned();
    // Of each detection the first face counts, whatever its capitals.
    for emotions in [&["Sad", "happy"][..], &["happy"], &["SAD"], &["bored"], &[]] {
        see(&server, &ann, 1, emotions);
    }
    server.advance(DAY * 2);
    let ann = super::login(&server, "ann@example.com");
    see(&server, &ann, 1, &["happy"]);
    let last = server.app().clock.now().rfc3339()[..10].to_owned();
    let days = chart(&server, &ann, "intensity_chart?window=3days");
    assert_eq!(days.len(), 4);
    let expected = json!({"day": first, "dominant_emotion": "sad", "intensity_tally": {"mild": 1, "moderate": 1, "severe": 2}});
    assert_eq!(days[1], expected);
    let empty = json!({"mild": 0, "moderate": 0, "severe": 0});
    for at in [0, 2] {
        assert_eq!(
            (&days[at]["dominant_emotion"], &days[at]["intensity_tally"]),
            (&Value::Null, &empty)
        );
    }
    let dominant = chart(&server, &ann, "dominant_emotion_chart?window=3days");
    assert_eq!(
        dominant[3],
        json!({"day": last, "dominant_emotion": "happy"})
    );
    for (window, count) in [("day", 1), ("3days", 4), ("week", 7), ("month", 31)] {
        for path in ["dominant_emotion_chart", "intensity_chart"] {
            let days = chart(&server, &ann, &format!("{path}?window={window}"));
            assert_eq!(days.len(), count, "{window}");
        }
    }
    let week = chart(&server, &ann, "dominant_emotion_chart?window=week");
    assert_eq!(chart(&server, &ann, "dominant_emotion_chart"), week);
    let faults = [(
        json!(["query", "window"]),
        "Input should be 'day', '3days', 'week' or 'month'",
        "enum",
    )];
    invalid(
        &ann.get(&server, "/sessions/intensity_chart?window=year"),
        &faults,
    );
}

#[test]
fn the_whole_of_a_session_in_the_apps_shape() {
    let (server, ann) = scene();
    let text = "I hear you. • Rest • • Walk";
    let body = json!({
        "facial_data": [{"emotion": "Sad"}, {"emotion": "calm"}], "voice_data": [{"content": "Hm."}],
        "suggestions": [{"suggestion": text, "url": "https://a.b, https://c.d"}],
    });
    ann.make(&server, "/sessions/1/detections", &body);
    ann.make(&server, "/sessions/1/detections", &json!({}));
    let under =
        json!({"voice_data": [{"content": "Ha.", "suggestions": [{"suggestion": "Sing"}]}]});
    ann.make(&server, "/sessions/1/detections", &under);
    let start =
        r#"{"id":1,"user_id":1,"start_time":"<time>","end_time":null,"emotion_detections":["#;
    let first = r#"{"id":1,"session_id":1,"timestamp":"<time>","facial_data":{"id":1,"detection_id":1,"emotion":"Sad"},"voice_data":{"id":1,"detection_id":1,"content":"Hm."},"wellness_suggestions":{"id":1,"detection_id":1,"suggestion":"I hear you. • Rest • • Walk","acknowledgment":"I hear you.","suggestions":["Rest","Walk"],"url":["https://a.b","https://c.d"]}}"#;
    let second = r#"{"id":2,"session_id":1,"timestamp":"<time>","facial_data":null,"voice_data":null,"wellness_suggestions":null}"#;
    let third = r#"{"id":3,"session_id":1,"timestamp":"<time>","facial_data":null,"voice_data":{"id":2,"detection_id":3,"content":"Ha."},"wellness_suggestions":{"id":2,"detection_id":3,"suggestion":"Sing","acknowledgment":"Sing","suggestions":[],"url":[]}}"#;
    let whole = format!("{start}{first},{second},{third}]}}");
    told(ann.get(&server, "/sessions/1/history"), &whole);
    let part = format!("{start}{second}]}}");
    told(
        ann.get(&server, "/sessions/1/history?skip=1&limit=1"),
        &part,
    );
    for (who, session) in [(&admin(&server), 1), (&ann, 9)] {
        let reply = who.get(&server, &format!("/sessions/{session}/history"));
        refused(&reply, 404, "Session not found");
    }
}
