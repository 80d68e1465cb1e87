//! What dumps hold is read as it was.

use std::io::Cursor;

use proptest::prelude::*;

use super::*;
use crate::transfer::rows::Cell;

fn all(text: &[u8]) -> Vec<Result<FileRow, BadRow>> {
    let mut dump = Dump::new(Bytes::new(Box::new(Cursor::new(text.to_vec()))), None);
    std::iter::from_fn(|| dump.next(&mut |_| true)).collect()
}

fn rows(text: &str) -> Vec<FileRow> {
    let rows = all(text.as_bytes()).into_iter();
    let rows = rows.filter(|row| row.as_ref().map_or_else(|bad| bad.is_lost, |_| true));
    rows.map(|row| row.unwrap_or_else(|bad| panic!("{bad:?} in {text}")))
        .collect()
}

fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

#[test]
fn a_dump_of_mysqls() {
    let found = rows(
        "-- MySQL dump 10.13  Distrib 8.0.33\n/*!40101 SET NAMES utf8mb4 */;\n\
         DROP TABLE IF EXISTS `auth_model`;\nCREATE TABLE `auth_model` (\n  `user``name` varchar(50) NOT NULL DEFAULT 'a,b)',\n  \
         `n` decimal(10,2),\n  PRIMARY KEY (`user``name`),\n  KEY `x` (`n`)\n) ENGINE=InnoDB COMMENT='; insert into x values (1);';\n\
         LOCK TABLES `auth_model` WRITE;\n/*!40000 ALTER TABLE `auth_model` DISABLE KEYS */;\n\
         INSERT INTO `auth_model` VALUES ('a\\'b''c\\\\',1.50),('x;y),(z\\n\\0\\Z\\%',NULL),\n(_binary 'q',-2e3);\n\
         INSERT IGNORE INTO `db`.`other` (`a`, b) VALUES (0x4142,X'43'),(b'101',\"d\\\"q\") ON DUPLICATE KEY UPDATE a=';';\n\
         DELIMITER ;;\nCREATE PROCEDURE p() BEGIN INSERT INTO t VALUES (1); END ;;\nDELIMITER ;\n\
         REPLACE INTO last (a) VALUES (true);\n",
    );
    assert_eq!(found.len(), 6);
    assert_eq!(found[0].header.columns, ["user`name", "n"]);
    assert_eq!(found[0].cells, [text("a'b'c\\"), text("1.50")]);
    assert_eq!(found[1].cells, [text("x;y),(z\n\0\u{1a}\\%"), Cell::Null]);
    assert_eq!(found[2].cells, [Cell::Bytes(b"q".to_vec()), text("-2e3")]);
    assert_eq!((found[1].line, found[2].line), (12, 13));
    assert_eq!(found[3].header.table, "other");
    assert_eq!(
        found[3].cells,
        [Cell::Bytes(b"AB".to_vec()), Cell::Bytes(b"C".to_vec())]
    );
    assert_eq!(found[4].cells, [text("5"), text("d\"q")]);
}

#[test]
fn a_dump_of_sqlites() {
    let found = rows(
        "PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\nCREATE TABLE IF NOT EXISTS \"user\" (id INTEGER PRIMARY KEY, \"e mail\" TEXT CHECK (length(\"e mail\") > 3), CONSTRAINT x UNIQUE (id));\n\
         INSERT INTO user VALUES(1,replace(replace('a\\n\\r''b','\\n',char(10)),'\\r',char(13)));\n\
         INSERT INTO \"user\" VALUES(2,unistr('tab\\u0009\\\\end'));\nINSERT INTO \"user\" VALUES(3,X'00ff');\nCOMMIT;\n",
    );
    assert_eq!(found[0].header.columns, ["id", "e mail"]);
    assert_eq!(found[0].cells, [text("1"), text("a\n\r'b")]);
    assert_eq!(found[1].cells[1], text("tab\t\\end"));
    assert_eq!(found[2].cells[1], Cell::Bytes(vec![0, 255]));
}

#[test]
fn a_dump_of_postgresqls() {
    let found = rows(
        "--\n-- PostgreSQL database dump\n--\n\\restrict x'y\nSET client_encoding = 'UTF8';\n\
         CREATE FUNCTION public.f() RETURNS trigger AS $tag$ begin; INSERT INTO x VALUES (1); $tag$;\n\
         COPY public.users (id, \"e mail\", note) FROM stdin;\n1\ta@b.co\t\\N\n2\tc\\td\\\\e\\x41\\101\t\n\\.\n\n\
         INSERT INTO public.users (id, note) OVERRIDING SYSTEM VALUE VALUES (3, E'a\\n\\u0042''c'::character varying(20)), (4, 'x\\y'::text);\n",
    );
    assert_eq!(found[0].header.columns, ["id", "e mail", "note"]);
    assert_eq!(found[0].cells, [text("1"), text("a@b.co"), Cell::Null]);
    assert_eq!(found[1].cells, [text("2"), text("c\td\\eAA"), text("")]);
    assert_eq!(found[2].cells[1], text("a\nB'c"));
    assert_eq!(found[3].cells[1], text("x\\y"));
}

#[test]
fn what_is_not_understood_is_told_with_its_line_and_the_rest_goes_on() {
    let read = all(
        b"INSERT INTO a (x,y) VALUES (1,2),\n(1),\n(3,now()),(4,4);\nINSERT INTO a (x) VALUES (5);\n\
          INSERT INTO nameless VALUES (1);\nINSERT INTO a (x) VALUES (\xff'a');\nINSERT INTO a (x) VALUES ('\xff'), 7;\nINSERT INTO a (x) VALUES ('cut",
    );
    let bad: Vec<(u64, String)> = read
        .iter()
        .map(|row| match row {
            Ok(row) => (row.line, format!("{:?}", row.cells)),
            Err(bad) => (bad.line, bad.why.clone()),
        })
        .collect();
    let lines: Vec<u64> = bad.iter().map(|(line, _)| *line).collect();
    assert_eq!(lines, [1, 2, 3, 3, 4, 5, 6, 7, 7, 8], "{bad:?}");
    for (at, part) in [
        (1, "1 values for 2 columns"),
        (2, "calls now"),
        (3, "[Text(\"4\"), Text(\"4\")]"),
        (5, "doesn't name its columns"),
        (7, "Bytes([255])"),
        (8, "a row is expected"),
        (9, "ends in the middle"),
    ] {
        assert!(bad[at].1.contains(part), "{bad:?}");
    }
}

#[test]
fn a_row_without_bounds_is_passed_over_and_not_held() {
    let long = format!(
        "INSERT INTO a (x) VALUES ('{}'),(1);",
        "x".repeat(MAX_ROW + 1)
    );
    let empty = format!(
        "INSERT INTO a (x) VALUES ({}1),(1);",
        "'',".repeat(MAX_ROW / 8)
    );
    for dump in [long, empty] {
        let read = all(dump.as_bytes());
        assert!(
            read[0]
                .as_ref()
                .is_err_and(|bad| bad.why.contains("24 MiB"))
        );
        assert!(read[1].is_ok());
    }
    let line = format!("COPY a (x) FROM stdin;\n{}\n1\n\\.\n", "\t".repeat(MAX_ROW));
    let read = all(line.as_bytes());
    assert!(
        read[0]
            .as_ref()
            .is_err_and(|bad| bad.why.contains("24 MiB"))
            && read[1].is_ok()
    );
}

/// Half an address would be somebody else's.
#[test]
fn a_line_that_the_end_of_the_file_cuts_is_no_row() {
    for cut in ["2\tb@example.or", "2\tb@example.org", "2\\", ""] {
        let dump = format!("COPY t (id, email) FROM stdin;\n1\ta@example.org\n{cut}");
        let read = all(dump.as_bytes());
        assert_eq!(read.len(), 2, "{read:?}");
        assert!(read[0].is_ok() && read[1].is_err(), "{read:?}");
    }
}

#[test]
fn tables_that_are_not_wanted_are_passed_over() {
    let text = b"INSERT INTO a (x) VALUES (1),(2);INSERT INTO b (x) VALUES (3);COPY a (x) FROM stdin;\n4\n\\.\n";
    let mut dump = Dump::new(Bytes::new(Box::new(Cursor::new(text.to_vec()))), None);
    let mut seen = 0;
    let mut wanted = |header: &Arc<TableHeader>| {
        seen += 1;
        header.table == "b"
    };
    let row = dump.next(&mut wanted).expect("one").expect("a row");
    assert_eq!(row.cells, [self::text("3")]);
    assert!(dump.next(&mut wanted).is_none());
    assert_eq!(seen, 4);
}

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

/// A value as `mysqldump` writes it.
fn mysql(cell: &Cell, hex: bool) -> Vec<u8> {
    let bytes = match cell {
        Cell::Bytes(bytes) if hex => {
            return format!("0x{}", crate::platform::digest::hex(bytes)).into_bytes();
        }
        Cell::Bytes(bytes) => bytes,
        Cell::Text(text) => text.as_bytes(),
        _ => return b"NULL".to_vec(),
    };
    let mut written = match cell {
        Cell::Bytes(_) => b"_binary '".to_vec(),
        _ => b"'".to_vec(),
    };
    for byte in bytes {
        match byte {
            0 => written.extend(b"\\0"),
            b'\n' => written.extend(b"\\n"),
            b'\r' => written.extend(b"\\r"),
            0x1a => written.extend(b"\\Z"),
            b'\'' | b'"' | b'\\' => written.extend([b'\\', *byte]),
            byte => written.push(*byte),
        }
    }
    written.push(b'\'');
    written
}

/// A value as the standard has it; a line of a copy, for texts.
fn standard(cell: &Cell) -> Vec<u8> {
    match cell {
        Cell::Bytes(bytes) => format!("X'{}'", crate::platform::digest::hex(bytes)).into_bytes(),
        Cell::Text(text) => format!("'{}'", text.replace('\'', "''")).into_bytes(),
        _ => b"NULL".to_vec(),
    }
}

fn copied(cell: &Cell) -> Vec<u8> {
    let Cell::Text(text) = cell else {
        return b"\\N".to_vec();
    };
    let text = text
        .replace('\\', "\\\\")
        .replace('\t', "\\t")
        .replace('\n', "\\n");
    text.replace('\r', "\\r").into_bytes()
}

fn cells() -> impl Strategy<Value = Vec<Vec<Cell>>> {
    let cell = prop_oneof![
        Just(Cell::Null),
        any::<String>().prop_map(Cell::Text),
        "[\\\\'\"`;,() \n\t\r\0\u{1a}]{0,12}".prop_map(Cell::Text),
        proptest::collection::vec(any::<u8>(), 1..20).prop_map(Cell::Bytes),
    ];
    proptest::collection::vec(proptest::collection::vec(cell, 3), 1..6)
}

fn dumped(rows: &[Vec<Cell>], head: &str, write: impl Fn(&Cell) -> Vec<u8>) -> Vec<u8> {
    let mut dump = head.as_bytes().to_vec();
    for (at, row) in rows.iter().enumerate() {
        let values: Vec<Vec<u8>> = row.iter().map(&write).collect();
        dump.extend(if at == 0 { &b"("[..] } else { b",(" });
        dump.extend(values.join(&b','));
        dump.push(b')');
    }
    dump.extend(b";\n");
    dump
}

fn read_back(dump: &[u8]) -> Vec<Vec<Cell>> {
    let read = all(dump).into_iter();
    read.map(|row| row.expect("a row").cells).collect()
}

proptest! {
    #[test]
    fn whatever_is_dumped_is_read_as_it_was(rows in cells()) {
        let head = "/*!40101 SET x */;INSERT INTO `t` (`a`,`b`,`c`) VALUES ";
        for hex in [false, true] {
            let dump = dumped(&rows, head, |cell| mysql(cell, hex));
            prop_assert_eq!(&read_back(&dump), &rows);
        }
        let dump = dumped(&rows, "INSERT INTO \"t\" (a,b,c) VALUES ", standard);
        prop_assert_eq!(&read_back(&dump), &rows);
    }

    #[test]
    fn whatever_is_copied_is_read_as_it_was(texts in proptest::collection::vec(any::<Option<String>>(), 1..9)) {
        let dump = b"COPY t (a, b) FROM stdin;\n".to_vec();
        let cells: Vec<Cell> = texts.into_iter().map(|text| text.map_or(Cell::Null, Cell::Text)).collect();
        for end in ["\n", "\r\n"] {
            let mut dump = dump.clone();
            for cell in &cells {
                dump.extend([b"1\t".to_vec(), copied(cell), end.into()].concat());
            }
            dump.extend([b"\\.", end.as_bytes()].concat());
            let read: Vec<Cell> = read_back(&dump).into_iter().map(|row| row[1].clone()).collect();
            prop_assert_eq!(read, cells.clone());
        }
    }

    #[test]
    fn any_bytes_are_answered(
        bytes in proptest::collection::vec(any::<u8>(), 0..300),
        words in proptest::collection::vec("(INSERT INTO|CREATE TABLE|COPY|VALUES|FROM stdin|DELIMITER|`t`|\"t\"|'a'|/\\*|\\*/|--|\\(|\\)|,|;|\n|0x|X'|_b|\\$\\$|\\\\|[a-z0-9'\"`]{1,4}) ?", 0..40),
    ) {
        for _ in all(&bytes) {}
        for _ in all(words.concat().as_bytes()) {}
        for _ in all([&b"/*!1*/INSERT INTO t (a) VALUES ("[..], &bytes].concat().as_slice()) {}
        for _ in all([&b"COPY t (a) FROM stdin;\n"[..], &bytes].concat().as_slice()) {}
    }
}
