//! Detects the format of a file.

use std::path::Path;

/// The formats of files with rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FileFormat {
    /// An SQL dump with backslash escapes: MySQL's and MariaDB's.
    MySql,
    /// An SQL dump with standard strings: SQLite's and PostgreSQL's.
    Sql,
    /// An SQL dump of either kind, which shows by its content.
    AnySql,
    /// Comma-separated values with a header line.
    Csv,
    /// A JSON list of objects, or an object of such lists by table.
    Json,
    /// A JSON object a line.
    JsonLines,
    /// XML of phpMyAdmin or `mysqldump --xml`.
    Xml,
}

/// Words that dumps begin with.
const SQL_WORDS: [&str; 11] = [
    "create", "insert", "replace", "pragma", "begin", "set", "copy", "drop", "use", "start", "lock",
];

impl FileFormat {
    /// The format of a file, by its name or else by its beginning.
    ///
    /// # Errors
    /// What the file is instead, and how to convert it.
    pub(crate) fn of(path: &Path, start: &[u8]) -> Result<Self, &'static str> {
        refuse_unsupported(start)?;
        let name = path.to_string_lossy().to_lowercase();
        let name = name.strip_suffix(".gz").unwrap_or(&name);
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
        Ok(match ending {
            "sql" | "dump" => Self::AnySql,
            "csv" | "tsv" => Self::Csv,
            "jsonl" | "ndjson" => Self::JsonLines,
            "json" => Self::Json,
            "xml" => Self::Xml,
            _ => Self::by_content(start),
        })
    }

    fn by_content(start: &[u8]) -> Self {
        let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start);
        let start = start.trim_ascii_start();
        let letters = start.iter().take_while(|byte| byte.is_ascii_alphabetic());
        let word: Vec<u8> = letters.map(u8::to_ascii_lowercase).collect();
        let comments: [&[u8]; 4] = [b"--", b"/*", b"#", b"\\restrict"];
        let is_sql = SQL_WORDS.iter().any(|known| known.as_bytes() == word)
            || comments.iter().any(|mark| start.starts_with(mark));
        match start.first() {
            Some(b'{' | b'[') => Self::Json,
            Some(b'<') => Self::Xml,
            _ if is_sql => Self::AnySql,
            _ => Self::Csv,
        }
    }
}

/// Refuses known formats that aren't supported.
fn refuse_unsupported(start: &[u8]) -> Result<(), &'static str> {
    if start.starts_with(b"SQLite format 3\0") {
        return Err("it is an SQLite database; write it out first: sqlite3 FILE .dump > dump.sql");
    }
    if start.starts_with(b"PGDMP") {
        return Err("it is PostgreSQL's own archive; make a plain dump: pg_dump --format=plain");
    }
    if start.starts_with(b"PK\x03\x04") {
        return Err("it is a zip archive; unpack it first");
    }
    if start.contains(&0) {
        return Err("it isn't text in UTF-8; save it as UTF-8");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str, start: &str) -> Result<FileFormat, &'static str> {
        FileFormat::of(Path::new(name), start.as_bytes())
    }

    #[test]
    fn by_its_name_and_else_by_its_beginning() {
        assert_eq!(of("dump.SQL", "x"), Ok(FileFormat::AnySql));
        assert_eq!(of("users.csv.gz", "{"), Ok(FileFormat::Csv));
        assert_eq!(of("a.jsonl", ""), Ok(FileFormat::JsonLines));
        assert_eq!(of("-", "\u{feff} [1"), Ok(FileFormat::Json));
        assert_eq!(of("-", "-- MySQL dump 10.13"), Ok(FileFormat::AnySql));
        assert_eq!(of("-", "\nBEGIN TRANSACTION;"), Ok(FileFormat::AnySql));
        assert_eq!(of("-", "<?xml version=\"1.0\"?>"), Ok(FileFormat::Xml));
        assert_eq!(of("backup", "email,name\n"), Ok(FileFormat::Csv));
    }

    #[test]
    fn what_is_no_text_is_named() {
        assert!(of("a.sql", "SQLite format 3\0").is_err_and(|why| why.contains(".dump")));
        assert!(of("a.sql", "PGDMP\u{1}").is_err_and(|why| why.contains("--format=plain")));
        assert!(of("a.csv", "a,b\0c").is_err());
    }
}
