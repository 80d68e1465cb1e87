//! Active sessions, for their owners and administrators.

use std::time::Duration;

use rusqlite::params;

use crate::domain::account::AccountId;
use crate::domain::fault::{Fault, Resource};
use crate::domain::query::ActiveSession;
use crate::domain::session::{Device, SessionId};
use crate::store::Tx;
use crate::store::row::Row;

/// The columns that readers and exports share.
macro_rules! columns {
    () => {
        "s.id, s.family, s.agent, s.address, s.created_at, s.expires_at"
    };
}
pub(in crate::store) use columns;

/// Most sessions of an account in its list: lists are made whole in memory. More than these can be ended at once.
const MOST_LISTED: i64 = 1000;

/// An account's active sessions, newest first; of very many the newest.
pub(crate) fn of_account(
    tx: &Tx,
    account: AccountId,
    idle: Duration,
) -> Result<Vec<ActiveSession>, Fault> {
    let found = tx.all(
        sql!("select " self
            " from sessions s where account_id = ?1 and ended_at is null and expires_at > ?2
             and last_used_at > ?3 order by id desc limit ?4"),
        params![
            account.0,
            tx.now.micros(),
            tx.now.before(idle).micros(),
            MOST_LISTED
        ],
        session,
    )?;
    Ok(found)
}

/// Ends one of an account's own sessions.
///
/// # Errors
/// [`Fault::NotFound`] if it has no such active session.
pub(crate) fn end_own(tx: &Tx, account: AccountId, id: SessionId) -> Result<(), Fault> {
    tx.change(
        "update sessions set ended_at = ?3
         where id = ?1 and account_id = ?2 and ended_at is null and expires_at > ?3",
        params![id.0, account.0, tx.now.micros()],
        Fault::NotFound(Resource::Session),
    )
}

fn session(row: &Row) -> rusqlite::Result<ActiveSession> {
    Ok(ActiveSession {
        id: row.get("id")?,
        family: row.get("family")?,
        device: Device {
            agent: row.get("agent")?,
            address: row.get("address")?,
        },
        created_at: row.get("created_at")?,
        expires_at: row.get("expires_at")?,
    })
}

/// The active sessions of all accounts or of one, newest first, each with its username; of very many the newest.
pub(crate) fn list(
    tx: &Tx,
    account: Option<AccountId>,
    idle: Duration,
) -> Result<Vec<(String, ActiveSession)>, Fault> {
    let found = tx.all(
        sql!("select " self
            ", a.username from sessions s join accounts a on a.id = s.account_id
             where (?1 is null or s.account_id = ?1) and s.ended_at is null and s.expires_at > ?2
               and s.last_used_at > ?3 order by s.id desc limit ?4"),
        params![
            account.map(|account| account.0),
            tx.now.micros(),
            tx.now.before(idle).micros(),
            MOST_LISTED
        ],
        |row| Ok((row.get("username")?, session(row)?)),
    )?;
    Ok(found)
}

/// Ends a session of any account; returns whose it was.
///
/// # Errors
/// [`Fault::NotFound`] if there is no such active session.
pub(crate) fn end_any(tx: &Tx, id: SessionId) -> Result<AccountId, Fault> {
    let sql =
        "update sessions set ended_at = ?2 where id = ?1 and ended_at is null and expires_at > ?2
               returning account_id";
    let whose = tx.first(sql, params![id.0, tx.now.micros()], |row| {
        row.get("account_id")
    })?;
    whose.ok_or(Fault::NotFound(Resource::Session))
}

/// Ends all of an account's active sessions; returns how many there were.
pub(crate) fn end_active(tx: &Tx, account: AccountId) -> Result<usize, Fault> {
    let ended = tx.execute(
        "update sessions set ended_at = ?2
         where account_id = ?1 and ended_at is null and expires_at > ?2",
        params![account.0, tx.now.micros()],
    )?;
    Ok(ended)
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::*;
    use crate::domain::moment::Moment;

    #[test]
    fn of_very_many_sessions_the_newest_thousand_are_listed() {
        let connection = Connection::open_in_memory().expect("opened");
        let people = "insert into accounts (id, username, username_key, email, password_hash, created_at)
                      values (1, 'a', 'a', 'a@example.com', '', 1);
                      with recursive c (n) as (select 1 union all select n + 1 from c where n < 1100)
                      insert into sessions (account_id, family, created_at, expires_at, last_used_at)
                      select 1, 'app', 1, 1000, 1000 from c;";
        let schema = include_str!("../../../schema.sql");
        connection.execute_batch(schema).expect("made");
        connection.execute_batch(people).expect("filled");
        let tx = Tx::new(&connection, Moment::from_micros(2));
        for of in [None, Some(AccountId(1))] {
            let listed = list(&tx, of, Duration::from_secs(1)).expect("listed");
            let ids: Vec<i64> = listed.iter().map(|(_, open)| open.id.0).collect();
            assert_eq!((ids.len(), ids[0], ids[999]), (1000, 1100, 101));
        }
    }
}
