//! One file that holds a whole server: written, read with suspicion, put back.
//!
//! The file is a zip in which nothing is compressed: the database, the photos, if wanted the
//! secret, and last a manifest with the size and the SHA-256 of each. It can be unpacked by hand,
//! and an archive never becomes larger than it is.
//!
//! Invariants:
//! - Nothing bears an archive's name before it has been read back whole and its database judged.
//! - Of an archive nothing is believed: names must be spelled as we spell them, sizes and hashes be
//!   as the manifest says, the database be one of ours.
//! - A restore changes nothing before all of the new state lies ready beside the old one. From
//!   then on a journal says what is to be renamed; whoever opens the folder next finishes it.
//! - Memory grows with the number of files (some hundred bytes each), not with their size.

mod check;
mod create;
mod failure;
mod journal;
mod list;
mod manifest;
mod pack;
mod plan;
mod read;
mod record;
mod restore;
mod scratch;
mod seal;
mod space;
mod stage;

#[cfg(test)]
mod tests;

use std::fmt;
use std::path::PathBuf;

pub use check::{VerifiedBackup, verify};
pub(crate) use create::{CreatedBackup, Target, create, to_take_away};
pub(crate) use journal::settle;
pub(crate) use list::{ListedBackup, list};
pub use manifest::SecretKind;
pub(crate) use record::BackupRecord;
pub use restore::{RestoreOptions, Restored, restore};
pub(crate) use scratch::sweep_all;
pub(crate) use seal::Passphrase;

/// Where everything lies.
#[derive(Debug, Clone)]
pub struct Places {
    /// The data folder.
    pub folder: PathBuf,
    /// The database's file.
    pub db: PathBuf,
    /// The photos' folder.
    pub photos: PathBuf,
    /// The secret's file.
    pub secret: PathBuf,
}

/// What a backup is made of.
#[derive(Debug, Clone)]
pub struct BackupSource {
    /// The database's file.
    pub db: PathBuf,
    /// The photos' folder.
    pub photos: PathBuf,
    /// What tokens are signed with, if it is known.
    pub secret: Option<Secret>,
}

/// What tokens are signed with, as it stands in its file. It never shows itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub Vec<u8>);

impl fmt::Debug for Secret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Secret(…)")
    }
}

/// What becomes of the secret in a backup.
#[derive(Debug, Clone)]
pub(crate) enum SecretHandling {
    /// It goes in as it is: who has the file can sign in as anybody.
    Plain,
    /// It goes in under a passphrase.
    Sealed(Passphrase),
    /// It stays out.
    Nothing,
}
