//! What is done on the command line is in the log of administrators.

use std::fs;
use std::path::Path;

use rusqlite::Connection;

use crate::backup::{create, restore};
use crate::support::{Server, done, program, run};
use crate::user::user;

/// What the log has: who, what, to whom, what it was and what it became.
fn log(data: &Path) -> Vec<String> {
    let connection = Connection::open(data.join("firststep.db")).unwrap();
    let sql = "select actor_id || ' ' || deed || ' ' || coalesce(account_id, '-') || ' ' || coalesce(was, '-') || ' ' ||
               coalesce(became, '-') || ' ' || (address is null) from admin_log order by id";
    let mut statement = connection.prepare(sql).unwrap();
    let rows = statement.query_map((), |row| row.get(0)).unwrap();
    rows.map(Result::unwrap).collect()
}

fn session(data: &Path, words: &[&str]) {
    let mut command = program();
    command
        .arg("session")
        .args(words)
        .arg("--data-dir")
        .arg(data);
    done(command);
}

#[test]
fn what_the_command_line_does_to_accounts_is_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    done(user(
        &data,
        &["create", "--email", "ratna@example.org", "--admin"],
    ));
    let server = Server::on(&data);
    server.client().sign_up("sari@example.org");
    let connection = Connection::open(data.join("firststep.db")).unwrap();
    let factor = "insert into second_factors values (2, x'00', 0, 1, 1, 0, 0)";
    connection.execute(factor, ()).unwrap();
    // The second time there is none to end.
    for _ in 0..2 {
        session(&data, &["end", "--all-of", "sari@example.org"]);
    }
    for words in [
        &["role", "sari@example.org", "admin"][..],
        &["status", "sari@example.org", "suspended"],
        &["verify", "sari@example.org"],
        &[
            "edit",
            "sari@example.org",
            "--first-name",
            "Sri",
            "--username",
            "sri",
        ],
        &["reset-password", "sri"],
        &["second-factor", "sri", "off"],
        // These change nothing.
        &["show", "sri"],
        &["status", "sri", "active"],
        &["role", "sri", "admin"],
    ] {
        done(user(&data, words));
    }
    done(user(&data, &["delete", "sri", "--yes"]));
    let expected = [
        "0 created 1 - admin 1",
        "0 sessions 2 - 1 1",
        "0 role 2 user admin 1",
        "0 status 2 active suspended 1",
        "0 status 2 suspended active 1",
        "0 changed 2 - username name 1",
        "0 password 2 - - 1",
        "0 second_factor 2 - - 1",
        "0 deleted 2 - - 1",
    ];
    assert_eq!(log(&data), expected);
}

#[test]
fn an_import_and_a_restore_are_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    done(user(
        &data,
        &["create", "--email", "ratna@example.org", "--admin"],
    ));
    let file = folder.path().join("users.csv");
    let rows =
        "email,password\nsari@example.org,a password of hers\ntono@example.org,a password of his\n";
    fs::write(&file, rows).unwrap();
    let import = |more: &[&str]| {
        let mut command = program();
        command
            .arg("import")
            .arg(&file)
            .args(more)
            .arg("--data-dir")
            .arg(&data);
        // On a slow machine it tells how far it is.
        let ended = run(command);
        assert_eq!(ended.status.code(), Some(0), "{}", ended.stderr);
    };
    import(&["--dry-run"]);
    import(&[]);
    // There is nothing to add the second time.
    import(&[]);
    let made = ["0 created 1 - admin 1", "0 imported - - 2 1"];
    assert_eq!(log(&data), made);
    let backup = create(&data);
    let other = folder.path().join("other");
    done(restore(&backup, &other));
    assert_eq!(log(&other), [&made[..], &["0 restored - - - 1"]].concat());
    assert_eq!(log(&data), made);
}
