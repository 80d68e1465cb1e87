//! Whether an archive would restore.

use std::env;
use std::fs::File;
use std::path::Path;

use super::Passphrase;
use super::failure::{Failure, disk, unusable};
use super::manifest::{DATABASE, MOST_SECRET, Manifest, SEALED, SECRET, key};
use super::read::Archive;
use super::scratch::{Scratch, Work};
use super::{Secret, seal, space};
use crate::auth::secret;
use crate::platform::background_tasks::Stop;
use crate::store::copies;

/// What was found in an archive that would restore.
#[derive(Debug, Clone)]
pub struct Verified {
    /// What it says of itself.
    pub manifest: Manifest,
    /// How many photos its database names that weren't there when it was made.
    pub missing_photos: usize,
}

/// Reads an archive whole and does all that a restore does but put it in place: every hash, the
/// database's pages and rows, the migrations; and opens the secret, if a passphrase is given.
///
/// # Errors
/// [`Failure`], which says what is wrong with it.
pub fn verify(
    path: &Path,
    passphrase: Option<&Passphrase>,
    stop: &Stop,
) -> Result<Verified, Failure> {
    let mut archive = Archive::open(path)?;
    read_secret(path, &mut archive, passphrase)?;
    let scratch = work_beside(path)?;
    let database = scratch.join(DATABASE);
    let bytes = archive.manifest.find(DATABASE).map_or(0, |file| file.size);
    space::check(scratch.path(), bytes)?;
    let manifest = archive.read_through(stop, |entry| {
        let unpacked = (entry.name == DATABASE).then(|| File::create_new(&database));
        unpacked.transpose().map_err(disk("it can't be unpacked"))
    })?;
    let missing_photos = judge(path, &manifest, &database, stop)?;
    Ok(Verified {
        manifest,
        missing_photos,
    })
}

/// A place to unpack the database in: beside the archive, or where that can't be written to, such
/// as on a disc, where the system has its temporary files.
fn work_beside(path: &Path) -> Result<Scratch, Failure> {
    let beside = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    Scratch::make(beside.unwrap_or(Path::new(".")), Work::Backup)
        .or_else(|_| Scratch::make(&env::temp_dir(), Work::Backup))
        .map_err(disk("there is no folder to unpack it in"))
}

/// Judges the unpacked database, brings it up to date, and says how many photos it misses.
pub(super) fn judge(
    path: &Path,
    manifest: &Manifest,
    database: &Path,
    stop: &Stop,
) -> Result<usize, Failure> {
    let wrong = |why: String| {
        if stop.asked() {
            return Failure::Stopping;
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

/// The secret in an archive, if there is one that can be opened. A sealed one without a passphrase
/// isn't; with a wrong one it is a failure.
pub(super) fn read_secret(
    path: &Path,
    archive: &mut Archive,
    passphrase: Option<&Passphrase>,
) -> Result<Option<Secret>, Failure> {
    let wrong = |why: String| unusable(path, why);
    let secret = match (archive.read_small(SECRET)?, archive.read_small(SEALED)?) {
        (Some(plain), _) => plain.trim_ascii().to_vec(),
        (None, Some(sealed)) => match passphrase {
            Some(words) => seal::unseal(&sealed, words).map_err(wrong)?,
            None => return Ok(None),
        },
        (None, None) => return Ok(None),
    };
    // A server wouldn't start on one that is too short.
    if !secret::is_long_enough(&secret) || secret.len() as u64 > MOST_SECRET {
        return Err(wrong(
            "its secret is none that a server would take".to_owned(),
        ));
    }
    Ok(Some(Secret(secret)))
}
