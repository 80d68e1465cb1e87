//! Verb: other applications' accounts, and what belongs to them, taken in.
//!
//! Files are read row by row, once for each `kind::Stage`; rows become the nouns that sign-up makes,
//! by the same rules, and are written in batches, each of them whole or not at all. What is here
//! already is known again, so that a second run changes nothing and one cut short can be repeated.

mod accounts;
mod belongings;
mod fields;
mod hashing;
mod ids;
mod kind;
mod open;
mod outcome;
mod parts;
mod pending;
mod photos;
mod prepare;
mod report;
mod reporting;
mod results;
mod run;
mod unreported;
mod when;

use std::path::PathBuf;

use serde_json::Value;

use crate::domain::fault::Fault;
use crate::domain::operator_error::OperatorError;
use crate::transfer::rows::FileFormat;

pub(crate) use fields::said;
pub(crate) use kind::{Origin, TableKind};
pub(crate) use report::{ImportReport, MOST_FINDINGS, RowFinding};
pub(crate) use run::run;

/// What is done with accounts that are here already and differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OnConflict {
    /// They stay as they are.
    Skip,
    /// Names, type, card and document become what the file has; role, status and password stay.
    Update,
    /// Nothing more is done.
    Fail,
}

/// A file to be read.
#[derive(Debug, Clone)]
pub(crate) struct ImportFile {
    /// Where it lies.
    pub path: PathBuf,
    /// What it is; `None` for what its name and its beginning say.
    pub format: Option<FileFormat>,
    /// The table its rows are of, where they don't say so themselves.
    pub table: String,
}

/// What is to be taken in, and how.
pub(crate) struct ImportPlan {
    /// The files.
    pub sources: Vec<ImportFile>,
    /// The one table that is wanted; `None` for all.
    pub only: Option<String>,
    /// The application they come from, where that was told.
    pub origin: Option<Origin>,
    /// What is done with what differs.
    pub conflict: OnConflict,
    /// Whether a password that is no hash we know is the password itself, whatever it looks like.
    pub plain: bool,
    /// The folder with the photos that accounts name.
    pub photos: Option<PathBuf>,
    /// What Flask-API makes of a document: the one judge of its shape.
    pub document: fn(Value) -> Result<Value, String>,
}

/// Whoever watches an import go on.
pub(crate) trait Progress {
    /// So many of so many bytes of a file were read, in a pass over the files from 1.
    fn reading(&mut self, pass: usize, read: u64, length: u64);
    /// So many rows have been dealt with.
    fn rows(&mut self, rows: u64);
    /// So many passwords were hashed just now.
    fn hashed(&mut self, passwords: u64);
}

/// Why an import stopped; what was written until then stays.
#[derive(Debug)]
pub(crate) enum ImportError {
    /// A file can't be used.
    OperatorError(OperatorError),
    /// The database can't.
    Fault(Fault),
    /// Something is here and differs, and that was to stop it.
    Conflict(RowFinding),
}

impl From<Fault> for ImportError {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<OperatorError> for ImportError {
    fn from(trouble: OperatorError) -> Self {
        Self::OperatorError(trouble)
    }
}
