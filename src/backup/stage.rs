//! Prepares the new state of a restore beside the old one.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::Secret;
use super::check::check_database;
use super::error::{BackupError, disk, unusable};
use super::manifest::{DATABASE, Manifest, PHOTOS};
use super::plan::RestorePlan;
use super::read::Archive;
use crate::photos::{self, PhotoKey};
use crate::platform::background_tasks::Stop;
use crate::platform::folder;
use crate::platform::private_file;
use crate::store::copies;

/// Unpacks, checks and migrates; all is synced to disk when this returns. Returns the manifest and
/// how many photos are missing.
pub(super) fn prepare(
    path: &Path,
    archive: Archive,
    secret: Option<&Secret>,
    plan: &RestorePlan,
    stop: &Stop,
) -> Result<(Manifest, usize), BackupError> {
    let failed = || disk("the backup can't be unpacked");
    let (db, photos) = (plan.new_db(), plan.new_photos());
    let mut folders = BTreeSet::new();
    let manifest = archive.read_through(stop, |entry| {
        if entry.name == DATABASE {
            return private_file::create(&db).map(Some).map_err(failed());
        }
        let Some(below) = entry.name.strip_prefix(PHOTOS) else {
            return Ok(None);
        };
        // An older backup has other folders.
        let file = below.rsplit('/').next().and_then(PhotoKey::path_of_file);
        let below = file.as_deref().unwrap_or(below);
        photo(&photos.join(below), &mut folders)
            .map(Some)
            .map_err(failed())
    })?;
    let missing = check_database(path, &manifest, &db, stop)?;
    let name = set_right(plan).map_err(|why| unusable(path, why))?;
    complete(&name, secret, plan, folders).map_err(failed())?;
    Ok((manifest, missing))
}

/// Sets the numbers of a verified database right, and notes in it that it is restored; returns its name.
pub(super) fn set_right(plan: &RestorePlan) -> Result<String, String> {
    let db = plan.new_db();
    copies::count_anew(&db)?;
    copies::note_restore(&db, plan.now)?;
    copies::name(&db)
}

/// Gives the photos to the database of this name, writes the secret, and syncs all that, and the folders that were made
/// for it.
pub(super) fn complete(
    name: &str,
    secret: Option<&Secret>,
    plan: &RestorePlan,
    mut folders: BTreeSet<PathBuf>,
) -> io::Result<()> {
    let (db, photos) = (plan.new_db(), plan.new_photos());
    photos::name_owner(&photos, name)?;
    if let (Some(secret), Some(path)) = (secret, plan.new_secret()) {
        write_secret(secret, &path)?;
    }
    let parents = [&db, &photos].map(|path| path.parent().map(Path::to_owned));
    folders.extend(parents.into_iter().flatten());
    folders.insert(photos);
    sync(&db, &folders)
}

/// A photo's file, its folder created.
fn photo(path: &Path, folders: &mut BTreeSet<PathBuf>) -> io::Result<File> {
    if let Some(parent) = path.parent()
        && !folders.contains(parent)
    {
        folder::make(parent)?;
        folders.insert(parent.to_owned());
    }
    private_file::create(path)
}

fn write_secret(secret: &Secret, path: &Path) -> io::Result<()> {
    let mut file = private_file::create(path)?;
    file.write_all(&[&secret.0[..], b"\n"].concat())?;
    file.sync_all()?;
    folder::sync(path.parent().unwrap_or(path))
}

/// Syncs the folders, and the database again, which was migrated after it was written.
fn sync(db: &Path, folders: &BTreeSet<PathBuf>) -> io::Result<()> {
    // For writing: Windows syncs no other.
    File::options().write(true).open(db)?.sync_all()?;
    folders.iter().try_for_each(|path| folder::sync(path))
}
