//! Scheduled backups.

use std::fs;
use std::sync::Arc;
use std::time::Duration;

use crate::app::App;
use crate::backup::{BackupPlace, CreatedBackup, ListedBackup, SecretHandling};
use crate::domain::fault::Fault;
use crate::domain::moment::Moment;
use crate::domain::operator_error::OperatorError;
use crate::platform::background_tasks::{BackgroundTasks, Stop};
use crate::platform::private_file;
use crate::store;

/// What the names of scheduled backups begin with. Only these are ever removed, never one made by hand.
const PREFIX: &str = "firststep-auto-";

/// How long the thread sleeps at most: sleep doesn't count the time a machine was suspended, so the clock
/// is read again.
const NAP: Duration = Duration::from_secs(10 * 60);
/// How soon it is tried again after a failure, at most.
const SOON: Duration = Duration::from_secs(5 * 60);

/// How often to make them, where, and how many to keep.
#[derive(Debug, Clone)]
pub(crate) struct Schedule {
    /// How long from one to the next.
    pub every: Duration,
    /// How many stay, the newest.
    pub keep: usize,
    /// Where they go.
    pub place: BackupPlace,
    /// Whether and how they hold the secret.
    pub secret: SecretHandling,
}

impl Schedule {
    /// What the operator may not expect of backups that are made so.
    pub(crate) fn doubt(&self) -> Option<String> {
        let lacks = !self.place.is_folder() && matches!(self.secret, SecretHandling::Plain);
        lacks.then(|| {
            format!(
                "backups in {} lack the secret: after a restore everybody signs in again, and second factors are \
                 switched off one by one (--backup-passphrase-file seals it in them, --backup-without-secret says that \
                 you know)",
                self.place.path().display()
            )
        })
    }
}

/// Makes backups from now on. The newest that exists decides when the first is due, so that a machine that
/// is switched off every evening gets them, too.
///
/// # Errors
/// If the system starts no further thread.
pub(crate) fn start(
    tasks: &mut BackgroundTasks,
    app: Arc<App>,
    schedule: Schedule,
) -> std::io::Result<()> {
    if let Some(doubt) = schedule.doubt() {
        tracing::warn!("{doubt}");
    }
    app.backups
        .expect(schedule.every, schedule.place.path().to_owned());
    tasks.start("backup", Duration::ZERO, move |stop| {
        round(&app, &schedule, stop)
    })
}

/// Makes a backup if one is due; returns when to check again.
fn round(app: &App, schedule: &Schedule, stop: &Stop) -> Duration {
    let now = app.clock.now();
    let done = own(app, schedule).and_then(|found| {
        let is_bare = found.is_empty();
        let kept = believed(app, found, now);
        remember(app, kept.first(), now);
        let wait = wait(
            kept.first().and_then(ListedBackup::made),
            schedule.every,
            now,
        );
        if wait.is_zero() {
            if is_bare {
                refuse_unmounted(app, schedule)?;
            }
            make(app, schedule, stop)?;
            return Ok(schedule.every);
        }
        Ok(wait)
    });
    match done {
        Ok(wait) => wait.min(NAP),
        Err(_) if stop.asked() => NAP,
        Err(error) => {
            let in_a_row = app.backups.failed(now, error.to_string());
            tracing::error!(in_a_row, "THE SCHEDULED BACKUP FAILED: {error}");
            schedule.every.min(SOON)
        }
    }
}

/// How long until a backup is due: at most one interval, even if the newest is a little ahead of the clock.
fn wait(newest: Option<Moment>, every: Duration, now: Moment) -> Duration {
    let Some(newest) = newest else {
        return Duration::ZERO;
    };
    newest.after(every).since(now).min(every)
}

fn make(app: &App, schedule: &Schedule, stop: &Stop) -> Result<(), OperatorError> {
    let now = app.clock.now();
    let (source, secret) = (&app.source, &schedule.secret);
    let made = schedule
        .place
        .create(PREFIX, source, secret, &app.folder, now, stop)?;
    let CreatedBackup { path, bytes, .. } = made;
    tracing::info!(file = %path.display(), bytes, "backup made and verified");
    app.backups.made(now, path, bytes);
    note_place(app, schedule);
    retire(schedule, &believed(app, own(app, schedule)?, now));
    Ok(())
}

/// The file in the data folder that says where backups were made, if that is elsewhere.
const PLACE: &str = "backups-at";

/// Refuses a folder without a single backup of ours, where earlier ones were made: its disk isn't mounted,
/// and what is seen is the empty folder below.
fn refuse_unmounted(app: &App, schedule: &Schedule) -> Result<(), OperatorError> {
    let note = app.folder.join(PLACE);
    let before = fs::read_to_string(&note).unwrap_or_default();
    let place = schedule.place.path();
    if before != place.to_string_lossy() {
        return Ok(());
    }
    Err(OperatorError::new(
        format!(
            "No backup is left in {}, where earlier ones were made",
            place.display()
        ),
        format!(
            "Mount its disk. If they were deleted on purpose, delete {}, too.",
            note.display()
        ),
    ))
}

fn note_place(app: &App, schedule: &Schedule) {
    let place = schedule.place.path();
    if !schedule.place.is_folder() || place.starts_with(&app.folder) {
        return;
    }
    let place = place.to_string_lossy();
    if let Err(error) = private_file::replace(&app.folder.join(PLACE), place.as_bytes()) {
        tracing::warn!(%error, "the place of backups can't be noted; a disk that isn't mounted won't be noticed");
    }
}

/// This server's own scheduled backups, the newest first: others may share the folder.
fn own(app: &App, schedule: &Schedule) -> Result<Vec<ListedBackup>, OperatorError> {
    let name = app.store.read(store::identity::name).map_err(unreadable)?;
    let found = schedule.place.list()?;
    let is_ours = |one: &ListedBackup| {
        let file = one.path.file_name().unwrap_or_default();
        let brief = one.brief.as_ref().ok();
        file.to_string_lossy().starts_with(PREFIX)
            && brief.is_some_and(|known| known.database.as_ref() == Some(&name))
    };
    Ok(found.into_iter().filter(is_ours).collect())
}

/// Without those dated later than now, which a wrong clock made: they say nothing of when the next is
/// due, take no other's place, and stay until their time comes.
fn believed(app: &App, mut found: Vec<ListedBackup>, now: Moment) -> Vec<ListedBackup> {
    let all = found.len();
    found.retain(|one| one.made().is_some_and(|at| at <= now.latest_believed()));
    let count = all - found.len();
    if app.backups.note_ahead(count) && count > 0 {
        tracing::warn!(
            count,
            "backups are dated later than now and aren't counted; was the clock wrong? See firststep doctor"
        );
    }
    found
}

fn unreadable(_: Fault) -> OperatorError {
    OperatorError::new(
        "The database can't be read",
        "Look at the log for the reason.",
    )
}

/// Backups of an earlier run of the server count, too; one made under a clock that was set back since
/// doesn't count any more.
fn remember(app: &App, newest: Option<&ListedBackup>, now: Moment) {
    let known = app.backups.report().made_at;
    if known.is_some_and(|at| at <= now.latest_believed()) {
        return;
    }
    match newest.and_then(|one| Some((one, one.made()?))) {
        Some((newest, at)) => app.backups.made(at, newest.path.clone(), newest.bytes),
        None => app.backups.forget(),
    }
}

/// Removes those beyond the number to keep. One that can't be removed is tried again next time.
fn retire(schedule: &Schedule, kept: &[ListedBackup]) {
    for old in kept.iter().skip(schedule.keep.max(1)) {
        let file = old.path.display();
        match schedule.place.remove(&old.path) {
            Ok(()) => tracing::info!(%file, "removed an old backup"),
            Err(error) => tracing::warn!(%file, %error, "an old backup can't be removed"),
        }
    }
}

#[cfg(test)]
mod tests;
