//! SQLite: everything that is kept, and the only place that speaks SQL.
//!
//! One writer thread commits in groups; readers come from a pool and see the
//! last commit. A file a table; their functions take a [`Tx`].

pub mod accounts;
pub mod cards;
pub mod codes;
pub mod comments;
pub mod copies;
pub mod detections;
pub mod diary;
pub mod documents;
pub mod drafts;
mod error;
pub mod export;
pub mod feedback;
pub mod identity;
mod migrations;
mod open;
pub mod photos;
pub mod posts;
pub mod predictions;
pub mod readings;
pub mod reminders;
pub mod sessions;
pub mod shares;
pub mod statistics;
pub mod suggestions;
mod tx;
mod writer;

use std::path::Path;

use r2d2_sqlite::SqliteConnectionManager;

use crate::clock::Clock;
use crate::domain::fault::Fault;
use crate::domain::trouble::Trouble;
use std::sync::Arc;

pub use error::StoreError;
pub use tx::Tx;

/// The database: one file, many readers, one writer.
pub struct Store {
    readers: r2d2::Pool<SqliteConnectionManager>,
    writer: writer::Writer,
    clock: Arc<Clock>,
}

impl Store {
    /// Opens the file, makes or migrates its schema and checks it.
    ///
    /// # Errors
    /// A sentence for whoever started the program: not writable, not a
    /// database, damaged, or of a newer version.
    pub fn open(path: &Path, readers: u32, clock: Arc<Clock>) -> Result<Self, Trouble> {
        let writing = open::for_writing(path)?;
        let readers = open::pool(path, readers)?;
        let writer = writer::Writer::start(writing, Arc::clone(&clock));
        Ok(Self {
            readers,
            writer,
            clock,
        })
    }

    /// Reads. Two statements in one closure may see two states; one never does.
    ///
    /// # Errors
    /// What the closure returns, or [`Fault::Internal`] if no reader is free.
    pub fn read<T>(&self, work: impl FnOnce(&Tx) -> Result<T, Fault>) -> Result<T, Fault> {
        let connection = self.readers.get().map_err(|error| {
            tracing::error!(%error, "no reader of the database is free");
            Fault::Busy { retry_after: 1 }
        })?;
        work(&Tx::new(&connection, self.clock.now()))
    }

    /// SQLite's own version, told by a read of the file.
    ///
    /// # Errors
    /// [`Fault::Internal`] or another of [`Store::read`] if the database doesn't answer.
    pub fn version(&self) -> Result<String, Fault> {
        self.read(|tx| {
            // From a table, although none is needed: so the file is surely looked at.
            let sql = "select sqlite_version() from sqlite_schema limit 1";
            tx.first(sql, (), |row| row.get(0))?.ok_or(Fault::Internal)
        })
    }

    /// Writes, all or nothing, and returns once it is on disk.
    ///
    /// # Errors
    /// What the closure returns (nothing is written then), or
    /// [`Fault::StorageFull`] or [`Fault::Internal`] if it can't be kept.
    pub fn write<T, F>(&self, work: F) -> Result<T, Fault>
    where
        T: Send + 'static,
        F: FnOnce(&Tx) -> Result<T, Fault> + Send + 'static,
    {
        self.writer.run(work)
    }
}
