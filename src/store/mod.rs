//! SQLite: all data but photos and mail, and the only place with SQL.
//!
//! One writer thread commits in groups; readers come from a pool, shared out among clients, and see the
//! last commit. Each table has its file, whose functions take a [`Tx`].

/// A statement with the columns of a table in it: `sql!("select id, " posts " from posts")`; `self` is the file's
/// own table. Columns are macros, since `concat!` takes no constants.
macro_rules! sql {
    ($start:literal $table:ident $end:literal) => {
        concat!($start, $table::columns!(), $end)
    };
}

pub mod accounts;
pub(crate) mod admin_log;
pub(crate) mod app_passwords;
pub(crate) mod cards;
pub(crate) mod claim;
pub(crate) mod code_totals;
pub(crate) mod codes;
pub(crate) mod comments;
pub(crate) mod comparisons;
pub(crate) mod copies;
pub(crate) mod counted_results;
pub(crate) mod counts;
mod damage;
pub(crate) mod detections;
pub(crate) mod diary;
pub(crate) mod documents;
pub(crate) mod drafts;
mod error;
pub(crate) mod examine;
pub(crate) mod export;
pub(crate) mod feedback;
pub(crate) mod files;
pub(crate) mod former_addresses;
pub(crate) mod idempotency;
pub(crate) mod identity;
pub(crate) mod imported;
pub(crate) mod instrument_results;
mod integrity;
pub(crate) mod migrations;
pub(crate) mod norms;
mod open;
#[cfg(test)]
mod passing_tests;
pub(crate) mod password_links;
pub(crate) mod photos;
pub(crate) mod pieces;
pub(crate) mod posts;
pub(crate) mod predictions;
mod readers;
pub(crate) mod readings;
pub(crate) mod recipient_totals;
pub(crate) mod recovery_codes;
pub(crate) mod reminders;
pub(crate) mod replica;
pub(crate) mod responses;
pub(crate) mod rooms;
mod row;
pub(crate) mod seats;
pub(crate) mod second_factors;
pub(crate) mod sessions;
pub(crate) mod set_up_key;
pub(crate) mod shares;
pub(crate) mod sql_dump;
pub(crate) mod statistics;
pub(crate) mod suggestions;
pub(crate) mod tables;
mod tx;
mod values;
pub(crate) mod wal;
mod writer;

use std::path::{Path, PathBuf};

use parking_lot::Mutex;

use crate::domain::account::Account;
use crate::domain::fault::Fault;
use crate::domain::moment::Moment;
use crate::domain::operator_error::OperatorError;
use crate::domain::query::{Damage, Page, Search};
use crate::platform::clock::Clock;
use std::sync::Arc;

pub(crate) use damage::KnownDamage;
pub(crate) use error::StoreError;
pub(crate) use examine::Examined;
pub(crate) use integrity::IntegrityReport;
pub(crate) use tx::Tx;
pub(crate) use writer::Meters;

/// The database: one file, many readers, one writer.
pub struct Store {
    readers: readers::Readers,
    writer: writer::Writer,
    clock: Arc<Clock>,
    known_damage: KnownDamage,
    directory: Mutex<accounts::Directory>,
    /// Whether the start looked at every page: it takes its time only where that is short.
    checked_at_start: bool,
    path: PathBuf,
    /// Which file was opened.
    number: Option<(u64, u64)>,
}

/// When the SQLite in this program was released.
///
/// # Panics
/// Never: its name begins with day and time.
#[must_use]
pub(crate) fn released() -> Moment {
    let name = rusqlite::ffi::SQLITE_SOURCE_ID.to_str().unwrap_or_default();
    let written = format!("{}Z", name.get(..19).unwrap_or_default().replace(' ', "T"));
    Moment::parse(&written).expect("it begins so")
}

impl Store {
    /// Opens the file, checks it, and makes or migrates its schema.
    ///
    /// # Errors
    /// Not writable, not a database, damaged, or of a newer version.
    pub(crate) fn open(
        path: &Path,
        readers: u32,
        clock: Arc<Clock>,
    ) -> Result<Self, OperatorError> {
        let (writing, checked_at_start) = open::for_writing(path)?;
        let readers = readers::Readers::new(open::pool(path, readers)?, open::BUSY);
        let known_damage = KnownDamage::default();
        let writer = writer::Writer::start(writing, Arc::clone(&clock), known_damage.clone());
        Ok(Self {
            readers,
            writer,
            clock,
            known_damage,
            directory: Mutex::default(),
            checked_at_start,
            path: path.to_path_buf(),
            number: files::number(path).ok(),
        })
    }

    /// Runs `work` outside a transaction: each statement sees one state, but two may see different ones;
    /// [`Self::read_snapshot`] is for those that must agree.
    ///
    /// # Errors
    /// What the closure returns, or [`Fault::Busy`] if no connection is free.
    pub fn read<T>(&self, work: impl FnOnce(&Tx) -> Result<T, Fault>) -> Result<T, Fault> {
        let reader = self.readers.get()?;
        let now = self.clock.now();
        let result = work(&Tx::new(&reader.connection, now));
        self.known_damage.watch(now, &result);
        result
    }

    /// Checks that its path still leads to the file that was opened: what is written to another is lost to
    /// the next start.
    ///
    /// # Errors
    /// [`Fault::StorageFailing`].
    pub(crate) fn in_place(&self) -> Result<(), Fault> {
        match files::number(&self.path) {
            Ok(number) if Some(number) == self.number => Ok(()),
            Ok(_) => {
                tracing::error!("another file lies where the database was opened");
                Err(Fault::StorageFailing)
            }
            Err(error) => {
                tracing::error!(%error, "the database isn't where it was opened");
                Err(Fault::StorageFailing)
            }
        }
    }

    /// The damage that was found since the start; from then on nothing is written.
    #[must_use]
    pub fn damage(&self) -> Option<&Damage> {
        self.known_damage.damage()
    }

    /// Another server goes on with the data: from now on nothing is written.
    pub(crate) fn take_over(&self) {
        self.known_damage.take_over();
    }

    /// Leaves the write-ahead log to Litestream, which must read it before it is moved into the database. Only a log of
    /// 64 MiB, which it never lets grow as long as it lives, is moved as ever.
    ///
    /// # Errors
    /// As [`Store::write`].
    pub(crate) fn leave_log(&self) -> Result<(), Fault> {
        self.writer.leave_log()
    }

    /// Whether anything is written at all, for work that is expensive before it writes.
    ///
    /// # Errors
    /// [`Fault::StorageDamaged`] or [`Fault::TakenOver`].
    pub(crate) fn allows_writing(&self) -> Result<(), Fault> {
        self.known_damage.allows_writing()
    }

    /// Checks every page, index and constraint through a connection of its own: readers and the
    /// writer go on meanwhile. Damage makes the database read-only.
    ///
    /// # Errors
    /// A sentence if it can't be checked now, or `stop` said so.
    pub(crate) fn check_integrity(
        &self,
        stop: impl FnMut() -> bool + Send + 'static,
    ) -> Result<IntegrityReport, String> {
        let examined = Examined::beside(&self.path)?;
        examined.stop_when(stop)?;
        let faults = examined.faults()?;
        if let Some(first) = faults.first() {
            self.known_damage
                .note(self.clock.now(), Some(first.clone()));
        }
        Ok(IntegrityReport {
            orphans: examined.orphans()?,
            faults,
        })
    }

    /// Reads one snapshot, however long it takes and whatever is written meanwhile.
    ///
    /// # Errors
    /// As [`Store::read`].
    pub(crate) fn read_snapshot<T>(
        &self,
        work: impl FnOnce(&Tx) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let mut reader = self.readers.get()?;
        let view = reader.connection.transaction().map_err(StoreError::from)?;
        let now = self.clock.now();
        let result = work(&Tx::new(&view, now));
        self.known_damage.watch(now, &result);
        result
    }

    /// The accounts that fit a search, in its order, and how many there are in all.
    ///
    /// # Errors
    /// As [`Store::read`].
    pub(crate) fn search_accounts(
        &self,
        search: &Search,
        page: Page,
    ) -> Result<(Vec<Account>, i64), Fault> {
        // Held before the snapshot is taken: what is in memory never is of a later one.
        let mut directory = self.directory.lock();
        self.read_snapshot(|tx| accounts::search(tx, &mut directory, search, page))
    }

    /// The accounts that fit a search, in its order and as of one moment, so many at a time: whoever signs up or leaves
    /// meanwhile moves nobody from one piece into another.
    ///
    /// # Errors
    /// As [`Store::read`], and what `then` returns.
    pub(crate) fn each_account(
        &self,
        search: &Search,
        piece: usize,
        mut then: impl FnMut(&[Account]) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let mut directory = self.directory.lock();
        self.read_snapshot(|tx| {
            let numbers = accounts::all_numbers(tx, &mut directory, search)?;
            // Other searches go on while the rows are read.
            drop(directory);
            for some in numbers.chunks(piece) {
                then(&accounts::in_this_order(tx, some)?)?;
            }
            Ok(())
        })
    }

    /// Reads ahead what the first search would wait for.
    ///
    /// # Errors
    /// As [`Store::read`].
    pub(crate) fn learn_accounts(&self) -> Result<(), Fault> {
        let mut directory = self.directory.lock();
        self.read_snapshot(|tx| Ok(directory.refresh(tx)?))
    }

    /// Whether the start looked at every page of the database.
    #[must_use]
    pub(crate) const fn checked_at_start(&self) -> bool {
        self.checked_at_start
    }

    /// SQLite's own version.
    ///
    /// # Errors
    /// [`Fault::Internal`] or another of [`Store::read`] if the database doesn't answer.
    pub(crate) fn version(&self) -> Result<String, Fault> {
        self.read(|tx| {
            // From a table, although none is needed: so the file is read.
            let sql = "select sqlite_version() from sqlite_schema limit 1";
            tx.value(sql, ())?.ok_or(Fault::Internal)
        })
    }

    /// How busy its writer is.
    #[must_use]
    pub(crate) const fn meters(&self) -> &Meters {
        self.writer.meters()
    }

    /// Bytes of the database's file, and of its write-ahead log; 0 for one that doesn't exist.
    #[must_use]
    pub(crate) fn bytes(&self) -> [u64; 2] {
        files::bytes(&self.path)
    }

    /// Writes, all or nothing, and returns once it is on disk. The claim of the request's `Idempotency-Key`,
    /// if it carries one, is written with it.
    ///
    /// # Errors
    /// What the closure returns (nothing is written then), or
    /// [`Fault::StorageFull`] or [`Fault::Internal`] if it can't be kept.
    pub fn write<T, F>(&self, work: F) -> Result<T, Fault>
    where
        T: Send + 'static,
        F: FnOnce(&Tx) -> Result<T, Fault> + Send + 'static,
    {
        let Some(claim) = claim::take() else {
            return self.writer.run(work);
        };
        let mine = claim.clone();
        let written = self
            .writer
            .run(move |tx| idempotency::claimed(tx, &mine, work));
        if !matches!(written, Ok((_, true))) {
            claim::put_back(claim);
        }
        written.map(|(value, _)| value)
    }
}
