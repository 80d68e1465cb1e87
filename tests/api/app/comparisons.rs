//! Two people who show each other a result.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Browser, code};
use crate::common::{PASSWORD, Reply, TestServer};
use crate::samples;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Somebody of this first name, with a result of their own: its number is that of the account.
fn somebody<'server>(server: &'server TestServer, name: &str) -> Browser<'server> {
    let body = json!({"email": format!("{name}@example.com"), "password": PASSWORD, "front_name": name, "last_name": "Lestari"});
    let reply = server.post("/app/sign-up").json(&body).send();
    let browser = Browser::from(server, &reply.expect(200));
    let answers = &samples::documented_answers()["input"];
    browser.send("POST", "/app/results", &json!({"answers": answers}));
    browser
}

/// What one asks for, with a result of this number.
fn asked(by: &Browser<'_>, result: i64, days: i64) -> Value {
    by.send(
        "POST",
        "/app/comparisons",
        &json!({"result": result, "days": days}),
    )
}

fn link(made: &Value) -> String {
    format!("/app/compare/{}", made["key"].as_str().expect("a key"))
}

fn one(made: &Value) -> String {
    format!("/app/comparisons/{}", made["id"])
}

/// Ayu asked and Budi agreed.
fn compared(server: &TestServer) -> (Browser<'_>, Browser<'_>, Value) {
    let (ayu, budi) = (somebody(server, "Ayu"), somebody(server, "Budi"));
    let made = asked(&ayu, 1, 7);
    budi.send("POST", &link(&made), &json!({"result": 2}));
    (ayu, budi, made)
}

/// Neither of the two sees anything of the other any more, nor that there was something.
#[track_caller]
fn has_ended(made: &Value, both: &[&Browser<'_>]) {
    for browser in both {
        assert_eq!(
            code(&browser.ask("GET", &one(made)).send(), 404),
            "not_found"
        );
        assert_eq!(browser.get("/app/comparisons"), json!({"comparisons": []}));
    }
}

#[test]
fn both_see_both_once_the_other_agreed() {
    let server = TestServer::start();
    let (ayu, budi) = (somebody(&server, "Ayu"), somebody(&server, "Budi"));
    let made = asked(&ayu, 1, 7);
    assert_eq!(
        (&made["mine"]["name"], &made["other"]),
        (&json!("Ayu"), &Value::Null)
    );
    assert_eq!(ayu.get(&one(&made))["other"], Value::Null);
    // Nothing of the asker but the name, before and without an account.
    let shown = server.get(&link(&made)).send().expect(200).json();
    assert_eq!(
        shown,
        json!({"name": "Ayu", "expires_at": made["expires_at"]})
    );
    assert_eq!(code(&budi.ask("GET", &one(&made)).send(), 404), "not_found");

    let agreed = budi.send("POST", &link(&made), &json!({"result": 2}));
    let theirs = ayu.get(&one(&made));
    assert_eq!(
        (&agreed["mine"], &agreed["other"]),
        (&theirs["other"], &theirs["mine"])
    );
    assert_eq!(budi.get(&one(&made)), agreed);
    let other = &theirs["other"];
    assert_eq!(
        (&other["name"], &other["mbti"]),
        (&json!("Budi"), &json!("INFJ"))
    );
    assert_eq!(other["axes"][3]["facets"].as_array().map(Vec::len), Some(5));
    for secret in [
        "example.com",
        "Lestari",
        "User",
        "influences",
        "answers",
        "probabilities",
    ] {
        assert!(!theirs.to_string().contains(secret), "{secret}");
    }
    for (browser, name, result) in [(&ayu, "Budi", 1), (&budi, "Ayu", 2)] {
        let listed = &browser.get("/app/comparisons")["comparisons"][0];
        assert_eq!(
            (&listed["name"], &listed["result"], &listed["agreed"]),
            (&json!(name), &json!(result), &json!(true))
        );
    }
}

#[test]
fn a_third_person_sees_nothing_of_it() {
    let server = TestServer::start();
    let (_, _, made) = compared(&server);
    let cici = somebody(&server, "Cici");
    // The link is used up.
    assert_eq!(code(&server.get(&link(&made)).send(), 404), "not_found");
    let agree = cici.ask("POST", &link(&made)).json(&json!({"result": 3}));
    assert_eq!(code(&agree.send(), 404), "not_found");
    for method in ["GET", "DELETE"] {
        assert_eq!(
            code(&cici.ask(method, &one(&made)).send(), 404),
            "not_found"
        );
        assert_eq!(server.ask(method, &one(&made)).send().status, 401);
    }
    assert_eq!(cici.get("/app/comparisons"), json!({"comparisons": []}));
}

#[test]
fn either_ends_it_for_both() {
    let server = TestServer::start();
    let (ayu, budi, made) = compared(&server);
    budi.ask("DELETE", &one(&made)).send().expect(200);
    has_ended(&made, &[&ayu, &budi]);
    assert_eq!(
        code(&ayu.ask("DELETE", &one(&made)).send(), 404),
        "not_found"
    );
    let made = asked(&ayu, 1, 7);
    ayu.ask("DELETE", &one(&made)).send().expect(200);
    let agree = budi.ask("POST", &link(&made)).json(&json!({"result": 2}));
    assert_eq!(code(&agree.send(), 404), "not_found");
}

#[test]
fn it_ends_when_it_was_said_to_agreed_or_not() {
    let server = TestServer::start();
    let (ayu, budi, made) = compared(&server);
    let open = asked(&ayu, 1, 7);
    server.advance((7 * DAY).saturating_sub(Duration::from_secs(60)));
    server.get(&link(&open)).send().expect(200);
    assert_eq!(budi.get(&one(&made))["other"]["name"], "Ayu");
    server.advance(Duration::from_secs(61));
    assert_eq!(code(&server.get(&link(&open)).send(), 404), "not_found");
    has_ended(&made, &[&ayu, &budi]);
}

#[test]
fn one_of_a_clock_that_was_ahead_is_none() {
    let server = TestServer::start();
    let (ayu, budi) = (somebody(&server, "Ayu"), somebody(&server, "Budi"));
    server.advance(DAY / 4);
    let (made, open) = (asked(&ayu, 1, 7), asked(&ayu, 1, 7));
    budi.send("POST", &link(&made), &json!({"result": 2}));
    server.app().clock.set_back(Duration::ZERO);
    assert_eq!(code(&server.get(&link(&open)).send(), 404), "not_found");
    has_ended(&made, &[&ayu, &budi]);
}

#[test]
fn it_ends_with_either_account() {
    for leaves_first in [true, false] {
        let server = TestServer::start();
        let (ayu, budi, made) = compared(&server);
        let (gone, stays) = if leaves_first {
            (&ayu, &budi)
        } else {
            (&budi, &ayu)
        };
        // A link that nobody has agreed to yet is its asker's.
        let open = asked(gone, if leaves_first { 1 } else { 2 }, 7);
        stays.ask("GET", &link(&open)).send().expect(200);
        gone.send("DELETE", "/app/account", &json!({"password": PASSWORD}));
        has_ended(&made, &[stays]);
        let agree = stays.ask("POST", &link(&open));
        let own = if leaves_first { 2 } else { 1 };
        for reply in [
            stays.ask("GET", &link(&open)).send(),
            agree.json(&json!({"result": own})).send(),
        ] {
            assert_eq!(code(&reply, 404), "not_found");
        }
    }
}

#[test]
fn whoever_is_suspended_shows_and_sees_nothing_and_it_does_not_come_back() {
    for suspended in [1, 2] {
        let server = TestServer::start();
        let (ayu, budi, made) = compared(&server);
        let open = asked(&ayu, 1, 7);
        let stays = if suspended == 1 { &budi } else { &ayu };
        // However it came about.
        server.sql(&format!(
            "update accounts set status = 'suspended' where id = {suspended}"
        ));
        assert_eq!(
            code(&stays.ask("GET", &one(&made)).send(), 404),
            "not_found"
        );
        server
            .get(&link(&open))
            .send()
            .expect(if suspended == 1 { 404 } else { 200 });
        server.sql("update accounts set status = 'active'");
        assert_eq!(stays.get(&one(&made))["id"], made["id"]);
        // By an administrator.
        let boss = Browser::sign_up(&server, "boss@example.com");
        server.sql("update accounts set role = 'admin' where email = 'boss@example.com'");
        for status in ["suspended", "active"] {
            let path = format!("/api/v1/users/{suspended}");
            boss.send("PUT", &path, &json!({"status": status}));
        }
        assert_eq!(
            code(&stays.ask("GET", &one(&made)).send(), 404),
            "not_found"
        );
    }
}

#[test]
fn it_ends_with_either_result() {
    for result in [1, 2] {
        let server = TestServer::start();
        let (ayu, budi, made) = compared(&server);
        server.sql(&format!("delete from predictions where id = {result}"));
        has_ended(&made, &[&ayu, &budi]);
    }
}

#[test]
fn what_cannot_be_compared_is_told() {
    let server = TestServer::start();
    let (ayu, budi) = (somebody(&server, "Ayu"), somebody(&server, "Budi"));
    let ask = |body: Value| ayu.ask("POST", "/app/comparisons").json(&body).send();
    for days in [0, -1, 91, i64::MAX] {
        assert_eq!(
            code(&ask(json!({"result": 1, "days": days})), 400),
            "fields",
            "{days}"
        );
    }
    assert_eq!(
        code(&ask(json!({"result": 2, "days": 7})), 404),
        "not_found",
        "it is somebody else's"
    );
    let made = asked(&ayu, 1, 7);
    let agree = |by: &Browser<'_>, result: i64| -> Reply {
        by.ask("POST", &link(&made))
            .json(&json!({"result": result}))
            .send()
    };
    assert_eq!(code(&agree(&ayu, 1), 403), "not_allowed", "with oneself");
    assert_eq!(
        code(&agree(&budi, 1), 404),
        "not_found",
        "it is somebody else's"
    );
    assert_eq!(
        server
            .post(&link(&made))
            .json(&json!({"result": 2}))
            .send()
            .status,
        401
    );
    for key in ["x", "AAAAAAAAAAAAAAAAAAAAAA", "%00"] {
        server
            .get(&format!("/app/compare/{key}"))
            .send()
            .expect(404);
    }
    // Still open to who may.
    assert_eq!(agree(&budi, 2).status, 200);
}

#[test]
fn an_account_has_a_hundred_whichever_of_the_two_it_is() {
    let server = TestServer::start();
    let (ayu, budi) = (somebody(&server, "Ayu"), somebody(&server, "Budi"));
    let columns = "comparisons (account_id, prediction_id, other_id, other_prediction_id, key_hash, created_at, agreed_at, expires_at)";
    server.sql(&format!(
        "with recursive c (n) as (select 1 union all select n + 1 from c where n < 99)
         insert into {columns} select 1, 1, 2, 2, n, 1, 1, 9000000000000000 from c"
    ));
    let made = asked(&ayu, 1, 7);
    for browser in [&ayu, &budi] {
        browser.ask("GET", "/app/comparisons").send().expect(200);
    }
    let more = json!({"result": 1, "days": 7});
    let refused = ayu.ask("POST", "/app/comparisons").json(&more).send();
    assert_eq!(code(&refused, 400), "too_many_shares");
    asked(&budi, 2, 7);
    let refused = budi
        .ask("POST", &link(&made))
        .json(&json!({"result": 2}))
        .send();
    assert_eq!(code(&refused, 400), "too_many_shares");
    server.sql("update comparisons set expires_at = 1 where id = 1");
    budi.send("POST", &link(&made), &json!({"result": 2}));
}

#[test]
fn of_two_who_agree_at_once_one_is_compared() {
    let server = TestServer::start();
    let ayu = somebody(&server, "Ayu");
    let others = ["Budi", "Cici", "Dodi"].map(|name| somebody(&server, name));
    let made = asked(&ayu, 1, 7);
    let replies = crate::common::at_once(3, |at| {
        others[at]
            .ask("POST", &link(&made))
            .json(&json!({"result": at + 2}))
            .send()
    });
    let mut statuses: Vec<u16> = replies.iter().map(|reply| reply.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 404, 404]);
}

#[test]
fn the_database_knows_no_key_and_the_export_nothing_of_the_other() {
    let server = TestServer::start();
    let (_, budi, made) = compared(&server);
    let key = made["key"].as_str().expect("a key");
    let database = std::fs::read(server.database()).expect("a file");
    let log = std::fs::read(server.database().with_extension("db-wal")).expect("a file");
    for bytes in [database, log] {
        assert_eq!(memchr::memmem::find(&bytes, key.as_bytes()), None);
    }
    let zip = budi.ask("GET", "/app/export").send().expect(200).body;
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(zip)).expect("a zip");
    let data: Value =
        serde_json::from_reader(archive.by_name("data.json").expect("a file")).expect("JSON");
    let row = data["comparisons"][0].as_object().expect("a row");
    assert_eq!((&row["result"], &row["asked"]), (&json!(2), &json!(0)));
    let columns: Vec<&String> = row.keys().collect();
    assert_eq!(columns.len(), 6, "{columns:?}");
}
