//! Reads rows of other programs' files, one at a time and with bounded memory: CSV, JSON, XML, SQL dumps.

mod bytes;
mod csv;
pub(crate) mod dump;
mod format;
mod json;
mod open;
mod utf16;
mod xml;

use std::sync::Arc;

use serde_json::Value;

pub(crate) use bytes::Bytes;
pub(crate) use csv::CsvRows;
pub(crate) use format::FileFormat;
pub(crate) use json::JsonRows;
pub(crate) use open::open;
pub(crate) use xml::XmlRows;

/// Most bytes of a row: the largest photo, in hexadecimal, fits. A longer row is skipped without being
/// held in memory.
pub(crate) const MAX_ROW: usize = 24 << 20;

/// The table and the columns of rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TableHeader {
    /// The table's name in the file.
    pub table: String,
    /// The columns' names in the file.
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
    /// In CSV: whether a quoted value goes over the end of a line. A quote that was never closed looks
    /// the same, as long as another one follows.
    pub spans_lines: bool,
}

impl FileRow {
    /// A row of these cells, however many.
    pub(crate) fn of(header: &Arc<TableHeader>, cells: Vec<Cell>, line: u64) -> Self {
        Self {
            header: Arc::clone(header),
            cells,
            line,
            spans_lines: false,
        }
    }

    /// A row, or why it is none: it must have a value for every column.
    pub(crate) fn new(
        header: &Arc<TableHeader>,
        cells: Vec<Cell>,
        line: u64,
    ) -> Result<Self, String> {
        let (values, columns) = (cells.len(), header.columns.len());
        if values != columns {
            return Err(format!("it has {values} values for {columns} columns"));
        }
        Ok(Self::of(header, cells, line))
    }
}

/// A value of a row.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell {
    /// There is none.
    Null,
    /// The row ends before it.
    Missing,
    /// Text, and numbers as they are written.
    Text(String),
    /// Bytes that are declared as such, or aren't UTF-8.
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

/// A row, or something between rows, that can't be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BadRow {
    /// The line it begins on, from 1.
    pub line: u64,
    /// Its table, if that is known.
    pub table: String,
    /// What is wrong.
    pub why: String,
    /// Whether a row was lost; else something was passed over that is none.
    pub is_lost: bool,
}

impl BadRow {
    /// A row that is lost.
    pub(crate) fn lost(line: u64, table: &str, why: String) -> Self {
        Self {
            line,
            table: table.to_owned(),
            why,
            is_lost: true,
        }
    }
}

/// Reads a file row by row. After a bad row it goes on with the next, if it can.
pub(crate) trait RowReader {
    /// The next row of a wanted table; `wanted` is called for each row, before any of it is held in
    /// memory.
    fn next(
        &mut self,
        wanted: &mut dyn FnMut(&Arc<TableHeader>) -> bool,
    ) -> Option<Result<FileRow, BadRow>>;
}

/// The reason for rejecting a row over the limit.
pub(crate) fn too_long() -> String {
    format!("it has more than {} MiB", MAX_ROW >> 20)
}

/// The reason for stopping where a file can't be read.
fn unreadable(error: &std::io::Error) -> String {
    format!("the file can't be read any further ({error})")
}
