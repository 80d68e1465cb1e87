//! What brings a server back: one file that holds it whole (written, verified, restored), places elsewhere for such
//! files, and the copy that is kept elsewhere all the time ([`replica`]).
//!
//! A backup is a zip in which nothing is compressed: the database, the photos, if wanted the
//! secret, and last a manifest with the size and the SHA-256 of each. It can be unpacked by hand,
//! and needs no more space unpacked than packed (no zip bombs).
//!
//! Invariants:
//! - An archive gets its name only after it was read back completely and its database checked.
//! - An archive is untrusted input: file names must be ours, sizes and hashes must match the manifest,
//!   and the database must be one of ours.
//! - A restore changes nothing before all of the new state is prepared beside the old one. From then on
//!   a journal lists the renames; the next process that opens the folder finishes them.
//! - Memory grows with the number of files (some hundred bytes each), not with their size.

mod check;
mod create;
mod error;
mod journal;
mod list;
mod manifest;
pub(crate) mod objects;
mod pack;
mod plan;
mod read;
mod remote;
pub(crate) mod replica;
mod restore;
mod scratch;
mod seal;
mod space;
mod stage;
mod status;

#[cfg(test)]
mod tests;

use std::fmt;
use std::path::PathBuf;

pub use check::{VerifiedBackup, verify};
pub(crate) use create::{CreatedBackup, Target, create, download};
pub(crate) use journal::settle;
pub(crate) use list::ListedBackup;
pub use manifest::{Manifest, SecretKind};
pub(crate) use remote::{BackupPlace, RemoteFile};
pub use restore::{RestoreOptions, Restored, Switched, restore};
pub(crate) use scratch::sweep_all;
pub(crate) use seal::Passphrase;
pub(crate) use status::BackupRecord;

/// Where everything is.
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

/// The files that a backup is made of.
#[derive(Debug, Clone)]
pub struct BackupSource {
    /// The database's file.
    pub db: PathBuf,
    /// The photos' folder.
    pub photos: PathBuf,
    /// The secret that tokens are signed with, if it is known.
    pub secret: Option<Secret>,
}

/// The secret that tokens are signed with, as in its file. `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub Vec<u8>);

impl fmt::Debug for Secret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Secret(…)")
    }
}

/// How a backup holds the secret.
#[derive(Debug, Clone)]
pub(crate) enum SecretHandling {
    /// Unencrypted: whoever has the file can sign in as anybody.
    Plain,
    /// Encrypted with a passphrase.
    Sealed(Passphrase),
    /// Not at all.
    Absent,
}

impl SecretHandling {
    /// The same for a backup that goes to a machine of somebody else: a secret that nothing seals isn't in it.
    pub(crate) fn elsewhere(&self) -> Self {
        match self {
            Self::Plain => Self::Absent,
            handling => handling.clone(),
        }
    }
}
