//! What dumps hold is read as it was.

use std::io::Cursor;

use proptest::prelude::*;

use super::*;
use crate::transfer::rows::Cell;

pub(super) fn all(text: &[u8]) -> Vec<Result<FileRow, BadRow>> {
    let mut dump = Dump::new(Bytes::new(Box::new(Cursor::new(text.to_vec()))), None);
    std::iter::from_fn(|| dump.next(&mut |_| true)).collect()
}

pub(super) fn rows(text: &str) -> Vec<FileRow> {
    let rows = all(text.as_bytes()).into_iter();
    let rows = rows.filter(|row| row.as_ref().map_or_else(|bad| bad.is_lost, |_| true));
    rows.map(|row| row.unwrap_or_else(|bad| panic!("{bad:?} in {text}")))
        .collect()
}

pub(super) fn text(text: &str) -> Cell {
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
