//! The one writer: a thread that commits what has queued up in one go.
//!
//! A commit costs a sync of the disk, whether it carries one row or many. So
//! the thread takes everything that waits, runs it in one transaction, each
//! piece under a savepoint of its own so that a failing one harms no other,
//! commits, and only then answers them all.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, SyncSender, channel, sync_channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use rusqlite::{Connection, TransactionBehavior};

use crate::domain::fault::Fault;
use crate::platform::clock::Clock;
use crate::platform::metrics::{self, Histogram, IntGauge};
use crate::store::damage::KnownDamage;
use crate::store::error::StoreError;
use crate::store::tx::Tx;
use crate::store::wal::Log;

/// Most pieces of work in one commit: bounds how long the first one waits.
const GROUP: usize = 128;

/// Without work for so long, the write-ahead log is emptied.
const IDLE: Duration = Duration::from_secs(2);

/// A handle on the writer's thread.
pub(crate) struct Writer {
    queue: Mutex<Option<Sender<Box<dyn Work>>>>,
    meters: Meters,
    log: Arc<Log>,
    thread: Option<JoinHandle<()>>,
}

/// How busy the writer is. Clones share what they measure.
#[derive(Clone)]
pub(crate) struct Meters {
    /// Pieces of work that wait for their commit to begin.
    pub waiting: IntGauge,
    /// Pieces of work in one commit.
    pub group: Histogram,
    /// How long the disk took for one commit, in seconds.
    pub commit: Histogram,
}

impl Default for Meters {
    fn default() -> Self {
        Self {
            waiting: metrics::gauge(
                "firststep_writer_queue",
                "Changes that wait for the one writer of the database.",
            ),
            group: metrics::histogram(
                "firststep_writer_group_size",
                "Changes that went to the disk together in one commit.",
                &[1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0],
            ),
            commit: metrics::histogram(
                "firststep_commit_duration_seconds",
                "How long a commit took, the disk's sync included.",
                &metrics::SECONDS,
            ),
        }
    }
}

/// A piece of work, its result's type forgotten.
trait Work: Send {
    /// Does it; after a fault nothing it wrote is to be kept.
    fn run(&mut self, tx: &Tx) -> Result<(), Fault>;
    /// Sends the result to its waiter, or that it couldn't be committed.
    fn answer(self: Box<Self>, committed: Result<(), Fault>);
}

struct Piece<T, F> {
    work: Option<F>,
    result: Result<T, Fault>,
    reply: SyncSender<Result<T, Fault>>,
}

impl Writer {
    /// Starts the thread on this connection.
    pub(crate) fn start(
        connection: Connection,
        clock: Arc<Clock>,
        known_damage: KnownDamage,
    ) -> Self {
        let (queue, work) = channel();
        let meters = Meters::default();
        let log = Arc::<Log>::default();
        let (theirs, left) = (meters.clone(), Arc::clone(&log));
        let thread = thread::Builder::new()
            .name("writer".into())
            .spawn(move || write_all(connection, &clock, &known_damage, &work, &theirs, &left))
            .expect("a thread can be started at the start");
        Self {
            queue: Mutex::new(Some(queue)),
            meters,
            log,
            thread: Some(thread),
        }
    }

    /// How busy it is.
    pub(crate) const fn meters(&self) -> &Meters {
        &self.meters
    }

    /// Leaves the write-ahead log to Litestream from now on.
    pub(crate) fn leave_log(&self) -> Result<(), Fault> {
        let log = Arc::clone(&self.log);
        self.run(move |tx| log.leave(tx))
    }

    /// Has the work done and waits for its commit.
    pub(crate) fn run<T, F>(&self, work: F) -> Result<T, Fault>
    where
        T: Send + 'static,
        F: FnOnce(&Tx) -> Result<T, Fault> + Send + 'static,
    {
        let (reply, result) = sync_channel(1);
        let piece = Box::new(Piece {
            work: Some(work),
            result: Err(Fault::Internal),
            reply,
        });
        let queue = self.queue.lock().clone().ok_or(Fault::Internal)?;
        self.meters.waiting.inc();
        // The thread lives as long as this: it takes whatever is sent.
        queue.send(piece).map_err(|_| Fault::Internal)?;
        let _outside = crate::edge::leave();
        result.recv().unwrap_or(Err(Fault::Internal))
    }
}

/// Closes the queue, lets the thread finish what is in it, and waits for it.
impl Drop for Writer {
    fn drop(&mut self) {
        *self.queue.lock() = None;
        if let Some(thread) = self.thread.take() {
            // It can have panicked only outside of all work, and no waiter is left.
            let _ = thread.join();
        }
    }
}

impl<T, F> Work for Piece<T, F>
where
    T: Send,
    F: FnOnce(&Tx) -> Result<T, Fault> + Send,
{
    fn run(&mut self, tx: &Tx) -> Result<(), Fault> {
        if let Some(work) = self.work.take() {
            self.result = catch_unwind(AssertUnwindSafe(|| work(tx))).unwrap_or_else(|_| {
                tracing::error!("a piece of writing panicked; nothing of it was kept");
                Err(Fault::Internal)
            });
        }
        self.result.as_ref().map(|_| ()).map_err(Clone::clone)
    }

    fn answer(self: Box<Self>, committed: Result<(), Fault>) {
        let result = committed.and(self.result);
        // The waiter may be gone; what is written stays written.
        let _ = self.reply.send(result);
    }
}

fn write_all(
    mut connection: Connection,
    clock: &Clock,
    integrity: &KnownDamage,
    queue: &Receiver<Box<dyn Work>>,
    meters: &Meters,
    log: &Log,
) {
    while let Some(first) = next(queue, &connection, log) {
        let begun = Instant::now();
        let mut group = vec![first];
        group.extend(queue.try_iter().take(GROUP - 1));
        let size = u32::try_from(group.len()).unwrap_or(u32::MAX);
        meters.waiting.sub(size.into());
        meters.group.observe(size.into());
        let allowed = integrity.allows_writing();
        let committed = allowed.and_then(|()| commit(&mut connection, clock, &mut group, meters));
        integrity.watch(clock.now(), &committed);
        for piece in group {
            piece.answer(committed.clone());
        }
        thread::sleep(log.pause(&connection, begun.elapsed()));
    }
}

/// The next piece of work, or `None` once there will be none.
fn next(
    queue: &Receiver<Box<dyn Work>>,
    connection: &Connection,
    log: &Log,
) -> Option<Box<dyn Work>> {
    match queue.recv_timeout(IDLE) {
        Err(RecvTimeoutError::Timeout) => log.shorten(connection),
        received => return received.ok(),
    }
    queue.recv().ok()
}

/// Begins immediately: a transaction that first reads and then wants to write
/// fails with BUSY under load, whatever the timeout.
fn commit(
    connection: &mut Connection,
    clock: &Clock,
    group: &mut [Box<dyn Work>],
    meters: &Meters,
) -> Result<(), Fault> {
    let change = connection
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(StoreError::from)?;
    let tx = Tx::new(&change, clock.now());
    for piece in group.iter_mut() {
        tx.execute("savepoint piece", ())?;
        if let Err(fault) = piece.run(&tx) {
            // A full or failing disk makes SQLite give up the whole transaction; where damage shows,
            // nothing that was written beside it deserves trust.
            if change.is_autocommit() || fault == Fault::StorageDamaged {
                return Err(fault);
            }
            tx.execute("rollback to piece", ())?;
        }
        tx.execute("release piece", ())?;
    }
    let begun = Instant::now();
    let committed = change.commit();
    meters.commit.observe(begun.elapsed().as_secs_f64());
    Ok(committed.map_err(StoreError::from)?)
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;

    use super::*;
    use crate::store::files;

    fn writer() -> Writer {
        let connection = Connection::open_in_memory().expect("memory");
        connection
            .execute_batch("create table t (n integer unique)")
            .expect("sql");
        Writer::start(connection, Arc::default(), KnownDamage::default())
    }

    fn add(writer: &Writer, n: i64) -> Result<(), Fault> {
        writer.run(move |tx| {
            tx.execute("insert into t values (?1)", [n])?;
            Ok(())
        })
    }

    fn rows(writer: &Writer) -> Vec<i64> {
        let rows =
            writer.run(|tx| Ok(tx.all("select n from t order by n", (), |row| row.get("n"))?));
        rows.expect("rows")
    }

    #[test]
    fn a_failing_piece_harms_no_other_in_its_group() {
        let writer = writer();
        // Holds the thread until the others have queued up, so that they form one group.
        let barrier = Arc::new(Barrier::new(2));
        thread::scope(|scope| {
            let gate = Arc::clone(&barrier);
            let writer = &writer;
            scope.spawn(move || {
                writer.run(move |_| {
                    gate.wait();
                    Ok(())
                })
            });
            let pieces: Vec<_> = (0..20)
                .map(|n| {
                    scope.spawn(move || {
                        writer.run(move |tx| {
                            tx.execute("insert into t values (?1)", [n])?;
                            match n % 4 {
                                1 => Err(Fault::NoAccount),
                                2 => panic!("on purpose"),
                                _ => Ok(()),
                            }
                        })
                    })
                })
                .collect();
            barrier.wait();
            for (n, piece) in pieces.into_iter().enumerate() {
                let expected = match n % 4 {
                    1 => Err(Fault::NoAccount),
                    2 => Err(Fault::Internal),
                    _ => Ok(()),
                };
                assert_eq!(piece.join().expect("joined"), expected);
            }
        });
        let kept: Vec<i64> = (0..20).filter(|n| n % 4 == 0 || n % 4 == 3).collect();
        assert_eq!(rows(&writer), kept);
    }

    #[test]
    fn a_piece_is_all_or_nothing() {
        let writer = writer();
        add(&writer, 1).expect("new");
        let result = writer.run(|tx| {
            tx.execute("insert into t values (2)", ())?;
            tx.execute("insert into t values (1)", ())?;
            Ok(())
        });
        assert_eq!(result, Err(Fault::Internal));
        assert_eq!(rows(&writer), [1]);
    }

    #[test]
    fn a_write_that_comes_upon_damage_is_the_last() {
        let writer = writer();
        add(&writer, 1).expect("sound");
        let met = writer.run(|tx| {
            tx.execute("insert into t values (2)", ())?;
            Err::<(), _>(Fault::StorageDamaged)
        });
        assert_eq!(met, Err(Fault::StorageDamaged));
        assert_eq!(add(&writer, 3), Err(Fault::StorageDamaged));
        let looked = writer.run(|_| Ok(()));
        assert_eq!(looked, Err(Fault::StorageDamaged), "nothing at all is done");
    }

    #[test]
    fn a_log_that_was_long_is_emptied_once_there_is_no_work() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("x.db");
        let connection = Connection::open(&path).expect("open");
        connection
            .execute_batch("pragma journal_mode = wal; create table t (n)")
            .expect("sql");
        let writer = Writer::start(connection, Arc::default(), KnownDamage::default());
        let fill = |bytes: i64| {
            let written = writer.run(move |tx| {
                tx.execute("insert into t values (zeroblob(?1))", [bytes])?;
                Ok(())
            });
            written.expect("written");
        };
        fill(2 << 20);
        let deadline = Instant::now() + Duration::from_secs(60);
        while files::bytes(&path)[1] > 0 {
            assert!(Instant::now() < deadline, "it stays as it is");
            thread::yield_now();
        }
        fill(1);
        assert!(files::bytes(&path)[1] > 0, "and is used again");
    }

    #[test]
    fn what_is_queued_when_the_writer_goes_is_still_written() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("x.db");
        let connection = Connection::open(&path).expect("open");
        connection
            .execute_batch("create table t (n integer unique)")
            .expect("sql");
        let writer = Writer::start(connection, Arc::default(), KnownDamage::default());
        for n in 0..50 {
            add(&writer, n).expect("written");
        }
        drop(writer);
        let count: i64 = Connection::open(&path)
            .and_then(|connection| {
                connection.query_row("select count(*) from t", (), |row| row.get(0))
            })
            .expect("a count");
        assert_eq!(count, 50);
    }
}
