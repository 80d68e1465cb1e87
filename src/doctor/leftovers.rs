//! Files left over from uploads, mails and backups that were cut short.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::doctor::text::{counted, removal, shell_quoted};
use crate::doctor::{DataLocations, Finding};
use crate::domain::moment::Moment;
use crate::photos;
use crate::store::Examined;

/// A younger file may still be written.
const IN_USE: Duration = Duration::from_secs(60 * 60);

/// Photo files that the next start deletes, and leftovers that stay.
pub(super) fn check(place: &DataLocations, now: Moment) -> Vec<Finding> {
    vec![unknown(place, now), unfinished(place, now)]
}

/// Photo files that no row names.
fn unknown(place: &DataLocations, now: Moment) -> Finding {
    const CHECK: &str = "orphans";
    let rows = Examined::alone(&place.db, Examined::photos).and_then(|rows| rows);
    let Ok(rows) = rows else {
        return Finding::note(
            CHECK,
            "Unneeded photo files can't be found: the photos' rows can't be read.",
            "See the other findings first.",
        );
    };
    let known: HashSet<String> = rows.into_iter().map(|row| row.key).collect();
    let files = photos::photo_files(&place.photos)
        .unwrap_or_default()
        .into_iter();
    let count = files.filter(|file| {
        let orphan = file.unfinished || !known.contains(file.key.as_str());
        orphan && is_old(&file.path, now)
    });
    match count.count() as u64 {
        0 => Finding::ok(CHECK, "Every photo file belongs to an account."),
        count => Finding::note(
            CHECK,
            format!("{} to no account.", belongs(count)),
            "The next start of the server sweeps them away.",
        ),
    }
}

fn belongs(count: u64) -> String {
    let belongs = if count == 1 { "belongs" } else { "belong" };
    format!("{} {belongs}", counted(count, "photo file", "photo files"))
}

/// Half-written files and folders in the data folder and the outbox.
fn unfinished(place: &DataLocations, now: Moment) -> Finding {
    const CHECK: &str = "leftovers";
    let mut found = Vec::new();
    for folder in [&place.data_dir, &place.outbox, &place.backups] {
        found.extend(
            entries(folder)
                .into_iter()
                .filter(|path| is_half(path) && is_old(path, now)),
        );
    }
    if found.is_empty() {
        return Finding::ok(CHECK, "There are no unfinished files.");
    }
    let names: Vec<String> = found.iter().map(|path| shell_quoted(path)).collect();
    Finding::note(
        CHECK,
        format!(
            "Left over from something that was cut short: {}.",
            names.join(", ")
        ),
        removal(found.iter().map(PathBuf::as_path)),
    )
}

/// Whether a path is a `….tmp` file, or the folder a backup or a restore works in.
fn is_half(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.extension().is_some_and(|kind| kind == "tmp")
        || (name.starts_with("unfinished-") && path.is_dir())
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).collect()
}

/// Whether nobody writes a file any more: it was last written long ago, or later than now, under another
/// clock.
fn is_old(path: &Path, now: Moment) -> bool {
    let changed = path.metadata().and_then(|meta| meta.modified());
    changed.is_ok_and(|changed| {
        let changed = Moment::from(changed);
        changed.after(IN_USE) < now || changed > now.latest_believed()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::Level;

    #[test]
    fn what_was_cut_short_is_found_in_each_folder() {
        let folder = tempfile::tempdir().expect("a folder");
        let place = DataLocations::within(folder.path());
        for at in [&place.data_dir, &place.outbox, &place.backups] {
            fs::create_dir_all(at.join("unfinished-backup-a")).expect("made");
            for name in ["x.tmp", "unfinished-notes", "x.eml"] {
                fs::write(at.join(name), "half").expect("written");
            }
        }
        let now = Moment::from(std::time::SystemTime::now());
        assert_eq!(unfinished(&place, now).level, Level::Ok, "all in use");
        let told = unfinished(&place, now.after(2 * IN_USE));
        assert_eq!(told.level, Level::Note);
        for at in [&place.data_dir, &place.outbox, &place.backups] {
            let is_told = |name: &str| told.message.contains(&shell_quoted(&at.join(name)));
            let names = ["x.tmp", "unfinished-backup-a", "unfinished-notes", "x.eml"];
            assert_eq!(names.map(is_told), [true, true, false, false], "{told:?}");
        }
    }

    #[test]
    fn a_file_of_the_future_is_in_nobodys_use() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("x.tmp");
        fs::write(&path, "half").expect("written");
        let now = Moment::from(std::time::SystemTime::now());
        assert!(!is_old(&path, now));
        assert!(is_old(&path, now.after(2 * IN_USE)));
        assert!(
            is_old(&path, now.before(2 * IN_USE)),
            "the clock was set back"
        );
    }
}
