//! Where an export's rows go: JSON lines, CSV, or SQL.

use std::io::{self, Write};

use serde_json::{Map, Value};

use crate::domain::fault::Fault;
use crate::store::sql_dump::Dialect;
use crate::store::tables::{Column, Kind};
use crate::transfer::formula::guarded;

/// The format of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ExportFormat {
    /// A JSON object a line, its table in the field `table`.
    JsonLines,
    /// Comma-separated values with a header line; lists and objects as JSON. A text that would be a formula has an apostrophe before it.
    Csv,
    /// Tables and rows in SQL.
    Sql(Dialect),
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
    Sql {
        dialect: Dialect,
        table: &'static str,
        columns: Vec<Column>,
        out: &'out mut dyn Write,
    },
}

impl<'out> Sink<'out> {
    pub(super) fn new(form: ExportFormat, table: &'static str, out: &'out mut dyn Write) -> Self {
        match form {
            ExportFormat::JsonLines => Self::JsonLines { table, out },
            ExportFormat::Csv => Self::Csv(Box::new(csv::Writer::from_writer(out))),
            ExportFormat::Sql(dialect) => Self::Sql {
                dialect,
                table,
                columns: Vec::new(),
                out,
            },
        }
    }

    pub(super) fn begin(&mut self, columns: &[String]) -> io::Result<()> {
        let text = |name: &String| Column {
            name: name.clone(),
            kind: Kind::Text,
        };
        self.table(columns.iter().map(text).collect())
    }

    /// The same, where it is known what the columns hold.
    pub(super) fn table(&mut self, described: Vec<Column>) -> io::Result<()> {
        match self {
            Self::JsonLines { .. } => Ok(()),
            Self::Csv(writer) => Ok(writer.write_record(described.iter().map(|one| &one.name))?),
            Self::Sql {
                dialect,
                table,
                columns,
                out,
            } => {
                *columns = described;
                out.write_all(dialect.table(table, columns).as_bytes())
            }
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
            Self::Sql {
                dialect,
                table,
                columns,
                out,
            } => out.write_all(dialect.row(table, columns, row).as_bytes()),
        }
    }

    pub(super) fn end(self) -> io::Result<()> {
        match self {
            Self::JsonLines { out, .. } | Self::Sql { out, .. } => out.flush(),
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
