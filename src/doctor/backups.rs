//! Whether there is a recent backup.

use std::path::Path;
use std::time::Duration;

use crate::backup::{BackupPlace, ListedBackup};
use crate::doctor::text::{counted, shell_quoted};
use crate::doctor::{DataLocations, Finding};
use crate::domain::moment::Moment;

/// A schedule makes one a day; a week without one means that it doesn't run.
const OLD: Duration = Duration::from_secs(7 * 24 * 60 * 60);
const CHECK: &str = "backups";
const MAKE: &str =
    "Make one with firststep backup create, or have the server make them: --backup-every 24h.";

/// Reads their manifests only; `firststep backup verify` reads them whole.
pub(super) fn check(place: &DataLocations, now: Moment) -> Finding {
    let all = match found(place) {
        Ok(all) => all,
        Err(unreadable) => return unreadable,
    };
    let made: Vec<(Moment, &Path)> = all
        .iter()
        .filter_map(|one| Some((one.made()?, one.path.as_path())))
        .collect();
    let broken = all.iter().filter(|one| one.brief.is_err());
    let broken: Vec<&Path> = broken.map(|one| one.path.as_path()).collect();
    judge(&made, &broken, &place.backups, now)
}

fn found(place: &DataLocations) -> Result<Vec<ListedBackup>, Finding> {
    let found = BackupPlace::open(place.backups.clone(), &place.s3);
    found.and_then(|there| Ok(there.list()?)).map_err(|error| {
        let folder = place.backups.display();
        Finding::warning(
            CHECK,
            format!("The backups in {folder} can't be looked at: {error}"),
            "Where they need keys, set them for this command as for the server.",
        )
    })
}

fn judge(made: &[(Moment, &Path)], broken: &[&Path], folder: &Path, now: Moment) -> Finding {
    let is_believed = |(at, _): &&(Moment, &Path)| *at <= now.latest_believed();
    let (believed, ahead): (Vec<_>, Vec<_>) = made.iter().partition(is_believed);
    if let Some((at, first)) = ahead.first() {
        return dated_ahead(ahead.len(), *at, first, believed.is_empty());
    }
    let Some((latest, _)) = believed.iter().max() else {
        let message = format!("There is no backup in {}.", folder.display());
        return Finding::note(CHECK, message, MAKE);
    };
    if latest.after(OLD) < now {
        return Finding::warning(
            CHECK,
            format!("The latest backup is of {}.", day(*latest)),
            MAKE,
        );
    }
    if let Some(first) = broken.first() {
        let message = format!(
            "{} in {} can't be read as backups.",
            counted(broken.len() as u64, "file", "files"),
            folder.display()
        );
        let remedy = format!(
            "See why with firststep backup verify {}.",
            shell_quoted(first)
        );
        return Finding::warning(CHECK, message, remedy);
    }
    let count = counted(made.len() as u64, "backup", "backups");
    Finding::ok(CHECK, format!("{count}, the latest of {}.", day(*latest)))
}

/// Backups that say that they were made later than now: none of them shows that there is a recent one.
fn dated_ahead(count: usize, at: Moment, first: &Path, are_all: bool) -> Finding {
    let which = if are_all {
        ", and there is no other"
    } else {
        ""
    };
    let message = format!(
        "{} dated later than now{which}: {} says {}.",
        match count {
            1 => "A backup is".to_owned(),
            count => format!("{count} backups are"),
        },
        shell_quoted(first),
        day(at)
    );
    let remedy = format!(
        "If this machine's clock is behind, set it (timedatectl). If it was ahead once, such a backup is good all the same, but it is older than it says, and the schedule neither counts nor removes it: rm {} once a newer one is there.",
        shell_quoted(first)
    );
    Finding::warning(CHECK, message, remedy)
}

fn day(at: Moment) -> String {
    at.rfc3339().chars().take(10).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::finding::Level;

    fn level(made: &[i64], broken: &[&str], days: i64) -> Level {
        let day = |day: i64| Moment::from_micros(day * 86_400_000_000);
        let made: Vec<_> = made
            .iter()
            .map(|at| (day(*at), Path::new("a.zip")))
            .collect();
        let broken: Vec<&Path> = broken.iter().map(Path::new).collect();
        judge(&made, &broken, Path::new("backups"), day(days)).level
    }

    #[test]
    fn the_latest_good_one_counts() {
        assert_eq!(level(&[], &[], 1), Level::Note);
        assert_eq!(
            level(&[], &["broken.zip"], 1),
            Level::Note,
            "as good as none"
        );
        assert_eq!(level(&[1, 9], &[], 10), Level::Ok);
        assert_eq!(level(&[1, 9], &["broken.zip"], 10), Level::Warning);
        assert_eq!(level(&[1, 2], &[], 10), Level::Warning);
        assert_eq!(level(&[9, 400], &[], 10), Level::Warning, "of the future");
    }

    #[test]
    fn a_week_is_long_enough_and_five_minutes_ahead_are_near_enough() {
        let made = Moment::from_micros(100 * 86_400_000_000);
        let judged = |now| judge(&[(made, Path::new("a.zip"))], &[], Path::new("b"), now).level;
        let second = Duration::from_secs(1);
        assert_eq!(judged(made.after(OLD)), Level::Ok);
        assert_eq!(judged(made.after(OLD + second)), Level::Warning);
        assert_eq!(judged(made.before(300 * second)), Level::Ok);
        assert_eq!(judged(made.before(301 * second)), Level::Warning);
    }
}
