//! A database that gets damaged while the server runs becomes read-only, with an error in the log.

use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::client::{Client, PASSWORD};
use crate::doctor::{Findings, smash};
use crate::failed_starts::assert_contains;
use crate::support::{Server, eventually, program, run, serving};

const LOUD: &str = "THE DATABASE IS DAMAGED";

/// A folder with an administrator and a user, the user's client and the administrator's cookie.
fn populated() -> (TempDir, Client, String) {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::on(folder.path());
    let sari = server.client().sign_up("sari@example.org");
    server.client().sign_up("boss@example.org");
    let mut command = program();
    command.args(["user", "role", "boss@example.org", "admin", "--data-dir"]);
    command.arg(folder.path());
    assert_eq!(run(command).status.code(), Some(0));
    let cookie = cookie(&server, "boss@example.org");
    // A write-ahead log would repair the damage done to the file.
    server.stop();
    (folder, sari, cookie)
}

/// The cookie of a session on the web page.
fn cookie(server: &Server, name: &str) -> String {
    let body = json!({"name": name, "password": PASSWORD});
    let answer = server.client().post("/app/sign-in", &body).unwrap();
    let cookie = answer.header("set-cookie").split(';').next().unwrap();
    cookie.to_owned()
}

fn me(server: &Server, cookie: &str) -> Value {
    let answer = server
        .client()
        .send("GET", "/app/me", &[("Cookie", cookie)], Vec::new());
    answer.unwrap().success()
}

fn checking(data: &Path, every: &str) -> Server {
    let mut command = serving(data);
    command.args(["--check-every", every]);
    Server::start(command)
}

#[test]
fn the_check_finds_it_before_anybody_meets_it() {
    let (folder, sari, boss) = populated();
    let server = checking(folder.path(), "1s");
    eventually("it is checked", || {
        server
            .process
            .said()
            .contains("was checked and is sound")
            .then_some(())
    });
    assert_eq!(me(&server, &boss)["damage"], Value::Null);
    smash(&folder.path().join("firststep.db"), "posts");
    eventually("the check finds it", || {
        server.process.said().contains(LOUD).then_some(())
    });

    let sari = sari.at(&server.url);
    assert_eq!(sari.get("/api/profile").status, 200, "reading goes on");
    assert_eq!(sari.login("sari@example.org").unwrap().status, 503);
    let ready = eventually("it isn't ready any more", || {
        let answer = sari.get("/readyz");
        (answer.status == 503).then_some(answer)
    });
    assert_contains(
        ready.json()["error"].as_str().unwrap(),
        &["damaged", "Nothing was changed"],
    );
    assert_eq!(sari.get("/livez").status, 200);

    let damage = &me(&server, &boss)["damage"];
    assert!(
        damage["seen"].as_str().unwrap().contains("Tree"),
        "{damage}"
    );
    assert!(damage["since"].as_str().unwrap().ends_with('Z'), "{damage}");
    let token = sari.token.clone().unwrap();
    let hers = me(&server, &format!("firststep_session={token}"));
    assert_eq!(hers["account"]["email"], "sari@example.org");
    assert!(hers.get("damage").is_none(), "it is for administrators");

    Findings::of(folder.path()).has("integrity error", &["is damaged"], "backup restore");
    let said = server.stop().stderr;
    assert_eq!(said.matches(LOUD).count(), 1, "once is enough: {said}");
    assert_contains(
        &said,
        &[
            "ERROR",
            "firststep doctor",
            "firststep backup restore FILE --force",
        ],
    );
}

#[test]
fn a_request_that_comes_upon_it() {
    let (folder, sari, boss) = populated();
    let server = checking(folder.path(), "never");
    smash(&folder.path().join("firststep.db"), "posts");
    let sari = sari.at(&server.url);
    assert_eq!(sari.get("/api/profile").status, 200);
    assert_eq!(
        sari.register("tono@example.org").unwrap().status,
        200,
        "nobody knows yet"
    );
    assert_eq!(sari.get("/api/v1/posts").status, 503);
    assert_eq!(sari.register("budi@example.org").unwrap().status, 503);
    assert_eq!(sari.get("/api/profile").status, 200);
    let damage = &me(&server, &boss)["damage"];
    assert!(
        damage["since"].is_string() && damage["seen"].is_null(),
        "{damage}"
    );
    assert_contains(&server.stop().stderr, &[LOUD]);
}

#[test]
fn rows_and_photos_that_are_lost_are_told_and_everything_goes_on() {
    let (folder, sari, boss) = populated();
    let server = Server::on(folder.path());
    let sari = sari.at(&server.url);
    sari.upload(&crate::client::photo(1)).unwrap().success();
    server.stop();
    let database = rusqlite::Connection::open(folder.path().join("firststep.db")).unwrap();
    database.pragma_update(None, "foreign_keys", "off").unwrap();
    database
        .execute_batch("insert into drafts values (99, '[]', 1)")
        .unwrap();
    database.close().unwrap();
    for entry in std::fs::read_dir(folder.path().join("photos"))
        .unwrap()
        .flatten()
    {
        if entry.path().is_dir() {
            std::fs::remove_dir_all(entry.path()).unwrap();
        }
    }
    let server = checking(folder.path(), "1s");
    eventually("both are told", || {
        let said = server.process.said();
        (said.contains("drafts without their accounts")
            && said.contains("files of photos are missing"))
        .then_some(())
    });
    let overview = eventually("the overview has it", || {
        let csrf = me(&server, &boss)["csrf"].as_str().unwrap().to_owned();
        let headers = [("Cookie", boss.as_str()), ("X-CSRF-Token", &csrf)];
        let answer = server
            .client()
            .send("GET", "/app/admin/overview", &headers, Vec::new());
        let told = answer.unwrap().success();
        told["checked"].is_object().then_some(told)
    });
    let checked = &overview["checked"];
    assert_eq!(
        (&checked["photos_missing"], &checked["stray_rows"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(
        sari.at(&server.url)
            .login("sari@example.org")
            .unwrap()
            .status,
        200
    );
}

#[test]
fn spans_of_checks_that_cannot_be() {
    let folder = tempfile::tempdir().unwrap();
    for span in ["0s", "nightly", ""] {
        let mut command = serving(folder.path());
        command.args(["--check-every", span]);
        assert_eq!(run(command).status.code(), Some(2), "{span}");
    }
}
