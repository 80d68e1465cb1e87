//! Putting an archive's state in the place of what is there.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::check::read_secret;
use super::failure::{Failure, disk};
use super::journal;
use super::manifest::{DATABASE, Manifest, SecretKind};
use super::plan::{Plan, photos_in};
use super::read::Archive;
use super::{Passphrase, Places, Secret, space, stage};
use crate::chores::Stop;
use crate::domain::moment::Moment;
use crate::domain::trouble::Trouble;
use crate::lock;

/// How to restore.
#[derive(Debug, Clone, Default)]
pub struct How {
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

/// Restores an archive: the old state is there whole until all of the new one lies ready, then the
/// new one, and the old one beside it.
///
/// # Errors
/// [`Failure`]; nothing is changed then.
pub fn restore(
    path: &Path,
    places: &Places,
    how: &How,
    now: Moment,
    stop: &Stop,
) -> Result<Restored, Failure> {
    let mut archive = Archive::open(path)?;
    let secret = wanted_secret(path, &mut archive, how)?;
    // Before anything is made: a lock's file would be something, too.
    let mut held = Vec::new();
    if lock::file_of(&places.folder).exists() {
        held.push(lock::data_folder(&places.folder).map_err(Failure::Refused)?);
        journal::settle_locked(&places.folder).map_err(Failure::Refused)?;
    }
    refuse_to_overwrite(places, how, secret.is_some())?;
    check_space(places, &archive.manifest)?;
    let made = Missing::of(places);
    let restored = {
        let plan = Plan::make(places, secret.is_some(), now);
        let plan = plan.map_err(disk("there is no place to unpack the backup in"))?;
        stage::prepare(path, archive, secret.as_ref(), &plan, stop).and_then(
            |(manifest, missing)| {
                if held.is_empty() {
                    held.push(lock::data_folder(&places.folder).map_err(Failure::Refused)?);
                    refuse_to_overwrite(places, how, secret.is_some())?;
                }
                switch(places, &plan)?;
                Ok(Restored {
                    manifest,
                    missing_photos: missing,
                    secret: secret.is_some(),
                    own_secret: secret.is_none() && places.secret.exists(),
                    previous: plan.previous(),
                    previous_is_data: plan.keeps_a_data_folder(),
                })
            },
        )
    };
    if restored.is_err() {
        made.remove();
    }
    restored
}

/// The secret to restore; none if the archive has none or it isn't wanted.
fn wanted_secret(path: &Path, archive: &mut Archive, how: &How) -> Result<Option<Secret>, Failure> {
    let kind = archive.manifest.secret();
    if how.without_secret || kind == SecretKind::Absent {
        return Ok(None);
    }
    let secret = read_secret(path, archive, how.passphrase.as_ref())?;
    if secret.is_none() {
        return Err(Failure::Refused(Trouble::new(
            format!("The secret in {} is sealed", path.display()),
            "Give its passphrase with --passphrase-file, or say --without-secret: then all sign in again.",
        )));
    }
    Ok(secret)
}

fn refuse_to_overwrite(places: &Places, how: &How, secret: bool) -> Result<(), Failure> {
    let photos = photos_in(&places.photos).map_err(disk("the photos' folder can't be read"))?;
    let there = [
        (places.db.symlink_metadata().is_ok(), &places.db),
        (!photos.is_empty(), &places.photos),
        (secret && places.secret.exists(), &places.secret),
    ];
    let found = there.iter().find(|(there, _)| *there);
    match found {
        Some((_, path)) if !how.force => Err(Failure::Refused(Trouble::new(
            format!("There is something in {} already", path.display()),
            "Say --force to put it aside (nothing is deleted), or choose another folder with --data-dir.",
        ))),
        _ => Ok(()),
    }
}

fn check_space(places: &Places, manifest: &Manifest) -> Result<(), Failure> {
    let database = manifest.find(DATABASE).map_or(0, |file| file.size);
    // Bringing the database up to date takes its size once more.
    space::check(&places.db, database.saturating_mul(2))?;
    space::check(&places.photos, manifest.bytes() - database)
}

/// Renames everything: from the journal's first line on it is done, now or by whoever comes next.
fn switch(places: &Places, plan: &Plan) -> Result<(), Failure> {
    // A server with another data folder may work on the same photos.
    let photos = places.photos.exists().then(|| lock::photos(&places.photos));
    let _photos = photos.transpose().map_err(Failure::Refused)?;
    let journal = plan
        .journal()
        .map_err(disk("the old state can't be read"))?;
    plan.hand_over();
    journal::decide(&plan.folder, plan.work(), &journal)
        .and_then(|()| journal::finish(&plan.folder, &journal))
        .map_err(Failure::Refused)
}

/// Folders that aren't there yet: a restore that fails takes them away again.
struct Missing(Vec<PathBuf>);

impl Missing {
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
