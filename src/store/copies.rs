//! Copies of the database beside the live one: taken for a backup, verified and migrated for a restore.

use std::path::Path;
use std::time::Duration;

use rusqlite::backup::{Backup, StepResult};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension as _};

use crate::domain::admin_log::Deed;
use crate::domain::caller::Caller;
use crate::domain::moment::Moment;
use crate::domain::operator_error::OperatorError;
use crate::platform::background_tasks::Stop;
use crate::store::error::cannot_open;
use crate::store::integrity::{self, Depth, STEPS};
use crate::store::open::{BUSY, READS_ONLY};
use crate::store::{Tx, admin_log, counts, migrations};

pub(crate) use migrations::VERSION;

/// Pages copied between two checks whether to stop: 4 MiB.
const STRIDE: i32 = 1024;
/// How long to wait for another connection's lock.
const LOCKED: Duration = Duration::from_millis(5);

/// Why a copy wasn't taken.
#[derive(Debug)]
pub(crate) enum CopyFault {
    /// The disk is full.
    Full,
    /// The server is stopping.
    Stopping,
    /// Anything else, as a sentence.
    Failed(OperatorError),
}

impl From<CopyFault> for OperatorError {
    fn from(fault: CopyFault) -> Self {
        match fault {
            CopyFault::Full => Self::new(
                "There is no space left for a copy of the database",
                "Free some.",
            ),
            CopyFault::Stopping => Self::new("The copy was cut short", "Try again."),
            CopyFault::Failed(error) => error,
        }
    }
}

/// Writes a copy of the database of this moment to a new file. It blocks no one: the writer goes on, the
/// copy doesn't see its changes. It isn't synced: whoever keeps the copy syncs it.
///
/// # Errors
/// [`CopyFault`]; what was written then is no database.
pub(crate) fn take(from: &Path, to: &Path, stop: &Stop) -> Result<(), CopyFault> {
    let told = |error: rusqlite::Error| told(from, &error);
    let source = open_live(from).map_err(CopyFault::Failed)?;
    // A read transaction that stays open keeps one snapshot for all strides; without it each commit
    // would restart the copy.
    source.execute_batch("begin").map_err(told)?;
    version_of(&source).map_err(told)?;
    let mut copy = Connection::open(to).map_err(told)?;
    copy.execute_batch("pragma synchronous = off")
        .map_err(told)?;
    let backup = Backup::new(&source, &mut copy).map_err(told)?;
    loop {
        if stop.asked() {
            return Err(CopyFault::Stopping);
        }
        match backup.step(STRIDE).map_err(told)? {
            StepResult::Done => return Ok(()),
            StepResult::More => {}
            _ => std::thread::sleep(LOCKED),
        }
    }
}

fn told(path: &Path, error: &rusqlite::Error) -> CopyFault {
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => CopyFault::Full,
        _ => CopyFault::Failed(cannot_open(path, error)),
    }
}

/// A connection that writes nothing, migrates nothing and takes whatever version we know.
fn open_live(path: &Path) -> Result<Connection, OperatorError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let cannot = |error: rusqlite::Error| cannot_open(path, &error);
    let connection = Connection::open_with_flags(path, flags).map_err(cannot)?;
    connection.busy_timeout(BUSY).map_err(cannot)?;
    connection.execute_batch(READS_ONLY).map_err(cannot)?;
    migrations::refuse_foreign(&connection, path)?;
    if version_of(&connection).map_err(cannot)? < 1 {
        return Err(OperatorError::new(
            format!("The database {} is empty", path.display()),
            "Start the server once, or name another file with --db.",
        ));
    }
    Ok(connection)
}

fn version_of(connection: &Connection) -> rusqlite::Result<i32> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

/// The key of every photo that a copy's rows name, and how many bytes they say it has.
///
/// # Errors
/// The reason, if the file can't be read.
pub(crate) fn photos(path: &Path) -> Result<Vec<(String, u64)>, String> {
    let connection = open_copy(path).map_err(|error| reason(&error))?;
    let keys = || {
        let mut statement = connection.prepare("select key, bytes from photos")?;
        let photo = |row: &rusqlite::Row| {
            let bytes: i64 = row.get(1)?;
            Ok((row.get(0)?, bytes.unsigned_abs()))
        };
        statement
            .query_map((), photo)?
            .collect::<rusqlite::Result<_>>()
    };
    keys().map_err(|error| reason(&error))
}

/// What is known of a copy that a server can be started on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct VerifiedCopy {
    /// The version it had before it was brought up to date.
    pub version: i32,
    /// Its own name, if it had one before.
    pub name: Option<String>,
}

/// Verifies a copy and migrates it: no page is damaged, no row is an orphan, the migrations work, and it has
/// no trigger but FirstStep's and no view. It is one file again when this returns.
///
/// # Errors
/// The reason, as the end of a sentence; the copy is of no use then.
pub(crate) fn verify(path: &Path, stop: &Stop) -> Result<VerifiedCopy, String> {
    let mut connection = open_copy(path).map_err(|error| reason(&error))?;
    refuse_virtual_tables(&connection)?;
    let ours = stop.clone();
    let asked = move || ours.asked();
    let found = connection
        .progress_handler(STEPS, Some(asked))
        .and_then(|()| damage(&connection))
        .map_err(|error| reason(&error))?;
    if let Some(damage) = found {
        return Err(format!("the database in it is damaged ({damage})"));
    }
    let copy = describe(&connection)?;
    let version = copy.version;
    migrations::bring_up_to_date(&mut connection, path)
        .map_err(|_| format!("its database of version {version} can't be brought up to date"))?;
    check_parts(&connection)?;
    connection.close().map_err(|(_, error)| reason(&error))?;
    Ok(copy)
}

/// What a copy says of itself, before it is verified.
///
/// # Errors
/// The reason, as the end of a sentence, if it is no database that we know.
pub(crate) fn described(path: &Path) -> Result<VerifiedCopy, String> {
    describe(&open_copy(path).map_err(|error| reason(&error))?)
}

fn describe(connection: &Connection) -> Result<VerifiedCopy, String> {
    let version = version_of(connection).map_err(|error| reason(&error))?;
    if !(1..=VERSION).contains(&version) {
        return Err(format!(
            "the database in it is of version {version}; this FirstStep knows 1 to {VERSION}"
        ));
    }
    let name = name_of(connection, version).map_err(|error| reason(&error))?;
    Ok(VerifiedCopy { version, name })
}

/// Sets right the numbers that a verified copy keeps of its rows: whoever made the backup may not have.
///
/// # Errors
/// The reason, if they can't be.
pub(crate) fn count_anew(path: &Path) -> Result<(), String> {
    let mut connection = open_copy(path).map_err(|error| reason(&error))?;
    let mut set_right = || {
        let change = connection.transaction()?;
        let wrong = counts::mend(&change)?;
        if wrong > 0 {
            change.commit()?;
        }
        Ok(())
    };
    set_right().map_err(|error: rusqlite::Error| reason(&error))
}

/// Notes in the log of administrators that a verified copy is restored by the operator.
///
/// # Errors
/// The reason, if it can't be.
pub(crate) fn note_restore(path: &Path, now: Moment) -> Result<(), String> {
    let connection = open_copy(path).map_err(|error| reason(&error))?;
    let (tx, operator) = (Tx::new(&connection, now), Caller::operator());
    admin_log::note(&tx, operator, Deed::Restored, None, [None, None])
        .map_err(|_| "the log of administrators in it can't be written".to_owned())
}

/// The name of a database that is up to date.
///
/// # Errors
/// The reason, if the file can't be read.
pub(crate) fn name(path: &Path) -> Result<String, String> {
    let connection = open_copy(path).map_err(|error| reason(&error))?;
    let name = name_of(&connection, VERSION).map_err(|error| reason(&error))?;
    name.ok_or_else(|| "the database in it has no name".to_owned())
}

/// When the server that a copy is of was last alive, if it kept a copy elsewhere then.
///
/// # Errors
/// The reason, if the file can't be read.
pub(crate) fn beat(path: &Path) -> Result<Option<Moment>, String> {
    let connection = open_copy(path).map_err(|error| reason(&error))?;
    let beat = connection.query_row("select beat_at from replica", (), |row| row.get(0));
    let beat = beat.optional().map_err(|error| reason(&error))?;
    Ok(beat.map(Moment::from_micros))
}

/// For files from elsewhere, whose schema isn't trusted.
fn open_copy(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.execute_batch("pragma trusted_schema = off; pragma cell_size_check = on;")?;
    Ok(connection)
}

/// Databases have names since version 2.
fn name_of(connection: &Connection, version: i32) -> rusqlite::Result<Option<String>> {
    if version < 2 {
        return Ok(None);
    }
    connection
        .query_row("select name from identity", (), |row| row.get(0))
        .map(Some)
}

/// What is wrong with the pages or between the rows, if anything is.
fn damage(connection: &Connection) -> rusqlite::Result<Option<String>> {
    if let Some(fault) = integrity::faults(connection, Depth::Whole, 1)?.pop() {
        return Ok(Some(fault));
    }
    let orphans = integrity::orphans(connection)?.into_iter().next();
    Ok(orphans.map(|orphan| orphan.what))
}

/// Virtual tables are read by code that isn't ours, already when pages are checked. No version had any.
fn refuse_virtual_tables(connection: &Connection) -> Result<(), String> {
    let sql =
        "select exists (select 1 from sqlite_schema where lower(type) = 'table' and rootpage = 0)";
    match connection.query_row(sql, (), |row| row.get(0)) {
        Ok(false) => Ok(()),
        Ok(true) => Err("its database holds a virtual table, which FirstStep never makes".into()),
        Err(error) => Err(reason(&error)),
    }
}

/// Triggers and views are programs inside the data: none is taken but FirstStep's own triggers, letter for letter.
/// Its tables must be as it makes them.
fn check_parts(connection: &Connection) -> Result<(), String> {
    let theirs = migrations::parts(connection).map_err(|error| reason(&error))?;
    let ours = migrations::parts_of_today().map_err(|error| reason(&error))?;
    let acts = |part: &String| part.starts_with("trigger ") || part.starts_with("view ");
    let is_strange = |(part, sql): (&String, &String)| acts(part) && ours.get(part) != Some(sql);
    if theirs.iter().any(is_strange) {
        return Err("its database holds a trigger or a view that FirstStep never makes".into());
    }
    if ours.iter().all(|(part, sql)| theirs.get(part) == Some(sql)) {
        return Ok(());
    }
    Err(
        "its database lacks a table or a trigger that FirstStep needs, or has another in its place"
            .into(),
    )
}

fn reason(error: &rusqlite::Error) -> String {
    match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => "what should be its database is none".to_owned(),
        Some(ErrorCode::DatabaseCorrupt) => "the database in it is damaged".to_owned(),
        Some(ErrorCode::DiskFull) => "there is no space left to unpack it".to_owned(),
        // Whoever changed the schema may have put anything there.
        _ if matches!(error, rusqlite::Error::SqliteFailure(..)) => {
            format!("the database in it can't be used ({error})")
        }
        _ => "the database in it isn't FirstStep's".to_owned(),
    }
}
