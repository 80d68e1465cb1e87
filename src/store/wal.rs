//! The write-ahead log: made short again by us, or left to Litestream.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use crate::domain::fault::Fault;
use crate::store::files;
use crate::store::open::wait_for_others;
use crate::store::tx::Tx;

/// A log of fewer bytes stays as it is: emptying it costs three syncs.
const SHORT: u64 = 1 << 20;
/// After so many pages (64 MiB) SQLite itself moves a log that is left to Litestream: then there is no Litestream.
const LOST: i64 = 16_384;
/// With so many pages (5 MiB) in such a log, Litestream waits for its turn: it comes at a thousand, and four times a
/// second.
const LONG: i64 = 1_200;
/// How long the writer pauses for it at most.
const TURN: Duration = Duration::from_millis(5);
/// How long writers may wait for those who read while the log is emptied.
const READING: Duration = Duration::from_millis(200);

/// Who moves the log into the database: we, or Litestream.
#[derive(Debug, Default)]
pub(super) struct Log {
    is_left: AtomicBool,
}

impl Log {
    /// Leaves it to Litestream, which must read it before it is moved.
    pub(super) fn leave(&self, tx: &Tx) -> Result<(), Fault> {
        tx.value::<i64>(&format!("pragma wal_autocheckpoint = {LOST}"), ())?;
        self.is_left.store(true, Relaxed);
        Ok(())
    }

    /// Moves a long log into the database and empties its file, which SQLite would leave as long as it ever
    /// was. Only if nobody reads from it: it waits for nobody, and is tried again after the next work.
    pub(super) fn shorten(&self, connection: &Connection) {
        let path = connection.path().filter(|path| !path.is_empty());
        let is_short = |path| files::bytes(Path::new(path))[1] < SHORT;
        if self.is_left.load(Relaxed) || path.is_none_or(is_short) {
            return;
        }
        let shortened = connection
            .busy_timeout(Duration::ZERO)
            .and_then(|()| truncate(connection));
        if let Err(error) = shortened.and(wait_for_others(connection)) {
            tracing::warn!(%error, "the write-ahead log can't be shortened; it is tried again");
        }
    }

    /// How long the writer pauses after its work, so that Litestream has its turn. It moves the log while nobody writes, and
    /// asks for that some ten times a second: a writer that never pauses keeps it waiting until there is so much to
    /// move that the writer waits in turn. With pauses as long as the work between them, half of all asking is heard.
    pub(super) fn pause(&self, connection: &Connection, worked: Duration) -> Duration {
        if !self.is_left.load(Relaxed) {
            return Duration::ZERO;
        }
        let pages = connection.query_row("pragma wal_checkpoint(noop)", (), |row| {
            row.get::<_, i64>(1)
        });
        match pages {
            Ok(LONG..LOST) => worked.min(TURN),
            _ => Duration::ZERO,
        }
    }
}

/// Moves all of the write-ahead log into the database and empties its file; returns whether that could be done. It can't
/// while somebody reads what an older state was.
pub(crate) fn empty(path: &Path) -> rusqlite::Result<bool> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(READING)?;
    truncate(&connection)
}

fn truncate(connection: &Connection) -> rusqlite::Result<bool> {
    let held_up: bool =
        connection.query_row("pragma wal_checkpoint(truncate)", (), |row| row.get(0))?;
    Ok(!held_up)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::moment::Moment;

    #[test]
    fn a_log_is_emptied_once_nobody_reads() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("x.db");
        let open = || Connection::open(&path).expect("open");
        let (writer, reader) = (open(), open());
        let write = |sql| writer.execute_batch(sql).expect("sql");
        write("pragma journal_mode = wal; create table t (n); insert into t values (1)");
        let count = "begin; select count(*) from t";
        reader.execute_batch(count).expect("read");
        write("insert into t values (2)");
        assert!(!empty(&path).expect("tried"), "what is read is in it");
        reader.execute_batch("commit").expect("read");
        assert!(empty(&path).expect("tried"));
        assert_eq!(files::bytes(&path)[1], 0);
        write("insert into t values (3)");
        let all = writer.query_row("select count(*) from t", (), |row| row.get::<_, i64>(0));
        assert_eq!(all.expect("a count"), 3);
    }

    #[test]
    fn a_writer_pauses_for_litestream_while_a_log_is_long() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("x.db");
        let connection = Connection::open(&path).expect("open");
        let begun = connection.execute_batch("pragma journal_mode = wal; create table t (n)");
        begun.expect("sql");
        let (log, worked) = (Log::default(), Duration::from_millis(2));
        let fill = |pages: i64| {
            let sql = "insert into t values (zeroblob(?1 * 4096))";
            connection.execute(sql, [pages]).expect("written");
            log.pause(&connection, worked)
        };
        assert_eq!(fill(LONG), Duration::ZERO, "it is ours");
        log.leave(&Tx::new(&connection, Moment::default()))
            .expect("left");
        assert!(empty(&path).expect("tried"));
        assert_eq!(fill(LONG / 2), Duration::ZERO, "short still");
        assert_eq!(fill(LONG), worked);
        assert_eq!(log.pause(&connection, TURN * 9), TURN);
        log.shorten(&connection);
        assert!(files::bytes(&path)[1] > SHORT, "it isn't ours");
        assert_eq!(fill(LOST), Duration::ZERO, "nobody comes");
    }
}
