//! Verifies an archive: whether it can be restored.

use std::env;
use std::fmt::Display;
use std::fs::File;
use std::path::Path;

use super::Passphrase;
use super::error::{BackupError, disk, unusable};
use super::manifest::{DATABASE, MOST_SECRET, Manifest, SEALED, SECRET, key};
use super::read::Archive;
use super::scratch::{Scratch, ScratchKind};
use super::{Secret, seal, space};
use crate::auth::secret;
use crate::domain::operator_error::OperatorError;
use crate::platform::background_tasks::Stop;
use crate::store::copies;

/// An archive that can be restored.
#[derive(Debug, Clone)]
pub struct VerifiedBackup {
    /// Its manifest.
    pub manifest: Manifest,
    /// How many photos its database names whose files were missing when it was made.
    pub missing_photos: usize,
}

/// Reads an archive completely and does all that a restore does up to the renames: checks every hash,
/// the database's pages and rows, runs the migrations, and decrypts the secret if there is a passphrase.
///
/// # Errors
/// [`BackupError`], which says what is wrong with it.
pub fn verify(
    path: &Path,
    passphrase: Option<&Passphrase>,
    stop: &Stop,
) -> Result<VerifiedBackup, BackupError> {
    let mut archive = Archive::open(path)?;
    read_secret(path, &mut archive, passphrase)?;
    let scratch = scratch_beside(path)?;
    let database = scratch.join(DATABASE);
    let bytes = archive.manifest.find(DATABASE).map_or(0, |file| file.size);
    space::check(scratch.path(), bytes)?;
    let manifest = archive.read_through(stop, |entry| {
        let unpacked = (entry.name == DATABASE).then(|| File::create_new(&database));
        unpacked.transpose().map_err(disk("it can't be unpacked"))
    })?;
    let missing_photos = check_database(path, &manifest, &database, stop)?;
    Ok(VerifiedBackup {
        manifest,
        missing_photos,
    })
}

/// A folder to unpack the database in: beside the archive, or the system's temporary folder if that
/// isn't writable, as on a read-only disc.
fn scratch_beside(path: &Path) -> Result<Scratch, BackupError> {
    let beside = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    Scratch::make(beside.unwrap_or(Path::new(".")), ScratchKind::Backup)
        .or_else(|_| Scratch::make(&env::temp_dir(), ScratchKind::Backup))
        .map_err(disk("there is no folder to unpack it in"))
}

/// Checks the unpacked database, migrates it, and returns how many photos are missing.
pub(super) fn check_database(
    path: &Path,
    manifest: &Manifest,
    database: &Path,
    stop: &Stop,
) -> Result<usize, BackupError> {
    let wrong = |why: String| {
        if stop.asked() {
            return BackupError::Stopping;
        }
        unusable(path, why)
    };
    let proven = copies::verify(database, stop).map_err(wrong)?;
    if (proven.version, &proven.name) != (manifest.schema, &manifest.database) {
        let why = "its database is another than its manifest says";
        return Err(unusable(path, why));
    }
    let held: std::collections::HashSet<&str> = manifest
        .files
        .iter()
        .filter_map(|file| key(&file.name))
        .collect();
    let named = copies::photos(database).map_err(wrong)?;
    let missing = named.iter().filter(|(key, _)| !held.contains(&**key));
    Ok(missing.count())
}

/// The secret in an archive; `None` if it has none, or an encrypted one and there is no passphrase. A
/// wrong passphrase is an error.
pub(super) fn read_secret(
    path: &Path,
    archive: &mut Archive,
    passphrase: Option<&Passphrase>,
) -> Result<Option<Secret>, BackupError> {
    let wrong = |why: String| unusable(path, why);
    let secret = match (archive.read_small(SECRET)?, archive.read_small(SEALED)?) {
        (Some(plain), _) => usable(plain.trim_ascii().to_vec()),
        (None, Some(sealed)) => match passphrase {
            Some(words) => unsealed(&sealed, words),
            None => return Ok(None),
        },
        (None, None) => return Ok(None),
    };
    secret.map(Some).map_err(wrong)
}

/// Why a secret isn't restored without a passphrase.
pub(super) fn is_sealed(place: impl Display) -> BackupError {
    BackupError::Refused(OperatorError::new(
        format!("The secret in {place} is sealed"),
        "Give its passphrase with --passphrase-file, or say --without-secret: then all sign in again.",
    ))
}

/// The secret in what [`seal`] made.
///
/// # Errors
/// Why not, as the end of a sentence.
pub(super) fn unsealed(sealed: &[u8], passphrase: &Passphrase) -> Result<Secret, String> {
    seal::unseal(sealed, passphrase).and_then(usable)
}

/// A server doesn't start with a secret that is too short.
fn usable(secret: Vec<u8>) -> Result<Secret, String> {
    if !secret::is_long_enough(&secret) || secret.len() as u64 > MOST_SECRET {
        return Err("its secret is none that a server would take".to_owned());
    }
    Ok(Secret(secret))
}
