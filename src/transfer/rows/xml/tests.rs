//! Rows in XML are read as they were written.

use std::io::Cursor;

use proptest::prelude::*;

use super::*;

fn all(text: &[u8]) -> Vec<Result<FileRow, BadRow>> {
    let bytes = Bytes::new(Box::new(Cursor::new(text.to_vec())));
    let mut rows = XmlRows::new(bytes, "file".to_owned());
    std::iter::from_fn(|| rows.next(&mut |_| true)).collect()
}

fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

const PHPMYADMIN: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<!--
- phpMyAdmin XML Dump, <table name="none"><column name="id">0</column></table>
-->
<pma_xml_export version="1.0" xmlns:pma="https://www.phpmyadmin.net/some_doc_url/">
    <pma:structure_schemas>
        <pma:database name="firststep" collation="utf8mb4_general_ci" charset="utf8mb4">
            <pma:table name="auth_model">
                CREATE TABLE `auth_model` (`id` int &gt; 0);
            </pma:table>
        </pma:database>
    </pma:structure_schemas>
    <database name="firststep">
        <!-- Table auth_model -->
        <table name="auth_model">
            <column name="id">1</column>
            <column name="email">o&apos;ne&amp;&lt;&#x41;&#66;&unknown;@example.com</column>
            <column name="last_name">NULL</column>
            <column name="note"></column>
        </table>
        <table name="posts"><column name="id">2</column></table>
    </database>
</pma_xml_export>
"#;

#[test]
fn phpmyadmins() {
    let rows = all(PHPMYADMIN.as_bytes());
    let row = |at: usize| rows[at].as_ref().expect("a row");
    assert_eq!(rows.len(), 2, "{rows:?}");
    assert_eq!(row(0).header.table, "auth_model");
    assert_eq!(row(0).header.columns, ["id", "email", "last_name", "note"]);
    assert_eq!(
        row(0).cells,
        [
            text("1"),
            text("o'ne&<AB&unknown;@example.com"),
            Cell::Null,
            text("")
        ]
    );
    assert_eq!((row(0).line, &*row(1).header.table), (15, "posts"));
}

#[test]
fn mysqldumps() {
    let rows = all(br#"<?xml version="1.0"?>
<mysqldump xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<database name="x">
	<table_structure name="users">
		<field Field="id" Type="int(11)" Null="NO" Key="PRI" Extra="" Comment="" />
	</table_structure>
	<table_data name="users">
	<row>
		<field name="id">1</field>
		<field name="email">one@example.com</field>
		<field name="name" xsi:nil="true" />
	</row>
	<row>
		<field name="id">2</field>
		<field name="email"><![CDATA[<two>@example.com]]></field>
		<field name="name">a &gt; b</field>
	</row>
	</table_data>
</database>
</mysqldump>
"#);
    let cells: Vec<&[Cell]> = rows
        .iter()
        .map(|row| &*row.as_ref().expect("a row").cells)
        .collect();
    assert_eq!(
        cells,
        [
            [text("1"), text("one@example.com"), Cell::Null],
            [text("2"), text("<two>@example.com"), text("a > b")]
        ]
    );
    assert_eq!(rows[1].as_ref().expect("a row").header.table, "users");
}

/// What a declaration says of entities is passed over: nothing is fetched, and nothing grows.
#[test]
fn a_declaration_declares_nothing() {
    let rows = all(br#"<?xml version="1.0"?>
<!DOCTYPE dump SYSTEM "http://evil.example/x.dtd" [
  <!ENTITY file SYSTEM "file:///etc/passwd">
  <!ENTITY ten "0123456789"> <!ENTITY hundred "&ten;&ten;&ten;&ten;&ten;&ten;&ten;&ten;&ten;&ten;">
]>
<dump><table name="users"><column name="email">&file;&hundred;&amp;</column></table></dump>
"#);
    assert_eq!(rows.len(), 1);
    assert_eq!(
        rows[0].as_ref().expect("a row").cells,
        [text("&file;&hundred;&")]
    );
}

#[test]
fn a_file_that_was_cut_is_told() {
    let whole = PHPMYADMIN.trim_end();
    assert!(all(whole.as_bytes()).iter().all(Result::is_ok));
    let begun = whole.find("<pma_xml_export").expect("it is there") + 120;
    for end in begun..whole.len() {
        if whole.is_char_boundary(end) {
            let rows = all(&whole.as_bytes()[..end]);
            assert!(rows.last().is_some_and(Result::is_err), "{}", &whole[..end]);
        }
    }
}

#[test]
fn a_row_over_the_limit_is_not_held() {
    let file = format!(
        "<d><table name=\"t\"><column name=\"a\">{}</column></table><table name=\"t\"><column name=\"a\">1</column></table></d>",
        "x".repeat(MAX_ROW + 1)
    );
    let rows = all(file.as_bytes());
    assert!(
        rows[0]
            .as_ref()
            .is_err_and(|bad| bad.why.contains("24 MiB"))
    );
    assert!(rows[1].is_ok());
}

proptest! {
    #[test]
    fn whatever_is_written_is_read(texts in proptest::collection::vec("\\PC{0,20}", 1..6)) {
        let escaped = |text: &String| text.replace('&', "&amp;").replace('<', "&lt;");
        let columns = texts.iter().map(|text| format!("<column name=\"a\">{}</column>", escaped(text)));
        let file = format!("<database><table name=\"t\">{}</table></database>", columns.collect::<String>());
        let rows = all(file.as_bytes());
        prop_assert_eq!(rows.len(), 1);
        let expected: Vec<Cell> = texts.iter().map(|text| if text == "NULL" { Cell::Null } else { Cell::Text(text.clone()) }).collect();
        prop_assert_eq!(&rows[0].as_ref().expect("a row").cells, &expected);
    }

    #[test]
    fn any_bytes_are_answered(
        bytes in proptest::collection::vec(any::<u8>(), 0..200),
        tags in proptest::collection::vec("(<table name=\"t\">|</table>|<row>|</row>|<column name='a'>|</column>|<!--|-->|<!\\[CDATA\\[|\\]\\]>|&amp;|&#x|<|>|\"|a)", 0..30),
    ) {
        all(&bytes);
        all(tags.concat().as_bytes());
    }
}
