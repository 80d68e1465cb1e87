//! Reading a database without changing it, however damaged it is.
//!
//! Errors are SQLite's sentences, without the statement.

mod rows;

use std::path::Path;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};
use rusqlite::{Connection, Error, OpenFlags};

use crate::store::integrity::{self, Depth, STEPS, is_damage};
use crate::store::migrations::{self, Schema};
use crate::store::open::{BUSY, READS_ONLY};
use crate::store::{counts, files};

pub(crate) use crate::store::integrity::Orphans;

/// A database opened to be examined.
pub(crate) struct Examined(Connection);

/// Most faults that are reported.
const MOST: usize = 10;

impl Examined {
    /// Opens a database that others may be using.
    ///
    /// # Errors
    /// SQLite's sentence.
    pub(crate) fn beside(path: &Path) -> Result<Self, String> {
        Self::connect(path, "mode=ro").map_err(said)
    }

    /// Does `look` on a database that perhaps no process uses, without making
    /// files beside it: if it has no write-ahead log, no process is writing, and
    /// it can be read as immutable. If one began meanwhile, what was read may be
    /// half a change, and is read again.
    ///
    /// # Errors
    /// SQLite's sentence, if it can't be opened.
    pub(crate) fn alone<T>(path: &Path, look: impl Fn(&Self) -> T) -> Result<T, String> {
        let [log, ..] = files::beside(path);
        if !log.exists() {
            let seen = look(&Self::connect(path, "mode=ro&immutable=1").map_err(said)?);
            if !log.exists() {
                return Ok(seen);
            }
        }
        Ok(look(&Self::beside(path)?))
    }

    fn connect(path: &Path, how: &str) -> rusqlite::Result<Self> {
        /// A path's bytes that mean themselves in a URI.
        const PLAIN: AsciiSet = NON_ALPHANUMERIC.remove(b'/').remove(b'.').remove(b'-');
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
        let mut bytes = path.into_os_string().into_encoded_bytes();
        if cfg!(windows) {
            // C:\data is file:///C:/data, and \\host\share is file:////host/share.
            for byte in bytes.iter_mut().filter(|byte| **byte == b'\\') {
                *byte = b'/';
            }
            if !bytes.starts_with(b"/") {
                bytes.insert(0, b'/');
            }
        }
        let uri = format!("file://{}?{how}", percent_encode(&bytes, &PLAIN));
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
        let connection = Connection::open_with_flags(uri, flags)?;
        connection.busy_timeout(BUSY)?;
        connection.execute_batch(READS_ONLY)?;
        connection.pragma_update(None, "cell_size_check", "on")?;
        Ok(Self(connection))
    }

    /// Aborts a long check once `stop` says so.
    ///
    /// # Errors
    /// SQLite's sentence.
    pub(crate) fn stop_when(
        &self,
        stop: impl FnMut() -> bool + Send + 'static,
    ) -> Result<(), String> {
        self.0.progress_handler(STEPS, Some(stop)).map_err(said)
    }

    /// Damage: what SQLite's whole check of pages, indexes and constraints
    /// finds, the first few; empty if there is none.
    ///
    /// # Errors
    /// SQLite's sentence, if the check itself can't be made for another reason.
    pub(crate) fn faults(&self) -> Result<Vec<String>, String> {
        match integrity::faults(&self.0, Depth::Whole, MOST) {
            Err(error) if is_damage(&error) => Ok(vec![said(error)]),
            faults => faults.map_err(said),
        }
    }

    /// Rows whose parent is gone, by table.
    ///
    /// # Errors
    /// SQLite's sentence.
    pub(crate) fn orphans(&self) -> Result<Vec<Orphans>, String> {
        integrity::orphans(&self.0).map_err(said)
    }

    /// How many numbers that the schema's triggers keep are wrong.
    ///
    /// # Errors
    /// SQLite's sentence.
    pub(crate) fn wrong_counts(&self) -> Result<usize, String> {
        let one_moment = self.0.unchecked_transaction().map_err(said)?;
        let drift = counts::drift(&one_moment).map_err(said)?;
        Ok(drift.len())
    }

    /// How the schema compares to this program's.
    ///
    /// # Errors
    /// SQLite's sentence.
    pub(crate) fn schema(&self) -> Result<Schema, String> {
        migrations::compare(&self.0).map_err(said)
    }
}

fn said(error: Error) -> String {
    match error {
        Error::SqlInputError { msg, .. } => msg,
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn made(path: &Path) -> Connection {
        let mut connection = Connection::open(path).expect("open");
        connection
            .pragma_update(None, "journal_mode", "wal")
            .expect("wal");
        migrations::bring_up_to_date(&mut connection, path).expect("made");
        connection
    }

    fn schema_after(change: &str) -> Schema {
        let folder = tempfile::tempdir().expect("a folder");
        // Windows has no names with a question mark.
        let name = if cfg!(windows) {
            "a b&c#%.db"
        } else {
            "a b?c#%.db"
        };
        let path = folder.path().join(name);
        made(&path).execute_batch(change).expect("sql");
        Examined::alone(&path, Examined::schema)
            .expect("opened")
            .expect("read")
    }

    #[test]
    fn a_schema_is_told_from_others() {
        assert_eq!(schema_after(""), Schema::Current(migrations::VERSION));
        assert_eq!(
            schema_after("pragma user_version = 999"),
            Schema::Newer(999)
        );
        assert_eq!(
            schema_after("pragma user_version = 1"),
            Schema::Older(1, migrations::VERSION)
        );
        assert_eq!(schema_after("pragma user_version = 0"), Schema::Foreign);
        let changed = schema_after("drop index posts_by_account; create table extra (a)");
        let parts = [
            "index posts_by_account is missing",
            "table extra doesn't belong there",
        ];
        let parts = parts.map(str::to_owned).to_vec();
        assert_eq!(changed, Schema::Changed(migrations::VERSION, parts));
    }

    #[test]
    fn looking_leaves_no_trace_whether_or_not_it_is_in_use() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("x.db");
        let names = || {
            let entries = fs::read_dir(folder.path()).expect("a folder").flatten();
            let mut names: Vec<_> = entries.map(|entry| entry.file_name()).collect();
            names.sort();
            names
        };
        let used = made(&path);
        let before = names();
        assert_eq!(before.len(), 3, "a log lies beside it: {before:?}");
        let look = |examined: &Examined| examined.faults().expect("looked at");
        assert_eq!(Examined::alone(&path, look), Ok(vec![]));
        assert_eq!(names(), before);
        drop(used);
        let before = (names(), fs::read(&path).expect("bytes"));
        assert_eq!(Examined::alone(&path, look), Ok(vec![]));
        assert_eq!((names(), fs::read(&path).expect("bytes")), before);
    }

    #[test]
    fn what_is_no_database_is_damage_and_what_is_not_there_is_not() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("x.db");
        assert!(Examined::alone(&path, |_| ()).is_err(), "it isn't made");
        assert!(!path.exists());
        fs::write(&path, "Dear diary, ".repeat(999)).expect("written");
        // Opening may already say so.
        let faults = Examined::alone(&path, Examined::faults);
        assert!(
            matches!(&faults, Err(said) | Ok(Err(said)) if said.contains("not a database"))
                || matches!(&faults, Ok(Ok(faults)) if faults.len() == 1),
            "{faults:?}"
        );
    }

    #[test]
    fn a_long_look_can_be_broken_off() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("x.db");
        let used = made(&path);
        let many = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 50000)
                    insert into accounts (username, username_key, email, password_hash, created_at)
                    select 'u' || i, 'u' || i, 'u' || i || '@example.com', '', 0 from n";
        used.execute_batch(many).expect("rows");
        let examined = Examined::beside(&path).expect("opened");
        examined.stop_when(|| true).expect("set");
        assert_eq!(examined.faults(), Err("interrupted".to_owned()));
    }
}
