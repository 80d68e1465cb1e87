//! phpMyAdmin's JSON: a list with a note on the program, one on the database, and an object for each
//! table, whose rows are a list in it.

use serde_json::{Map, Value};

/// The name of the table whose object begins here, and how many bytes there are up to its rows.
pub(super) fn table(start: &[u8]) -> Option<(String, usize)> {
    const DATA: &[u8] = b"\"data\"";
    start
        .strip_prefix(b"{")?
        .trim_ascii_start()
        .strip_prefix(b"\"type\"")?;
    memchr::memmem::find_iter(start, DATA).find_map(|at| {
        let before = start[..at].trim_ascii_end().strip_suffix(b",")?;
        let fields: Map<String, Value> = serde_json::from_slice(&[before, b"}"].concat()).ok()?;
        let rest = start[at + DATA.len()..].trim_ascii_start();
        let rows = rest
            .strip_prefix(b":")?
            .trim_ascii_start()
            .strip_prefix(b"[")?;
        let name = fields.get("name")?.as_str()?;
        let is_table = fields.get("type")? == "table";
        is_table.then(|| (name.to_owned(), start.len() - rows.len()))
    })
}

/// Whether an object is a note and no row.
pub(super) fn is_note(row: &Map<String, Value>) -> bool {
    let is = |kind: &str, names: &[&str]| {
        row.get("type").is_some_and(|found| found == kind)
            && row.keys().all(|name| names.contains(&name.as_str()))
    };
    is("header", &["type", "version", "comment"]) || is("database", &["type", "name"])
}
