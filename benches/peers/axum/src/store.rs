//! SQLite: a pool of readers, one writer, no work of either on the async threads.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use r2d2_sqlite::SqliteConnectionManager;
use rusqlite::{Connection, Transaction, TransactionBehavior};
use tokio::sync::Semaphore;

use crate::fault::Fault;

/// Where a read runs.
#[derive(Clone, Copy, PartialEq)]
pub enum Reads {
    /// On a blocking thread.
    Spawned,
    /// On the thread that asks: they take microseconds.
    Inline,
}

pub struct Store {
    readers: r2d2::Pool<SqliteConnectionManager>,
    /// As many places as readers, so that waiting takes no blocking thread.
    turn: Semaphore,
    writer: Arc<Mutex<Connection>>,
    reads: Reads,
}

impl Store {
    pub fn open(path: &Path, readers: usize, reads: Reads) -> Result<Self, Box<dyn std::error::Error>> {
        let writer = Connection::open(path)?;
        prepare(&writer)?;
        writer.pragma_update(None, "journal_mode", "wal")?;
        writer.execute_batch("pragma synchronous = full; pragma foreign_keys = on;")?;
        writer.execute_batch(include_str!("schema.sql"))?;
        let manager = SqliteConnectionManager::file(path)
            .with_init(|reader| prepare(reader).and_then(|()| reader.execute_batch("pragma query_only = on")));
        let pool = r2d2::Pool::builder()
            .max_size(u32::try_from(readers)?)
            .test_on_check_out(false);
        Ok(Self {
            readers: pool.build(manager)?,
            turn: Semaphore::new(readers),
            writer: Arc::new(Mutex::new(writer)),
            reads,
        })
    }

    pub async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        if self.reads == Reads::Inline {
            return work(&*self.readers.get()?);
        }
        let _turn = self.turn.acquire().await?;
        let readers = self.readers.clone();
        tokio::task::spawn_blocking(move || work(&*readers.get()?)).await?
    }

    /// One transaction; on disk when this returns.
    pub async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Transaction) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let writer = Arc::clone(&self.writer);
        let write = move || {
            let mut writer = writer.lock().unwrap_or_else(PoisonError::into_inner);
            let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let result = work(&transaction)?;
            transaction.commit()?;
            Ok(result)
        };
        tokio::task::spawn_blocking(write).await?
    }
}

fn prepare(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_prepared_statement_cache_capacity(64);
    connection.busy_timeout(std::time::Duration::from_secs(5))
}
