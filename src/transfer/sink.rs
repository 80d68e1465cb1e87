//! Where an export's rows go: JSON lines, or CSV.

use std::io::{self, Write};

use serde_json::{Map, Value};

use crate::domain::fault::Fault;
use crate::transfer::formula::guarded;

/// The format of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ExportFormat {
    /// A JSON object a line, its table in the field `table`.
    JsonLines,
    /// Comma-separated values with a header line; lists and objects as JSON. A text that would be a formula has an apostrophe before it.
    Csv,
}

/// Why an export failed.
#[derive(Debug)]
pub(crate) enum ExportError {
    /// The database can't be read.
    Fault(Fault),
    /// The output can't be written.
    Output(io::Error),
}

impl From<Fault> for ExportError {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<io::Error> for ExportError {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

/// Writes the rows of one table.
pub(super) enum Sink<'out> {
    JsonLines {
        table: &'static str,
        out: &'out mut dyn Write,
    },
    Csv(Box<csv::Writer<&'out mut dyn Write>>),
}

impl<'out> Sink<'out> {
    pub(super) fn new(form: ExportFormat, table: &'static str, out: &'out mut dyn Write) -> Self {
        match form {
            ExportFormat::JsonLines => Self::JsonLines { table, out },
            ExportFormat::Csv => Self::Csv(Box::new(csv::Writer::from_writer(out))),
        }
    }

    pub(super) fn begin(&mut self, columns: &[String]) -> io::Result<()> {
        match self {
            Self::JsonLines { .. } => Ok(()),
            Self::Csv(writer) => Ok(writer.write_record(columns)?),
        }
    }

    pub(super) fn row(&mut self, row: Map<String, Value>) -> io::Result<()> {
        match self {
            Self::JsonLines { table, out } => {
                let mut whole = Map::new();
                whole.insert("table".to_owned(), (*table).into());
                whole.extend(row);
                serde_json::to_writer(&mut **out, &whole)?;
                out.write_all(b"\n")
            }
            Self::Csv(writer) => Ok(writer.write_record(row.values().map(cell))?),
        }
    }

    pub(super) fn end(self) -> io::Result<()> {
        match self {
            Self::JsonLines { out, .. } => out.flush(),
            Self::Csv(mut writer) => writer.flush(),
        }
    }
}

fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => guarded(text).into_owned(),
        value => value.to_string(),
    }
}
