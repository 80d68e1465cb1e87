//! `firststep user`, beside a running server.

use std::path::Path;

use rusqlite::Connection;
use serde_json::{Value, json};

use crate::client::{Client, PASSWORD, photo};
use crate::failed_starts::{assert_contains, refused};
use crate::support::{Server, done, program, run, run_with};

/// `firststep user …` on this data.
pub fn user(data: &Path, words: &[&str]) -> std::process::Command {
    let mut command = program();
    command.args(["user", "--data-dir"]).arg(data).args(words);
    command.env("FIRSTSTEP_BCRYPT_COST", "10");
    command
}

/// What `firststep user list` tells programs.
pub fn list(data: &Path) -> Vec<Value> {
    let ended = run(user(data, &["list", "--json"]));
    serde_json::from_str(ended.done()).unwrap()
}

/// The status of a sign-in.
pub fn sign_in(client: &Client, email: &str, password: &str) -> u16 {
    let body = json!({"email": email, "password": password});
    client.post("/api/login", &body).unwrap().status
}

/// The password that was printed.
pub fn printed(said: &str) -> &str {
    crate::support::line_after(said, "Password:")
}

/// How many pictures are in a folder and its subfolders.
fn pictures(folder: &Path) -> usize {
    let entries = folder
        .read_dir()
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let count = |path: std::path::PathBuf| match path.extension() {
        _ if path.is_dir() => pictures(&path),
        Some(kind) if kind == "jpg" => 1,
        _ => 0,
    };
    entries.map(count).sum()
}

#[test]
fn an_administrator_is_made_before_the_first_start() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let words = [
        "create",
        "--email",
        "ayu@example.org",
        "--admin",
        "--first-name",
        "Ayu",
    ];
    let made = run(user(&data, &words));
    let said = made.done();
    assert_contains(said, &["ayu@example.org", "admin", "active"]);
    let server = Server::on(&data);
    assert!(!server.banner.contains("/setup#"), "{}", server.banner);
    let client = server.client();
    assert_eq!(sign_in(&client, "ayu@example.org", printed(said)), 200);
    assert_eq!(sign_in(&client, "ayu@example.org", "not it at all"), 401);
}

#[test]
fn a_password_given_on_standard_input_is_not_printed() {
    let folder = tempfile::tempdir().unwrap();
    let words = [
        "create",
        "--email",
        "budi@example.org",
        "--username",
        "budi",
        "--password-stdin",
    ];
    let made = run_with(
        user(folder.path(), &words),
        format!("{PASSWORD}\r\n").as_bytes(),
    );
    assert!(!made.done().contains(PASSWORD) && !made.stdout.contains("Password"));
    let server = Server::on(folder.path());
    assert_eq!(sign_in(&server.client(), "budi@example.org", PASSWORD), 200);
    let short = user(
        folder.path(),
        &["reset-password", "budi", "--password-stdin"],
    );
    let ended = run_with(short, b"short\n");
    assert_eq!(ended.status.code(), Some(1));
    assert_contains(&ended.stderr, &["the password", "8 characters"]);
    assert_eq!(sign_in(&server.client(), "budi@example.org", PASSWORD), 200);
}

#[test]
fn everybody_is_listed_for_people_and_for_programs() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::on(folder.path());
    for name in ["sari", "tono"] {
        server.client().sign_up(&format!("{name}@example.org"));
    }
    let listed = list(folder.path());
    assert_eq!(listed.len(), 2);
    assert_eq!(listed[0]["email"], "sari@example.org");
    assert_eq!(listed[1]["email"], "tono@example.org", "as they signed up");
    assert_eq!(listed[0]["name"], "Sari Dewi");
    assert_eq!(
        (&listed[1]["role"], &listed[1]["status"]),
        (&json!("user"), &json!("active"))
    );
    let keys: Vec<&String> = listed[0].as_object().unwrap().keys().collect();
    assert_eq!(
        keys,
        [
            "id",
            "username",
            "email",
            "name",
            "role",
            "status",
            "mbti",
            "reliable",
            "created_at",
            "last_login_at"
        ]
    );
    // A mail that the server is still writing is left alone.
    let half = folder.path().join("outbox/1-half.tmp");
    std::fs::write(&half, "From: ").unwrap();
    let told = run(user(folder.path(), &["list"]));
    assert!(half.exists());
    assert_eq!(told.done().lines().count(), 2);
    assert_contains(&told.stdout, &["sari@example.org", "tono@example.org"]);
}

/// It is over, whatever its own end is.
#[test]
fn a_session_that_was_not_used_for_too_long_is_in_no_list() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::on(folder.path());
    server.client().sign_up("sari@example.org");
    let sessions = || -> usize {
        let mut command = program();
        command.args(["session", "--json", "--data-dir"]);
        command.arg(folder.path()).arg("list");
        let told: Vec<Value> = serde_json::from_str(run(command).done()).unwrap();
        told.len()
    };
    let before = sessions();
    assert!(before > 0);
    let database = Connection::open(folder.path().join("firststep.db")).unwrap();
    let sql = "update sessions set last_used_at = 1";
    assert_eq!(database.execute(sql, ()), Ok(before));
    assert_eq!(sessions(), 0);
    let told = run(user(folder.path(), &["show", "sari@example.org"]));
    assert_contains(told.done(), &["Sessions   0"]);
    server.stop();
}

#[test]
fn a_type_that_deserves_no_trust_is_called_undetermined() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::on(folder.path());
    let sari = server.client().sign_up("sari@example.org");
    assert_eq!(list(folder.path())[0]["reliable"], json!(null));
    sari.predict(&[0; 60]).unwrap().success();
    assert_eq!(list(folder.path())[0]["reliable"], json!(false));
    let told = run(user(folder.path(), &["show", "sari@example.org"]));
    told.done();
    assert_contains(&told.stdout, &["Type       undetermined"]);
}

#[test]
fn role_and_status_take_effect_beside_the_running_server() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::on(folder.path());
    let sari = server.client().sign_up("sari@example.org");
    assert_eq!(sari.get("/api/user/all").status, 403);
    done(user(folder.path(), &["role", "sari@example.org", "admin"]));
    assert_eq!(sari.get("/api/user/all").status, 200);
    for change in [["role", "user"], ["status", "suspended"]] {
        let words = [change[0], "sari@example.org", change[1]];
        let refused = run(user(folder.path(), &words));
        assert_eq!(refused.status.code(), Some(1));
        let said = refused.stderr;
        assert!(
            said.contains("last active administrator") && said.contains("--force"),
            "{said}"
        );
        assert_eq!(sari.get("/api/user/all").status, 200, "nothing was done");
    }
    let forced = ["role", "sari@example.org", "user", "--force"];
    done(user(folder.path(), &forced));
    assert_eq!(sari.get("/api/user/all").status, 403);
    done(user(
        folder.path(),
        &["status", "sari@example.org", "suspended"],
    ));
    assert_eq!(sari.get("/api/profile").status, 401);
    assert_ne!(sign_in(&server.client(), "sari@example.org", PASSWORD), 200);
    done(user(
        folder.path(),
        &["status", "sari@example.org", "active"],
    ));
    assert_eq!(
        sari.get("/api/profile").status,
        401,
        "the old session has ended for good"
    );
    assert_eq!(sign_in(&server.client(), "sari@example.org", PASSWORD), 200);
}

#[test]
fn an_address_is_taken_as_confirmed() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::on(folder.path());
    let client = server.client();
    let body = json!({
        "email": "ayu@example.org", "password": PASSWORD, "first_name": "Ayu", "last_name": "Sari"
    });
    client
        .post("/api/v1/auth/register", &body)
        .unwrap()
        .success();
    assert_ne!(sign_in(&client, "ayu@example.org", PASSWORD), 200);
    done(user(folder.path(), &["verify", "ayu@example.org"]));
    assert_eq!(sign_in(&client, "ayu@example.org", PASSWORD), 200);
}

#[test]
fn a_forgotten_password_is_made_anew_and_ends_every_session() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::on(folder.path());
    let sari = server.client().sign_up("sari@example.org");
    let reset = run(user(folder.path(), &["reset-password", "sari@example.org"]));
    let new = printed(reset.done());
    assert_eq!(sari.get("/api/profile").status, 401);
    assert_eq!(sign_in(&server.client(), "sari@example.org", PASSWORD), 401);
    assert_eq!(sign_in(&server.client(), "sari@example.org", new), 200);
}

#[test]
fn deleting_asks_back_and_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::on(folder.path());
    let sari = server.client().sign_up("sari@example.org");
    sari.upload(&photo(1)).unwrap().success();
    assert!(pictures(&folder.path().join("photos")) > 0);
    let said = refused(user(folder.path(), &["delete", "sari@example.org"]));
    assert_contains(&said, &["sari@example.org", "--yes"]);
    assert_eq!(sari.get("/api/profile").status, 200);
    done(user(
        folder.path(),
        &["delete", "sari@example.org", "--yes"],
    ));
    assert_eq!(sari.get("/api/profile").status, 401);
    assert_eq!(pictures(&folder.path().join("photos")), 0);
    assert!(list(folder.path()).is_empty());
}

#[test]
fn what_cannot_be_done_is_said_in_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let create = |email: &str| user(data, &["create", "--email", email]);
    done(create("sari@example.org"));
    assert_contains(&refused(create("SARI@example.org")), &["address is taken"]);
    assert_contains(
        &refused(create("not an address")),
        &["--email", "e-mail address"],
    );
    for words in [
        &["role", "nobody", "admin"][..],
        &["status", "nobody", "active"],
        &["verify", "nobody"],
        &["reset-password", "nobody"],
        &["restore-address", "nobody"],
        &["delete", "nobody", "--yes"],
    ] {
        assert_contains(
            &refused(user(data, words)),
            &["no such account", "user list"],
        );
    }
    for words in [
        &["role", "sari@example.org", "king"][..],
        &["status", "sari@example.org"],
        &[],
    ] {
        let ended = run(user(data, words));
        assert_eq!(ended.status.code(), Some(2), "{}", ended.stderr);
    }
    assert_eq!(list(data).len(), 1);
}

#[test]
fn accounts_are_found_shown_and_renamed() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let server = Server::on(data);
    let sari = server.client().sign_up("sari@example.org");
    server.client().sign_up("tono@example.org");
    let found = |words: &[&str]| -> Vec<Value> {
        let ended = run(user(data, &[&["list", "--json"], words].concat()));
        serde_json::from_str(ended.done()).unwrap()
    };
    assert_eq!(found(&["--search", "SARI@"]).len(), 1);
    assert_eq!(found(&["--role", "admin"]).len(), 0);
    assert_eq!(found(&["--status", "active"]).len(), 2);
    sari.upload(&photo(1)).unwrap().success();
    let shown = run(user(data, &["show", "sari@example.org"]));
    assert_contains(
        shown.done(),
        &["Address    sari@example.org", "Sessions   1", "_1.jpg"],
    );
    let edit = [
        "edit",
        "sari@example.org",
        "--username",
        "sari",
        "--email",
        "s@example.org",
        "--first-name",
        "Putri",
        "--last-name",
        "",
    ];
    let edited = run(user(data, &edit));
    assert_contains(edited.done(), &["sari ", "s@example.org"]);
    let shown = run(user(data, &["show", "sari", "--json"]));
    let shown: Value = serde_json::from_str(shown.done()).unwrap();
    assert_eq!(
        (&shown["name"], &shown["sessions"], &shown["results"]),
        (&json!("Putri"), &json!(1), &json!(0))
    );
    assert_eq!(sari.get("/api/profile").status, 200, "its sessions stand");
    assert_contains(
        &refused(user(data, &["edit", "sari", "--email", "tono@example.org"])),
        &["address is taken"],
    );
    assert_contains(
        &refused(user(data, &["edit", "sari", "--first-name", ""])),
        &["--first-name", "empty"],
    );
    assert_eq!(run(user(data, &["edit", "sari"])).status.code(), Some(2));
}

#[test]
fn every_action_speaks_json() {
    let folder = tempfile::tempdir().unwrap();
    let told = |words: &[&str]| -> Value {
        let ended = run(user(folder.path(), &[words, &["--json"]].concat()));
        serde_json::from_str(ended.done()).unwrap()
    };
    let made = told(&[
        "create",
        "--email",
        "sari@example.org",
        "--username",
        "sari",
    ]);
    assert_eq!(
        (&made["username"], &made["role"]),
        (&json!("sari"), &json!("user"))
    );
    assert_eq!(made["password"].as_str().unwrap().len(), 22);
    assert_eq!(told(&["role", "sari", "admin"])["role"], "admin");
    assert_eq!(
        told(&["status", "sari", "suspended", "--force"])["status"],
        "suspended"
    );
    assert_eq!(told(&["verify", "sari"])["status"], "active");
    let reset = told(&["reset-password", "sari"]);
    assert_ne!(reset["password"], made["password"]);
    assert_eq!(
        told(&["edit", "sari", "--last-name", "Dewi"])["name"],
        "Dewi"
    );
    let deleted = told(&["delete", "sari", "--yes", "--force"]);
    assert_eq!(
        (&deleted["deleted"], &deleted["username"]),
        (&json!(true), &json!("sari"))
    );
}
