//! What SQLite itself finds wrong with a database: one judge for the start, the daily look, `doctor`
//! and backups.

use std::collections::BTreeMap;

use rusqlite::{Connection, Error, ErrorCode};

/// How often, in steps of SQLite's machine, a long look asks whether to stop: some milliseconds.
pub(super) const STEPS: i32 = 100_000;

/// How closely to look.
#[derive(Debug, Clone, Copy)]
pub(super) enum Check {
    /// At the pages alone.
    Quick,
    /// At pages, indexes and constraints.
    Whole,
}

/// Damage, the first faults of it, at most `most`; empty if there is none.
///
/// # Errors
/// SQLite's, if the look itself failed and had found nothing yet.
pub(super) fn faults(
    connection: &Connection,
    check: Check,
    most: usize,
) -> rusqlite::Result<Vec<String>> {
    let mut faults = Vec::new();
    match tell(connection, check, most, &mut faults) {
        // It tells what it sees, and then stumbles over it.
        Err(error) if faults.is_empty() || !is_damage(&error) => return Err(error),
        _ => {}
    }
    faults.truncate(most);
    Ok(faults)
}

fn tell(
    connection: &Connection,
    check: Check,
    most: usize,
    faults: &mut Vec<String>,
) -> rusqlite::Result<()> {
    let name = match check {
        Check::Quick => "quick_check",
        Check::Whole => "integrity_check",
    };
    let mut verdict = connection.prepare(&format!("pragma {name}({most})"))?;
    let mut rows = verdict.query(())?;
    while let Some(row) = rows.next()? {
        let told: String = row.get(0)?;
        let lines = told.lines().map(tidy);
        faults.extend(lines.filter(|line| line != "ok" && !line.is_empty()));
    }
    Ok(())
}

/// A fault of a verdict, without the "*** in database main ***" above it.
fn tidy(line: &str) -> String {
    line.trim_start_matches("*** in database main ***")
        .trim()
        .to_owned()
}

/// Whether SQLite stumbled over damage.
pub(super) fn is_damage(error: &Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase)
    )
}

/// Rows of one kind that belong to nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Orphans {
    /// How many there are.
    pub count: u64,
    /// What they are, as in "rows of comments without their posts".
    pub what: String,
}

/// Rows whose parent is gone, by table.
pub(super) fn orphans(connection: &Connection) -> rusqlite::Result<Vec<Orphans>> {
    let mut check = connection.prepare("pragma foreign_key_check")?;
    let mut counts = BTreeMap::<(String, String), u64>::new();
    let mut rows = check.query(())?;
    while let Some(row) = rows.next()? {
        *counts
            .entry((row.get("table")?, row.get("parent")?))
            .or_default() += 1;
    }
    let orphans = counts.into_iter().map(|((table, parent), count)| Orphans {
        count,
        what: format!("rows of {table} without their {parent}"),
    });
    Ok(orphans.collect())
}
