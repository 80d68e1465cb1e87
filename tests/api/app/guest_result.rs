//! A result for somebody without an account.

use serde_json::{Value, json};

use super::{Browser, code};
use crate::common::{TestServer, at_once, eventually};
use crate::samples;

fn documented() -> Value {
    json!({"answers": samples::documented_answers()["input"]})
}

/// All that an account's result says, but its number: and nothing is written.
#[test]
fn a_guest_is_told_what_an_account_is() {
    let server = TestServer::start();
    let ayu = Browser::sign_up(&server, "ayu@example.com");
    let mut kept = ayu.send("POST", "/app/results", &documented());
    let database = rusqlite::Connection::open(server.database()).expect("the database");
    // Another connection's commit makes it another number.
    let version = || -> i64 {
        let read = database.query_row("pragma data_version", (), |row| row.get(0));
        read.expect("a number")
    };
    let before = version();
    let reply = server.post("/app/guest-result").json(&documented()).send();
    let reply = reply.expect(200);
    let mut told = reply.json();
    assert_eq!(reply.header("Set-Cookie"), None);
    assert!(told["created_at"].is_string());
    assert_eq!(told["id"], Value::Null);
    for result in [&mut kept, &mut told] {
        for field in ["id", "created_at"] {
            result[field].take();
        }
    }
    assert_eq!(told, kept);
    assert_eq!(version(), before);
}

/// Whoever is signed in gets no other answer, and nothing is added to theirs.
#[test]
fn it_is_never_an_accounts() {
    let server = TestServer::start();
    let ayu = Browser::sign_up(&server, "ayu@example.com");
    let told = ayu.send("POST", "/app/guest-result", &documented());
    assert_eq!(told["id"], Value::Null);
    assert_eq!(ayu.get("/app/results")["results"], json!([]));
    assert_eq!(ayu.get("/app/me")["account"]["mbti"], Value::Null);
}

#[test]
fn answers_that_are_none_have_no_result() {
    let server = TestServer::start();
    let mut odd = vec![json!(0); 60];
    odd[59] = json!(4);
    for answers in [
        json!([]),
        json!(vec![0; 59]),
        json!(vec![0; 61]),
        json!(odd),
        json!("0"),
    ] {
        let body = json!({"answers": answers});
        let reply = server.post("/app/guest-result").json(&body).send();
        assert_eq!(code(&reply, 400), "fields", "{answers}");
    }
}

#[test]
fn a_crowd_is_not_explained_all_at_once() {
    let server = TestServer::start();
    let ask = || server.post("/app/guest-result").json(&documented()).send();
    ask().expect(200);
    eventually("one is refused", || {
        let replies = at_once(120, |_| ask());
        let refused = replies.iter().filter(|reply| reply.status == 503);
        let refused = refused.inspect(|reply| assert_eq!(reply.header("Retry-After"), Some("1")));
        let refused = refused.count();
        let explained = replies.iter().filter(|reply| reply.status == 200).count();
        assert_eq!(refused + explained, 120);
        assert!(explained >= 48, "{explained} explained");
        refused > 0
    });
    // Refused for now, not for good.
    ask().expect(200);
}

/// However many come: nothing of them is on the disk.
#[test]
fn a_thousand_guests_leave_nothing() {
    let server = TestServer::start();
    let sizes = || {
        let log = server.database().with_extension("db-wal");
        [server.database(), &log].map(|file| file.metadata().expect("a file").len())
    };
    let before = sizes();
    at_once(8, |_| {
        for _ in 0..125 {
            let asked = server.post("/app/guest-result").json(&documented());
            asked.send().expect(200);
        }
    });
    assert_eq!(sizes(), before);
    for table in ["accounts", "predictions", "responses", "sessions"] {
        let rows = rusqlite::Connection::open(server.database())
            .expect("the database")
            .query_row(&format!("select count(*) from {table}"), (), |row| {
                row.get::<_, i64>(0)
            });
        assert_eq!(rows, Ok(0), "{table}");
    }
}
