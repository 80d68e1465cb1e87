//! What each kind of place does.

use std::fmt::Display;
use std::io;
use std::path::Path;

use crate::domain::operator_error::OperatorError;

/// Most bytes of a file that is read whole.
pub(super) const MOST_READ: u64 = 1 << 20;

/// A file in a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KeptFile {
    /// Its name in the place.
    pub name: String,
    /// Its size in bytes.
    pub bytes: u64,
}

/// Why a place didn't do what was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PlaceFault {
    /// It can't be reached, or has too much to do: later it may.
    Away(OperatorError),
    /// It refuses, and will again.
    Refused(OperatorError),
}

impl From<PlaceFault> for OperatorError {
    fn from(fault: PlaceFault) -> Self {
        match fault {
            PlaceFault::Away(error) | PlaceFault::Refused(error) => error,
        }
    }
}

/// What is written to a place.
pub(super) enum Content<'a> {
    Bytes(&'a [u8]),
    File(&'a Path),
}

/// What each kind of place does.
pub(super) trait Kind: Display {
    /// Writes a file, whole or not at all; returns whether it did, which it doesn't if only a new one is wanted and there
    /// is one: of several who try, one does.
    fn write(&self, name: &str, content: &Content, only_new: bool) -> Result<bool, PlaceFault>;
    /// Reads a file, and no more than so many bytes; returns whether it is there.
    fn read(&self, name: &str, most: u64, to: &mut dyn io::Write) -> Result<bool, PlaceFault>;
    /// The files whose names begin so, in any order.
    fn list(&self, prefix: &str) -> Result<Vec<KeptFile>, PlaceFault>;
    /// Removes a file; a missing one is fine.
    fn remove(&self, name: &str) -> Result<(), PlaceFault>;
}
