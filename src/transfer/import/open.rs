//! Opens a file with the reader of its format.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use crate::domain::operator_error::OperatorError;
use crate::transfer::import::ImportFile;
use crate::transfer::rows::dump::Dump;
use crate::transfer::rows::{self, CsvRows, FileFormat, JsonRows, RowReader, XmlRows};

/// The rows, how many bytes of the file have been read, and how many there are.
pub(super) type OpenRows = (Box<dyn RowReader>, Arc<AtomicU64>, u64);

/// Opens a source at its beginning.
pub(super) fn open(source: &ImportFile) -> Result<OpenRows, OperatorError> {
    let refused = |why: &dyn std::fmt::Display| {
        OperatorError::new(
            format!(
                "The file {} can't be imported ({why})",
                source.path.display()
            ),
            "Name an SQL dump, a CSV, JSON or XML file; see firststep import --help.",
        )
    };
    let mut opened = rows::open(&source.path).map_err(|error| refused(&error))?;
    let detected =
        FileFormat::of(&source.path, opened.bytes.ahead(4096)).map_err(|why| refused(&why))?;
    let (bytes, table) = (opened.bytes, source.table.as_str());
    let rows: Box<dyn RowReader> = match source.format.unwrap_or(detected) {
        FileFormat::MySql => Box::new(Dump::new(bytes, Some(true))),
        FileFormat::Sql => Box::new(Dump::new(bytes, Some(false))),
        FileFormat::AnySql => Box::new(Dump::new(bytes, None)),
        FileFormat::Csv => Box::new(CsvRows::new(bytes, table)),
        FileFormat::Json => Box::new(JsonRows::new(bytes, table)),
        FileFormat::JsonLines => Box::new(JsonRows::by_line(bytes, table)),
        FileFormat::Xml => Box::new(XmlRows::new(bytes, table.to_owned())),
    };
    Ok((rows, opened.read, opened.length))
}
