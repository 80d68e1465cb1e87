//! Nobody is lost, and nobody comes in changed or with more rights, without a word.

use std::process::Command;

use serde_json::{Value, json};

use super::{ask, import, import_lying, reasons, reported, tally};
use crate::failed_starts::assert_contains;
use crate::support::{Server, program, run};

/// Imports a file as the table `users`.
fn users(folder: &std::path::Path, name: &str, text: impl AsRef<[u8]>) -> Command {
    import(folder, name, text, &["--table", "users"])
}

/// What the accounts are, in the order of their ids.
fn accounts(folder: &std::path::Path, of: &str) -> String {
    let sql = format!("select group_concat({of}, ', ') from (select * from accounts order by id)");
    ask(folder, &sql)
}

#[test]
fn a_quote_that_is_left_open_is_told_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let file =
        "email,name\none@example.com,\"Budi\ntwo@example.com,Siti\nthree@example.com,Citra\n";
    let (report, code) = reported(users(folder.path(), "users.csv", file));
    assert_eq!(code, 1);
    assert!(
        reasons(&report, 2)[0].contains("the quote that opens on line 2 is never closed"),
        "{report:#}"
    );
    // Where another one closes it, the rows between are in a value, and no syntax tells.
    let file = "email,name\nzero@example.com,Ayu\none@example.com,\"Budi\ntwo@example.com,\"\n";
    let (report, code) = reported(users(folder.path(), "users.csv", file));
    assert_eq!(
        (code, tally(&report, "users")),
        (1, [2, 1, 0, 0, 0, 1]),
        "{report:#}"
    );
    assert!(
        reasons(&report, 3)[0].contains("name: it goes over a line's end"),
        "{report:#}"
    );
}

#[test]
fn words_for_nothing_are_no_passwords_and_no_names() {
    let folder = tempfile::tempdir().unwrap();
    let file = "\"id\",\"email\",\"password\",\"username\",\"last_name\"\n\
        \"1\",\"one@example.com\",NULL,NULL,NULL\n\
        \"2\",\"two@example.com\",\"None\",None,None\n\
        \"3\",\"three@example.com\",\"*\",nil,Null\n\
        \"4\",\"four@example.com\",\"!Xk2lqPq0dT8mB3yqgq3kq0Gd2n5m6p7q8r9s0t1u\",-,-\n\
        \"5\",\"five@example.com\",\"[NULL]\",[NULL],\\N\n\
        \"6\",\"six@example.com\",\\N,,\n\
        \"7\",\"seven@example.com\",\"x\",(null),None\n\
        \"8\",\"eight@example.com\",\"  \",n/a,nil\n";
    let (report, code) = reported(users(folder.path(), "users.csv", file));
    assert_eq!(
        (code, tally(&report, "users")),
        (0, [8, 8, 0, 0, 0, 0]),
        "{report:#}"
    );
    assert_eq!(report["passwords"], json!({"none": 8}));
    assert_eq!(
        accounts(folder.path(), "password_hash"),
        ["!"; 8].join(", ")
    );
    let made_up: i64 = ask(
        folder.path(),
        "select count(*) from accounts where username like 'User' || id || '20%'",
    );
    assert_eq!(made_up, 8);
    assert_eq!(
        accounts(folder.path(), "last_name || '.'"),
        "., ., Null., ., ., ., ., ."
    );
    let told = report["taken_as_nothing"].as_array().unwrap();
    let of = |column: &str, word: &str| {
        let place = json!({"table": "users", "column": column, "word": word, "count": 1});
        assert!(told.contains(&place), "{column} {word} in {report:#}");
    };
    of("password", "*");
    of("password", "!…");
    of("username", "NULL");
    of("last_name", "-");
    // With --plain-passwords an exclamation mark begins a password.
    let file = "email,password\nnine@example.com,!bismillah\n";
    let words = ["--table", "users", "--plain-passwords"];
    let (report, _) = reported(import(folder.path(), "users.csv", file, &words));
    assert_eq!(report["passwords"], json!({"plain, now bcrypt": 1}));
    let server = Server::on(&folder.path().join("data"));
    let body = json!({"email": "nine@example.com", "password": "!bismillah"});
    server.client().post("/api/login", &body).unwrap().success();
}

#[test]
fn windows_line_ends_are_no_part_of_a_password() {
    let folder = tempfile::tempdir().unwrap();
    let dump = "COPY public.users (id, email, password) FROM stdin;\r\n\
        1\tone@example.com\tsecretpass1\r\n\
        2\ttwo@example.com\t $2a$04$uahTsGM9TjeZpK/XXCqeh.PCQwhhQOwbxK9FekilQ5C21h2y7..zy  \r\n\\.\r\n";
    let (report, code) = reported(users(folder.path(), "users.sql", dump));
    assert_eq!(code, 0, "{report:#}");
    assert_eq!(
        report["passwords"],
        json!({"bcrypt": 1, "plain, now bcrypt": 1})
    );
    let server = Server::on(&folder.path().join("data"));
    for (email, password) in [
        ("one@example.com", "secretpass1"),
        ("two@example.com", super::PASSWORD),
    ] {
        let body = json!({"email": email, "password": password});
        server.client().post("/api/login", &body).unwrap().success();
    }
}

#[test]
fn a_warning_in_a_dump_takes_nobody_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let dump = "mysqldump: [Warning] Using a password on the command line interface can be insecure.\n\
        -- MySQL dump 10.13\nCREATE TABLE `users` (`id` int, `email` varchar(100));\n\
        INSERT INTO `users` VALUES (1,'one@example.com'),(2,'two@example.com');\n";
    let (report, code) = reported(users(folder.path(), "users.sql", dump));
    assert_eq!(
        (code, tally(&report, "users")),
        (0, [2, 2, 0, 0, 0, 0]),
        "{report:#}"
    );
    assert_eq!(report["counts"], json!({"passed over": 2}));
    assert!(
        reasons(&report, 5)[0].contains("may have been cut short"),
        "{report:#}"
    );
    assert!(
        reasons(&report, 1)[0].contains("mysqldump: [Warning]"),
        "{report:#}"
    );
}

#[test]
fn whoever_was_shut_out_comes_in_shut_out_and_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let flags = "id,email,is_active\n1,one@example.com,0.0\n2,two@example.com,FALSCH\n\
        3,three@example.com,off\n4,four@example.com,disabled\n";
    let (report, code) = reported(users(folder.path(), "users.csv", flags));
    assert_eq!(
        (code, tally(&report, "users")),
        (1, [4, 3, 0, 0, 0, 1]),
        "{report:#}"
    );
    assert_eq!(report["statuses"], json!({"deactivated": 3}));
    assert_eq!(report["counts"], json!({"not active": 3, "rejected": 1}));
    assert_eq!(
        reasons(&report, 2),
        ["not active: deactivated because of is_active"]
    );
    assert_eq!(
        report["reasons"],
        json!({"is_active: \"…\" is neither yes nor no": 1})
    );
    let gone = "id,email,deleted_at,banned_at,is_banned,email_verified_at\n\
        11,a@example.com,2023-06-14 10:00:00,,0,2023-06-14 10:00:00\n\
        12,b@example.com,,2023-06-14 10:00:00,1,2023-06-14 10:00:00\n\
        13,c@example.com,0000-00-00 00:00:00,NULL,0,2023-06-14 10:00:00\n\
        14,d@example.com,,,,NULL\n";
    let (report, code) = reported(users(folder.path(), "users.csv", gone));
    assert_eq!((code, tally(&report, "users")[1]), (0, 4), "{report:#}");
    assert_eq!(
        accounts(folder.path(), "status"),
        "deactivated, deactivated, deactivated, deactivated, suspended, active, inactive"
    );
    // A second run says nothing anew, and a closed account opens to nobody.
    let (report, _) = reported(users(folder.path(), "users.csv", gone));
    assert_eq!(report["counts"], json!({}), "{report:#}");
}

#[test]
fn a_word_for_the_role_wins_over_a_flag() {
    let folder = tempfile::tempdir().unwrap();
    let file = "id,email,role,is_admin,username,login\n1,one@example.com,user,1,,ayu\n\
        2,two@example.com,,1,NULL,budi\n3,three@example.com,admin,0, ,citra\n4,four@example.com,,sometimes,,\n";
    let (report, code) = reported(users(folder.path(), "users.csv", file));
    assert_eq!((code, tally(&report, "users")[1]), (1, 3), "{report:#}");
    assert_eq!(
        accounts(folder.path(), "username || ' ' || role"),
        "ayu user, budi admin, citra admin"
    );
}

#[test]
fn moments_later_than_now_are_left_out_and_told() {
    let folder = tempfile::tempdir().unwrap();
    let file = "id,email,created_at,last_login\n\
        1,one@example.com,2100-01-01 00:00:00,4102444800\n\
        2,two@example.com,2020-01-01 00:00:00,1577836800\n";
    let (report, code) = reported(users(folder.path(), "users.csv", file));
    assert_eq!((code, tally(&report, "users")[1]), (0, 2), "{report:#}");
    let told = reasons(&report, 2).join("\n");
    assert_contains(
        &told,
        &[
            "created_at: it is later than now",
            "last_login: it is later than now",
        ],
    );
    let believed = |column: &str| -> String {
        // To the end of the second.
        let now = "((unixepoch() + 1) * 1000000)";
        let sql = format!("select group_concat({column} <= {now}, ' ') from accounts order by id");
        ask(folder.path(), &sql)
    };
    assert_eq!(believed("created_at"), "1 1");
    assert_eq!(believed("coalesce(last_login_at, 0)"), "1 1");
}

#[test]
fn nobody_found_is_a_failure() {
    let folder = tempfile::tempdir().unwrap();
    for (name, text, part) in [
        ("empty.sql", "", "no rows"),
        ("header.csv", "email,password\n", "no rows"),
        (
            "orders.csv",
            "price\n7\n",
            "orders (it isn't a table we know",
        ),
        (
            "users.csv",
            "one@example.com\ntwo@example.com\n",
            "users (it has no column of e-mail addresses)",
        ),
        ("page.sql", "<!DOCTYPE html>\n<p>Sign in</p>\n", "no rows"),
        ("empty.json", "[]", "no rows"),
        (
            "empty.xml",
            "<?xml version=\"1.0\"?><database></database>",
            "no rows",
        ),
    ] {
        for dry_run in [false, true] {
            let words: &[&str] = if dry_run { &["--dry-run"] } else { &[] };
            let ended = run(import(folder.path(), name, text, words));
            assert_eq!(ended.status.code(), Some(1), "{name}: {ended:?}");
            assert_contains(&ended.stderr, &["nobody was found in", name, part]);
            let report: Value = serde_json::from_str(&ended.stdout).unwrap();
            let files = report["files_not_imported"].as_array().unwrap();
            assert!(files[0].as_str().unwrap().ends_with(name), "{report:#}");
        }
    }
    // Beside others an empty table is no failure, and a file that isn't understood is one.
    let people = folder.path().join("people.csv");
    for (other, code) in [("header.csv", 0), ("orders.csv", 1)] {
        std::fs::write(&people, "email,password\na@example.com,\n").unwrap();
        let mut command = import_lying(folder.path(), other);
        command.arg(&people);
        let ended = run(command);
        assert_eq!(ended.status.code(), Some(code), "{ended:?}");
    }
    // A file with another table's name.
    let words = ["--table", "members"];
    let dump = "INSERT INTO users (email) VALUES ('b@example.com');";
    let ended = run(import(folder.path(), "users.sql", dump, &words));
    assert_contains(&ended.stderr, &["nobody was found in", "users.sql"]);
}

#[test]
fn exports_of_other_programs_are_read() {
    for (name, text) in [
        ("users.csv", b"sep=;\r\nemail;name\r\none@example.com;Budi\r\n".to_vec()),
        ("users.csv", utf16("email\tname\r\none@example.com\tBudi\r\n")),
        ("users.sql", utf16("INSERT INTO users (email, name) VALUES ('one@example.com','Budi');\r\n")),
        (
            "dump.json",
            br#"[{"type":"header","version":"5.2.1"},{"type":"database","name":"firststep"},{"type":"table","name":"auth_model","database":"firststep","data":[{"id":"1","name":"Budi","email":"one@example.com"}]}]"#.to_vec(),
        ),
        (
            "dump.xml",
            b"<?xml version=\"1.0\"?>\n<pma_xml_export><database name=\"firststep\"><table name=\"auth_model\">\
              <column name=\"email\">one@example.com</column><column name=\"name\">Budi</column></table></database></pma_xml_export>".to_vec(),
        ),
        (
            "dump.sql",
            b"CREATE TABLE users (\n  id int NOT NULL,\n  email varchar(100),\n  name varchar(50),\n  PRIMARY KEY (id)\n) ENGINE=InnoDB;\n\
              INSERT IGNORE INTO users VALUES\n(1,'one@example.com','Budi');\n".to_vec(),
        ),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let (report, code) = reported(import(folder.path(), name, &text, &[]));
        assert_eq!(code, 0, "{name}: {report:#}");
        assert_eq!(accounts(folder.path(), "email || ' ' || front_name"), "one@example.com Budi");
    }
}

fn utf16(text: &str) -> Vec<u8> {
    let units = "\u{feff}".encode_utf16().chain(text.encode_utf16());
    units.flat_map(u16::to_le_bytes).collect()
}

#[test]
fn nobody_is_refused_for_what_they_can_do_without() {
    let folder = tempfile::tempdir().unwrap();
    let long = "x".repeat(300);
    let file = format!(
        "id,email,first_name,name,created_at,last_login,photo,mbti,city\n\
         1,a@example.com,{long},,0000-00-00,yesterday,..,WXYZ,\n\
         2,b@example.com,a\u{7}b,Budi,soon,,,INFJ\n"
    );
    let (report, code) = reported(users(folder.path(), "users.csv", file));
    assert_eq!(
        (code, tally(&report, "users")),
        (0, [2, 2, 0, 0, 0, 0]),
        "{report:#}"
    );
    let told = [reasons(&report, 2), reasons(&report, 3)]
        .concat()
        .join("\n");
    assert_contains(
        &told,
        &[
            "first_name: it has more than 50",
            "last_login: it isn't a moment",
            "photo: ",
            "mbti: it is none of",
            "first_name: it has control characters",
            "created_at: it isn't a moment",
            "8 values for 9 columns; the last ones are taken as empty",
        ],
    );
    assert!(!told.contains("0000"), "{told}");
    assert_eq!(
        accounts(folder.path(), "front_name || '/' || coalesce(mbti, '-')"),
        "/-, Budi/INFJ"
    );
    // What a row that ends early may say of rights is another matter.
    let file = "email,name,is_active\nc@example.com,Citra\n";
    let (report, code) = reported(users(folder.path(), "users.csv", file));
    assert_eq!(
        (code, tally(&report, "users")),
        (1, [1, 0, 0, 0, 0, 1]),
        "{report:#}"
    );
}

#[test]
fn people_read_how_many_were_rejected_for_what() {
    let folder = tempfile::tempdir().unwrap();
    let rows = (0..30).map(|n| format!("{n},u{n}@example.com,1\n{n},no address {n},0\n"));
    let file = format!(
        "id,email,is_active\n{}99,z@example.com,0\n",
        rows.collect::<String>()
    );
    std::fs::write(folder.path().join("users.csv"), &file).unwrap();
    let mut command = program();
    command.arg("import").arg(folder.path().join("users.csv"));
    command.arg("--data-dir").arg(folder.path().join("data"));
    let ended = run(command);
    assert_eq!(ended.status.code(), Some(1));
    assert_contains(
        &ended.stdout,
        &[
            "Rejected rows by reason:\n       30  email: it isn't an e-mail address\n",
            "Accounts that can't sign in yet: 1 deactivated",
            "Who has no password resets it",
            "users.csv:3: rejected (users): email",
            "… and 11 more",
        ],
    );
    assert_contains(&ended.stderr, &["30 rows were rejected"]);
    let (report, _) = reported(users(folder.path(), "users.csv", file));
    assert_eq!(
        report["reasons"],
        json!({"email: it isn't an e-mail address": 30})
    );
}
