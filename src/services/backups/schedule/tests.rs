//! When scheduled backups are made and which are kept.

use super::*;

use std::path::Path;

use crate::app::Settings;
use crate::app::policy::Policy;
use crate::backup::objects::S3Settings;

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
        instruments: Vec::new(),
        breached_passwords: None,
    };
    App::open(&settings).unwrap()
}

fn schedule(folder: &Path, keep: usize) -> Schedule {
    Schedule {
        every: HOUR * 24,
        keep,
        place: BackupPlace::open(folder.join("backups"), &S3Settings::default()).unwrap(),
        secret: SecretHandling::Plain,
    }
}

fn names(schedule: &Schedule) -> Vec<String> {
    let listed = schedule.place.list().unwrap();
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
    fs::rename(schedule.place.path(), disk.path().join("away")).unwrap();
    round(&app, &schedule, &Stop::default());
    assert_eq!(failures(), 1);
    assert!(!schedule.place.path().exists());
    fs::create_dir(schedule.place.path()).unwrap();
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
    let by_hand = schedule.place.create(
        "firststep-",
        &app.source,
        &SecretHandling::Absent,
        folder.path(),
        app.clock.now(),
        &stop,
    );
    by_hand.unwrap();
    fs::write(
        schedule.place.path().join("firststep-auto-mine.zip"),
        "mine",
    )
    .unwrap();
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
    fs::write(schedule.place.path(), "in the way").unwrap();
    let stop = Stop::default();
    for count in 1..=2 {
        assert_eq!(round(&app, &schedule, &stop), SOON);
        let failed = app.backups.report().failed.unwrap();
        assert_eq!(failed.in_a_row, count);
        assert!(failed.why.contains("backups"), "{}", failed.why);
    }
    fs::remove_file(schedule.place.path()).unwrap();
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
