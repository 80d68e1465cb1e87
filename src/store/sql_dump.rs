//! Writes tables as SQL that a server-based database takes: for the day on which one machine is not enough.
//!
//! Both dialects get the same quotes: names in double ones, texts in single ones, in which nothing but a quote is
//! special. A text's NUL, which PostgreSQL has no way to hold, becomes U+FFFD.

use serde_json::{Map, Value};

use crate::store::tables::{Column, Kind};

/// Whose SQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// PostgreSQL's.
    PostgreSql,
    /// MySQL's and MariaDB's.
    MySql,
}

/// What a dump ends with.
pub(crate) const END: &str = "commit;\n";

impl Dialect {
    /// What a dump begins with. All of it is taken, or nothing is, where the server can undo a new table.
    pub(crate) fn begin(self) -> String {
        let settings = match self {
            Self::PostgreSql => {
                "set client_encoding = 'UTF8';\nset standard_conforming_strings = on;\nset time zone 'UTC';\nbegin;"
            }
            Self::MySql => {
                "set names utf8mb4;\nset sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES,STRICT_ALL_TABLES';\nset autocommit = 0;"
            }
        };
        let about = "FirstStep's data, as firststep export --to-sql writes it. Moments are in UTC.";
        format!("-- {about}\n{settings}\n")
    }

    /// A table, empty. The first column of each says which row it is.
    pub(crate) fn table(self, name: &str, columns: &[Column]) -> String {
        let line = |(at, column): (usize, &Column)| {
            let (kind, key) = match (at, column.kind) {
                // A hash: MySQL takes no text of any length for a key.
                (0, Kind::Text) => ("varchar(64)", " primary key"),
                (0, kind) => (self.kind(kind), " primary key"),
                (_, kind) => (self.kind(kind), ""),
            };
            format!("  \"{}\" {kind}{key}", column.name)
        };
        let lines: Vec<String> = columns.iter().enumerate().map(line).collect();
        let end = match self {
            Self::PostgreSql => "",
            Self::MySql => " engine = InnoDB default charset = utf8mb4 collate = utf8mb4_bin",
        };
        let lines = lines.join(",\n");
        format!("create table \"{name}\" (\n{lines}\n){end};\n")
    }

    const fn kind(self, kind: Kind) -> &'static str {
        match (self, kind) {
            (_, Kind::Integer) => "bigint",
            (Self::PostgreSql, Kind::Real) => "double precision",
            (Self::MySql, Kind::Real) => "double",
            (Self::PostgreSql, Kind::Text) => "text",
            (Self::MySql, Kind::Text) => "longtext",
            (Self::PostgreSql, Kind::Json) => "jsonb",
            (Self::MySql, Kind::Json) => "json",
            (Self::PostgreSql, Kind::Moment) => "timestamptz",
            (Self::MySql, Kind::Moment) => "datetime(6)",
        }
    }

    /// A row.
    pub(crate) fn row(self, name: &str, columns: &[Column], row: Map<String, Value>) -> String {
        let value = |(column, (_, value)): (&Column, _)| self.value(column.kind, value);
        let values: Vec<String> = columns.iter().zip(row).map(value).collect();
        format!("insert into \"{name}\" values ({});\n", values.join(", "))
    }

    fn value(self, kind: Kind, value: Value) -> String {
        match (kind, value) {
            (_, Value::Null) => "null".to_owned(),
            (Kind::Json, value) => quoted(&without_nul(&value.to_string())),
            (Kind::Moment, Value::String(text)) if self == Self::MySql => {
                quoted(&text.replace('T', " ").replace('Z', ""))
            }
            (_, Value::String(text)) => quoted(&text),
            (_, value) => value.to_string(),
        }
    }
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''").replace('\0', "\u{fffd}"))
}

/// JSON writes a NUL as an escape, which a binary JSON refuses, and has no control characters: one stands for escaped
/// backslashes meanwhile.
fn without_nul(json: &str) -> String {
    let json = json.replace(r"\\", "\u{1}").replace(r"\u0000", "\u{fffd}");
    json.replace('\u{1}', r"\\")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn columns() -> Vec<Column> {
        let column = |name: &str, kind| Column {
            name: name.to_owned(),
            kind,
        };
        vec![
            column("id", Kind::Integer),
            column("text", Kind::Text),
            column("answers", Kind::Json),
            column("made_at", Kind::Moment),
        ]
    }

    fn row(dialect: Dialect, text: &str) -> String {
        let row = json!({"id": 7, "text": text, "answers": ["a\0'b"], "made_at": "2026-11-21T22:14:32.5Z"});
        let Value::Object(row) = row else {
            unreachable!()
        };
        dialect.row("posts", &columns(), row)
    }

    #[test]
    fn nothing_in_a_text_ends_it() {
        let text = "O'Brien\\'; drop table users; --\0\n";
        assert_eq!(
            row(Dialect::PostgreSql, text),
            "insert into \"posts\" values (7, 'O''Brien\\''; drop table users; --\u{fffd}\n', '[\"a\u{fffd}''b\"]', \
             '2026-11-21T22:14:32.5Z');\n"
        );
        assert!(row(Dialect::MySql, "a").ends_with("'2026-11-21 22:14:32.5');\n"));
    }

    #[test]
    fn each_dialect_has_its_own_kinds() {
        let both = [Dialect::MySql, Dialect::PostgreSql];
        let out = both
            .map(|dialect| dialect.table("posts", &columns()))
            .concat();
        for line in [
            "\"id\" bigint primary key,",
            "\"answers\" jsonb,",
            "\"made_at\" datetime(6)\n) engine",
        ] {
            assert!(out.contains(line), "{out}");
        }
    }
}
