//! Scheduled backups.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::app::App;
use crate::backup::{self, CreatedBackup, ListedBackup, SecretHandling, Target};
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
    /// Their folder.
    pub folder: PathBuf,
    /// Whether and how they hold the secret.
    pub secret: SecretHandling,
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
    app.backups.expect(schedule.every, schedule.folder.clone());
    tasks.start("backup", Duration::ZERO, move |stop| {
        round(&app, &schedule, stop)
    })
}

/// Makes a backup if one is due; returns when to check again.
fn round(app: &App, schedule: &Schedule, stop: &Stop) -> Duration {
    let now = app.clock.now();
    let done = own(app, schedule).and_then(|found| {
        let kept = believed(app, found, now);
        remember(app, kept.first(), now);
        let wait = wait(
            kept.first().and_then(ListedBackup::made),
            schedule.every,
            now,
        );
        if wait.is_zero() {
            if kept.is_empty() {
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
    let left = newest.after(every).micros().saturating_sub(now.micros());
    Duration::from_micros(u64::try_from(left).unwrap_or(0)).min(every)
}

fn make(app: &App, schedule: &Schedule, stop: &Stop) -> Result<(), OperatorError> {
    let target = Target::Folder(schedule.folder.clone(), PREFIX.to_owned());
    let now = app.clock.now();
    let CreatedBackup { path, bytes, .. } =
        backup::create(&app.source, &schedule.secret, &target, now, stop)?;
    tracing::info!(file = %path.display(), bytes, "backup made and verified");
    app.backups.made(now, path, bytes);
    note_place(app, schedule);
    retire(&believed(app, own(app, schedule)?, now), schedule.keep);
    Ok(())
}

/// The file in the data folder that says where backups were made, if that is elsewhere.
const PLACE: &str = "backups-at";

/// Refuses a folder without a single backup of ours, where earlier ones were made: its disk isn't mounted,
/// and what is seen is the empty folder below.
fn refuse_unmounted(app: &App, schedule: &Schedule) -> Result<(), OperatorError> {
    let note = app.folder.join(PLACE);
    let before = fs::read_to_string(&note).unwrap_or_default();
    if before != schedule.folder.to_string_lossy() {
        return Ok(());
    }
    Err(OperatorError::new(
        format!(
            "No backup is left in {}, where earlier ones were made",
            schedule.folder.display()
        ),
        format!(
            "Mount its disk. If they were deleted on purpose, delete {}, too.",
            note.display()
        ),
    ))
}

fn note_place(app: &App, schedule: &Schedule) {
    if schedule.folder.starts_with(&app.folder) {
        return;
    }
    let place = schedule.folder.to_string_lossy();
    if let Err(error) = private_file::replace(&app.folder.join(PLACE), place.as_bytes()) {
        tracing::warn!(%error, "the place of backups can't be noted; a disk that isn't mounted won't be noticed");
    }
}

/// This server's own scheduled backups, the newest first: others may share the folder.
fn own(app: &App, schedule: &Schedule) -> Result<Vec<ListedBackup>, OperatorError> {
    let name = app.store.read(store::identity::name).map_err(unreadable)?;
    let mut found = backup::list(&schedule.folder)?;
    found.retain(|one| {
        let file = one.path.file_name().unwrap_or_default();
        let manifest = one.manifest.as_ref().ok();
        file.to_string_lossy().starts_with(PREFIX)
            && manifest.is_some_and(|known| known.database.as_ref() == Some(&name))
    });
    Ok(found)
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
fn retire(kept: &[ListedBackup], keep: usize) {
    for old in kept.iter().skip(keep.max(1)) {
        let file = old.path.display();
        match fs::remove_file(&old.path) {
            Ok(()) => tracing::info!(%file, "removed an old backup"),
            Err(error) => tracing::warn!(%file, %error, "an old backup can't be removed"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use std::path::Path;

    use crate::app::Settings;
    use crate::app::policy::Policy;

    const HOUR: Duration = Duration::from_secs(60 * 60);

    fn app(folder: &Path) -> App {
        let settings = Settings {
            data_dir: folder.to_owned(),
            db: folder.join("firststep.db"),
            photos: folder.join("photos"),
            secret: vec![b'x'; 32],
            bcrypt_cost: 4,
            policy: Policy::default(),
            outbox: folder.join("outbox"),
            smtp: None,
            readers: 2,
            model: None,
            questions: None,
            breached_passwords: None,
        };
        App::open(&settings).unwrap()
    }

    fn schedule(folder: &Path, keep: usize) -> Schedule {
        Schedule {
            every: HOUR * 24,
            keep,
            folder: folder.join("backups"),
            secret: SecretHandling::Plain,
        }
    }

    fn names(schedule: &Schedule) -> Vec<String> {
        let listed = backup::list(&schedule.folder).unwrap();
        let name = |one: ListedBackup| one.path.file_name().unwrap().to_string_lossy().into_owned();
        listed.into_iter().map(name).collect()
    }

    #[test]
    fn a_disk_that_is_not_mounted_any_more_gets_no_backup_in_its_place() {
        let (folder, disk) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let app = app(folder.path());
        let schedule = schedule(disk.path(), 3);
        let failures = || {
            app.backups
                .report()
                .failed
                .map_or(0, |failed| failed.in_a_row)
        };
        round(&app, &schedule, &Stop::default());
        assert_eq!((names(&schedule).len(), failures()), (1, 0));
        // What is seen without the disk: no folder, or an empty one.
        fs::rename(&schedule.folder, disk.path().join("away")).unwrap();
        round(&app, &schedule, &Stop::default());
        assert_eq!(failures(), 1);
        assert!(!schedule.folder.exists());
        fs::create_dir(&schedule.folder).unwrap();
        round(&app, &schedule, &Stop::default());
        assert_eq!((names(&schedule).len(), failures()), (0, 2));
        fs::remove_file(folder.path().join(PLACE)).unwrap();
        round(&app, &schedule, &Stop::default());
        assert_eq!(names(&schedule).len(), 1);
    }

    #[test]
    fn the_newest_are_kept_and_nobody_elses_is_touched() {
        let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let (app, neighbour) = (app(folder.path()), app(other.path()));
        let schedule = schedule(folder.path(), 3);
        let stop = Stop::default();
        // Another server's in the same folder, one by hand, and something else.
        make(&neighbour, &schedule, &stop).unwrap();
        let by_hand = Target::Folder(schedule.folder.clone(), "firststep-".to_owned());
        backup::create(
            &app.source,
            &SecretHandling::Absent,
            &by_hand,
            app.clock.now(),
            &stop,
        )
        .unwrap();
        fs::write(schedule.folder.join("firststep-auto-mine.zip"), "mine").unwrap();
        let others = names(&schedule);
        for day in 1..=6 {
            assert_eq!(round(&app, &schedule, &stop), NAP);
            assert_eq!(
                names(&schedule).len(),
                others.len() + day.min(3),
                "day {day}"
            );
            // Not again on the same day.
            assert_eq!(round(&app, &schedule, &stop), NAP);
            assert_eq!(
                names(&schedule).len(),
                others.len() + day.min(3),
                "day {day}"
            );
            app.clock.advance(HOUR * 24);
        }
        let left = names(&schedule);
        assert!(others.iter().all(|name| left.contains(name)), "{left:?}");
        let report = app.backups.report();
        assert_eq!(report.failed, None);
        let newest = own(&app, &schedule).unwrap();
        assert_eq!(report.made_at, newest[0].made());
        assert_eq!(report.file.as_deref(), Some(&*newest[0].path));
    }

    #[test]
    fn what_an_earlier_run_made_counts() {
        let folder = tempfile::tempdir().unwrap();
        let schedule = schedule(folder.path(), 3);
        let first = app(folder.path());
        round(&first, &schedule, &Stop::default());
        drop(first);
        let again = app(folder.path());
        round(&again, &schedule, &Stop::default());
        assert_eq!(names(&schedule).len(), 1);
        assert!(again.backups.report().made_at.is_some());
    }

    #[test]
    fn one_dated_in_the_future_ends_no_schedule_and_takes_no_place() {
        let folder = tempfile::tempdir().unwrap();
        let app = app(folder.path());
        let schedule = schedule(folder.path(), 2);
        let stop = Stop::default();
        app.clock.advance(HOUR * 24 * 1000);
        round(&app, &schedule, &stop);
        let odd = names(&schedule);
        // Somebody sets the clock right while it runs.
        app.clock.set_back(Duration::ZERO);
        for day in 1..=4 {
            round(&app, &schedule, &stop);
            let made = app.backups.report().made_at.unwrap();
            assert!(made <= app.clock.now(), "the metric tells of no other");
            assert_eq!(names(&schedule).len(), 1 + day.min(2), "day {day}");
            app.clock.advance(HOUR * 24);
        }
        assert!(names(&schedule).contains(&odd[0]), "it is left alone");
        assert_eq!(app.backups.report().ahead, 1);
    }

    #[test]
    fn a_clock_that_is_behind_at_the_start_costs_no_backup() {
        let folder = tempfile::tempdir().unwrap();
        let schedule = schedule(folder.path(), 2);
        let stop = Stop::default();
        let first = app(folder.path());
        round(&first, &schedule, &stop);
        let good = names(&schedule);
        drop(first);
        let again = app(folder.path());
        again.clock.set_back(HOUR * 24 * 1000);
        round(&again, &schedule, &stop);
        again.clock.set_back(Duration::ZERO);
        for _ in 1..=2 {
            round(&again, &schedule, &stop);
            again.clock.advance(HOUR * 24);
        }
        let left = names(&schedule);
        assert_eq!(left.len(), 2, "{left:?}");
        assert!(left.contains(&good[0]), "{left:?}");
    }

    #[test]
    fn a_failure_is_remembered_and_tried_again_soon() {
        let folder = tempfile::tempdir().unwrap();
        let app = app(folder.path());
        let schedule = schedule(folder.path(), 3);
        fs::write(&schedule.folder, "in the way").unwrap();
        let stop = Stop::default();
        for count in 1..=2 {
            assert_eq!(round(&app, &schedule, &stop), SOON);
            let failed = app.backups.report().failed.unwrap();
            assert_eq!(failed.in_a_row, count);
            assert!(failed.why.contains("backups"), "{}", failed.why);
        }
        fs::remove_file(&schedule.folder).unwrap();
        assert_eq!(round(&app, &schedule, &stop), NAP);
        assert_eq!(
            (app.backups.report().failed, names(&schedule).len()),
            (None, 1)
        );
    }

    #[test]
    fn one_is_due_by_the_newest_that_is_there() {
        let now = Moment::from_micros(1_700_000_000_000_000);
        assert_eq!(wait(None, HOUR, now), Duration::ZERO);
        assert_eq!(wait(Some(now), HOUR, now), HOUR);
        assert_eq!(wait(Some(now.before(HOUR / 4)), HOUR, now), HOUR * 3 / 4);
        assert_eq!(wait(Some(now.before(HOUR * 9)), HOUR, now), Duration::ZERO);
        let future = Some(now.after(HOUR * 24 * 365));
        assert_eq!(wait(future, HOUR, now), HOUR);
    }
}
