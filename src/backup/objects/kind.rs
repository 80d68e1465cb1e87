//! What each kind of place does.

use std::fmt::Display;
use std::io;
use std::path::Path;

use crate::domain::operator_error::OperatorError;

/// Most bytes of a file that is read whole.
pub(crate) const MOST_READ: u64 = 1 << 20;

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

impl PlaceFault {
    /// For a list that no server's files make.
    pub(super) fn endless(place: &dyn Display) -> Self {
        Self::Refused(OperatorError::new(
            format!("The list of what is in {place} doesn't end"),
            "Give FirstStep a folder or a prefix of its own, and look at the store.",
        ))
    }
}

impl From<PlaceFault> for OperatorError {
    fn from(fault: PlaceFault) -> Self {
        let (PlaceFault::Away(error) | PlaceFault::Refused(error)) = fault;
        error
    }
}

/// What is written to a place.
pub(super) enum Content<'a> {
    Bytes(&'a [u8]),
    File(&'a Path),
}

/// Takes the files of a list, one by one, until that is a fault.
pub(super) type Keep<'a> = dyn FnMut(KeptFile) -> Result<(), PlaceFault> + 'a;

/// What each kind of place does.
pub(super) trait Kind {
    /// Writes a file, whole or not at all; returns whether it did, which it doesn't if only a new one is wanted and there
    /// is one: of several who try, one does.
    fn write(&self, name: &str, content: &Content, only_new: bool) -> Result<bool, PlaceFault>;
    /// Reads so many bytes of a file at the most; returns how many, or `None` if it isn't there.
    fn read(
        &self,
        name: &str,
        most: u64,
        to: &mut dyn io::Write,
    ) -> Result<Option<u64>, PlaceFault>;
    /// Lists the files whose names begin so, in any order; others may be among them.
    fn list(&self, prefix: &str, keep: &mut Keep) -> Result<(), PlaceFault>;
    /// Removes a file; a missing one is fine.
    fn remove(&self, name: &str) -> Result<(), PlaceFault>;
}
