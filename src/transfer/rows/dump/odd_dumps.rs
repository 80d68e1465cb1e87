//! What is odd in a dump costs no row, or is told.

use super::tests::{all, rows, text};
use crate::transfer::rows::Cell;

/// The rows' first cells, and the reasons of those that are none.
fn told(text: &str) -> Vec<String> {
    let rows = all(text.as_bytes()).into_iter().map(|row| match row {
        Ok(row) => format!("{:?}", row.cells[0]),
        Err(bad) if bad.is_lost => format!("lost: {}", bad.why),
        Err(bad) => format!("passed over: {}", bad.why),
    });
    rows.collect()
}

const ONE: &str = "Text(\"1\")";
const TWO: &str = "Text(\"2\")";

#[test]
fn a_line_that_is_no_sql_takes_no_statement_with_it() {
    let dump = "CREATE TABLE `users` (`id` int, `email` varchar(100));\n\
                INSERT INTO `users` VALUES (1,'one@example.com'),(2,'two@example.com');\n";
    for line in [
        "mysqldump: [Warning] Using a password on the command line interface can be insecure.",
        "mysqldump: Couldn't execute 'FLUSH TABLES': Access denied (using password: YES)",
        "Warning: A partial dump from a server that has GTIDs will by default include the GTIDs",
        "Enter password: ",
        "pg_dump: warning: there are circular foreign-key constraints",
        "'quoted",
        "* a \"quote",
    ] {
        let told = told(&format!("{line}\n{dump}"));
        assert_eq!(told[1..], [ONE, TWO], "{line}");
        assert!(
            told[0].starts_with("passed over: the line is no SQL"),
            "{told:?}"
        );
        let shown: String = line.chars().take(20).collect();
        assert!(told[0].contains(&shown), "{told:?}");
    }
    let told = told(&format!("{dump}mysqldump: Got error: 2013\n"));
    assert!(told[2].contains("Got error: 2013"), "{told:?}");
}

#[test]
fn a_statement_without_a_delimiter_takes_no_rows_with_it() {
    for (dump, expected) in [
        ("SET\nSET\nINSERT INTO a (x) VALUES (1);\n", &[ONE][..]),
        (
            "INSERT INTO a (x) VALUES (1)\nINSERT INTO a (x) VALUES (2)\n",
            &[ONE, TWO],
        ),
        (
            "USE [x]\nGO\nSET IDENTITY_INSERT [dbo].[a] ON \nGO\n\
             INSERT [dbo].[a] ([x], [y]) VALUES (1, CAST(N'2023-06-14T00:00:00.000' AS DateTime))\nGO\n\
             INSERT [dbo].[a] ([x], [y]) VALUES (2, NULL)\nGO\n",
            &[ONE, TWO],
        ),
        (
            "GRANT SELECT,\nINSERT, UPDATE ON a TO b;\nINSERT INTO a (x) VALUES (1);",
            &[ONE],
        ),
        (
            "INSERT INTO a (x) VALUES (1) ON DUPLICATE KEY UPDATE\nx=2;INSERT INTO a (x) VALUES (2) RETURNING x;",
            &[ONE, TWO],
        ),
    ] {
        assert_eq!(told(dump), expected, "{dump}");
    }
    assert_eq!(
        told("INSERT INTO a (x) VALUES (1)(2);\nINSERT INTO a (x) VALUES (2);"),
        [ONE, "lost: it belongs to no statement", TWO]
    );
}

#[test]
fn windows_line_ends_are_no_part_of_a_value() {
    let dump = "-- x\nCOPY public.users (id, email, note) FROM stdin;\n1\tone@example.com\tsecretpass1\n\
                2\ttwo@example.com\t\\N\n3\t\ta\\r\n\\.\nINSERT INTO b (x) VALUES (4);\n";
    let found = rows(&dump.replace('\n', "\r\n"));
    let last: Vec<&Cell> = found.iter().filter_map(|row| row.cells.last()).collect();
    assert_eq!(
        last,
        [&text("secretpass1"), &Cell::Null, &text("a\r"), &text("4")]
    );
    let lines: Vec<u64> = found.iter().map(|row| row.line).collect();
    assert_eq!(lines, [3, 4, 5, 7]);
    // A carriage return within a line is a value's.
    let found = rows("COPY t (a, b) FROM stdin;\nx\ry\tz\n\\.\n");
    assert_eq!(found[0].cells, [text("x\ry"), text("z")]);
}

#[test]
fn names_without_quotes_and_with_any() {
    // mysqldump --skip-quote-names --compact
    let found = rows(
        "CREATE TABLE users (\n  id int NOT NULL,\n  period varchar(20) DEFAULT NULL,\n  key text,\n  date date,\n  \
         PRIMARY KEY (id),\n  KEY period (period),\n  KEY date (date),\n  UNIQUE KEY x (id),\n  CHECK (id > 0),\n  \
         CONSTRAINT y FOREIGN KEY (id) REFERENCES z (id)\n) ENGINE=InnoDB;\n\
         INSERT INTO users VALUES (1,'O\\'Brien','b','c');\n",
    );
    assert_eq!(found[0].header.columns, ["id", "period", "key", "date"]);
    assert_eq!(found[0].cells[1], text("O'Brien"));
    for names in [
        "users (id, email)",
        "`users` (`id`, `email`)",
        "\"users\"(\"id\",\"email\")",
        "[users] ([id], [email])",
        "'users' ('id', 'email')",
        "x.`users`(id,\"email\")",
    ] {
        let found = rows(&format!(
            "INSERT IGNORE INTO {names}VALUES\n(1,'a'), -- one\n/* two */ (2,\n'b')\n;"
        ));
        assert_eq!(found[0].header.table, "users", "{names}");
        assert_eq!(found[0].header.columns, ["id", "email"], "{names}");
        assert_eq!(found[1].cells, [text("2"), text("b")], "{names}");
    }
}

#[test]
fn one_row_that_is_not_understood_costs_no_other() {
    let told = told(
        "INSERT INTO a (x,y) VALUES (1,f(g('(',2),'x')),(2,b),(1,'a' 'b)'),(3,0xf),(2,(1,2)),(1,2);\n\
         INSERT INTO a (x,y) VALUES (4,f(5;\nINSERT INTO a (x) VALUES (2);",
    );
    let lost = told.iter().filter(|told| told.starts_with("lost")).count();
    assert_eq!((lost, told.len()), (6, 8), "{told:?}");
    assert_eq!(told[5..], [ONE, &told[6], TWO], "{told:?}");
}

#[test]
fn what_inserts_no_plain_values_is_told() {
    for dump in [
        "INSERT INTO users (id) SELECT id FROM old;\n",
        "INSERT INTO users SET id=1, email='one@example.com';\n",
        "COPY users (id) FROM stdin WITH (FORMAT csv);\n1\n\\.\n",
        "COPY users (id) FROM stdin DELIMITER ',';\n1\n\\.\n",
    ] {
        let told = told(&format!("{dump}INSERT INTO users (id) VALUES (2);"));
        assert!(told[0].starts_with("lost: its"), "{told:?}");
        assert_eq!(told[1..], [TWO], "{dump}");
    }
}

#[test]
fn what_triggers_do_is_no_data() {
    let dump = "CREATE TRIGGER t AFTER INSERT ON users BEGIN\n INSERT INTO log VALUES (new.id);\n \
                SELECT CASE WHEN 1 THEN 2 END;\n INSERT INTO users (x) VALUES (5);\nEND;\n\
                CREATE TRIGGER u AFTER INSERT ON users EXECUTE FUNCTION f();\nINSERT INTO a (x) VALUES (1);";
    assert_eq!(told(dump), [ONE]);
}

#[test]
fn a_dump_without_its_last_line_is_told() {
    let row = "INSERT INTO a (x) VALUES (1);\n";
    for (begin, end) in [
        (
            "-- MySQL dump 10.13",
            "-- Dump completed on 2023-07-01 10:00:00",
        ),
        ("-- MariaDB dump 10.19", "-- Dump completed"),
        (
            "--\n-- PostgreSQL database dump\n--",
            "--\n-- PostgreSQL database dump complete\n--",
        ),
    ] {
        assert_eq!(told(&format!("{begin}\n{row}{end}\n")), [ONE]);
        let told = told(&format!("{begin}\n{row}"));
        assert!(told[1].contains("may have been cut short"), "{told:?}");
        assert!(told[1].starts_with("passed over"), "{told:?}");
    }
    assert_eq!(told(row), [ONE]);
}

#[test]
fn a_comment_without_end_is_told() {
    let told = told("INSERT INTO a (x) VALUES (1);\n/* lost\nINSERT INTO a (x) VALUES (2);\n");
    assert!(told[0] == ONE && told[1].contains("never ends"), "{told:?}");
    let told = all(b"\n/* lost\n");
    assert!(told[0].as_ref().is_err_and(|bad| bad.line == 2));
}
