//! `firststep room`, beside a running server; what becomes of a room in time.

use std::path::Path;
use std::process::Command;

use rusqlite::Connection;
use serde_json::{Value, json};

use crate::doctor::Findings;
use crate::failed_starts::{assert_contains, refused};
use crate::support::{Server, ask_database, done, eventually, program, serving};
use crate::user::user;

fn open(data: &Path, words: &[&str]) -> Command {
    let mut command = program();
    command.args(["room", "open", "--data-dir"]).arg(data);
    command.args(words);
    command
}

/// A running server with one administrator.
fn with_administrator(data: &Path) -> Server {
    let server = Server::on(data);
    server
        .client()
        .register("host@example.com")
        .unwrap()
        .success();
    done(user(data, &["role", "host@example.com", "admin"]));
    server
}

#[test]
fn it_prints_what_leads_phones_into_it() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = with_administrator(&data);
    let words = [
        "--title",
        "Class 7b",
        "--language",
        "en",
        "--team",
        "Red,Blue",
        "--names",
        "--at",
        "http://192.168.1.5:5000",
    ];
    let said = done(open(&data, &words));
    let code = said
        .lines()
        .next()
        .unwrap()
        .trim_start_matches("Code")
        .trim();
    assert_contains(
        &said,
        &[
            &format!("http://192.168.1.5:5000/r/{code}"),
            &format!("http://192.168.1.5:5000/#/rooms/{code}"),
            "▀",
        ],
    );
    let told = server.client().get(&format!("/rooms/{code}")).success();
    for (field, value) in [
        ("title", json!("Class 7b")),
        ("language", json!("en")),
        ("teams", json!(["Red", "Blue"])),
        ("asks_names", json!(true)),
        ("shows", json!("on_reveal")),
        ("state", json!("open")),
    ] {
        assert_eq!(told[field], value, "{field}");
    }
    let seat = json!({"name": "Ayu", "team": 1});
    let path = format!("/rooms/{code}/seats");
    server.client().post(&path, &seat).unwrap().success();
    // For programs.
    let mut command = program();
    command.args(["room", "--json", "--data-dir"]).arg(&data);
    command.args(["open", "--hours", "1"]);
    let told: Value = serde_json::from_str(&done(command)).unwrap();
    let code = told["code"].as_str().unwrap();
    assert!(
        told["join_url"]
            .as_str()
            .unwrap()
            .ends_with(&format!("/r/{code}"))
    );
    server.stop();
}

#[test]
fn it_may_have_a_questionnaire_that_the_server_does_not_offer() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = with_administrator(&data);
    let mut own = program();
    own.args(["instrument", "new"])
        .arg(folder.path().join("mornings"));
    done(own);
    let in_folder = folder.path().join("mornings");
    // Once it was in a room its id is enough.
    for (named, id) in [
        ("example", "working-together"),
        ("working-together", "working-together"),
        (in_folder.to_str().unwrap(), "mornings"),
    ] {
        let said = done(open(&data, &["--instrument", named]));
        let code = said.split_whitespace().nth(1).unwrap();
        let path = format!("/rooms/{code}/instrument");
        assert_eq!(server.client().get(&path).success()["id"], id, "{named}");
    }
    let unknown = refused(open(&data, &["--instrument", "evenings"]));
    assert_contains(&unknown, &["no questionnaire evenings", "example"]);
    let empty = folder.path().to_str().unwrap();
    assert_contains(
        &refused(open(&data, &["--instrument", empty])),
        &["instrument.json"],
    );
    server.stop();
}

#[test]
fn what_cannot_be_a_room_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = with_administrator(&data);
    let long = "x".repeat(81);
    let teams: Vec<String> = (0..13).map(|team| format!("Team {team}")).collect();
    for (words, says) in [
        (["--title", &long], "--title"),
        (["--title", "a\u{202e}b"], "--title"),
        (["--team", &teams.join(",")], "13 teams"),
        (["--team", " "], "--team"),
        (["--host-name", "nobody"], "no such account"),
    ] {
        assert_contains(&refused(open(&data, &words)), &[says]);
    }
    server
        .client()
        .register("other@example.com")
        .unwrap()
        .success();
    done(user(&data, &["role", "other@example.com", "admin"]));
    assert_contains(&refused(open(&data, &[])), &["--host-name"]);
    done(open(&data, &["--host-name", "other@example.com"]));
    done(user(&data, &["status", "other@example.com", "suspended"]));
    done(open(&data, &[]));
    server.stop();
}

#[test]
fn a_room_whose_time_is_over_is_told_and_swept() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = with_administrator(&data);
    done(open(&data, &[]));
    server.stop();
    let database = data.join("firststep.db");
    Connection::open(&database)
        .unwrap()
        .execute("update rooms set ends_at = opened_at - 9 * 86400000000", ())
        .unwrap();
    Findings::of(&data).has("rooms warning", &["1 room ended"], "--check-every");
    let mut command = serving(&data);
    command.args(["--check-every", "1s"]);
    let server = Server::start(command);
    eventually("the room is gone", || {
        let rooms: i64 = ask_database(&database, "select count(*) from rooms");
        (rooms == 0).then_some(())
    });
    server.stop();
}
