//! Repeated imports, conflicts with existing accounts, dry runs.

use std::fs;
use std::path::Path;

use serde_json::json;

use super::{FACEOFMIND, FIRSTSTEP, PROFILECARD, ask, import, reported, tally};
use crate::failed_starts::assert_contains;
use crate::support::{Process, Server, eventually, program, run};

const TWO: &str = "username,first_name,last_name,email,password,role\n\
                   ayu,Ayu,Lestari,ayu@example.org,bismillah,user\nbudi,Budi,Putra,budi@example.org,bismillah,user\n";
const CHANGED: &str = "username,first_name,last_name,email,password,role\n\
                       ayu,Ayu,Lestari,ayu@example.org,bismillah,user\n\
                       budi2,Budi,Santoso,budi@example.org,another password,admin\n";

fn budi(folder: &Path) -> String {
    ask(
        folder,
        "select username || ' ' || last_name || ' ' || role || ' ' || password_hash from accounts where id = 2",
    )
}

#[test]
fn a_second_run_changes_nothing() {
    for (name, text) in [
        ("a.sql", FIRSTSTEP),
        ("b.sql", FACEOFMIND),
        ("c.sql", PROFILECARD),
        ("users.csv", TWO),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let dump = |folder: &Path| super::exported(folder, &["--with-hashes"]);
        reported(import(folder.path(), name, text, &[]));
        let before = dump(folder.path());
        let (report, _) = reported(import(folder.path(), name, text, &[]));
        for table in report["tables"].as_array().unwrap() {
            assert_eq!(
                (&table["made"], &table["changed"]),
                (&json!(0), &json!(0)),
                "{table:#}"
            );
        }
        assert_eq!(dump(folder.path()), before, "{name}");
    }
}

#[test]
fn what_differs_stays_or_is_taken_or_stops_it() {
    let folder = tempfile::tempdir().unwrap();
    reported(import(folder.path(), "users.csv", TWO, &[]));
    let before = budi(folder.path());
    let (report, code) = reported(import(folder.path(), "users.csv", CHANGED, &[]));
    assert_eq!(
        (code, tally(&report, "users")),
        (0, [2, 0, 1, 0, 1, 0]),
        "{report:#}"
    );
    assert_eq!(budi(folder.path()), before);

    let fail = import(
        folder.path(),
        "users.csv",
        CHANGED,
        &["--on-conflict", "fail"],
    );
    let ended = run(fail);
    assert_eq!(ended.status.code(), Some(1));
    assert_contains(
        &ended.stderr,
        &["line 3", "users.csv", "username, name", "--on-conflict"],
    );
    assert_eq!(budi(folder.path()), before);

    let (report, code) = reported(import(
        folder.path(),
        "users.csv",
        CHANGED,
        &["--on-conflict", "update"],
    ));
    assert_eq!(
        (code, tally(&report, "users")),
        (0, [2, 0, 1, 1, 0, 0]),
        "{report:#}"
    );
    // Role and password are those of the existing account.
    let after = before.replace("budi Putra user", "budi2 Santoso user");
    assert_eq!(budi(folder.path()), after);
    let (report, _) = reported(import(
        folder.path(),
        "users.csv",
        CHANGED,
        &["--on-conflict", "update"],
    ));
    assert_eq!(tally(&report, "users"), [2, 0, 2, 0, 0, 0], "{report:#}");
}

#[test]
fn a_dry_run_says_the_same_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    // A dry run without a data folder creates none.
    let (before, _) = reported(import(folder.path(), "b.sql", FACEOFMIND, &["--dry-run"]));
    assert!(!folder.path().join("data").exists());
    reported(import(folder.path(), "users.csv", TWO, &[]));
    let contents = || {
        let entries = folder.path().join("data").read_dir().unwrap();
        let mut files: Vec<_> = entries
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.is_file())
            .map(|path| (fs::read(&path).unwrap(), path))
            .collect();
        files.sort();
        files
    };
    let untouched = contents();
    let (dry, _) = reported(import(folder.path(), "b.sql", FACEOFMIND, &["--dry-run"]));
    assert!(contents() == untouched, "a dry run changed something");
    let (mut wet, _) = reported(import(folder.path(), "b.sql", FACEOFMIND, &[]));
    wet["dry_run"] = json!(true);
    assert_eq!((&dry, &before), (&wet, &wet));
    assert!(contents() != untouched);
}

#[test]
fn it_works_beside_a_running_server_which_goes_on_writing() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::on(&folder.path().join("data"));
    let sari = server.client().sign_up("sari@example.org");
    let rows = (0..5000).map(|n| {
        format!(
            "user{n}@example.com,$2b$04$pL5MR1eO8Z6az1y5roLZOulh0UwKgLXWCN71l0J2MEviwE1iNvqMy\n"
        )
    });
    let users = format!("email,password\n{}", rows.collect::<String>());
    let command = import(folder.path(), "users.csv", users, &[]);
    let importing = std::thread::spawn(|| reported(command));
    let mut written = 0;
    while !importing.is_finished() {
        sari.predict(crate::client::DOCUMENTED).unwrap().success();
        written += 1;
    }
    let (report, code) = importing.join().unwrap();
    assert_eq!((code, tally(&report, "users")[1]), (0, 5000));
    assert!(written > 0);
    assert_eq!(
        ask::<i64>(folder.path(), "select count(*) from accounts"),
        5001
    );
    assert_eq!(
        ask::<i64>(folder.path(), "select count(*) from predictions"),
        written
    );
    let body = json!({"email": "user77@example.com", "password": super::PASSWORD});
    server.client().post("/api/login", &body).unwrap().success();
}

#[test]
fn people_read_a_table_and_files_take_all_findings() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("dump.sql"), FIRSTSTEP).unwrap();
    let findings = folder.path().join("findings.jsonl");
    let mut command = program();
    command
        .arg("import")
        .arg(folder.path().join("dump.sql"))
        .arg("--data-dir")
        .arg(folder.path().join("data"));
    command
        .arg("--report")
        .arg(&findings)
        .args(["--bcrypt-cost", "10"]);
    let ended = run(command);
    assert_contains(
        &ended.stdout,
        &[
            "auth_model",
            "Rejected",
            "dump.sql:28: rejected",
            "Statements of the quiz: 2",
            "personality is not imported",
        ],
    );
    assert_contains(&ended.stderr, &["2 rows were rejected", "report"]);
    assert_eq!(ended.stderr.lines().count(), 1, "{}", ended.stderr);
    let lines = fs::read_to_string(&findings).unwrap();
    let lines: Vec<serde_json::Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(
        lines
            .iter()
            .filter(|finding| finding["what"] == "rejected")
            .count(),
        2
    );
    assert!(!ended.stdout.contains("bismillah"));
}

/// As after a power cut or Ctrl-C.
#[test]
fn one_that_was_cut_short_is_run_again() {
    let folder = tempfile::tempdir().unwrap();
    let rows = (0..20_000).map(|n| format!("user{n}@example.com,Number {n}\n"));
    let users = format!("email,name\n{}", rows.collect::<String>());
    let process = Process::start(import(folder.path(), "users.csv", &users, &[]));
    let database = folder.path().join("data/firststep.db");
    let the_first = || {
        let database = rusqlite::Connection::open_with_flags(
            &database,
            rusqlite::OpenFlags::SQLITE_OPEN_READ_WRITE,
        );
        let count = database.and_then(|database| {
            database.query_row("select count(*) from accounts", (), |row| {
                row.get::<_, i64>(0)
            })
        });
        count.ok().filter(|count| *count > 0)
    };
    eventually("the first are in", the_first);
    process.kill();
    let (report, code) = reported(import(folder.path(), "users.csv", &users, &[]));
    let [read, made, same, ..] = tally(&report, "users");
    assert_eq!((code, read, made + same), (0, 20_000, 20_000), "{report:#}");
    assert!(same > 0 && same % 500 == 0, "batches are whole: {same}");
    assert_eq!(
        ask::<i64>(folder.path(), "select count(*) from accounts"),
        20_000
    );
}

#[test]
fn a_type_that_is_taken_is_as_reliable_as_it_was_there() {
    let folder = tempfile::tempdir().unwrap();
    let given = |header: &str, ayu: &str, budi: &str| -> String {
        let rows = format!(
            "username,email,{header}\nayu,ayu@example.org,{ayu}\nbudi,budi@example.org,{budi}\n"
        );
        let name = format!("{}.csv", header.len() + ayu.len() + budi.len());
        let words = ["--on-conflict", "update"];
        let (report, code) = reported(import(folder.path(), &name, &rows, &words));
        assert_eq!(code, 0, "{report:#}");
        let sql = "select group_concat(mbti || ' ' || mbti_reliable, ', ') from (select * from accounts order by id)";
        ask(folder.path(), sql)
    };
    let full = "mbti,mbti_reliable";
    assert_eq!(given(full, "INFP,0", "ESTJ,1"), "INFP 0, ESTJ 1");
    assert_eq!(given(full, "INTJ,1", "ESFP,0"), "INTJ 1, ESFP 0");
    // The type is the same: only how reliable it is differs.
    assert_eq!(given(full, "INTJ,0", "ESFP,1"), "INTJ 0, ESFP 1");
    // Whoever doesn't say makes no guess a certainty, whatever else is taken; another type is as one that comes new.
    assert_eq!(
        given("mbti,front_name", "INTJ,Ayu", "ENFJ,Budi"),
        "INTJ 0, ENFJ 1"
    );
}
