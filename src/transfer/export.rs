//! Exports all data row by row, in a form that [`crate::transfer::import`] reads.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

use serde_json::{Map, Value};

use crate::app::App;
use crate::domain::fault::Fault;
use crate::photos::{PhotoKey, Size};
use crate::platform::private_file;
use crate::store;
use crate::store::tables::{self, Table};
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

/// Writes these tables, as of one moment; returns how many rows.
pub(crate) fn write(
    app: &App,
    wanted: &[Table],
    form: ExportFormat,
    out: &mut dyn Write,
) -> Result<u64, ExportError> {
    let (mut rows, mut failed) = (0, None);
    app.store.read_snapshot(|tx| {
        for table in wanted {
            let mut sink = Sink::new(form, table.name, out);
            failed = sink.begin(&tables::columns(tx, *table)?).err();
            if failed.is_none() {
                tables::each(tx, *table, |row| {
                    failed = sink.row(row).err();
                    rows += 1;
                    failed.is_none()
                })?;
            }
            if failed.is_none() {
                failed = sink.end().err();
            }
            if failed.is_some() {
                return Ok(());
            }
        }
        Ok(())
    })?;
    failed.map_or(Ok(rows), |error| Err(error.into()))
}

/// Writes every account's photo into a folder, under the file name in its row; returns how many.
pub(crate) fn write_photos(app: &App, folder: &Path) -> Result<u64, ExportError> {
    let photos = app.store.read(store::photos::links)?;
    let mut count = 0;
    for photo in photos {
        let Some(key) = PhotoKey::parse(&photo.key) else {
            continue;
        };
        // A photo that was replaced meanwhile is gone.
        let Some(bytes) = app.photos.read(&key, Size::Full)? else {
            continue;
        };
        let mut options = File::options();
        options.write(true).create(true).truncate(true);
        let mut file = private_file::open(&folder.join(&photo.file_name), &mut options)?;
        file.write_all(&bytes)?;
        count += 1;
    }
    Ok(count)
}

/// Writes the rows of one table.
enum Sink<'out> {
    JsonLines {
        table: &'static str,
        out: &'out mut dyn Write,
    },
    Csv(Box<csv::Writer<&'out mut dyn Write>>),
}

impl<'out> Sink<'out> {
    fn new(form: ExportFormat, table: &'static str, out: &'out mut dyn Write) -> Self {
        match form {
            ExportFormat::JsonLines => Self::JsonLines { table, out },
            ExportFormat::Csv => Self::Csv(Box::new(csv::Writer::from_writer(out))),
        }
    }

    fn begin(&mut self, columns: &[String]) -> io::Result<()> {
        match self {
            Self::JsonLines { .. } => Ok(()),
            Self::Csv(writer) => Ok(writer.write_record(columns)?),
        }
    }

    fn row(&mut self, row: Map<String, Value>) -> io::Result<()> {
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

    fn end(self) -> io::Result<()> {
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
