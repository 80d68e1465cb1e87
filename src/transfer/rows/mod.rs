//! Rows out of other programs' files, one at a time and with bounded memory: CSV and JSON here, SQL
//! dumps in the store, which alone speaks SQL.

mod bytes;
mod csv;
pub(crate) mod dump;
mod format;
mod json;
mod open;

use std::sync::Arc;

use serde_json::Value;

pub(crate) use bytes::Bytes;
pub(crate) use csv::CsvRows;
pub(crate) use format::FileFormat;
pub(crate) use json::JsonRows;
pub(crate) use open::open;

/// Most bytes of a row: a photo of the largest size that is taken, written in hexadecimal, fits.
/// What is longer is passed over without being held.
pub(crate) const MAX_ROW: usize = 24 << 20;

/// What rows have in common: whose they are and what their cells are called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TableHeader {
    /// The table's name, as the file has it.
    pub table: String,
    /// The columns' names, as the file has them.
    pub columns: Vec<String>,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct FileRow {
    /// Its table and columns.
    pub header: Arc<TableHeader>,
    /// A cell for every column.
    pub cells: Vec<Cell>,
    /// The line of the file it begins on, from 1.
    pub line: u64,
}

/// A value of a row.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell {
    /// There is none.
    Null,
    /// Text, and numbers as they are written.
    Text(String),
    /// Bytes that aren't said to be text, or aren't.
    Bytes(Vec<u8>),
    /// A list or an object.
    Json(Value),
}

impl Cell {
    /// Text if the bytes are UTF-8.
    #[must_use]
    pub(crate) fn from_bytes(bytes: Vec<u8>) -> Self {
        String::from_utf8(bytes).map_or_else(|error| Self::Bytes(error.into_bytes()), Self::Text)
    }
}

/// Something in a file that is no row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BadRow {
    /// The line it begins on, from 1.
    pub line: u64,
    /// Its table, if that is known.
    pub table: String,
    /// What is wrong, to follow a colon.
    pub why: String,
}

/// A file that is read row by row. After something bad it goes on with what follows, if anything can.
pub(crate) trait RowReader {
    /// The next row of a table that is wanted; `wanted` is asked for each row, before anything of it
    /// is held.
    fn next(
        &mut self,
        wanted: &mut dyn FnMut(&Arc<TableHeader>) -> bool,
    ) -> Option<Result<FileRow, BadRow>>;
}

/// What is said of a row over the limit.
pub(crate) fn too_long() -> String {
    format!("it has more than {} MiB", MAX_ROW >> 20)
}
