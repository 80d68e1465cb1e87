//! A database found damaged: every family refuses changes in its own words, and goes on to read.

use std::fs::OpenOptions;
use std::io::{Seek as _, SeekFrom, Write as _};

use rusqlite::Connection;

use super::doors::all;
use crate::common::{PASSWORD, SignedIn, TestServer};
use crate::samples;

/// Overwrites the first page of a table on disk, under a server that hasn't read it yet.
fn smash(server: &TestServer, table: &str) {
    let database = Connection::open(server.database()).expect("open");
    let sql = "select rootpage from sqlite_schema where name = ?1";
    let page: u64 = database
        .query_row(sql, [table], |row| row.get::<_, i64>(0))
        .map(i64::unsigned_abs)
        .expect("a page");
    let file = OpenOptions::new().write(true).open(server.database());
    let mut file = file.expect("writable");
    file.seek(SeekFrom::Start((page - 1) * 4096))
        .expect("there");
    file.write_all(&[0xa5; 4096]).expect("written");
}

/// A server whose table of posts is broken, which nobody has met yet, and somebody signed in.
fn damaged() -> (TestServer, SignedIn) {
    let mut server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    // What is in the log only would heal what is done to the file.
    server.restart();
    smash(&server, "posts");
    (server, ann)
}

/// Reads the broken table.
fn meet(server: &TestServer, who: &SignedIn) {
    server
        .get("/api/v1/posts")
        .token(&who.token)
        .send()
        .expect(503);
}

#[test]
fn every_family_says_so_in_its_own_words() {
    let (server, ann) = damaged();
    meet(&server, &ann);
    for (at, door) in all().iter().enumerate() {
        let reply = (door.sign_up)(&server, &format!("late{at}"));
        let (status, text) = reply.told();
        assert_eq!(status, 503, "{}: {text}", door.family);
        let said = ["damaged", "Basis data server rusak"];
        assert!(
            said.iter().any(|said| text.contains(said)),
            "{}: {text}",
            door.family
        );
    }
    for path in ["/readyz", "/v2/health/ready"] {
        let text = server.get(path).send().expect(503).text();
        assert!(text.contains("damaged"), "{text}");
    }
}

#[test]
fn reading_goes_on_and_signing_in_does_not() {
    let (server, ann) = damaged();
    meet(&server, &ann);
    server
        .get("/api/profile")
        .token(&ann.token)
        .send()
        .expect(200);
    server
        .get("/api/user/me")
        .token(&ann.token)
        .send()
        .expect(200);
    server.get("/livez").send().expect(200);
    let body = serde_json::json!({"email": ann.email, "password": PASSWORD});
    server.post("/api/login").json(&body).send().expect(503);
}

#[test]
fn uploads_are_refused_before_they_leave_files() {
    let (server, ann) = damaged();
    meet(&server, &ann);
    let picture = samples::png(&samples::picture(40, 30));
    samples::upload(&server, &ann, &picture).expect(503);
    assert!(server.photo_files().is_empty());
}

#[test]
fn nobody_notices_before_somebody_meets_it() {
    let (server, ann) = damaged();
    server.register("ben@example.com");
    assert!(server.app().store.damage().is_none());
    meet(&server, &ann);
    assert!(server.app().store.damage().is_some());
}
