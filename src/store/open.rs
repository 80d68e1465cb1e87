//! Opening the database: settings, checks, schema.

use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use r2d2_sqlite::SqliteConnectionManager;
use rusqlite::functions::FunctionFlags;
use rusqlite::{Connection, OpenFlags};

use crate::domain::operator_error::OperatorError;
use crate::domain::unicode::folded;
use crate::platform::private_file;
use crate::store::error::{DAMAGED, cannot_open};
use crate::store::integrity;
use crate::store::migrations;

/// How long one process waits for another's lock (a backup tool's, say).
pub(super) const BUSY: Duration = Duration::from_secs(5);
/// How often the writer asks for the lock: SQLite's own waits grow to 100 ms, in which nobody writes.
const ASKED: Duration = Duration::from_millis(1);
/// How long the start looks at the pages. What it doesn't get to is looked at beside the requests.
const LOOK: Duration = Duration::from_millis(40);
/// Read-only connections that run no functions from the schema.
pub(super) const READS_ONLY: &str = "pragma trusted_schema = off; pragma query_only = on;";
/// How many prepared statements a connection keeps; the product has fewer.
const STATEMENTS: usize = 128;

/// The writer's connection: settings, `quick_check`, schema. Returns as well whether every page was looked at.
pub(crate) fn for_writing(path: &Path) -> Result<(Connection, bool), OperatorError> {
    make_private(path);
    let mut connection = Connection::open(path).map_err(|error| cannot_open(path, &error))?;
    wait_for_others(&connection).map_err(|error| cannot_open(path, &error))?;
    // Before the settings, one of which is written into the file.
    migrations::refuse_foreign(&connection, path)?;
    settings(&connection).map_err(|error| cannot_open(path, &error))?;
    let is_checked = check(&connection, path)?;
    migrations::bring_up_to_date(&mut connection, path)?;
    Ok((connection, is_checked))
}

/// Has the writer's connection wait for another process's lock.
pub(super) fn wait_for_others(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_handler(Some(|times| {
        thread::sleep(ASKED);
        ASKED.saturating_mul(times.unsigned_abs()) < BUSY
    }))
}

/// Makes a new database's file readable to its owner alone; SQLite gives the
/// files beside it the same mode. Errors are ignored: opening the file reports them.
fn make_private(path: &Path) {
    let _ = private_file::create(path);
}

/// The readers' pool. Its connections can't write.
pub(crate) fn pool(
    path: &Path,
    size: u32,
) -> Result<r2d2::Pool<SqliteConnectionManager>, OperatorError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let manager = SqliteConnectionManager::file(path)
        .with_flags(flags)
        .with_init(|connection| {
            connection.busy_timeout(BUSY)?;
            connection.set_prepared_statement_cache_capacity(STATEMENTS);
            add_folding(connection)?;
            connection.execute_batch(READS_ONLY)
        });
    r2d2::Pool::builder()
        .max_size(size.max(1))
        .min_idle(Some(1))
        .test_on_check_out(false)
        .idle_timeout(None)
        .max_lifetime(None)
        .connection_timeout(BUSY)
        .build(manager)
        .map_err(|error| {
            OperatorError::new(
                format!("The database {} can't be read ({error})", path.display()),
                "Check the file's permissions.",
            )
        })
}

/// The function `folded`, for searches: SQLite's own `lower` folds ASCII alone.
pub(super) fn add_folding(connection: &Connection) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    connection.create_scalar_function("folded", 1, flags, |call| {
        Ok(folded(call.get_raw(0).as_str()?))
    })
}

/// Write-ahead log with a sync at every commit: an acknowledged write survives
/// a power cut. A log that a burst made longer than the four MiB that one checkpoint moves is cut to them
/// when it begins anew. On macOS alone a sync stops at the drive unless told otherwise (`fullfsync`). `secure_delete` leaves nothing of a deleted account in free pages.
fn settings(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.execute_batch(
        "pragma synchronous = full;
         pragma fullfsync = on;
         pragma checkpoint_fullfsync = on;
         pragma journal_size_limit = 4194304;
         pragma foreign_keys = on;
         pragma secure_delete = on;
         pragma trusted_schema = off;
         pragma cell_size_check = on;",
    )
}

fn check(connection: &Connection, path: &Path) -> Result<bool, OperatorError> {
    let faults = integrity::quick_faults(connection, Instant::now() + LOOK)
        .map_err(|error| cannot_open(path, &error))?;
    let Some(fault) = faults.as_ref().and_then(|faults| faults.first()) else {
        return Ok(faults.is_some());
    };
    Err(OperatorError::new(
        format!("The database {} is damaged ({fault})", path.display()),
        DAMAGED,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `.cargo/config.toml` says reached the compiler.
    #[test]
    fn sqlite_has_no_lock_that_all_connections_share() {
        let connection = Connection::open_in_memory().expect("opened");
        let mut options = connection
            .prepare("pragma compile_options")
            .expect("prepared");
        let options = options.query_map((), |row| row.get(0)).expect("asked");
        let options: Vec<String> = options.map(|option| option.expect("told")).collect();
        assert!(
            options.contains(&"DEFAULT_MEMSTATUS=0".to_owned()),
            "{options:?}"
        );
        assert!(!options.contains(&"ENABLE_MEMORY_MANAGEMENT".to_owned()));
    }
}
