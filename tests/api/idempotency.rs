//! Requests that carry an `Idempotency-Key`: done once, and answered as before when they come again.

mod sign_ups;

use std::time::Duration;

use firststep::api;
use rusqlite::Connection;
use serde_json::{Value, json};

use crate::common::{Ask, PASSWORD, Reply, SignedIn, TestServer, at_once};
use crate::samples;

const KEY: &str = "Idempotency-Key";
const REPLAYED: &str = "Idempotent-Replayed";

fn count(server: &TestServer, sql: &str) -> i64 {
    let database = Connection::open(server.database()).expect("the database");
    database
        .query_row(sql, (), |row| row.get(0))
        .expect("a number")
}

fn keyed<'server>(
    server: &'server TestServer,
    path: &str,
    key: &str,
    body: &Value,
) -> Ask<'server> {
    server.post(path).header(KEY, key).json(body)
}

fn finish(server: &TestServer, who: &SignedIn, key: &str, body: &Value) -> Reply {
    keyed(server, "/app/results", key, body)
        .token(&who.token)
        .send()
}

fn answers() -> Value {
    json!({"answers": samples::documented_answers()["input"]})
}

/// The second reply is the first one, and says so.
#[track_caller]
fn assert_replay(first: &Reply, second: &Reply) {
    assert_eq!(first.told(), second.told());
    assert_eq!(first.header(REPLAYED), None);
    assert_eq!(second.header(REPLAYED), Some("true"));
    for name in ["Content-Type", "Set-Cookie"] {
        assert_eq!(first.header(name), second.header(name), "{name}");
    }
}

#[test]
fn the_same_finish_twice_makes_one_result() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    let first = finish(&server, &ann, "1", &answers()).expect(200);
    assert_replay(&first, &finish(&server, &ann, "1", &answers()));
    let quoted = finish(&server, &ann, "\"1\"", &answers());
    assert_replay(&first, &quoted);
    assert_eq!(count(&server, "select count(*) from predictions"), 1);
    let another = finish(&server, &ann, "2", &answers()).expect(200);
    assert_ne!(another.json()["id"], first.json()["id"]);
    let plain = server.post("/app/results").token(&ann.token);
    plain.json(&answers()).send().expect(200);
    assert_eq!(count(&server, "select count(*) from predictions"), 3);
}

#[test]
fn another_request_under_the_same_key_is_refused() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    finish(&server, &ann, "1", &answers()).expect(200);
    let other = json!({"answers": vec![1; 60]});
    let reply = finish(&server, &ann, "1", &other).expect(422);
    assert_eq!(reply.json(), json!({"error": {"code": "key_reused"}}));
    // In the language of the family that is asked, whichever it was used with before.
    let predict = keyed(&server, "/api/predict", "1", &samples::documented_answers());
    let reply = predict.token(&ann.token).send().expect(422);
    assert_eq!(
        reply.json()["msg"],
        "Idempotency-Key sudah dipakai permintaan lain"
    );
    assert_eq!(count(&server, "select count(*) from predictions"), 1);
}

/// Two routes may take the same body.
#[test]
fn the_same_request_elsewhere_is_another_one() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    finish(&server, &ann, "1", &answers()).expect(200);
    let body = json!({"result": 1, "days": 7});
    let ask = |path: &str| keyed(&server, path, "2", &body).token(&ann.token).send();
    let first = ask("/app/shares").expect(200);
    let reply = ask("/app/comparisons").expect(422);
    assert_eq!(reply.json(), json!({"error": {"code": "key_reused"}}));
    assert_replay(&first, &ask("/app/shares"));
    assert_eq!(count(&server, "select count(*) from comparisons"), 0);
}

#[test]
fn a_key_is_its_accounts_own() {
    let server = TestServer::start();
    let (ann, budi) = (
        server.newcomer("ann@example.com"),
        server.newcomer("budi@example.com"),
    );
    let hers = finish(&server, &ann, "1", &answers()).expect(200);
    let his = finish(&server, &budi, "1", &answers()).expect(200);
    assert_eq!(his.header(REPLAYED), None);
    assert_ne!(hers.json()["id"], his.json()["id"]);
    // Another session of the same account is the same account.
    let again = server.login("ann@example.com", PASSWORD);
    assert_replay(&hers, &finish(&server, &again, "1", &answers()));
    // Nobody's token opens nothing.
    let nobody = keyed(&server, "/app/results", "1", &answers()).send();
    assert_eq!(nobody.expect(401).header(REPLAYED), None);
}

#[test]
fn replies_outlive_a_restart_and_end_with_their_day_and_their_account() {
    let mut server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    let first = finish(&server, &ann, "1", &answers()).expect(200);
    server.restart();
    assert_replay(&first, &finish(&server, &ann, "1", &answers()));
    server.advance(Duration::from_secs(24 * 60 * 60 - 60));
    assert_replay(&first, &finish(&server, &ann, "1", &answers()));
    server.advance(Duration::from_secs(120));
    let after = finish(&server, &ann, "1", &answers()).expect(200);
    assert_eq!(after.header(REPLAYED), None);
    assert_eq!(count(&server, "select count(*) from predictions"), 2);
    assert_eq!(count(&server, "select count(*) from idempotency_keys"), 1);
    let leave = server.delete("/app/account").token(&ann.token);
    leave
        .json(&json!({"password": PASSWORD}))
        .send()
        .expect(200);
    assert_eq!(count(&server, "select count(*) from idempotency_keys"), 0);
}

#[test]
fn what_failed_is_tried_anew() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    let wrong = json!({"answers": [1, 2]});
    finish(&server, &ann, "1", &wrong).expect(400);
    finish(&server, &ann, "1", &answers()).expect(200);
    // What keeps nothing has nothing to keep a reply for.
    let tried = |body: &Value| {
        let ask = keyed(&server, "/api/predict?keep=false", "2", body);
        ask.token(&ann.token).send().expect(200)
    };
    tried(&samples::documented_answers());
    assert_eq!(tried(&samples::all(1)).header(REPLAYED), None);
    assert_eq!(count(&server, "select count(*) from idempotency_keys"), 1);
}

#[test]
fn of_many_at_once_one_is_done() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    let replies = at_once(12, |_| finish(&server, &ann, "1", &answers()));
    let mut bodies: Vec<String> = Vec::new();
    for reply in replies {
        if reply.status == 409 {
            let told = json!({"error": {"code": "key_in_use", "retry_after": 1}});
            assert_eq!(reply.json(), told);
            assert_eq!(reply.header("Retry-After"), Some("1"));
        } else {
            bodies.push(reply.expect(200).text());
        }
    }
    bodies.dedup();
    assert_eq!(bodies.len(), 1);
    assert_eq!(count(&server, "select count(*) from predictions"), 1);
}

/// As after a kill between the effect's commit and the reply's.
#[test]
fn an_effect_whose_reply_was_not_kept_is_not_repeated() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    finish(&server, &ann, "1", &answers()).expect(200);
    let database = Connection::open(server.database()).expect("the database");
    let lost = database.execute("update idempotency_keys set reply = null", ());
    assert_eq!(lost, Ok(1));
    let reply = finish(&server, &ann, "1", &answers()).expect(409);
    assert_eq!(reply.json(), json!({"error": {"code": "reply_lost"}}));
    // Nor one that was moved here from another row, or isn't ours.
    finish(&server, &ann, "2", &answers()).expect(200);
    let moved = "update idempotency_keys set reply = (select max(reply) from idempotency_keys)";
    assert_eq!(database.execute(moved, ()), Ok(2));
    finish(&server, &ann, "1", &answers()).expect(409);
    assert_eq!(count(&server, "select count(*) from predictions"), 2);
}

/// The routes that create, with a body for each, in an order in which each finds what it needs.
const DIARY: [(&str, &str); 11] = [
    ("/sessions/", "{}"),
    ("/sessions/1/detections", "{}"),
    ("/sessions/1/detections/1/facial", r#"{"emotion": "calm"}"#),
    ("/sessions/1/detections/1/voice", r#"{"content": "hello"}"#),
    (
        "/sessions/1/detections/1/facial/1/suggestions",
        r#"{"suggestion": "rest"}"#,
    ),
    (
        "/sessions/1/detections/1/voice/1/suggestions",
        r#"{"suggestion": "rest"}"#,
    ),
    (
        "/sessions/1/detections/1/suggestions",
        r#"{"suggestion": "rest"}"#,
    ),
    ("/posts", r#"{"title": "t", "content": "c"}"#),
    ("/posts/1/comments", r#"{"content": "c"}"#),
    (
        "/reminders",
        r#"{"title": "t", "reminder_time": "2099-01-01T00:00:00Z"}"#,
    ),
    ("/sessions/1/feedback", r#"{"rating": 5}"#),
];

#[test]
fn whatever_is_created_is_created_once() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    for (at, (path, body)) in DIARY.into_iter().enumerate() {
        if path.ends_with("feedback") {
            let end = server.ask("PATCH", "/api/v1/sessions/1/end");
            end.token(&ann.token).send().expect(200);
        }
        let ask = || {
            let ask = server.post(&format!("/api/v1{path}")).token(&ann.token);
            ask.header(KEY, &at.to_string())
                .body("application/json", body)
                .send()
        };
        let first = ask().expect(200);
        assert_replay(&first, &ask());
    }
    let rows = "select (select count(*) from diary_sessions) + (select count(*) from detections)
        + (select count(*) from facial_data) + (select count(*) from voice_data)
        + (select count(*) from suggestions) + (select count(*) from posts)
        + (select count(*) from comments) + (select count(*) from reminders)
        + (select count(*) from feedback)";
    assert_eq!(count(&server, rows), 11);
    let result = finish(&server, &ann, "result", &answers()).expect(200);
    let share = json!({"result": result.json()["id"], "days": 1});
    let ask = || {
        let ask = keyed(&server, "/app/shares", "share", &share);
        ask.token(&ann.token).send()
    };
    let first = ask().expect(200);
    assert_replay(&first, &ask());
    assert_eq!(count(&server, "select count(*) from shares"), 1);
}

/// Every route that creates says so in its description; no other does.
#[test]
fn the_description_says_which_routes_honour_a_key() {
    let families = api::all();
    let routes = families.iter().flat_map(|family| &family.routes);
    let honouring: Vec<&str> = routes
        .filter(|route| {
            let parameters = route.operation().parameters;
            parameters
                .iter()
                .any(|one| one["name"] == KEY && one["in"] == "header")
        })
        .map(|route| route.pattern)
        .collect();
    let mut expected: Vec<String> = sign_ups::all().iter().map(|one| one.0.to_owned()).collect();
    expected.extend(
        [
            "/api/predict",
            "/api/users",
            "/app/compare/{invitation}",
            "/app/comparisons",
            "/app/instruments/{instrument_id}/results",
            "/app/results",
            "/app/shares",
            "/rooms",
        ]
        .map(str::to_owned),
    );
    let diary = DIARY.map(|(path, _)| {
        let path = path.replace("/sessions/1", "/sessions/{session_id}");
        let path = path.replace("/detections/1", "/detections/{detection_id}");
        let path = path.replace("/facial/1", "/facial/{facial_id}");
        let path = path.replace("/voice/1", "/voice/{voice_id}");
        format!("/api/v1{}", path.replace("/posts/1", "/posts/{post_id}"))
    });
    expected.extend(diary);
    let mut honouring: Vec<String> = honouring.into_iter().map(str::to_owned).collect();
    expected.sort();
    honouring.sort();
    assert_eq!(honouring, expected);
}

#[test]
fn keys_that_are_none_are_refused_in_the_familys_own_way() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    let long = "k".repeat(256);
    for key in ["", "\"\"", long.as_str(), "ключ"] {
        let ask = |path: &str, body: &Value| {
            let ask = server.raw("POST", path).token(&ann.token).header(KEY, key);
            ask.body("application/json", body.to_string().as_bytes())
                .send()
        };
        let reply = ask("/app/results", &answers()).expect(400);
        assert_eq!(reply.json()["error"]["fields"][0]["field"], KEY, "{key:?}");
        let reply = ask("/api/predict", &samples::documented_answers()).expect(400);
        assert_eq!(reply.json()["error"], true);
        let reply = ask("/api/v1/posts", &json!({"title": "t", "content": "c"})).expect(422);
        assert_eq!(reply.json()["detail"][0]["loc"], json!(["header", KEY]));
    }
    finish(&server, &ann, &"k".repeat(255), &answers()).expect(200);
    let huge = "k".repeat(1 << 20);
    let ask = server.raw("POST", "/app/results").token(&ann.token);
    let reply = ask
        .header(KEY, &huge)
        .body("application/json", b"{}")
        .send();
    assert_eq!(reply.status, 431);
    assert_eq!(count(&server, "select count(*) from predictions"), 1);
}

#[test]
fn an_account_keeps_its_latest_keys() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    let post = |key: usize| {
        let body = json!({"title": "t", "content": key.to_string()});
        let ask = keyed(&server, "/api/v1/posts", &key.to_string(), &body);
        ask.token(&ann.token).send().expect(200)
    };
    let first = post(0);
    for key in 1..200 {
        post(key);
    }
    assert_replay(&first, &post(0));
    let latest = post(200);
    assert_eq!(count(&server, "select count(*) from idempotency_keys"), 200);
    assert_replay(&latest, &post(200));
    assert_eq!(post(0).header(REPLAYED), None, "the oldest went");
}
