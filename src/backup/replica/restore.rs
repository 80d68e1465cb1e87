//! The way back from a copy.

use std::path::Path;
use std::process::Stdio;

use super::config::{self, ReplicaSettings};
use super::notes::{Notes, OwnNote};
use super::photos::Named;
use super::{child, owner, photos};
use crate::backup::check::{is_sealed, unsealed};
use crate::backup::error::{BackupError, disk};
use crate::backup::manifest::SEALED;
use crate::backup::objects::{Place, PlaceFault};
use crate::backup::plan::RestorePlan;
use crate::backup::restore::{RestoreJob, RestoreOptions, Switched};
use crate::backup::{Places, Secret, seal, space, stage};
use crate::domain::moment::Moment;
use crate::domain::operator_error::OperatorError;
use crate::photos::PhotoKey;
use crate::platform::background_tasks::Stop;
use crate::platform::private_file;
use crate::store::copies;

/// How many owners before the latest are looked at, at the most: their number is whatever is written in the copy.
const LOOKED_AT: u32 = 100;

/// A completed restore.
#[derive(Debug)]
pub(crate) struct ReplicaRestored {
    /// The database.
    pub fetched: Fetched,
    /// How many of its photos the copy lacked.
    pub missing_photos: usize,
    /// What was put in place.
    pub switched: Switched,
}

/// A database that came back.
#[derive(Debug)]
pub(crate) struct Fetched {
    /// Which owner is the latest.
    generation: u32,
    /// Whether it is of an earlier one, since the latest had carried nothing yet.
    pub is_former: bool,
    /// When its server was last known to be alive.
    pub beat: Option<Moment>,
    /// The keys of the photos that it names, and how many bytes it says that each has.
    pub photos: Vec<(String, u64)>,
}

impl From<PlaceFault> for BackupError {
    fn from(fault: PlaceFault) -> Self {
        Self::Refused(fault.into())
    }
}

/// Puts what a copy holds into a data folder; the old state is kept beside it. The next server that keeps the same
/// copy there goes on with it, and whoever kept it before finds that.
///
/// # Errors
/// [`BackupError`]; nothing was changed then.
pub(crate) fn restore(
    settings: &ReplicaSettings,
    places: &Places,
    options: &RestoreOptions,
    now: Moment,
    stop: &Stop,
) -> Result<ReplicaRestored, BackupError> {
    let secret = wanted_secret(settings, options)?;
    let job = RestoreJob::new(places, options.force, secret);
    let ((fetched, missing_photos), switched) =
        job.run(now, |plan| prepare(settings, &job, plan, stop))?;
    let note = OwnNote {
        url: settings.place.to_string(),
        generation: fetched.generation,
        ..OwnNote::default()
    };
    Notes::of(&places.folder)
        .set_own(&note)
        .map_err(disk("the data folder can't be written to"))?;
    Ok(ReplicaRestored {
        fetched,
        missing_photos,
        switched,
    })
}

fn prepare(
    settings: &ReplicaSettings,
    job: &RestoreJob,
    plan: &RestorePlan,
    stop: &Stop,
) -> Result<(Fetched, usize), BackupError> {
    let db = plan.new_db();
    let fetched = fetch(settings, &db, stop)?;
    let named = |(key, bytes): &(String, u64)| {
        let (key, bytes) = (PhotoKey::parse(key)?, *bytes);
        Some(Named { key, bytes })
    };
    let named: Vec<Named> = fetched.photos.iter().filter_map(named).collect();
    space::check(
        &plan.new_photos(),
        named.iter().map(Named::most_bytes).sum(),
    )?;
    let (missing, made) = photos::fetch(&settings.place, &named, &plan.new_photos())?;
    let name = stage::set_right(plan).map_err(|why| unusable(settings, &why))?;
    stage::complete(&name, job.secret(), plan, made).map_err(disk("the copy can't be unpacked"))?;
    Ok((fetched, missing))
}

/// Brings the database of the latest owner, or of one before if that had not begun its copy when it ended, and proves it:
/// whole, and of the server that owns the copy.
pub(super) fn fetch(
    settings: &ReplicaSettings,
    to: &Path,
    stop: &Stop,
) -> Result<Fetched, BackupError> {
    config::check_path(to).map_err(BackupError::Refused)?;
    child::check_version(settings).map_err(BackupError::Refused)?;
    let Some(owner) = owner::latest(&settings.place)? else {
        return Err(BackupError::Refused(OperatorError::new(
            format!("There is no copy in {}", settings.place),
            "Check the address.",
        )));
    };
    let mut generation = owner.generation;
    let begins = |generation| format!("{}/", config::folder(generation));
    let oldest = owner.generation.saturating_sub(LOOKED_AT).max(1);
    while generation > oldest && settings.place.list(&begins(generation))?.is_empty() {
        generation -= 1;
    }
    let wrong = |why: String| {
        if stop.asked() {
            return BackupError::Stopping;
        }
        unusable(settings, &why)
    };
    run(settings, generation, to, stop).map_err(wrong)?;
    let proven = copies::verify(to, stop).map_err(wrong)?;
    if proven.name.as_deref() != Some(&owner.database) {
        let why = "the database in it is another than its owner's file says";
        return Err(unusable(settings, why));
    }
    let photos = copies::photos(to).map_err(wrong)?;
    Ok(Fetched {
        generation: owner.generation,
        is_former: generation < owner.generation,
        beat: copies::beat(to).map_err(wrong)?,
        photos,
    })
}

fn unusable(settings: &ReplicaSettings, why: &str) -> BackupError {
    BackupError::Refused(OperatorError::new(
        format!("The copy in {} can't be used: {why}", settings.place),
        "Nothing was changed. Try again, or take a backup: firststep backup list.",
    ))
}

/// Has Litestream restore a database into a new file.
fn run(settings: &ReplicaSettings, generation: u32, to: &Path, stop: &Stop) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("Litestream can't be run ({error})");
    let to = config::absolute(to);
    let path = to.with_file_name("litestream.yml");
    let text = config::text(settings, &to, generation, None);
    private_file::replace(&path, text.as_bytes()).map_err(failed)?;
    let mut command = child::quiet(&settings.litestream, settings);
    command.args(["restore", "-no-expand-env", "-config"]);
    command.arg(&path).arg("-o").arg(&to).arg(&to);
    let mut restoring = command.stderr(Stdio::piped()).spawn().map_err(failed)?;
    let said = child::heard(&mut restoring);
    let mut is_full = false;
    // How large it becomes, whoever writes to the copy decides; the server on the same disk goes on.
    let ends = || {
        is_full = is_full || space::check(&path, 0).is_err();
        is_full || stop.asked()
    };
    let status = child::end_of(&mut restoring, ends).map_err(failed)?;
    let _ = std::fs::remove_file(&path);
    if is_full {
        return Err("its database leaves too little space on the disk here".to_owned());
    }
    if status.success() && to.exists() {
        return make_private(&to).map_err(failed);
    }
    Err(child::last_words(said, status))
}

#[cfg(unix)]
fn make_private(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600))
}

#[cfg(not(unix))]
fn make_private(_: &Path) -> std::io::Result<()> {
    Ok(())
}

fn wanted_secret(
    settings: &ReplicaSettings,
    options: &RestoreOptions,
) -> Result<Option<Secret>, BackupError> {
    if options.without_secret {
        return Ok(None);
    }
    let Some(sealed) = settings.place.get(SEALED)? else {
        return Ok(None);
    };
    let passphrase = options.passphrase.as_ref();
    let passphrase = passphrase.ok_or_else(|| is_sealed(&settings.place))?;
    unsealed(&sealed, passphrase)
        .map(Some)
        .map_err(|why| unusable(settings, &why))
}

/// Puts the sealed secret into a copy.
pub(crate) fn keep_secret(
    place: &Place,
    secret: &Secret,
    passphrase: &seal::Passphrase,
) -> Result<(), OperatorError> {
    let sealed = seal::seal(&secret.0, passphrase);
    let sealed = sealed.map_err(|why| OperatorError::new(why, "Check the passphrase."))?;
    place.put(SEALED, &sealed).map_err(OperatorError::from)
}
