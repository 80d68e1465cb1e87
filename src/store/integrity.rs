//! SQLite's integrity checks, as the start, the daily check, `doctor` and backups use them.

use std::collections::BTreeMap;
use std::time::Instant;

use rusqlite::{Connection, Error, ErrorCode};

/// After how many steps of SQLite's virtual machine (some milliseconds) a long check asks whether to stop.
pub(super) const STEPS: i32 = 100_000;

/// The same for the check at the start, whose deadline is soon over.
const SOME_STEPS: i32 = 1_000;
/// So often it asks in vain: a small database is looked at whole, however slow the machine is just then.
const LEAST_ASKED: u32 = 30;

/// How thorough a check is.
#[derive(Debug, Clone, Copy)]
pub(super) enum Depth {
    /// Pages alone.
    Quick,
    /// Pages, indexes and constraints.
    Whole,
}

/// Damage: the first `most` faults; empty if there is none.
///
/// # Errors
/// SQLite's, if the check itself failed before it found anything.
pub(super) fn faults(
    connection: &Connection,
    depth: Depth,
    most: usize,
) -> rusqlite::Result<Vec<String>> {
    let mut faults = Vec::new();
    match collect(connection, depth, most, &mut faults) {
        // It may report damage and then fail because of it.
        Err(error) if faults.is_empty() || !is_damage(&error) => return Err(error),
        _ => {}
    }
    faults.truncate(most);
    Ok(faults)
}

/// The first damage of pages, if there is some; `None` if the deadline was over before it was known.
pub(super) fn quick_faults(
    connection: &Connection,
    deadline: Instant,
) -> rusqlite::Result<Option<Vec<String>>> {
    let mut asked = 0;
    let is_over = move || {
        asked += 1;
        asked > LEAST_ASKED && Instant::now() >= deadline
    };
    connection.progress_handler(SOME_STEPS, Some(is_over))?;
    let found = faults(connection, Depth::Quick, 1);
    connection.progress_handler(0, None::<fn() -> bool>)?;
    match found {
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::OperationInterrupted) => {
            Ok(None)
        }
        found => found.map(Some),
    }
}

fn collect(
    connection: &Connection,
    depth: Depth,
    most: usize,
    faults: &mut Vec<String>,
) -> rusqlite::Result<()> {
    let name = match depth {
        Depth::Quick => "quick_check",
        Depth::Whole => "integrity_check",
    };
    let mut check = connection.prepare(&format!("pragma {name}({most})"))?;
    let mut rows = check.query(())?;
    while let Some(row) = rows.next()? {
        let report: String = row.get(0)?;
        let lines = report.lines().map(tidy);
        faults.extend(lines.filter(|line| line != "ok" && !line.is_empty()));
    }
    Ok(())
}

/// A line of a report, without the "*** in database main ***" above it.
fn tidy(line: &str) -> String {
    line.trim_start_matches("*** in database main ***")
        .trim()
        .to_owned()
}

/// Whether an error comes from damage.
pub(super) fn is_damage(error: &Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase)
    )
}

/// What a check of the whole database found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct IntegrityReport {
    /// Damage, in SQLite's words; empty if there is none.
    pub faults: Vec<String>,
    /// Rows whose parent is gone.
    pub orphans: Vec<Orphans>,
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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn with(rows: u32) -> Connection {
        let connection = Connection::open_in_memory().expect("memory");
        let many = format!(
            "create table t (n integer not null, text text check (length(text) > 0)) strict;
             with recursive n(i) as (select 1 union all select i + 1 from n where i < {rows})
             insert into t select i, 'row ' || i from n"
        );
        connection.execute_batch(&many).expect("rows");
        connection
    }

    #[test]
    fn a_large_database_is_looked_at_until_the_deadline_and_a_small_one_whole() {
        let over = Instant::now();
        assert_eq!(quick_faults(&with(100), over), Ok(Some(vec![])));
        let large = with(100_000);
        assert_eq!(quick_faults(&large, over), Ok(None));
        let later = Instant::now() + Duration::from_secs(600);
        assert_eq!(quick_faults(&large, later), Ok(Some(vec![])));
        // The deadline is gone with the check.
        let count = large.query_row("select count(*) from t where n % 2", (), |row| row.get(0));
        assert_eq!(count, Ok(50_000));
    }
}
