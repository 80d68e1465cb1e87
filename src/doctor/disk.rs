//! Space on the disks.

use crate::doctor::{Finding, Level, Place};

const MIB: u64 = 1 << 20;
const GIB: u64 = 1 << 30;

/// Below this, writes are about to be refused: the database's log may grow by
/// some MiB at any moment, and an upload of 10 MiB lies there a while.
const LITTLE: u64 = 100 * MIB;
/// Below this, a small server's backup of itself won't fit for long.
const SCARCE: u64 = GIB;
/// Below a twentieth it is scarce on a larger disk, too: that much mke2fs keeps
/// back by default, because a fuller file system becomes slow and fragmented;
/// the same share of inodes is where Kubernetes begins to move work away.
const SHARE: u64 = 20;
/// But whoever has this much has enough, however large the disk.
const PLENTY: u64 = 10 * GIB;

/// Room on one file system.
#[derive(Debug, Clone, Copy)]
struct Room {
    /// Bytes that we may still write, and all there are.
    free: u64,
    total: u64,
    /// Files that may still be made, and all that may be; 0 where nobody counts them.
    free_files: u64,
    files: u64,
}

/// The file systems of the data folder, of the database and of the photos.
#[cfg(unix)]
pub(super) fn look(place: &Place) -> Vec<Finding> {
    use std::os::unix::fs::MetadataExt as _;
    let mut seen = std::collections::HashSet::new();
    let paths = [
        Some(place.data_dir.as_path()),
        place.db.parent(),
        Some(place.photos.as_path()),
    ];
    let mut findings = Vec::new();
    for path in paths.into_iter().flatten() {
        let Ok(meta) = path.metadata() else { continue };
        if !seen.insert(meta.dev()) {
            continue;
        }
        let shown = path.display().to_string();
        findings.push(match rustix::fs::statvfs(path) {
            Ok(told) => said(
                Room {
                    free: told.f_bavail.saturating_mul(told.f_frsize),
                    total: told.f_blocks.saturating_mul(told.f_frsize),
                    free_files: told.f_favail,
                    files: told.f_files,
                },
                &shown,
            ),
            Err(error) => Finding::note(
                "disk",
                format!(
                    "The space at {shown} can't be told ({}).",
                    std::io::Error::from(error)
                ),
                "Look with df.",
            ),
        });
    }
    findings
}

/// Elsewhere nobody is asked.
#[cfg(not(unix))]
pub(super) fn look(_: &Place) -> Vec<Finding> {
    Vec::new()
}

fn said(room: Room, path: &str) -> Finding {
    const CHECK: &str = "disk";
    let share = room
        .free
        .saturating_mul(100)
        .checked_div(room.total)
        .unwrap_or(0);
    let says = format!(
        "{} of {} are free at {path} ({share} %).",
        written(room.free),
        written(room.total)
    );
    match judge(room) {
        Level::Error => Finding::error(
            CHECK,
            says,
            "Free some space now: below 100 MiB changes are about to be refused.",
        ),
        Level::Fine => Finding::fine(CHECK, says),
        _ if few_files(room) => Finding::warning(
            CHECK,
            format!("Only {} more files can be made at {path}.", room.free_files),
            "Remove files that nobody needs; the disk runs out of inodes before it runs out of space.",
        ),
        _ => Finding::warning(
            CHECK,
            says,
            "Free some space, or move the data to a larger disk with --data-dir.",
        ),
    }
}

fn judge(room: Room) -> Level {
    let share = room.total / SHARE;
    if room.free < LITTLE {
        Level::Error
    } else if room.free < SCARCE || room.free < share.min(PLENTY) || few_files(room) {
        Level::Warning
    } else {
        Level::Fine
    }
}

const fn few_files(room: Room) -> bool {
    room.free_files < room.files / SHARE
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

    fn room(free: u64, total: u64) -> Room {
        Room {
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
            (SCARCE, 2 * GIB, Level::Fine),
            (4 * GIB, 100 * GIB, Level::Warning),
            (6 * GIB, 100 * GIB, Level::Fine),
            (PLENTY, 2000 * GIB, Level::Fine),
        ] {
            assert_eq!(judge(room(free, total)), level, "{free} of {total}");
        }
        let few = Room {
            free_files: 49,
            files: 1000,
            ..room(PLENTY, PLENTY)
        };
        assert_eq!(judge(few), Level::Warning);
        assert!(said(few, "/data").says.contains("49 more files"));
    }

    #[test]
    fn space_is_told_in_words() {
        let told = said(room(LITTLE / 2, 20 * GIB), "/data");
        assert_eq!(told.says, "50 MiB of 20.0 GiB are free at /data (0 %).");
        assert!(told.mend.is_some_and(|mend| mend.contains("100 MiB")));
    }
}
