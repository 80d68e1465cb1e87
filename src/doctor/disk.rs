//! Space on the disks.

use std::collections::HashSet;
use std::path::Path;

use crate::doctor::{DataLocations, Finding, Level};
use crate::platform::disk_space::{self, DiskSpace};
use crate::platform::file_system;

const MIB: u64 = 1 << 20;
const GIB: u64 = 1 << 30;

/// Below this, writes are about to be refused: the database's log may grow by
/// some MiB at any moment, and an upload takes 10 MiB for a while.
const LITTLE: u64 = 100 * MIB;
/// Below this, a small server's backup of itself won't fit for long.
const SCARCE: u64 = GIB;
/// Below a twentieth it is scarce on a larger disk, too: that much mke2fs keeps
/// back by default, because a fuller file system becomes slow and fragmented;
/// the same share of inodes is where Kubernetes begins to move work away.
const SHARE: u64 = 20;
/// This much is enough, however large the disk.
const PLENTY: u64 = 10 * GIB;

/// The file systems of the data folder, of the database and of the photos.
pub(super) fn check(place: &DataLocations) -> Vec<Finding> {
    let mut seen = HashSet::new();
    let paths = [
        Some(place.data_dir.as_path()),
        place.db.parent(),
        Some(place.photos.as_path()),
    ];
    let mut findings = Vec::from_iter(share(&place.db));
    for path in paths.into_iter().flatten() {
        let Ok(one) = disk_space::file_system(path) else {
            continue;
        };
        if !seen.insert(one) {
            continue;
        }
        let shown = path.display().to_string();
        findings.push(match DiskSpace::at(path) {
            Ok(space) => finding(space, &shown),
            Err(error) => Finding::note(
                "disk",
                format!("The free space at {shown} can't be read ({error})."),
                "Look with the system's own tools, such as df.",
            ),
        });
    }
    findings
}

/// A database on a disk of another machine.
fn share(db: &Path) -> Option<Finding> {
    let protocol = file_system::share(db)?;
    Some(Finding::error(
        "disk",
        format!(
            "The database lies on another machine, by {protocol}: there SQLite can neither lock nor log safely."
        ),
        "Stop the server, copy the data folder to a disk of this machine and name it with --data-dir.",
    ))
}

fn finding(space: DiskSpace, path: &str) -> Finding {
    const CHECK: &str = "disk";
    let share = space
        .free
        .saturating_mul(100)
        .checked_div(space.total)
        .unwrap_or(0);
    let message = format!(
        "{} of {} are free at {path} ({share} %).",
        written(space.free),
        written(space.total)
    );
    match judge(space) {
        Level::Error if space.free >= LITTLE => Finding::error(
            CHECK,
            format!("No more files can be made at {path}."),
            "Remove files that nobody needs: the disk has run out of inodes, and changes are refused.",
        ),
        Level::Error => Finding::error(
            CHECK,
            message,
            "Free some space now: below 100 MiB changes are about to be refused.",
        ),
        Level::Ok => Finding::ok(CHECK, message),
        _ if few_files(space) => Finding::warning(
            CHECK,
            format!(
                "Only {} more files can be made at {path}.",
                space.free_files
            ),
            "Remove files that nobody needs; the disk runs out of inodes before it runs out of space.",
        ),
        _ => Finding::warning(
            CHECK,
            message,
            "Free some space, or move the data to a larger disk with --data-dir.",
        ),
    }
}

fn judge(space: DiskSpace) -> Level {
    let share = space.total / SHARE;
    if space.free < LITTLE || (space.files > 0 && space.free_files == 0) {
        Level::Error
    } else if space.free < SCARCE || space.free < share.min(PLENTY) || few_files(space) {
        Level::Warning
    } else {
        Level::Ok
    }
}

const fn few_files(space: DiskSpace) -> bool {
    space.free_files < space.files / SHARE
}

#[expect(clippy::cast_precision_loss, reason = "to one place")]
fn written(bytes: u64) -> String {
    if bytes < GIB {
        format!("{} MiB", bytes / MIB)
    } else {
        format!("{:.1} GiB", bytes as f64 / GIB as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn space(free: u64, total: u64) -> DiskSpace {
        DiskSpace {
            free,
            total,
            free_files: 0,
            files: 0,
        }
    }

    #[test]
    fn little_space_is_judged_by_what_is_left_and_by_its_share() {
        for (free, total, level) in [
            (0, 0, Level::Error),
            (LITTLE - 1, GIB, Level::Error),
            (LITTLE, GIB, Level::Warning),
            (SCARCE, 2 * GIB, Level::Ok),
            (4 * GIB, 100 * GIB, Level::Warning),
            (6 * GIB, 100 * GIB, Level::Ok),
            (PLENTY, 2000 * GIB, Level::Ok),
            (PLENTY - 1, 2000 * GIB, Level::Warning),
            (SCARCE - 1, 2 * GIB, Level::Warning),
            (5 * GIB, 100 * GIB, Level::Ok),
            (5 * GIB - 1, 100 * GIB, Level::Warning),
        ] {
            assert_eq!(judge(space(free, total)), level, "{free} of {total}");
        }
        let few = DiskSpace {
            free_files: 49,
            files: 1000,
            ..space(PLENTY, PLENTY)
        };
        assert_eq!(judge(few), Level::Warning);
        let enough = DiskSpace {
            free_files: 50,
            ..few
        };
        assert_eq!(judge(enough), Level::Ok);
        assert!(finding(few, "/data").message.contains("49 more files"));
        let none = DiskSpace {
            free_files: 0,
            ..few
        };
        assert_eq!(judge(none), Level::Error);
        assert!(finding(none, "/data").message.contains("No more files"));
    }

    #[test]
    fn space_is_told_in_words() {
        let stats = finding(space(LITTLE / 2, 20 * GIB), "/data");
        assert_eq!(stats.message, "50 MiB of 20.0 GiB are free at /data (0 %).");
        assert!(stats.remedy.is_some_and(|mend| mend.contains("100 MiB")));
    }
}
