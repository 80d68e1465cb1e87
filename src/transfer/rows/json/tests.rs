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
