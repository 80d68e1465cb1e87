//! What a server writes down of its copy, in the folder `replica` of its data folder.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::backup::objects::Place;
use crate::platform::{folder, private_file, random};

/// The notes' folder.
#[derive(Debug, Clone)]
pub(crate) struct Notes(PathBuf);

/// As who this server keeps the copy.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct OwnNote {
    /// Where the copy is.
    pub url: String,
    /// What tells this server in its owner's files from others.
    pub token: String,
    /// Which owner it is, or was restored from; 0 before it is one.
    pub generation: u32,
    /// Which file the database was; 0 before it owns the copy. Another one, as after a restore, isn't what the copy has.
    pub file: u64,
    /// Whether another server was found to have taken over.
    pub taken_over: bool,
}

impl OwnNote {
    /// Before this server owns the copy: it was restored from what this owner kept there, or, of 0, it begins it.
    pub(super) fn new(place: &Place, generation: u32) -> Self {
        Self {
            url: place.to_string(),
            token: random::name(),
            generation,
            ..Self::default()
        }
    }
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

    /// The same, if it is kept there.
    pub(crate) fn own_of(&self, place: &Place) -> Option<OwnNote> {
        self.own().filter(|own| own.url == place.to_string())
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

    pub(super) fn set_drill(&self, result: &DrillResult) -> io::Result<()> {
        self.write(DRILL, result)
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
