//! People whose usernames can't be had here: nobody is rejected for a name.

use serde_json::json;

use super::{PASSWORD, ask, import, reasons, reported, tally};
use crate::support::Server;

/// bcrypt's of [`PASSWORD`].
const HASH: &str = "$2b$04$NsC5cRT0awSfXW02W9T7D.EKJ4wI6nsKKIm0gwP0u2P1.0Y8e2/GK";

/// A list of people of these names, and the address of each.
fn people(names: &[&str]) -> String {
    let rows = names
        .iter()
        .enumerate()
        .map(|(at, name)| format!("{},{name},person{at}@example.com,{HASH}\n", at + 1));
    format!("id,username,email,password\n{}", rows.collect::<String>())
}

#[test]
fn names_of_any_script_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    let names = ["José", "Budi Santoso", "あゆ", "Ștefan", "ayu lestari"];
    let (report, code) = reported(import(folder.path(), "users.csv", people(&names), &[]));
    assert_eq!(
        (code, tally(&report, "users")),
        (0, [5, 5, 0, 0, 0, 0]),
        "{report:#}"
    );
    assert_eq!(report["counts"], json!({}));
    let server = Server::on(&folder.path().join("data"));
    for name in [
        "JOSE\u{301}",
        "budi santoso",
        "あゆ",
        "ștefan",
        "Ayu Lestari",
    ] {
        let body = json!({"username": name, "password": PASSWORD});
        server
            .client()
            .post("/auth/login", &body)
            .unwrap()
            .success();
    }
}

#[test]
fn whoever_cannot_have_their_name_is_given_one_and_it_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let long = "x".repeat(51);
    let names = [
        "José",
        "JOSE\u{301}",
        "all",
        "old@example.com",
        ".hidden",
        "pаypal",
        "a\u{200d}b",
        "back\\slash",
        &long,
    ];
    let file = people(&names);
    let (report, code) = reported(import(folder.path(), "users.csv", &file, &[]));
    assert_eq!(
        (code, tally(&report, "users")),
        (0, [9, 9, 0, 0, 0, 0]),
        "{report:#}"
    );
    assert_eq!(report["counts"], json!({"renamed": 8}));
    for (line, part) in [
        (3, "another account has this name already"),
        (4, "\"all\" became User3"),
        (5, "\"old@example.com\" became User4"),
        (6, "letter or digit first"),
        (7, "alphabets that look alike"),
        (8, "\"a\\u{200d}b\" became User7"),
        (10, "more than 50 characters"),
    ] {
        let told = reasons(&report, line);
        assert!(
            told[0].starts_with("renamed: username: ") && told[0].contains(part),
            "{told:?}"
        );
    }
    let server = Server::on(&folder.path().join("data"));
    for at in 0..names.len() {
        let body = json!({"email": format!("person{at}@example.com"), "password": PASSWORD});
        server.client().post("/api/login", &body).unwrap().success();
    }
    drop(server);
    for conflict in ["skip", "update", "fail"] {
        let again = import(
            folder.path(),
            "users.csv",
            &file,
            &["--on-conflict", conflict],
        );
        let (report, code) = reported(again);
        assert_eq!(
            (code, tally(&report, "users")),
            (0, [9, 0, 9, 0, 0, 0]),
            "{report:#}"
        );
        assert_eq!(report["counts"], json!({}), "told once");
    }
}

#[test]
fn words_for_nothing_are_no_names() {
    let folder = tempfile::tempdir().unwrap();
    let names = ["NULL", "NULL", "None", "*", "[NULL]", ""];
    let (report, code) = reported(import(folder.path(), "users.csv", people(&names), &[]));
    assert_eq!(
        (code, tally(&report, "users")),
        (0, [6, 6, 0, 0, 0, 0]),
        "{report:#}"
    );
    let made: i64 = ask(
        folder.path(),
        "select count(*) from accounts where username glob 'User[0-9]*'",
    );
    assert_eq!(made, 6);
}

/// Rows that name their account by its username find it by the one in the files.
#[test]
fn what_hangs_on_a_name_comes_along() {
    let folder = tempfile::tempdir().unwrap();
    let rows = [
        json!({"table": "users", "username": "ann@old", "email": "ann@example.com"}),
        json!({"table": "users", "username": "José", "email": "jose@example.com"}),
        json!({"table": "users", "username": "JOSÉ", "email": "other@example.com"}),
        json!({"table": "posts", "username": "ann@old", "title": "One", "content": "by ann"}),
        json!({"table": "posts", "username": "JOSÉ", "title": "Two", "content": "by other"}),
        json!({"table": "posts", "username": "José", "title": "Three", "content": "by jose"}),
    ];
    let lines = rows.map(|row| row.to_string()).join("\n");
    for made in [3, 0] {
        let (report, code) = reported(import(folder.path(), "all.jsonl", &lines, &[]));
        assert_eq!(
            (code, tally(&report, "posts")),
            (0, [3, made, 3 - made, 0, 0, 0]),
            "{report:#}"
        );
    }
    let whose: String = ask(
        folder.path(),
        "select group_concat(content || ' ' || email, ', ' order by p.id) from posts p join accounts a on a.id = account_id",
    );
    assert_eq!(
        whose,
        "by ann ann@example.com, by other other@example.com, by jose jose@example.com"
    );
}

/// Nobody gets what may be another's.
#[test]
fn what_hangs_on_a_name_that_two_have_is_nobodys() {
    let folder = tempfile::tempdir().unwrap();
    let rows = [
        json!({"table": "users", "username": "siti", "email": "one@example.com"}),
        json!({"table": "users", "username": "siti", "email": "two@example.com"}),
        json!({"table": "posts", "username": "siti", "title": "One", "content": "by whom?"}),
    ];
    let lines = rows.map(|row| row.to_string()).join("\n");
    let (report, code) = reported(import(folder.path(), "all.jsonl", &lines, &[]));
    assert_eq!(
        (code, tally(&report, "posts")),
        (1, [1, 0, 0, 0, 0, 1]),
        "{report:#}"
    );
    assert_eq!(
        reasons(&report, 3),
        ["rejected: siti is the name of two accounts in these files"]
    );
}

/// An address that somebody here signs in with as a name stays theirs.
#[test]
fn an_address_that_is_anothers_name_is_rejected() {
    let folder = tempfile::tempdir().unwrap();
    reported(import(folder.path(), "users.csv", people(&["ann"]), &[]));
    let database = rusqlite::Connection::open(folder.path().join("data/firststep.db")).unwrap();
    let old = "update accounts set username = 'bo@example.com', username_key = 'bo@example.com'";
    database.execute(old, ()).unwrap();
    drop(database);
    let (report, code) = reported(import(
        folder.path(),
        "users.csv",
        "email\nbo@example.com\n",
        &[],
    ));
    assert_eq!(
        (code, tally(&report, "users")),
        (1, [1, 0, 0, 0, 0, 1]),
        "{report:#}"
    );
    assert_eq!(
        reasons(&report, 2),
        ["rejected: email: it is another account's username, or was its address until lately"]
    );
}
