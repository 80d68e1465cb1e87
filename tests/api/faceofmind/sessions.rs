//! Sessions of the diary.

use serde_json::json;

use super::{admin, done, newcomer, refused, told};
use crate::common::TestServer;

const NOT_FOUND: &str = "Session not found";

fn session(id: i64, user: i64, end: &str) -> String {
    format!(r#"{{"id":{id},"user_id":{user},"start_time":"<time>","end_time":{end}}}"#)
}

#[test]
fn a_session_from_its_start_to_its_end() {
    let server = TestServer::start();
    let ann = newcomer(&server, "ann@example.com");
    let running = session(1, 1, "null");
    told(ann.ask(&server, "POST", "/sessions/").send(), &running);
    told(ann.get(&server, "/sessions/1"), &running);
    let ended = session(1, 1, "\"<time>\"");
    told(ann.patch(&server, "/sessions/1/end"), &ended);
    told(ann.get(&server, "/sessions/1"), &ended);
    refused(
        &ann.patch(&server, "/sessions/1/end"),
        400,
        "Session already ended",
    );
    done(
        &ann.delete(&server, "/sessions/1"),
        "Session deleted successfully",
    );
    refused(&ann.get(&server, "/sessions/1"), 404, NOT_FOUND);
    refused(&ann.delete(&server, "/sessions/1"), 404, NOT_FOUND);
    refused(&ann.patch(&server, "/sessions/1/end"), 404, NOT_FOUND);
}

#[test]
fn moments_are_the_servers_own() {
    let server = TestServer::start();
    let ann = newcomer(&server, "ann@example.com");
    let body = json!({"user_id": 7, "start_time": "2001-01-01T00:00:00Z", "end_time": "2001-01-01T00:00:00Z"});
    told(
        ann.post(&server, "/sessions/", &body),
        &session(1, 1, "null"),
    );
    server.advance(std::time::Duration::from_secs(60));
    let ended = ann.patch(&server, "/sessions/1/end").expect(200).json();
    let (start, end) = (ended["start_time"].as_str(), ended["end_time"].as_str());
    assert!(start < end && start > Some("2025"), "{ended}");
}

#[test]
fn one_lists_ones_own_in_the_order_they_began() {
    let server = TestServer::start();
    let ann = newcomer(&server, "ann@example.com");
    let bob = newcomer(&server, "bob@example.com");
    for who in [&ann, &bob, &ann, &ann] {
        who.make(&server, "/sessions", &json!({}));
    }
    let of_ann = [1, 3, 4].map(|id| session(id, 1, "null"));
    told(
        ann.get(&server, "/sessions/"),
        &format!("[{}]", of_ann.join(",")),
    );
    told(
        ann.get(&server, "/sessions?skip=1&limit=1"),
        &format!("[{}]", of_ann[1]),
    );
    told(
        bob.get(&server, "/sessions/"),
        &format!("[{}]", session(2, 2, "null")),
    );
    told(bob.get(&server, "/sessions/?skip=1"), "[]");
}

/// Not even an administrator reads a diary, and nobody learns which numbers there are.
#[test]
fn to_anybody_else_a_session_isnt_there() {
    let server = TestServer::start();
    let admin = admin(&server);
    let ann = newcomer(&server, "ann@example.com");
    let id = ann.make(&server, "/sessions/", &json!({}));
    for path in [
        id.to_string(),
        "999".into(),
        "0".into(),
        "-1".into(),
        "9223372036854775807".into(),
    ] {
        let path = format!("/sessions/{path}");
        refused(&admin.get(&server, &path), 404, NOT_FOUND);
        refused(&admin.delete(&server, &path), 404, NOT_FOUND);
        refused(
            &admin.patch(&server, &format!("{path}/end")),
            404,
            NOT_FOUND,
        );
        refused(
            &admin.get(&server, &format!("{path}/detections")),
            404,
            NOT_FOUND,
        );
        refused(
            &admin.get(&server, &format!("{path}/feedback")),
            404,
            NOT_FOUND,
        );
        refused(
            &admin.post(&server, &format!("{path}/detections"), &json!({})),
            404,
            NOT_FOUND,
        );
        refused(
            &admin.post(&server, &format!("{path}/feedback"), &json!({"rating": 1})),
            404,
            NOT_FOUND,
        );
    }
    told(
        ann.get(&server, &format!("/sessions/{id}")),
        &session(id, 2, "null"),
    );
}

#[test]
fn ones_own_sessions_are_counted() {
    let server = TestServer::start();
    let ann = newcomer(&server, "ann@example.com");
    let bob = newcomer(&server, "bob@example.com");
    let count = |who: &super::Who| who.get(&server, "/sessions/count").told();
    assert_eq!(count(&ann), (200, r#"{"count":0}"#.to_owned()));
    for who in [&ann, &bob, &ann] {
        who.make(&server, "/sessions/", &json!({}));
    }
    ann.patch(&server, "/sessions/1/end").expect(200);
    assert_eq!(count(&ann), (200, r#"{"count":2}"#.to_owned()));
    assert_eq!(count(&bob), (200, r#"{"count":1}"#.to_owned()));
}
