//! Names of accounts and rules for passwords on the command line.

use crate::failed_starts::{assert_contains, refused};
use crate::support::{done, program, run, run_with};
use crate::user::{list, user};

#[test]
fn names_of_any_script_are_made_shown_and_found() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    for (at, name) in ["ayu lestari", "Ștefan", "あゆ"].into_iter().enumerate() {
        let email = format!("person{at}@example.org");
        done(user(
            data,
            &["create", "--email", &email, "--username", name],
        ));
        let shown = run(user(data, &["show", &name.to_uppercase()]));
        assert_contains(shown.done(), &[name, &email]);
        let found = run(user(data, &["list", "--search", &name.to_lowercase()]));
        assert_eq!(found.done().lines().count(), 1);
    }
    for (name, part) in [
        ("a  b", "single blanks"),
        ("ann@example.org", "letters, digits"),
        ("аnn", "look alike"),
        ("All", "paths reserve"),
    ] {
        let said = refused(user(data, &["edit", "あゆ", "--username", name]));
        assert_contains(&said, &["--username", part]);
    }
}

#[test]
fn a_name_that_fits_two_accounts_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    for (name, email) in [("sari", "sari@example.org"), ("tono", "tono@example.org")] {
        done(user(
            data,
            &["create", "--email", email, "--username", name],
        ));
    }
    let database = rusqlite::Connection::open(data.join("firststep.db")).unwrap();
    let old = "update accounts set username = 'sari@example.org', username_key = 'sari@example.org' where id = 2";
    database.execute(old, ()).unwrap();
    drop(database);
    let before = list(data);
    for words in [
        &["show", "Sari@example.org"][..],
        &["edit", "sari@example.org", "--first-name", "X"],
        &["role", "sari@example.org", "admin"],
        &["status", "sari@example.org", "suspended"],
        &["reset-password", "sari@example.org"],
        &["delete", "sari@example.org", "--yes"],
    ] {
        let said = refused(user(data, words));
        assert_contains(
            &said,
            &[
                "one account's e-mail address and another's username",
                "--search",
            ],
        );
    }
    let mut sessions = program();
    sessions
        .args([
            "session",
            "end",
            "--all-of",
            "sari@example.org",
            "--data-dir",
        ])
        .arg(data);
    assert_contains(&refused(sessions), &["another's username"]);
    assert_eq!(list(data), before);
    for (name, email) in [
        ("sari", "sari@example.org"),
        ("tono@example.org", "tono@example.org"),
    ] {
        assert_contains(run(user(data, &["show", name])).done(), &[email]);
    }
}

#[test]
fn the_rules_for_passwords_hold_here_too() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let leaked = data.join("pwned.txt");
    // Of "bismillah".
    std::fs::write(&leaked, "10D0B55E0CE96E1AD711ADAAC266C9200CBC27E4:3\n").unwrap();
    done(user(
        data,
        &[
            "create",
            "--email",
            "sari@example.org",
            "--username",
            "sari",
        ],
    ));
    let reset = |words: &[&str], password: &str| {
        let mut command = program();
        command.args(["user", "--data-dir"]).arg(data).args(words);
        command.env("FIRSTSTEP_BREACHED_PASSWORDS", &leaked);
        command.args(["reset-password", "sari", "--password-stdin"]);
        run_with(command, format!("{password}\n").as_bytes())
    };
    for (words, password, part) in [
        (&[][..], "bismillah", "leaked ones"),
        (&["--strict-passwords"], "password1", "too easy to guess"),
        (&["--min-password", "12"], "swordfish!!", "12 characters"),
    ] {
        let ended = reset(words, password);
        assert_eq!(ended.status.code(), Some(1), "{ended:?}");
        assert_contains(&ended.stderr, &[part]);
    }
    reset(&["--min-password", "6"], "secret").done();
    let ended = reset(&["--min-password", "5"], "secret");
    assert_eq!(ended.status.code(), Some(2), "{ended:?}");
    std::fs::write(&leaked, "bismillah\n").unwrap();
    let ended = reset(&[], "bismillah");
    assert_contains(
        &ended.stderr,
        &["pwned.txt", "no line of a hash", "--breached-passwords"],
    );
}
