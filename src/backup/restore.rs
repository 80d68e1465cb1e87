//! Putting an archive's state in the place of what is there.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::check::read_secret;
use super::failure::{BackupError, disk};
use super::journal;
use super::manifest::{DATABASE, Manifest, SecretKind};
use super::plan::{RestorePlan, photos_in};
use super::read::Archive;
use super::{Passphrase, Places, Secret, space, stage};
use crate::domain::moment::Moment;
use crate::domain::operator_error::OperatorError;
use crate::platform::background_tasks::Stop;
use crate::platform::lock;

/// How to restore.
#[derive(Debug, Clone, Default)]
pub struct RestoreOptions {
    /// Put aside what is there; without it, what is there is a reason not to.
    pub force: bool,
    /// What opens a sealed secret.
    pub passphrase: Option<Passphrase>,
    /// Leave the archive's secret where it is.
    pub without_secret: bool,
}

/// A restore that was done.
#[derive(Debug)]
pub struct Restored {
    /// What the archive said of itself.
    pub manifest: Manifest,
    /// How many photos the database names that the archive doesn't hold.
    pub missing_photos: usize,
    /// Whether the secret was restored.
    pub secret: bool,
    /// Whether the folder has a secret of its own that stays.
    pub own_secret: bool,
    /// Where the old state lies, if there was one.
    pub previous: Vec<PathBuf>,
    /// Whether that is a data folder of its own.
    pub previous_is_data: bool,
}

/// What is restored, and where to.
struct RestoreJob<'a> {
    path: &'a Path,
    places: &'a Places,
    how: &'a RestoreOptions,
    secret: Option<Secret>,
}

/// Restores an archive: the old state is there whole until all of the new one lies ready, then the
/// new one, and the old one beside it.
///
/// # Errors
/// [`BackupError`]; nothing is changed then.
pub fn restore(
    path: &Path,
    places: &Places,
    how: &RestoreOptions,
    now: Moment,
    stop: &Stop,
) -> Result<Restored, BackupError> {
    let mut archive = Archive::open(path)?;
    let secret = wanted_secret(path, &mut archive, how)?;
    let job = RestoreJob {
        path,
        places,
        how,
        secret,
    };
    // Where no server ever was none is running, and a lock's file would be a change.
    let used = lock::file_of(&places.folder).exists();
    let held = used.then(|| job.hold()).transpose()?;
    job.refuse_to_overwrite()?;
    check_space(places, &archive.manifest)?;
    let missing = MissingFolders::of(places);
    let restored = job.put(archive, held, now, stop);
    if restored.is_err() {
        missing.remove();
    }
    restored
}

impl RestoreJob<'_> {
    /// The data folder's lock, and nothing of an earlier restore left to do.
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
            Some((_, path)) if !self.how.force => Err(BackupError::Refused(OperatorError::new(
                format!("There is something in {} already", path.display()),
                "Say --force to put it aside (nothing is deleted), or choose another folder with --data-dir.",
            ))),
            _ => Ok(()),
        }
    }

    /// Makes the new state ready and puts it in the place of the old one.
    fn put(
        &self,
        archive: Archive,
        held: Option<File>,
        now: Moment,
        stop: &Stop,
    ) -> Result<Restored, BackupError> {
        let plan = RestorePlan::make(self.places, self.secret.is_some(), now)
            .map_err(disk("there is no place to unpack the backup in"))?;
        let secret = self.secret.as_ref();
        let (manifest, missing_photos) = stage::prepare(self.path, archive, secret, &plan, stop)?;
        let _held = match held {
            Some(held) => held,
            None => self.hold()?,
        };
        // Somebody may have been quicker.
        self.refuse_to_overwrite()?;
        switch(self.places, &plan)?;
        Ok(Restored {
            manifest,
            missing_photos,
            secret: secret.is_some(),
            own_secret: secret.is_none() && self.places.secret.exists(),
            previous: plan.previous(),
            previous_is_data: plan.keeps_a_data_folder(),
        })
    }
}

/// The secret to restore; none if the archive has none or it isn't wanted.
fn wanted_secret(
    path: &Path,
    archive: &mut Archive,
    how: &RestoreOptions,
) -> Result<Option<Secret>, BackupError> {
    let kind = archive.manifest.secret();
    if how.without_secret || kind == SecretKind::Absent {
        return Ok(None);
    }
    let secret = read_secret(path, archive, how.passphrase.as_ref())?;
    if secret.is_none() {
        return Err(BackupError::Refused(OperatorError::new(
            format!("The secret in {} is sealed", path.display()),
            "Give its passphrase with --passphrase-file, or say --without-secret: then all sign in again.",
        )));
    }
    Ok(secret)
}

fn check_space(places: &Places, manifest: &Manifest) -> Result<(), BackupError> {
    let database = manifest.find(DATABASE).map_or(0, |file| file.size);
    // Bringing the database up to date takes its size once more.
    space::check(&places.db, database.saturating_mul(2))?;
    space::check(&places.photos, manifest.bytes() - database)
}

/// Renames everything: from the journal's first line on it is done, now or by whoever comes next.
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

/// Folders that aren't there yet: a restore that fails takes them away again.
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

    /// Those that are empty, that is.
    fn remove(&self) {
        for path in &self.0 {
            let _: io::Result<()> = fs::remove_dir(path);
        }
    }
}
