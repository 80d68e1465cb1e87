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
        let done = self.statement(sql)?.execute(values);
        done.map_err(|error| self.judged(sql, error.into()))
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
        let found = found.optional();
        found.map_err(|error| self.judged(sql, error.into()))
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
        row: impl FnMut(&Row) -> rusqlite::Result<bool>,
    ) -> Result<(), StoreError> {
        self.each_of(sql, (), row)
    }

    /// The same of a statement with values.
    pub(super) fn each_of(
        &self,
        sql: &str,
        values: impl Params,
        mut row: impl FnMut(&Row) -> rusqlite::Result<bool>,
    ) -> Result<(), StoreError> {
        let mut statement = self.statement(sql)?;
        let mut rows = statement.query(values)?;
        while let Some(next) = rows.next()? {
            if !row(&Row::new(next))? {
                break;
            }
        }
        Ok(())
    }

    /// What a statement failed by. SQLite doesn't say which parent of a row is missing: where all that its table refers to
    /// is accounts, it is the account.
    fn judged(&self, sql: &str, error: StoreError) -> StoreError {
        if !error.lacks_parent() {
            return error;
        }
        let mut words = sql.split_whitespace();
        words.find(|word| matches!(*word, "into" | "update"));
        let table = words.next().unwrap_or_default();
        let sql =
            "select count(*) > 0 and min(\"table\" = 'accounts') from pragma_foreign_key_list(?1)";
        match self.value(sql, [table]) {
            Ok(Some(true)) => error.of_account(),
            _ => error,
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    /// What is told when this fails, in a database with account 1, its post 1 and its result 1.
    fn told(sql: &str) -> Fault {
        let connection = Connection::open_in_memory().expect("opened");
        let people = "insert into accounts (id, username, username_key, email, password_hash, created_at)
                      values (1, 'a', 'a', 'a@example.com', '', 1);
                      insert into posts values (1, 1, null, 'c', 1, 1);
                      insert into predictions (id, account_id, mbti, probabilities, answers_hash, model_hash, created_at)
                      values (1, 1, 'INFJ', '[]', '', '', 1);";
        connection
            .execute_batch(concat!(
                include_str!("../../schema.sql"),
                "pragma foreign_keys = on;"
            ))
            .expect("made");
        connection.execute_batch(people).expect("filled");
        let tx = Tx::new(&connection, Moment::from_micros(1));
        let done = tx.execute(sql, ()).map_err(Fault::from);
        done.expect_err(sql)
    }

    #[test]
    fn a_missing_parent_is_told_for_its_kind() {
        for lost in [
            "insert into posts values (2, 9, null, 'c', 1, 1)",
            "insert into drafts values (9, '[]', 1) on conflict (account_id) do update set updated_at = 2",
            "insert into second_factors values (9, x'00', 1, 1, 1, 0, 0)",
        ] {
            assert_eq!(told(lost), Fault::ExpiredCredentials, "{lost}");
        }
        // A defect: it is in the log, and nobody is signed out by it.
        for defect in [
            "insert into comments values (1, 9, 1, 'c', 1, 1)",
            "insert into shares values (1, 1, 9, '', 1, 1)",
            "insert into detections values (1, 9, 1)",
            "insert into seats (room_id, token_hash, name, answers, joined_at) values
             (9, '', '', hex(zeroblob(30)), 1)",
            "insert into answer_sheets values (9, '[]')",
        ] {
            assert_eq!(told(defect), Fault::Internal, "{defect}");
        }
    }
}
