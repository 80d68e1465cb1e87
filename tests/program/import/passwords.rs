//! Imported passwords work with every API, and are hashed anew at the first sign-in.

use serde_json::{Value, json};

use super::{FIRSTSTEP, PASSWORD, ask, import, reported};
use crate::client::Client;
use crate::support::Server;

/// A sign-in: its path and body.
fn enter(client: &Client, way: &str, username: &str, email: &str, password: &str) -> u16 {
    let body: Value = match way {
        "/auth/login" | "/api/auth/login" => json!({"username": username, "password": password}),
        _ => json!({"email": email, "password": password}),
    };
    client.post(way, &body).unwrap().status
}

#[test]
fn every_kind_of_hash_lets_in_once_more_through_each_family_and_is_then_ours() {
    let folder = tempfile::tempdir().unwrap();
    reported(import(folder.path(), "dump.sql", FIRSTSTEP, &[]));
    let hash = |username: &str| -> String {
        let sql = format!("select password_hash from accounts where username = '{username}'");
        ask(folder.path(), &sql)
    };
    let server = Server::on(&folder.path().join("data"));
    let client = server.client();
    for (username, email, way, kept) in [
        (
            "User1820230614",
            "frnspry14@gmail.com",
            "/api/login",
            "pbkdf2:sha256:260000$",
        ),
        (
            "brian",
            "brian@example.org",
            "/auth/login",
            "imported:$2a$04$",
        ),
        (
            "siti",
            "siti@example.org",
            "/api/auth/login",
            "scrypt:32768:8:1$",
        ),
        (
            "fast",
            "fast@example.org",
            "/api/v1/auth/login",
            "bcrypt+sha256$",
        ),
        ("plain", "plain@example.org", "/login", "$2b$10$"),
    ] {
        let before = hash(username);
        assert!(before.starts_with(kept), "{before}");
        assert_eq!(
            enter(&client, way, username, email, "bismillaH"),
            refused(way),
            "{username}"
        );
        assert_eq!(hash(username), before, "a wrong password changes nothing");
        assert_eq!(
            enter(&client, way, username, email, PASSWORD),
            200,
            "{username}"
        );
        let after = hash(username);
        assert!(after.starts_with("$2b$10$"), "{after}");
        for way in [
            "/api/login",
            "/auth/login",
            "/api/auth/login",
            "/api/v1/auth/login",
            "/login",
        ] {
            assert_eq!(
                enter(&client, way, username, email, PASSWORD),
                200,
                "{username} {way}"
            );
        }
        assert_eq!(hash(username), after, "and that is all");
        assert_eq!(
            enter(&client, way, username, email, "bismillaH"),
            refused(way),
            "{username}"
        );
    }
}

/// The status of a refused sign-in: the profile card's document prints 202.
fn refused(way: &str) -> u16 {
    if way == "/login" { 202 } else { 401 }
}

/// No plain password and no fast hash is in the database's files or in the output.
#[test]
fn nothing_plain_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let dump = FIRSTSTEP.replace("'bismillah'", "'swordfish-swordfish'");
    let (report, _) = reported(import(folder.path(), "dump.sql", dump, &[]));
    assert!(!report.to_string().contains("swordfish"));
    let fast = "e09a927a0e849d89fd4b9b3c108b9df7256563350babaaedc2d7dccd02d613e1";
    for entry in folder.path().join("data").read_dir().unwrap() {
        let path = entry.unwrap().path();
        let Ok(bytes) = std::fs::read(&path) else {
            continue;
        };
        let text = String::from_utf8_lossy(&bytes);
        assert!(
            !text.contains("swordfish") && !text.contains(fast),
            "{}",
            path.display()
        );
    }
}

#[test]
fn a_long_password_under_werkzeugs_hash_goes_on_working() {
    let folder = tempfile::tempdir().unwrap();
    let hash = "pbkdf2:sha256:260000$SI0g7eKlvOJ2x3u8$77b0d2226c1dde0c2f752fbede67628edbee584a76fcb976d085b775acc67abe";
    let users = format!("email,password\nlong@example.org,{hash}\n");
    reported(import(folder.path(), "users.csv", users, &[]));
    let server = Server::on(&folder.path().join("data"));
    let client = server.client();
    let (right, wrong) = ("x".repeat(100), "x".repeat(99));
    assert_eq!(
        enter(&client, "/api/login", "", "long@example.org", &wrong),
        401
    );
    for _ in 0..2 {
        assert_eq!(
            enter(&client, "/api/login", "", "long@example.org", &right),
            200
        );
    }
    all_of_it_counts(folder.path(), &client, &right);
}

/// The hash of a long password is ours after the first sign-in, and stays as it is at the next.
fn all_of_it_counts(folder: &std::path::Path, client: &Client, right: &str) {
    let kept = || -> String { ask(folder, "select password_hash from accounts") };
    let renewed = kept();
    assert!(renewed.starts_with("bcrypt+sha256$"), "{renewed}");
    assert!(renewed.contains("$$2b$10$"), "{renewed}");
    let enter = |password: &str| enter(client, "/api/login", "", "long@example.org", password);
    let cut = &right[..right.len() - 1];
    assert_eq!((enter(cut), enter(right)), (401, 200));
    assert_eq!(kept(), renewed, "and that is all");
}

/// bcrypt read 72 bytes of it, here as in the program it comes from; from the first sign-in on, all count.
#[test]
fn a_long_password_under_bcrypt_lets_in_and_is_then_hashed_whole() {
    let folder = tempfile::tempdir().unwrap();
    let right = ["correct horse battery staple"; 4].join(" ");
    // By bcrypt for Python, which cut it.
    let hash = "$2b$04$rKWOUXnafdqHeLks6UIke.CJ.CZGnOF.f5ddAhbeyRCvmD5CpqgkW";
    let users = json!({"email": "long@example.org", "password": hash}).to_string();
    let more = ["--table", "users"];
    reported(import(folder.path(), "users.jsonl", users, &more));
    let server = Server::on(&folder.path().join("data"));
    let client = server.client();
    let enter = |password: &str| enter(&client, "/api/login", "", "long@example.org", password);
    assert_eq!(enter(&right[..71]), 401);
    assert_eq!(enter(&right), 200);
    all_of_it_counts(folder.path(), &client, &right);
}

#[test]
fn without_a_password_nobody_gets_in() {
    let folder = tempfile::tempdir().unwrap();
    reported(import(
        folder.path(),
        "users.csv",
        "email,name\nrina@example.org,Rina\n",
        &[],
    ));
    let server = Server::on(&folder.path().join("data"));
    for password in ["!", "", "null", PASSWORD] {
        let status = enter(
            &server.client(),
            "/api/login",
            "",
            "rina@example.org",
            password,
        );
        assert!([400, 401].contains(&status), "{password:?}: {status}");
    }
}

#[test]
fn what_looks_hashed_is_a_password_only_if_that_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let users = "email,password\nhex@example.org,5f4dcc3b5aa765d61d8327deb882cf99\n";
    let (report, code) = reported(import(folder.path(), "users.csv", users, &[]));
    assert!(
        code == 1 && report.to_string().contains("--plain-passwords"),
        "{report:#}"
    );
    let (_, code) = reported(import(
        folder.path(),
        "users.csv",
        users,
        &["--plain-passwords"],
    ));
    assert_eq!(code, 0);
    let server = Server::on(&folder.path().join("data"));
    let password = "5f4dcc3b5aa765d61d8327deb882cf99";
    assert_eq!(
        enter(
            &server.client(),
            "/api/login",
            "",
            "hex@example.org",
            password
        ),
        200
    );
}
