//! Instruments in folders of somebody's own, which change and go.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::instruments::strengths;
use super::{Browser, code};
use crate::common::TestServer;

/// A folder with an instrument of two scales and six statements, each with this text.
fn folder(path: &Path, version: &str, text: &str) {
    fs::create_dir_all(path).expect("a folder");
    let write =
        |name: &str, value: Value| fs::write(path.join(name), value.to_string()).expect("written");
    write(
        "instrument.json",
        json!({"format": 1, "id": "mine", "version": version, "languages": ["en"], "points": 4, "scales": ["one", "two"]}),
    );
    let key: Vec<Value> = (0..6).map(|at| json!({"statement": format!("s{at}"), "scale": if at == 5 { "two" } else { "one" }, "sign": if at % 2 == 0 { 1 } else { -1 }})).collect();
    write("key.json", json!(key));
    let scale = |name: &str| json!({"name": name, "about": text, "low": text, "high": text});
    let statements: serde_json::Map<String, Value> = (0..6)
        .map(|at| (format!("s{at}"), json!(format!("{text} {at}"))))
        .collect();
    write(
        "en.json",
        json!({
            "title": text, "about": text, "points": ["no", "rather no", "rather yes", "yes"],
            "scales": {"one": scale("One"), "two": scale("Two")}, "statements": statements,
        }),
    );
}

#[test]
fn an_instrument_that_changes_leaves_old_results_what_they_were() {
    let folder_of_it = tempfile::tempdir().expect("a folder");
    let path = folder_of_it.path().join("mine");
    folder(&path, "1", "Before");
    let mut server = TestServer::with(|settings, _| settings.instruments = vec![path.clone()]);
    let ayu = Browser::sign_up(&server, "ayu@example.com");
    let (token, csrf) = (ayu.token.clone(), ayu.csrf.clone());
    let old = server
        .get("/app/instruments/mine")
        .send()
        .expect(200)
        .json();
    assert_eq!(
        (&old["indonesian"], &old["points"]),
        (&Value::Null, &json!(4))
    );
    let body = json!({"answers": [4, 1, 4, 1, 4, 1], "hash": old["hash"]});
    let result = ayu.send("POST", "/app/instruments/mine/results", &body);
    assert_eq!(strengths(&result), [1.0, 1.0]);
    assert_eq!(
        result["scores"][1]["range"],
        Value::Null,
        "one statement has none"
    );
    assert_eq!(result["scores"][1]["basis"], "nothing");
    folder(&path, "2", "After");
    server.restart();
    let ayu = Browser {
        server: &server,
        token: token.clone(),
        csrf: csrf.clone(),
    };
    let kept = ayu.get("/app/instrument-results/1");
    assert_eq!(kept["current"], false);
    assert_eq!(kept["instrument"], result["instrument"]);
    assert_eq!(kept["scores"], result["scores"]);
    assert_eq!(kept["instrument"]["version"], "1");
    assert_eq!(kept["instrument"]["english"]["title"], "Before");
    let list = ayu.get("/app/instrument-results");
    assert_eq!(
        (
            &list["results"][0]["version"],
            &list["results"][0]["current"]
        ),
        (&json!("1"), &json!(false))
    );
    // Whoever still has the old one open is told, and nothing is scored by another key than they saw.
    let reply = ayu
        .ask("POST", "/app/instruments/mine/results")
        .json(&body)
        .send();
    assert_eq!(code(&reply, 409), "instrument_changed");
    assert_eq!(
        server
            .get("/app/instruments/mine")
            .send()
            .expect(200)
            .json()["english"]["title"],
        "After"
    );
    // Its folder may go altogether, and a result is readable all the same, until the last of them goes.
    server.restart_with(|settings| settings.instruments.clear());
    let ayu = Browser {
        server: &server,
        token,
        csrf,
    };
    assert_eq!(
        ayu.get("/app/instrument-results/1")["instrument"],
        result["instrument"]
    );
    let count = || {
        let database = rusqlite::Connection::open(server.database()).expect("it opens");
        let read = database.query_row("select count(*) from instruments", (), |row| {
            row.get::<_, i64>(0)
        });
        read.expect("a number")
    };
    assert_eq!(count(), 1);
    ayu.ask("DELETE", "/app/instrument-results/1")
        .send()
        .expect(200);
    assert_eq!(count(), 0);
}

#[test]
fn markup_in_texts_is_text() {
    let folder_of_it = tempfile::tempdir().expect("a folder");
    let path = folder_of_it.path().join("mine");
    let text = "<script>alert(1)</script><img src=x onerror=alert(1)>";
    folder(&path, "1", text);
    let server = TestServer::with(|settings, _| settings.instruments = vec![path]);
    let reply = server.get("/app/instruments/mine").send().expect(200);
    assert_eq!(reply.header("Content-Type"), Some("application/json"));
    assert_eq!(reply.header("X-Content-Type-Options"), Some("nosniff"));
    assert_eq!(reply.json()["english"]["title"], text);
}

/// Consent is to what one questionnaire asks.
#[test]
fn a_result_that_counts_takes_no_place_of_another_instruments() {
    let folder_of_it = tempfile::tempdir().expect("a folder");
    let path = folder_of_it.path().join("mine");
    folder(&path, "1", "Mine");
    let server = TestServer::with(|settings, _| settings.instruments.push(path));
    let ayu = Browser::sign_up(&server, "ayu@example.com");
    let answer = |instrument: &str, answers: &[i64]| {
        let body = json!({"answers": answers, "may_count": true});
        let path = format!("/app/instruments/{instrument}/results");
        let id = ayu.send("POST", &path, &body)["id"].clone();
        format!("/app/instrument-results/{id}")
    };
    let example = answer("working-together", &[2; 25]);
    let mine = answer("mine", &[4, 1, 4, 1, 4, 1]);
    let counts = || [&example, &mine].map(|one| ayu.get(one)["may_count"] == true);
    assert_eq!(counts(), [true, true]);
    for one in [&example, &mine] {
        ayu.send("PUT", one, &json!({"may_count": true}));
        assert_eq!(counts(), [true, true]);
    }
}
