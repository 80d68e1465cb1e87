//! Accounts that have much: it is bounded, or what is done with it is.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use rusqlite::Connection;
use serde_json::json;

use super::{Browser, code};
use crate::common::{PASSWORD, TestServer};
use crate::samples;

const PIECES: usize = 20;

/// Somebody with a result.
fn somebody(server: &TestServer) -> Browser<'_> {
    let ayu = Browser::sign_up(server, "ayu@example.com");
    let answers = &samples::documented_answers()["input"];
    ayu.send("POST", "/app/results", &json!({"answers": answers}));
    ayu
}

/// So many more rows, each of these values, in which `n` counts from 1.
fn fill(server: &TestServer, count: usize, table: &str, values: &str) {
    server.sql(&format!(
        "with recursive c (n) as (select 1 union all select n + 1 from c where n < {count})
         insert into {table} select {values} from c"
    ));
}

fn more_results(server: &TestServer, count: usize) {
    fill(
        server,
        count,
        "predictions (account_id, mbti, probabilities, answers_hash, model_hash, created_at)",
        "1, 'INFJ', '[]', '', '', n",
    );
}

fn count(server: &TestServer, table: &str) -> i64 {
    let database = Connection::open(server.database()).expect("it opens");
    let sql = format!("select count(*) from {table}");
    database
        .query_row(&sql, (), |row| row.get(0))
        .expect("a count")
}

/// How many writes of somebody else are answered while a request with this takes its time.
fn writes_beside(server: &TestServer, slow: impl FnOnce() + Send) -> usize {
    let other = Browser::sign_up(server, "budi@example.com");
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            slow();
            over.store(true, Ordering::SeqCst);
        });
        let mut written = 0;
        while !over.load(Ordering::SeqCst) {
            other.send("PUT", "/app/card", &json!({"occupation": "Guru"}));
            written += 1;
        }
        written
    })
}

#[test]
fn an_account_keeps_a_thousand_links() {
    let server = TestServer::start();
    let ayu = somebody(&server);
    let columns = "shares (account_id, prediction_id, key_hash, created_at, expires_at)";
    fill(&server, 999, columns, "1, 1, n, 1, 9000000000000000");
    let link = json!({"result": 1, "days": 7});
    ayu.send("POST", "/app/shares", &link);
    let refused = ayu.ask("POST", "/app/shares").json(&link).send();
    assert_eq!(code(&refused, 400), "too_many_shares");
    server.sql("update shares set expires_at = 1 where id <= 20");
    ayu.send("POST", "/app/shares", &link);
    assert_eq!(
        count(&server, "shares where expires_at = 1"),
        4,
        "a few are cleared away at a time, however many there are"
    );
}

#[test]
fn lists_have_the_latest_thousand() {
    let server = TestServer::start();
    let ayu = somebody(&server);
    more_results(&server, 1100);
    let listed = ayu.get("/app/results");
    let results = listed["results"].as_array().expect("a list");
    assert_eq!(results.len(), 1000);
    assert_eq!(results[0]["id"], 102);
    assert_eq!(results[999]["id"], 1101);
    let columns = "sessions (account_id, family, created_at, expires_at, last_used_at)";
    fill(
        &server,
        1100,
        columns,
        "1, 'page', 1, 9000000000000000, 9000000000000000",
    );
    let listed = ayu.get("/app/sessions");
    assert_eq!(listed["sessions"].as_array().map(Vec::len), Some(1000));
    let answers: Vec<i64> = (0..25).map(|at| at % 5 + 1).collect();
    let path = "/app/instruments/working-together/results";
    ayu.send("POST", path, &json!({"answers": answers}));
    let columns =
        "instrument_results (account_id, instrument_hash, answers, scores, may_count, created_at)";
    let values = "1, (select hash from instruments), '[]', '[]', 0, n";
    fill(&server, 1099, columns, values);
    let listed = ayu.get("/app/instrument-results");
    let results = listed["results"].as_array().expect("a list");
    let ids = [&results[0]["id"], &results[results.len() - 1]["id"]];
    assert_eq!((results.len(), ids), (1000, [&json!(101), &json!(1100)]));
}

#[test]
fn whoever_leaves_with_much_keeps_nobody_waiting() {
    let server = TestServer::start();
    let ayu = somebody(&server);
    more_results(&server, PIECES * 1000);
    fill(
        &server,
        2000,
        "diary_sessions (account_id, start_time)",
        "1, n",
    );
    fill(&server, 3000, "detections (session_id, created_at)", "1, n");
    let facial = "facial_data (detection_id, emotion, created_at)";
    fill(&server, 3000, facial, "n, 'happy', n");
    let posts = "posts (account_id, content, created_at, updated_at)";
    fill(&server, 2000, posts, "1, n, n, n");
    let written = writes_beside(&server, || {
        let body = json!({"password": PASSWORD});
        ayu.send("DELETE", "/app/account", &body);
    });
    assert!(written > PIECES / 4, "only {written} writes beside it");
    for table in ["predictions", "diary_sessions", "detections", "posts"] {
        assert_eq!(count(&server, table), 0, "{table}");
    }
    assert_eq!(count(&server, "facial_data"), 0);
    assert_eq!(count(&server, "accounts"), 1, "the other one stays");
}

#[test]
fn a_post_and_a_session_with_much_under_them_go_in_pieces_as_well() {
    let server = TestServer::start();
    let ayu = server.newcomer("ayu@example.com");
    let body = json!({"content": "Halo"});
    let ask = |method: &str, path: &str| server.ask(method, path).token(&ayu.token);
    ask("POST", "/api/v1/posts/").json(&body).send();
    ask("POST", "/api/v1/sessions/").json(&json!({})).send();
    let comments = "comments (post_id, account_id, content, created_at, updated_at)";
    fill(&server, PIECES * 1000, comments, "1, 1, n, n, n");
    let detections = "detections (session_id, created_at)";
    fill(&server, PIECES * 1000, detections, "1, n");
    let written = writes_beside(&server, || {
        ask("DELETE", "/api/v1/posts/1").send().expect(200);
        ask("DELETE", "/api/v1/sessions/1").send().expect(200);
    });
    assert!(written > PIECES / 4, "only {written} writes beside it");
    for table in ["posts", "comments", "diary_sessions", "detections"] {
        assert_eq!(count(&server, table), 0, "{table}");
    }
}

#[test]
fn the_last_administrator_who_cannot_leave_loses_nothing() {
    let server = TestServer::start();
    let ayu = somebody(&server);
    more_results(&server, 3000);
    server.sql("update accounts set role = 'admin'");
    let body = json!({"password": PASSWORD});
    let refused = ayu.ask("DELETE", "/app/account").json(&body).send();
    assert_eq!(code(&refused, 403), "last_administrator");
    assert_eq!(count(&server, "predictions"), 3001);
}
