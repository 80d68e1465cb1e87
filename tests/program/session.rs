//! `firststep session`, beside a running server.

use std::path::Path;

use serde_json::Value;

use crate::failed_starts::{assert_contains, refused};
use crate::support::{Server, done, program, run};

fn session(data: &Path, words: &[&str]) -> std::process::Command {
    let mut command = program();
    command
        .arg("session")
        .args(words)
        .arg("--data-dir")
        .arg(data);
    command
}

fn list(data: &Path, words: &[&str]) -> Vec<Value> {
    let words = [&["list", "--json"], words].concat();
    serde_json::from_str(&done(session(data, &words))).unwrap()
}

#[test]
fn sessions_are_listed_and_ended_beside_the_running_server() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let server = Server::on(data);
    let sari = server.client().sign_up("sari@example.org");
    let tono = server.client().sign_up("tono@example.org");
    let all = list(data, &[]);
    assert_eq!(all.len(), 2);
    let keys: Vec<&String> = all[0].as_object().unwrap().keys().collect();
    let expected = [
        "id",
        "username",
        "family",
        "agent",
        "address",
        "created_at",
        "expires_at",
    ];
    assert_eq!(keys, expected);
    assert_eq!(
        (&all[0]["family"], &all[0]["address"]),
        (&"firststep".into(), &"127.0.0.1".into())
    );
    let hers = list(data, &["--name", "sari@example.org"]);
    assert_eq!(hers.len(), 1);
    assert_eq!(hers[0], all[1], "newest first");
    let told = done(session(data, &["list"]));
    assert_eq!(told.lines().count(), 2);
    assert_contains(&told, &["firststep", "127.0.0.1"]);

    let id = hers[0]["id"].to_string();
    assert_eq!(sari.get("/api/profile").status, 200);
    assert_eq!(done(session(data, &["end", &id])), "Ended 1 session\n");
    assert_eq!(
        (
            sari.get("/api/profile").status,
            tono.get("/api/profile").status
        ),
        (401, 200)
    );
    assert_contains(
        &refused(session(data, &["end", &id])),
        &["no session", "session list"],
    );

    tono.login("tono@example.org").unwrap().success();
    let ended = done(session(
        data,
        &["end", "--all-of", "tono@example.org", "--json"],
    ));
    assert_eq!(serde_json::from_str::<Value>(&ended).unwrap()["ended"], 2);
    assert_eq!(tono.get("/api/profile").status, 401);
    assert!(list(data, &[]).is_empty());
    assert_eq!(done(session(data, &["list"])), "Nobody is signed in.\n");
}

#[test]
fn what_cannot_be_ended_is_said() {
    let folder = tempfile::tempdir().unwrap();
    Server::on(folder.path()).stop();
    for words in [
        &["list", "--name", "nobody"][..],
        &["end", "--all-of", "nobody"],
    ] {
        assert_contains(
            &refused(session(folder.path(), words)),
            &["no such account"],
        );
    }
    for words in [
        &["end"][..],
        &["end", "1", "--all-of", "a"],
        &["end", "first"],
        &[],
    ] {
        let ended = run(session(folder.path(), words));
        assert_eq!(ended.status.code(), Some(2), "{words:?} {}", ended.stderr);
    }
}
