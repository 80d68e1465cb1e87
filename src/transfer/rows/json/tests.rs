//! JSON is cut into its rows.

use std::io::Cursor;

use proptest::prelude::*;
use serde_json::json;

use super::*;

fn bytes(text: &[u8]) -> Bytes {
    Bytes::new(Box::new(Cursor::new(text.to_vec())))
}

fn all(mut rows: JsonRows) -> Vec<Result<FileRow, BadRow>> {
    std::iter::from_fn(|| rows.next(&mut |_| true)).collect()
}

fn whole(text: &str) -> Vec<(String, Vec<String>, u64)> {
    let rows = all(JsonRows::new(bytes(text.as_bytes()), "file"));
    let read = rows.into_iter().map(|row| {
        let row = row.expect("a row");
        let cells = row.cells.iter().map(|cell| format!("{cell:?}"));
        (row.header.table.clone(), cells.collect(), row.line)
    });
    read.collect()
}

#[test]
fn lists_lines_and_tables_hold_the_same_rows() {
    let row = |table: &str, line| {
        (
            table.to_owned(),
            vec!["Text(\"a,]}\\\"\")".into(), "Null".into()],
            line,
        )
    };
    let (one, two) = (
        r#"{"email": "a,]}\"", "x": null}"#,
        r#"{"email":"a,]}\"","x":null}"#,
    );
    let expected = |table| vec![row(table, 1), row(table, 2)];
    assert_eq!(whole(&format!("[{one},\n{two}]")), expected("file"));
    assert_eq!(whole(&format!("{one}\n{two}\n")), expected("file"));
    let tables = format!(
        r#"{{"users": [{one},
 {two}], "n": 7, "posts": []}}"#
    );
    assert_eq!(whole(&tables), expected("users"));
    let named = format!(r#"{{"table": "posts", {}"#, &one[1..]);
    assert_eq!(whole(&named), [row("posts", 1)]);
}

#[test]
fn values_are_cells() {
    let rows = all(JsonRows::new(
        bytes(br#"[{"a":true,"b":1.50,"c":[1],"d":{}}]"#),
        "t",
    ));
    let expected = [
        Cell::Text("1".into()),
        Cell::Text("1.5".into()),
        Cell::Json(json!([1])),
        Cell::Json(json!({})),
    ];
    assert_eq!(rows[0].as_ref().expect("a row").cells, expected);
}

#[test]
fn a_broken_line_takes_no_other_with_it() {
    let text = b"{\"a\":1}\n{\"a\": [\n7\n\xff\n{\"a\":2}\n";
    let rows = all(JsonRows::by_line(bytes(text), "t"));
    let lines: Vec<_> = rows
        .iter()
        .map(|row| row.as_ref().map_or_else(|bad| bad.line, |row| row.line))
        .collect();
    assert_eq!(lines, [1, 2, 3, 4, 5]);
    assert_eq!(rows.iter().filter(|row| row.is_ok()).count(), 2);
}

#[test]
fn what_has_no_end_is_said_and_not_held() {
    for text in [
        "[{\"a\": \"x",
        "[{\"a\": [1",
        "[{\"a\":1},",
        "{\"users\": [{\"a\":1}",
        "[}",
        "}",
        "[:",
    ] {
        let rows = all(JsonRows::new(bytes(text.as_bytes()), "t"));
        assert!(rows.last().is_some_and(Result::is_err), "{text}: {rows:?}");
    }
    let long = format!("[{{\"a\":\"{}\"}},{{\"a\":1}}]", "x".repeat(MAX_ROW));
    let rows = all(JsonRows::new(bytes(long.as_bytes()), "t"));
    assert!(
        rows[0]
            .as_ref()
            .is_err_and(|bad| bad.why.contains("24 MiB"))
            && rows[1].is_ok()
    );
    let deep = format!("[{}]", "[".repeat(100_000));
    assert!(all(JsonRows::new(bytes(deep.as_bytes()), "t"))[0].is_err());
}

const PHPMYADMIN: &str = r#"[
{"type":"header","version":"5.2.1","comment":"Export to JSON plugin for phpMyAdmin"},
{"type":"database","name":"firststep"},
{"type":"table","name":"data","database":"firststep","data":
[
{"id":"1","email":"one@example.com"},
{"id":"2","email":"two@example.com"}
]
}
,{"type":"table","name":"posts","database":"firststep","data":[]}
,{"type":"table","name":"users","database":"firststep","data":[{"id":"3","email":null}]}
]
"#;

#[test]
fn phpmyadmins_tables() {
    let row = |table: &str, id: &str, email: &str, line| {
        let cells = vec![format!("Text(\"{id}\")"), email.to_owned()];
        (table.to_owned(), cells, line)
    };
    let expected = [
        row("data", "1", "Text(\"one@example.com\")", 6),
        row("data", "2", "Text(\"two@example.com\")", 7),
        row("users", "3", "Null", 11),
    ];
    assert_eq!(whole(PHPMYADMIN), expected);
    let compact = PHPMYADMIN.replace('\n', "");
    assert_eq!(whole(&compact).len(), 3);
    // A table of it is read row by row, however long it is.
    let long = format!(
        r#"[{{"type":"table","name":"t","data":[{}{{"a":1}}]}}]"#,
        format!(r#"{{"a":"{}"}},"#, "x".repeat(8192)).repeat(MAX_ROW / 8192)
    );
    assert_eq!(
        all(JsonRows::new(bytes(long.as_bytes()), "f")).len(),
        MAX_ROW / 8192 + 1
    );
    // Cut, it is told.
    for end in 1..compact.len() {
        let rows = all(JsonRows::new(bytes(&compact.as_bytes()[..end]), "f"));
        assert!(
            rows.last().is_some_and(Result::is_err),
            "{}",
            &compact[..end]
        );
    }
    // A column may be called type.
    let rows = whole(r#"[{"type":"table","name":"Tina"},{"type":"header","email":"a@b.co"}]"#);
    assert_eq!(rows.len(), 2);
}

#[test]
fn what_follows_a_list_is_read_or_told() {
    let lines = |text: &str| {
        let rows = all(JsonRows::new(bytes(text.as_bytes()), "t")).into_iter();
        rows.map(|row| row.map_or_else(|bad| bad.why, |row| format!("{:?}", row.cells)))
            .collect::<Vec<_>>()
    };
    let two = ["[Text(\"1\")]", "[Text(\"2\")]"];
    assert_eq!(lines(r#"[{"a":1}] [{"a":2}]"#), two);
    assert_eq!(lines("[{\"a\":1}]\n{\"a\":2}"), two);
    assert_eq!(lines(r#"{"t":[{"a":1}]}{"t":[{"a":2}]}"#), two);
    assert_eq!(lines(r#"[{"a":1}]} more"#).len(), 2);
}

#[test]
fn a_file_that_cannot_be_read_to_its_end_is_no_short_file() {
    struct Failing(Cursor<&'static [u8]>);
    impl std::io::Read for Failing {
        fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
            match self.0.read(out)? {
                0 => Err(std::io::Error::other("the disk is gone")),
                count => Ok(count),
            }
        }
    }
    for text in ["{\"a\":1}\n", "[{\"a\":1}", "[{\"a\":1}]", ""] {
        let failing = || Bytes::new(Box::new(Failing(Cursor::new(text.as_bytes()))));
        for rows in [
            JsonRows::new(failing(), "t"),
            JsonRows::by_line(failing(), "t"),
        ] {
            let rows = all(rows);
            let told = rows.iter().filter_map(|row| row.as_ref().err());
            assert!(told.count() > 0, "{text}: {rows:?}");
        }
    }
}

#[test]
fn mongodbs_numbers_and_days_are_texts() {
    let rows = all(JsonRows::by_line(
        bytes(br#"{"_id":{"$oid":"5f"},"at":{"$date":"2024-12-07T10:00:00Z"},"n":{"$x":"1"}}"#),
        "t",
    ));
    let expected = [
        Cell::Text("5f".into()),
        Cell::Text("2024-12-07T10:00:00Z".into()),
        Cell::Json(json!({"$x": "1"})),
    ];
    assert_eq!(rows[0].as_ref().expect("a row").cells, expected);
}

proptest! {
    #[test]
    fn any_bytes_are_answered(text in proptest::collection::vec(any::<u8>(), 0..200), signs in "[\\[\\]{},:\"a1 \n]{0,60}") {
        all(JsonRows::new(bytes(&text), "t"));
        all(JsonRows::new(bytes(signs.as_bytes()), "t"));
        all(JsonRows::by_line(bytes(signs.as_bytes()), "t"));
    }

    #[test]
    fn what_is_written_is_read(texts in proptest::collection::vec("\\PC{0,20}", 0..6)) {
        let list: Vec<_> = texts.iter().map(|text| json!({"a": text, "b": [text, {"c": text}]})).collect();
        for written in [serde_json::to_vec(&list), serde_json::to_vec_pretty(&list)] {
            let rows = all(JsonRows::new(bytes(&written.expect("JSON")), "t"));
            prop_assert_eq!(rows.len(), texts.len());
            for (row, text) in rows.into_iter().zip(&texts) {
                prop_assert_eq!(&row.expect("a row").cells[0], &Cell::Text(text.clone()));
            }
        }
    }
}
