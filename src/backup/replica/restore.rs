//! The way back from a copy.

use std::fs;
use std::path::Path;

use super::config::{self, ReplicaSettings};
use super::notes::{Notes, OwnNote};
use super::{child, owner, photos};
use crate::backup::check::{is_sealed, unsealed};
use crate::backup::error::{BackupError, disk};
use crate::backup::manifest::SEALED;
use crate::backup::objects::{KeptFile, Place, PlaceFault};
use crate::backup::plan::RestorePlan;
use crate::backup::restore::{RestoreJob, RestoreOptions, Switched};
use crate::backup::{Places, Secret, seal, space, stage};
use crate::domain::moment::Moment;
use crate::domain::operator_error::OperatorError;
use crate::platform::background_tasks::Stop;
use crate::platform::private_file;
use crate::store::copies;

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
    /// How many of them the copy lacks.
    pub missing_photos: usize,
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
) -> Result<(Fetched, Switched), BackupError> {
    let secret = wanted_secret(settings, options)?;
    let job = RestoreJob::new(places, options.force, secret);
    let (fetched, switched) = job.run(now, |plan| prepare(settings, &job, plan, stop))?;
    let note = OwnNote::new(&settings.place, fetched.generation);
    Notes::of(&places.folder)
        .set_own(&note)
        .map_err(disk("the data folder can't be written to"))?;
    Ok((fetched, switched))
}

fn prepare(
    settings: &ReplicaSettings,
    job: &RestoreJob,
    plan: &RestorePlan,
    stop: &Stop,
) -> Result<Fetched, BackupError> {
    let (place, photos) = (&settings.place, plan.new_photos());
    let mut fetched = fetch(settings, &plan.new_db(), stop)?;
    let made;
    (fetched.missing_photos, made) = photos::fetch(place, &fetched.photos, &photos)?;
    let name = stage::set_right(plan).map_err(|why| unusable(settings, &why))?;
    stage::complete(&name, job.secret(), plan, made).map_err(disk("the copy can't be unpacked"))?;
    Ok(fetched)
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
    // The latest may have carried nothing yet when it ended.
    let begun = |file: &KeptFile| {
        let name = file.name.strip_prefix(config::FOLDER)?;
        name.split_once('/')?.0.parse().ok()
    };
    let files = settings.place.list(config::FOLDER)?;
    let generation = files.iter().filter_map(begun);
    let generation = generation.filter(|found| *found <= owner.generation).max();
    let nothing = || unusable(settings, "nothing was carried to it yet");
    let generation = generation.ok_or_else(nothing)?;
    let wrong = |why: String| unusable(settings, &why);
    run(settings, generation, to, stop).map_err(wrong)?;
    let proven = copies::verify(to, stop).map_err(wrong)?;
    if proven.name.as_deref() != Some(&owner.database) {
        let why = "the database in it is another than its owner's file says";
        return Err(unusable(settings, why));
    }
    Ok(Fetched {
        generation: owner.generation,
        is_former: generation < owner.generation,
        beat: copies::beat(to).map_err(wrong)?,
        photos: copies::photos(to).map_err(wrong)?,
        missing_photos: 0,
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
    // It isn't asked, and writes nothing down.
    let unused = to.with_file_name("unused");
    let text = config::text(settings, &to, generation, &unused, &unused);
    private_file::replace(&path, text.as_bytes()).map_err(failed)?;
    let mut command = child::quiet(&settings.litestream, settings);
    command.args(["restore", "-no-expand-env", "-config"]);
    command.arg(&path).arg("-o").arg(&to).arg(&to);
    let mut is_full = false;
    // How large it becomes, whoever writes to the copy decides; the server on the same disk goes on.
    let given_up = || {
        is_full = is_full || space::check(&path, 0).is_err();
        is_full || stop.asked()
    };
    let (status, said) = child::run(command, given_up).map_err(failed)?;
    let _ = fs::remove_file(&path);
    if is_full {
        return Err("its database leaves too little space on the disk here".to_owned());
    }
    if !status.success() {
        return Err(said);
    }
    #[cfg(unix)]
    fs::set_permissions(&to, std::os::unix::fs::PermissionsExt::from_mode(0o600))
        .map_err(failed)?;
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
