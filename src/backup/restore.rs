//! Restores an archive.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::check::{is_sealed, read_secret};
use super::error::{BackupError, disk};
use super::journal;
use super::manifest::{DATABASE, Manifest, SecretKind};
use super::plan::{RestorePlan, photos_in};
use super::read::Archive;
use super::{Passphrase, Places, Secret, space, stage};
use crate::domain::moment::Moment;
use crate::domain::operator_error::OperatorError;
use crate::platform::background_tasks::Stop;
use crate::platform::lock;

/// Options of a restore.
#[derive(Debug, Clone, Default)]
pub struct RestoreOptions {
    /// Move existing data aside; without it, existing data is an error.
    pub force: bool,
    /// The passphrase of an encrypted secret.
    pub passphrase: Option<Passphrase>,
    /// Don't restore the secret.
    pub without_secret: bool,
}

/// A completed restore.
#[derive(Debug)]
pub struct Restored {
    /// The archive's manifest.
    pub manifest: Manifest,
    /// How many photos the database names that the archive doesn't hold.
    pub missing_photos: usize,
    /// What was put in place.
    pub switched: Switched,
}

/// A restore, once its secret was read.
pub(super) struct RestoreJob<'a> {
    places: &'a Places,
    force: bool,
    secret: Option<Secret>,
}

/// What a restore put in place.
#[derive(Debug)]
pub struct Switched {
    /// Whether the secret was restored.
    pub secret: bool,
    /// Whether the folder keeps a secret of its own.
    pub own_secret: bool,
    /// The folders of the old state, if there was one.
    pub previous: Vec<PathBuf>,
    /// Whether the old state is a complete data folder.
    pub previous_is_data: bool,
}

/// Restores an archive: the old state stays in place until all of the new one is prepared, and is kept
/// beside it afterwards.
///
/// # Errors
/// [`BackupError`]; nothing was changed then.
pub fn restore(
    path: &Path,
    places: &Places,
    options: &RestoreOptions,
    now: Moment,
    stop: &Stop,
) -> Result<Restored, BackupError> {
    let mut archive = Archive::open(path)?;
    let secret = wanted_secret(path, &mut archive, options)?;
    let job = RestoreJob::new(places, options.force, secret);
    let ((manifest, missing_photos), switched) = job.run(now, |plan| {
        check_space(places, &archive.manifest)?;
        stage::prepare(path, archive, job.secret(), plan, stop)
    })?;
    Ok(Restored {
        manifest,
        missing_photos,
        switched,
    })
}

impl<'a> RestoreJob<'a> {
    /// A restore into these places, of this secret.
    pub(super) const fn new(places: &'a Places, force: bool, secret: Option<Secret>) -> Self {
        Self {
            places,
            force,
            secret,
        }
    }

    /// The secret that is restored, if one is.
    pub(super) const fn secret(&self) -> Option<&Secret> {
        self.secret.as_ref()
    }

    /// Has the new state prepared, and puts it in place of the old one.
    pub(super) fn run<T>(
        &self,
        now: Moment,
        prepare: impl FnOnce(&RestorePlan) -> Result<T, BackupError>,
    ) -> Result<(T, Switched), BackupError> {
        // Without a lock file no server ever ran here, and creating one would be a change.
        let used = lock::file_of(&self.places.folder).exists();
        let held = used.then(|| self.hold()).transpose()?;
        self.refuse_to_overwrite()?;
        let missing = MissingFolders::of(self.places);
        let restored = self.put(held, now, prepare);
        if restored.is_err() {
            missing.remove();
        }
        restored
    }

    /// Locks the data folder, and finishes an earlier restore.
    fn hold(&self) -> Result<File, BackupError> {
        let folder = &self.places.folder;
        let held = lock::data_folder(folder).map_err(BackupError::Refused)?;
        journal::settle_locked(folder).map_err(BackupError::Refused)?;
        Ok(held)
    }

    fn refuse_to_overwrite(&self) -> Result<(), BackupError> {
        let Places {
            db, photos, secret, ..
        } = self.places;
        let pictures = photos_in(photos).map_err(disk("the photos' folder can't be read"))?;
        let there = [
            (db.symlink_metadata().is_ok(), db),
            (!pictures.is_empty(), photos),
            (self.secret.is_some() && secret.exists(), secret),
        ];
        match there.iter().find(|(there, _)| *there) {
            Some((_, path)) if !self.force => Err(BackupError::Refused(OperatorError::new(
                format!("There is something in {} already", path.display()),
                "Say --force to put it aside (nothing is deleted), or choose another folder with --data-dir.",
            ))),
            _ => Ok(()),
        }
    }

    /// Prepares the new state and puts it in place of the old one.
    fn put<T>(
        &self,
        held: Option<File>,
        now: Moment,
        prepare: impl FnOnce(&RestorePlan) -> Result<T, BackupError>,
    ) -> Result<(T, Switched), BackupError> {
        let plan = RestorePlan::make(self.places, self.secret.is_some(), now)
            .map_err(disk("there is no place to unpack the backup in"))?;
        let prepared = prepare(&plan)?;
        let _held = match held {
            Some(held) => held,
            None => self.hold()?,
        };
        // Checked again with the lock held.
        self.refuse_to_overwrite()?;
        switch(self.places, &plan)?;
        let switched = Switched {
            secret: self.secret.is_some(),
            own_secret: self.secret.is_none() && self.places.secret.exists(),
            previous: plan.previous(),
            previous_is_data: plan.keeps_a_data_folder(),
        };
        Ok((prepared, switched))
    }
}

/// The secret to restore, if the archive has one and it is wanted.
fn wanted_secret(
    path: &Path,
    archive: &mut Archive,
    options: &RestoreOptions,
) -> Result<Option<Secret>, BackupError> {
    let kind = archive.manifest.secret();
    if options.without_secret || kind == SecretKind::Absent {
        return Ok(None);
    }
    let secret = read_secret(path, archive, options.passphrase.as_ref())?;
    secret.ok_or_else(|| is_sealed(path.display())).map(Some)
}

pub(super) fn check_space(places: &Places, manifest: &Manifest) -> Result<(), BackupError> {
    let database = manifest.find(DATABASE).map_or(0, |file| file.size);
    // Migrating the database needs its size once more.
    space::check(&places.db, database.saturating_mul(2))?;
    space::check(&places.photos, manifest.bytes() - database)
}

/// Writes the journal and renames everything.
fn switch(places: &Places, plan: &RestorePlan) -> Result<(), BackupError> {
    // A server with another data folder may work on the same photos.
    let photos = places.photos.exists().then(|| lock::photos(&places.photos));
    let _photos = photos.transpose().map_err(BackupError::Refused)?;
    let journal = plan
        .journal()
        .map_err(disk("the old state can't be read"))?;
    plan.hand_over();
    journal::decide(&plan.folder, plan.work(), &journal)
        .and_then(|()| journal::finish(&plan.folder, &journal))
        .map_err(BackupError::Refused)
}

/// Folders that don't exist yet, removed again if the restore fails.
struct MissingFolders(Vec<PathBuf>);

impl MissingFolders {
    fn of(places: &Places) -> Self {
        let files = [&places.db, &places.secret]
            .into_iter()
            .filter_map(|path| path.parent());
        let folders = [&*places.folder, &*places.photos].into_iter().chain(files);
        let all = folders
            .flat_map(Path::ancestors)
            .filter(|path| !path.as_os_str().is_empty());
        let mut missing: Vec<PathBuf> = all
            .filter(|path| !path.exists())
            .map(Path::to_owned)
            .collect();
        // The deepest first.
        missing.sort_by_key(|path| std::cmp::Reverse(path.components().count()));
        missing.dedup();
        Self(missing)
    }

    /// Removes those that are empty.
    fn remove(&self) {
        for path in &self.0 {
            let _: io::Result<()> = fs::remove_dir(path);
        }
    }
}
