//! The table `admin_log`.

use std::time::Duration;

use rusqlite::params;

use crate::domain::account::AccountId;
use crate::domain::admin_log::{Deed, LogEntry, LogFilter, Named};
use crate::domain::caller::Caller;
use crate::domain::fault::Fault;
use crate::domain::moment::Moment;
use crate::domain::query::Page;
use crate::store::row::Row;
use crate::store::{Tx, sessions};

/// How long a row is kept at the least: a day longer than the schema's trigger has it, whose clock is SQLite's.
const KEPT: Duration = Duration::from_secs(366 * 24 * 60 * 60);

/// Adds a row, in the transaction of what it tells: what it was and what it became, where a word can say so.
pub(crate) fn note(
    tx: &Tx,
    by: Caller,
    deed: Deed,
    account: Option<AccountId>,
    [was, became]: [Option<&str>; 2],
) -> Result<(), Fault> {
    let (actor, address) = if by.is_operator() {
        (0, None)
    } else {
        (by.account.0, sessions::address_of(tx, by.session)?)
    };
    tx.execute(
        "insert into admin_log (actor_id, address, deed, account_id, was, became, created_at)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            actor,
            address,
            deed.word(),
            account.map(|account| account.0),
            was,
            became,
            tx.now.micros()
        ],
    )?;
    Ok(())
}

/// Which rows a filter takes.
macro_rules! wanted {
    () => {
        " where (?1 is null or l.actor_id = ?1) and (?2 is null or l.account_id = ?2)
            and (?3 is null or l.deed = ?3) and l.created_at >= ?4 and l.created_at < ?5"
    };
}

/// What an account's owner is called, of a table of accounts.
macro_rules! name {
    ($table:literal) => {
        concat!(
            "coalesce(nullif(trim(",
            $table,
            ".front_name || ' ' || ",
            $table,
            ".last_name), ''), ",
            $table,
            ".username)"
        )
    };
}

/// The rows that a filter takes, newest first, and how many there are in all. `tx` is to be one snapshot.
pub(crate) fn list(tx: &Tx, filter: &LogFilter, page: Page) -> Result<(Vec<LogEntry>, i64), Fault> {
    let (actor, account) = (filter.actor.map(|id| id.0), filter.account.map(|id| id.0));
    let deed = filter.deed.map(Deed::word);
    let from = filter.from.map_or(i64::MIN, Moment::micros);
    let until = filter.until.map_or(i64::MAX, Moment::micros);
    let found = tx.all(
        concat!(
            "select l.id, l.created_at, l.actor_id, l.address, l.deed, l.account_id, l.was, l.became, ",
            name!("who"),
            " as actor_name, ",
            name!("whom"),
            " as account_name from admin_log l
             left join accounts who on who.id = l.actor_id left join accounts whom on whom.id = l.account_id",
            wanted!(),
            " order by l.id desc limit ?6 offset ?7"
        ),
        params![actor, account, deed, from, until, page.limit, page.skip],
        entry,
    )?;
    let total = tx.value(
        concat!("select count(*) from admin_log l", wanted!()),
        params![actor, account, deed, from, until],
    )?;
    Ok((found, total.unwrap_or(0)))
}

fn entry(row: &Row) -> rusqlite::Result<LogEntry> {
    let (id, at) = (row.get("id")?, row.get("created_at")?);
    let actor: AccountId = row.get("actor_id")?;
    let (address, deed) = (row.get("address")?, row.get("deed")?);
    let account: Option<AccountId> = row.get("account_id")?;
    let (was, became) = (row.get("was")?, row.get("became")?);
    let (actor_name, account_name) = (row.get("actor_name")?, row.get("account_name")?);
    let actor = Named {
        id: actor,
        name: actor_name,
    };
    let account = account.map(|id| Named {
        id,
        name: account_name,
    });
    Ok(LogEntry {
        id,
        at,
        actor: Some(actor).filter(|who| who.id.0 != 0),
        address,
        deed,
        account,
        was,
        became,
    })
}

/// Deletes the rows that were kept long enough.
pub(crate) fn sweep(tx: &Tx) -> Result<(), Fault> {
    let sql = "delete from admin_log where created_at <= ?1";
    tx.execute(sql, [tx.now.before(KEPT).micros()])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::*;

    const NOW: &str = "unixepoch() * 1000000";

    fn database() -> Connection {
        let connection = Connection::open_in_memory().expect("opened");
        let schema = include_str!("../../schema.sql");
        connection.execute_batch(schema).expect("made");
        connection
    }

    fn add(connection: &Connection, days_ago: u32) {
        let sql = format!(
            "insert into admin_log (actor_id, deed, created_at) values (0, 'role', {NOW} - {days_ago} * 86400000000)"
        );
        connection.execute(&sql, ()).expect("a row is added");
    }

    fn now(connection: &Connection) -> Moment {
        let sql = format!("select {NOW}");
        let now = connection.query_row(&sql, (), |row| row.get(0));
        Moment::from_micros(now.expect("a clock"))
    }

    #[test]
    fn no_row_is_changed_and_none_deleted_before_its_time() {
        let connection = database();
        add(&connection, 364);
        for sql in [
            "update admin_log set deed = 'mail'",
            "update admin_log set created_at = 0",
            "delete from admin_log",
            "delete from admin_log where id = 1",
        ] {
            assert!(connection.execute(sql, ()).is_err(), "{sql}");
        }
        let left = "select count(*) from admin_log where deed = 'role'";
        let left: i64 = connection
            .query_row(left, (), |row| row.get(0))
            .expect("counted");
        assert_eq!(left, 1);
    }

    #[test]
    fn what_is_older_than_a_year_is_swept() {
        let connection = database();
        for days_ago in [0, 300, 367, 800] {
            add(&connection, days_ago);
        }
        let tx = Tx::new(&connection, now(&connection));
        sweep(&tx).expect("swept");
        let all = Page { skip: 0, limit: 9 };
        let (left, total) = list(&tx, &LogFilter::default(), all).expect("listed");
        let ids: Vec<i64> = left.iter().map(|entry| entry.id).collect();
        assert_eq!((ids, total), (vec![2, 1], 2));
    }
}
