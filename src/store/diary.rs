//! The table `diary_sessions`.

use rusqlite::params;

use crate::domain::account::AccountId;
use crate::domain::diary::{DiaryId, DiarySession};
use crate::domain::fault::Fault;
use crate::domain::query::Page;
use crate::store::Tx;
use crate::store::row::Row;

/// Begins a session of this account.
pub(crate) fn insert(tx: &Tx, account: AccountId) -> Result<DiarySession, Fault> {
    tx.execute(
        "insert into diary_sessions (account_id, start_time) values (?1, ?2)",
        params![account.0, tx.now.micros()],
    )?;
    Ok(DiarySession {
        id: DiaryId(tx.last_id()),
        account,
        start_time: tx.now,
        end_time: None,
    })
}

/// The columns that readers and exports share.
macro_rules! columns {
    () => {
        "start_time, end_time"
    };
}
pub(super) use columns;

/// This account's session of this number.
pub(crate) fn get(tx: &Tx, account: AccountId, id: DiaryId) -> Result<Option<DiarySession>, Fault> {
    let found = tx.first(
        sql!("select id, account_id, " self " from diary_sessions where id = ?1 and account_id = ?2"),
        params![id.0, account.0],
        session,
    )?;
    Ok(found)
}

/// This account's sessions, in the order they began.
pub(crate) fn list(tx: &Tx, account: AccountId, page: Page) -> Result<Vec<DiarySession>, Fault> {
    let found = tx.all(
        sql!("select id, account_id, " self
            " from diary_sessions where account_id = ?1 order by id limit ?2 offset ?3"),
        params![account.0, page.limit, page.skip],
        session,
    )?;
    Ok(found)
}

/// How many sessions this account has.
pub(crate) fn count(tx: &Tx, account: AccountId) -> Result<i64, Fault> {
    let sql = "select count(*) from diary_sessions where account_id = ?1";
    Ok(tx.value(sql, [account.0])?.unwrap_or(0))
}

/// Ends a session now.
pub(crate) fn end(tx: &Tx, id: DiaryId) -> Result<(), Fault> {
    tx.execute(
        "update diary_sessions set end_time = ?2 where id = ?1",
        params![id.0, tx.now.micros()],
    )?;
    Ok(())
}

/// Deletes a session and, by the schema's cascades, everything in it.
pub(crate) fn delete(tx: &Tx, id: DiaryId) -> Result<(), Fault> {
    tx.execute("delete from diary_sessions where id = ?1", [id.0])?;
    Ok(())
}

fn session(row: &Row) -> rusqlite::Result<DiarySession> {
    Ok(DiarySession {
        id: row.get("id")?,
        account: row.get("account_id")?,
        start_time: row.get("start_time")?,
        end_time: row.get("end_time")?,
    })
}
