//! Imports accounts and their data from other applications.
//!
//! Files are read row by row, once for each `kind::Stage`. Rows are validated like sign-ups and written
//! in batches, a transaction each. Existing rows are recognised, so that a second run changes nothing
//! and an interrupted one can be repeated.

mod accounts;
mod belongings;
mod fields;
mod flag;
mod hashing;
mod ids;
mod instruments;
mod kind;
mod meaning;
mod nothing;
mod open;
mod outcome;
mod parts;
mod pending;
mod photos;
mod prepare;
mod reason;
mod report;
mod reporting;
mod results;
mod rights;
mod run;
mod sheet;
mod unreported;
mod usernames;
mod when;

use std::path::PathBuf;

use serde_json::Value;

use crate::domain::fault::Fault;
use crate::domain::operator_error::OperatorError;
use crate::transfer::rows::FileFormat;

pub(crate) use fields::problem_text;
pub(crate) use kind::{Origin, TableKind};
pub(crate) use report::{ImportReport, RowFinding};
pub(crate) use run::run;

/// What to do with existing accounts that differ from the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OnConflict {
    /// Keep them.
    Skip,
    /// Take names, type, card and document from the file; role, status and password stay.
    Update,
    /// Stop the import.
    Fail,
}

/// A file to import.
#[derive(Debug, Clone)]
pub(crate) struct ImportFile {
    /// Its path.
    pub path: PathBuf,
    /// Its format; `None` to detect it from its name and beginning.
    pub format: Option<FileFormat>,
    /// The table of its rows, where they don't name one.
    pub table: String,
}

/// What to import, and how.
pub(crate) struct ImportPlan {
    /// The files.
    pub sources: Vec<ImportFile>,
    /// The only table to import; `None` for all.
    pub only: Option<String>,
    /// The application they come from, if given.
    pub origin: Option<Origin>,
    /// What to do with what differs.
    pub conflict: OnConflict,
    /// Whether a value that isn't a known hash is a plain password, whatever it looks like.
    pub plain: bool,
    /// The folder with the photos that accounts name.
    pub photos: Option<PathBuf>,
    /// Validates a document: Flask-API's own function, passed in because the API is above this room.
    pub document: fn(Value) -> Result<Value, String>,
}

/// Is told how an import proceeds.
pub(crate) trait Progress {
    /// `read` of `length` bytes of a file were read, in this pass over the files, from 1.
    fn reading(&mut self, pass: usize, read: u64, length: u64);
    /// So many rows were processed in all.
    fn rows(&mut self, rows: u64);
    /// So many passwords were hashed just now.
    fn hashed(&mut self, passwords: u64);
}

/// Why an import stopped; earlier batches stay written.
#[derive(Debug)]
pub(crate) enum ImportError {
    /// A file can't be used.
    OperatorError(OperatorError),
    /// The database can't be used.
    Fault(Fault),
    /// An existing account differs, with [`OnConflict::Fail`].
    Conflict(RowFinding),
}

impl From<Fault> for ImportError {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<OperatorError> for ImportError {
    fn from(error: OperatorError) -> Self {
        Self::OperatorError(error)
    }
}
