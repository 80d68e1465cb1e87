//! What a server writes down of its copy, in the folder `replica` of its data folder.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::platform::{folder, private_file};

/// The notes' folder.
#[derive(Debug, Clone)]
pub(crate) struct Notes(PathBuf);

/// As who this server keeps the copy.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct OwnNote {
    /// Where the copy is.
    pub url: String,
    /// Which owner this server is.
    pub generation: u32,
    /// What tells its owner's file from another's; empty after a restore, which owns nothing yet.
    pub token: String,
    /// Which file the database was: another one, as after a restore, isn't what the copy has.
    pub file: u64,
    /// Whether another server was found to have taken over.
    pub taken_over: bool,
    /// When it was begun anew, in seconds since 1970, because nothing was left of it.
    pub anew_at: Option<i64>,
}

/// How the last try of the way back went.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct DrillResult {
    /// When it began, in seconds since 1970.
    pub at: i64,
    /// How long it took.
    pub seconds: f64,
    /// How old the copy was at most.
    pub age: Option<f64>,
    /// Photos that the copy lacks.
    pub missing_photos: usize,
    /// Why it failed, if it did.
    pub problem: Option<String>,
}

const OWN: &str = "own.json";
const DRILL: &str = "drill.json";
const WHOLE: &str = "whole.json";

impl Notes {
    /// Those of a data folder.
    pub(crate) fn of(data: &Path) -> Self {
        Self(data.join("replica"))
    }

    /// Their folder, made if it is missing.
    pub(super) fn folder(&self) -> io::Result<&Path> {
        folder::make(&self.0)?;
        Ok(&self.0)
    }

    /// As who the copy is kept.
    pub(crate) fn own(&self) -> Option<OwnNote> {
        self.read(OWN)
    }

    /// Writes it down; it survives a power cut.
    pub(crate) fn set_own(&self, note: &OwnNote) -> io::Result<()> {
        self.write(OWN, note)?;
        folder::sync(&self.0)
    }

    /// How the last try of the way back went.
    pub(crate) fn drill(&self) -> Option<DrillResult> {
        self.read(DRILL)
    }

    pub(crate) fn set_drill(&self, result: &DrillResult) -> io::Result<()> {
        self.write(DRILL, result)
    }

    /// When the copy was begun anew because nothing was left of it, if the way back wasn't tried since.
    pub(crate) fn begun_anew(&self) -> Option<i64> {
        let at = self.own()?.anew_at?;
        self.drill().is_none_or(|drill| drill.at < at).then_some(at)
    }

    /// When the copy was known to hold everything, in seconds since 1970.
    pub(crate) fn whole_at(&self) -> Option<i64> {
        self.read(WHOLE)
    }

    pub(crate) fn set_whole_at(&self, seconds: i64) -> io::Result<()> {
        self.write(WHOLE, &seconds)
    }

    fn read<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        let bytes = fs::read(self.0.join(name)).ok()?;
        serde_json::from_slice(&bytes).ok()
    }

    fn write<T: Serialize>(&self, name: &str, value: &T) -> io::Result<()> {
        let bytes = serde_json::to_vec(value).map_err(io::Error::other)?;
        private_file::replace(&self.folder()?.join(name), &bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A try of the way back before that proved another copy.
    #[test]
    fn that_a_copy_was_begun_anew_is_told_until_the_way_back_is_tried() {
        let folder = tempfile::tempdir().expect("a folder");
        let notes = Notes::of(folder.path());
        assert_eq!(notes.begun_anew(), None, "no copy is kept");
        notes.set_own(&OwnNote::default()).expect("noted");
        assert_eq!(notes.begun_anew(), None);
        let anew = OwnNote {
            anew_at: Some(1_000),
            ..OwnNote::default()
        };
        notes.set_own(&anew).expect("noted");
        assert_eq!(notes.begun_anew(), Some(1_000), "it was never tried");
        for (at, told) in [(999, Some(1_000)), (1_000, None), (1_001, None)] {
            let tried = DrillResult {
                at,
                seconds: 1.0,
                age: None,
                missing_photos: 0,
                problem: None,
            };
            notes.set_drill(&tried).expect("noted");
            assert_eq!(notes.begun_anew(), told, "{at}");
        }
    }
}
