//! A view of the database at one moment.

use rusqlite::types::FromSql;
use rusqlite::{CachedStatement, Connection, OptionalExtension, Params};

use crate::domain::fault::Fault;
use crate::domain::moment::Moment;
use crate::store::error::StoreError;
use crate::store::row::Row;

/// What a table's functions work on: a connection, and the moment that every
/// row written through it carries.
pub struct Tx<'connection> {
    connection: &'connection Connection,
    /// The moment of this transaction.
    pub now: Moment,
}

impl<'connection> Tx<'connection> {
    pub(super) const fn new(connection: &'connection Connection, now: Moment) -> Self {
        Self { connection, now }
    }

    /// The same at another moment: the demo's people lived before it was started.
    pub(crate) const fn at(&self, moment: Moment) -> Self {
        Self::new(self.connection, moment)
    }

    pub(super) fn statement(&self, sql: &str) -> Result<CachedStatement<'_>, StoreError> {
        Ok(self.connection.prepare_cached(sql)?)
    }

    /// Runs a statement; returns how many rows it changed.
    pub(super) fn execute(&self, sql: &str, values: impl Params) -> Result<usize, StoreError> {
        Ok(self.statement(sql)?.execute(values)?)
    }

    /// Runs a statement that must change a row; `missing` is the fault if it changes none.
    pub(super) fn change(
        &self,
        sql: &str,
        values: impl Params,
        missing: Fault,
    ) -> Result<(), Fault> {
        match self.execute(sql, values)? {
            0 => Err(missing),
            _ => Ok(()),
        }
    }

    /// The first row, if there is one.
    pub(super) fn first<T>(
        &self,
        sql: &str,
        values: impl Params,
        row: impl FnOnce(&Row) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, StoreError> {
        let mut statement = self.statement(sql)?;
        let found = statement.query_row(values, |found| row(&Row::new(found)));
        Ok(found.optional()?)
    }

    /// The first row's first column, if there is a row.
    pub(super) fn value<T: FromSql>(
        &self,
        sql: &str,
        values: impl Params,
    ) -> Result<Option<T>, StoreError> {
        let mut statement = self.statement(sql)?;
        let found = statement.query_row(values, |row| row.get(0));
        Ok(found.optional()?)
    }

    /// All rows.
    pub(super) fn all<T>(
        &self,
        sql: &str,
        values: impl Params,
        mut row: impl FnMut(&Row) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, StoreError> {
        let mut statement = self.statement(sql)?;
        let rows = statement.query_map(values, |found| row(&Row::new(found)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Each row, one at a time, until `row` says that it is enough.
    pub(super) fn each(
        &self,
        sql: &str,
        mut row: impl FnMut(&Row) -> rusqlite::Result<bool>,
    ) -> Result<(), StoreError> {
        let mut statement = self.statement(sql)?;
        let mut rows = statement.query(())?;
        while let Some(next) = rows.next()? {
            if !row(&Row::new(next))? {
                break;
            }
        }
        Ok(())
    }

    /// The connection, for what is done beside a transaction as well.
    pub(super) const fn connection(&self) -> &'connection Connection {
        self.connection
    }

    /// How many rows this connection changed so far, those of cascades and triggers as well.
    pub(super) fn changes(&self) -> u64 {
        self.connection.total_changes()
    }

    pub(super) fn last_id(&self) -> i64 {
        self.connection.last_insert_rowid()
    }
}
