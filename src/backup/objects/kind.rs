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

/// The files that a list has brought so far. What others write to a place is listed as well: no more of it is held than
/// fits into so much memory, which five million photos' names don't fill.
pub(super) struct Listing {
    files: Vec<KeptFile>,
    bytes: usize,
}

/// Most bytes that names may take.
const MOST_LISTED: usize = 640 << 20;

impl Listing {
    pub(super) const fn new() -> Self {
        Self {
            files: Vec::new(),
            bytes: 0,
        }
    }

    /// Adds one.
    ///
    /// # Errors
    /// If there are more than any server has.
    pub(super) fn add(&mut self, place: &dyn Display, file: KeptFile) -> Result<(), PlaceFault> {
        self.bytes += size_of::<KeptFile>() + file.name.len();
        if self.bytes > MOST_LISTED {
            return Err(endless(place));
        }
        self.files.push(file);
        Ok(())
    }

    /// How many there are.
    pub(super) const fn count(&self) -> usize {
        self.files.len()
    }

    /// All of them.
    pub(super) fn done(self) -> Vec<KeptFile> {
        self.files
    }
}

/// The fault of a list that no server's files make.
pub(super) fn endless(place: &dyn Display) -> PlaceFault {
    PlaceFault::Refused(OperatorError::new(
        format!("The list of what is in {place} doesn't end"),
        "Give FirstStep a folder or a prefix of its own, and look at the store.",
    ))
}

/// Why a place didn't do what was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PlaceFault {
    /// It can't be reached, or has too much to do: later it may.
    Away(OperatorError),
    /// It refuses, and will again.
    Refused(OperatorError),
    /// A file is larger than it can be, if it is what it is taken for.
    TooLarge(OperatorError),
}

impl PlaceFault {
    /// For a file in a place.
    pub(super) fn too_large(place: &dyn Display, name: &str, most: u64) -> Self {
        Self::TooLarge(OperatorError::new(
            format!("{name} in {place} is larger than it can be ({most} bytes)"),
            "Somebody else writes there, or it is damaged: look at the place.",
        ))
    }
}

impl From<PlaceFault> for OperatorError {
    fn from(fault: PlaceFault) -> Self {
        match fault {
            PlaceFault::Away(error) | PlaceFault::Refused(error) | PlaceFault::TooLarge(error) => {
                error
            }
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
    /// Reads a file; returns whether it is there. One of more than so many bytes is a fault, and no more of it is read.
    fn read(&self, name: &str, most: u64, to: &mut dyn io::Write) -> Result<bool, PlaceFault>;
    /// The files whose names begin so, in any order.
    fn list(&self, prefix: &str) -> Result<Vec<KeptFile>, PlaceFault>;
    /// Removes a file; a missing one is fine.
    fn remove(&self, name: &str) -> Result<(), PlaceFault>;
}
