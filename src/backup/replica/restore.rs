//! The way back from a copy.

use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use super::notes::{Notes, OwnNote};
use super::owner::{self, Owner};
use super::settings::ReplicaSettings;
use super::{child, config, photos};
use crate::backup::check::unsealed;
use crate::backup::error::{BackupError, disk};
use crate::backup::manifest::SEALED;
use crate::backup::objects::{Place, PlaceFault};
use crate::backup::plan::RestorePlan;
use crate::backup::restore::{RestoreJob, RestoreOptions, Switched};
use crate::backup::{Places, Secret, seal, stage};
use crate::domain::moment::Moment;
use crate::domain::operator_error::OperatorError;
use crate::platform::background_tasks::Stop;
use crate::platform::private_file;
use crate::store::copies;

/// A completed restore.
#[derive(Debug)]
pub(crate) struct ReplicaRestored {
    /// When the server that it is of was last known to be alive.
    pub beat: Option<Moment>,
    /// Whether the latest owner's copy wasn't begun yet, and the one before was taken.
    pub is_former: bool,
    /// How many photos came back.
    pub photos: usize,
    /// How many photos the copy lacked.
    pub missing_photos: usize,
    /// What was put in place.
    pub switched: Switched,
}

/// What was fetched of a database.
pub(super) struct Fetched {
    pub(super) owner: Owner,
    pub(super) is_former: bool,
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
    child::check_version(settings).map_err(BackupError::Refused)?;
    let secret = wanted_secret(settings, options)?;
    let job = RestoreJob::new(places, options.force, secret);
    let (fetched, switched) = job.run(now, |plan| prepare(settings, &job, plan, stop))?;
    let note = OwnNote {
        url: settings.place.to_string(),
        generation: fetched.0.owner.generation,
        token: String::new(),
        file: 0,
        taken_over: false,
    };
    Notes::of(&places.folder)
        .set_own(&note)
        .map_err(disk("the data folder can't be written to"))?;
    let (Fetched { is_former, .. }, beat, photos, missing_photos) = fetched;
    Ok(ReplicaRestored {
        beat,
        is_former,
        photos,
        missing_photos,
        switched,
    })
}

type Prepared = (Fetched, Option<Moment>, usize, usize);

fn prepare(
    settings: &ReplicaSettings,
    job: &RestoreJob,
    plan: &RestorePlan,
    stop: &Stop,
) -> Result<Prepared, BackupError> {
    let (db, root) = (plan.new_db(), plan.new_photos());
    let fetched = fetch(settings, &db, stop)?;
    verify(settings, &fetched.owner, &db, stop)?;
    let wrong = |why: String| unusable(settings, &why);
    let beat = copies::beat(&db).map_err(wrong)?;
    let keys: Vec<String> = copies::photos(&db)
        .map_err(wrong)?
        .into_iter()
        .map(|(key, _)| key)
        .collect();
    let mut made = Vec::new();
    let missing = photos::fetch(&settings.place, &keys, &root, &mut made)?;
    stage::complete(job.secret(), plan, made).map_err(wrong_disk)?;
    Ok((fetched, beat, keys.len() - missing, missing))
}

fn wrong_disk(failed: stage::Incomplete) -> BackupError {
    match failed {
        stage::Incomplete::Disk(error) => disk("the copy can't be unpacked")(error),
        stage::Incomplete::Database(why) => {
            BackupError::Refused(OperatorError::new(why, "Nothing was changed."))
        }
    }
}

/// Proves the database that came back: whole, and of the server that owns the copy.
pub(super) fn verify(
    settings: &ReplicaSettings,
    owner: &Owner,
    db: &Path,
    stop: &Stop,
) -> Result<(), BackupError> {
    let proven = copies::verify(db, stop).map_err(|why| {
        if stop.asked() {
            return BackupError::Stopping;
        }
        unusable(settings, &why)
    })?;
    if proven.name.as_deref() == Some(&owner.database) {
        return Ok(());
    }
    Err(unusable(
        settings,
        "the database in it is another than its owner's file says",
    ))
}

/// Brings the database of the latest owner, or of the one before if that had not begun its copy when it ended.
pub(super) fn fetch(
    settings: &ReplicaSettings,
    to: &Path,
    stop: &Stop,
) -> Result<Fetched, BackupError> {
    let Some(owner) = owner::latest(&settings.place)? else {
        return Err(BackupError::Refused(OperatorError::new(
            format!("There is no copy in {}", settings.place),
            "Check the address.",
        )));
    };
    let latest = run(settings, owner.generation, to, stop);
    let Err(why) = latest else {
        return Ok(Fetched {
            owner,
            is_former: false,
        });
    };
    if owner.generation > 1 && is_empty(settings, owner.generation)? {
        run(settings, owner.generation - 1, to, stop).map_err(|why| unusable(settings, &why))?;
        return Ok(Fetched {
            owner,
            is_former: true,
        });
    }
    if stop.asked() {
        return Err(BackupError::Stopping);
    }
    Err(unusable(settings, &why))
}

/// Whether nothing of an owner's database was carried yet.
fn is_empty(settings: &ReplicaSettings, generation: u32) -> Result<bool, PlaceFault> {
    let folder = config::folder(generation);
    Ok(settings.place.list(&format!("{folder}/"))?.is_empty())
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
    let beside = to.parent().unwrap_or(to);
    let path = beside.join("litestream.yml");
    let to = config::absolute(to);
    private_file::replace(
        &path,
        config::text(settings, &to, generation, None).as_bytes(),
    )
    .map_err(failed)?;
    let said = beside.join("litestream.log");
    let out = private_file::create(&said).map_err(failed)?;
    let mut command = Command::new(&settings.litestream);
    child::give_environment(&mut command, settings);
    command
        .args(["restore", "-no-expand-env", "-config"])
        .arg(&path)
        .arg("-o")
        .arg(&to)
        .arg(&to);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(out);
    let mut restoring = command.spawn().map_err(failed)?;
    let status = loop {
        if let Some(status) = restoring.try_wait().map_err(failed)? {
            break status;
        }
        if stop.asked() {
            let _ = restoring.kill();
            let _ = restoring.wait();
        }
        thread::sleep(Duration::from_millis(10));
    };
    let last = last_line(&said);
    let _ = fs::remove_file(&said);
    let _ = fs::remove_file(&path);
    if status.success() && to.exists() {
        make_private(&to);
        return Ok(());
    }
    for left in files_beside(&to) {
        let _ = fs::remove_file(left);
    }
    Err(last.unwrap_or_else(|| status.to_string()))
}

fn files_beside(db: &Path) -> Vec<PathBuf> {
    let mut all = crate::store::files::beside(db).to_vec();
    all.push(db.to_owned());
    all
}

#[cfg(unix)]
fn make_private(path: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    let _ = fs::set_permissions(path, fs::Permissions::from_mode(0o600));
}

#[cfg(not(unix))]
fn make_private(_: &Path) {}

fn last_line(log: &Path) -> Option<String> {
    let mut text = String::new();
    File::open(log)
        .ok()?
        .take(64 << 10)
        .read_to_string(&mut text)
        .ok()?;
    text.lines()
        .rev()
        .find(|line| !line.trim().is_empty())
        .map(str::to_owned)
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
    let Some(passphrase) = &options.passphrase else {
        return Err(BackupError::Refused(OperatorError::new(
            format!("The secret in {} is sealed", settings.place),
            "Give its passphrase with --passphrase-file, or say --without-secret: then all sign in again.",
        )));
    };
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
