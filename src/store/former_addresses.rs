//! The table `former_addresses`: addresses that accounts had until lately, and the codes that take them back.

use std::time::Duration;

use rusqlite::params;

use crate::domain::account::AccountId;
use crate::domain::email::Email;
use crate::domain::fault::Fault;
use crate::domain::moment::Moment;
use crate::domain::query::FormerAddress;
use crate::store::Tx;

/// How long an address can be taken back.
pub(crate) const LIFETIME: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// That an address can be taken back: its time isn't over and wasn't set under a clock that was ahead, and it wasn't
/// taken back before.
macro_rules! is_live {
    ($now:literal, $latest:literal) => {
        concat!(
            "expires_at > ",
            $now,
            " and expires_at <= ",
            $latest,
            " and code_hash is not null"
        )
    };
}

/// The latest moment that a row made by now ends at.
fn latest(tx: &Tx) -> i64 {
    tx.now.latest_believed().after(LIFETIME).micros()
}

/// Keeps an address that an account leaves for another, with the hash of the code that takes it back. Should the
/// account return to an address that it left before, that one outlives this: the code of the earlier one wins. Returns
/// when it ends.
pub(crate) fn leave(
    tx: &Tx,
    account: AccountId,
    [from, to]: [&Email; 2],
    code_hash: &str,
) -> Result<Moment, Fault> {
    sweep(tx)?;
    let until = tx.now.after(LIFETIME);
    let end = until.micros();
    tx.execute(
        "update former_addresses set expires_at = ?3 where account_id = ?1 and email = ?2",
        params![account.0, to.as_str(), end],
    )?;
    tx.execute(
        "insert into former_addresses (account_id, email, code_hash, expires_at) values (?1, ?2, ?3, ?4)",
        params![account.0, from.as_str(), code_hash, end],
    )?;
    Ok(until)
}

/// An account's, the earliest first. One that was left twice is in it twice.
pub(crate) fn of_account(tx: &Tx, account: AccountId) -> Result<Vec<FormerAddress>, Fault> {
    let sql = concat!(
        "select email, expires_at from former_addresses where account_id = ?1 and ",
        is_live!("?2", "?3"),
        " order by id"
    );
    let values = params![account.0, tx.now.micros(), latest(tx)];
    Ok(tx.all(sql, values, |row| {
        Ok(FormerAddress {
            email: row.get("email")?,
            expires_at: row.get("expires_at")?,
        })
    })?)
}

/// The account that can still take this address back.
pub(crate) fn holder(tx: &Tx, email: &str) -> Result<Option<AccountId>, Fault> {
    let sql = concat!(
        "select account_id from former_addresses where email = ?1 and ",
        is_live!("?2", "?3")
    );
    Ok(tx.value(sql, params![email, tx.now.micros(), latest(tx)])?)
}

/// The account and the address that a code with this hash takes back.
pub(crate) fn of_code(tx: &Tx, code_hash: &str) -> Result<Option<(AccountId, Email)>, Fault> {
    let sql = concat!(
        "select account_id, email from former_addresses where code_hash = ?1 and ",
        is_live!("?2", "?3")
    );
    let values = params![code_hash, tx.now.micros(), latest(tx)];
    Ok(tx.first(sql, values, |row| {
        Ok((row.get("account_id")?, row.get("email")?))
    })?)
}

/// How many changes of an account's address count: those that can be undone, and those that were. With when the first
/// of them ends.
pub(crate) fn count(tx: &Tx, account: AccountId) -> Result<(i64, Option<Moment>), Fault> {
    let sql = "select count(*) as changes, min(expires_at) as first from former_addresses
               where account_id = ?1 and expires_at > ?2 and expires_at <= ?3";
    let values = params![account.0, tx.now.micros(), latest(tx)];
    let found = tx.first(sql, values, |row| {
        Ok((row.get("changes")?, row.get("first")?))
    })?;
    Ok(found.unwrap_or_default())
}

/// Forgets this address of an account, which is to have it again, and all that it had later: their codes do nothing
/// any more. That one was taken back stays counted. Returns whether there was one.
pub(crate) fn end_from(tx: &Tx, account: AccountId, email: &Email) -> Result<bool, Fault> {
    let sql = concat!(
        "update former_addresses set email = '', code_hash = null where id =
         (select min(id) from former_addresses where account_id = ?1 and email = ?2 and ",
        is_live!("?3", "?4"),
        ") returning id"
    );
    let values = params![account.0, email.as_str(), tx.now.micros(), latest(tx)];
    let Some(first) = tx.value::<i64>(sql, values)? else {
        return Ok(false);
    };
    tx.execute(
        "delete from former_addresses where account_id = ?1 and id > ?2 and code_hash is not null",
        [account.0, first],
    )?;
    Ok(true)
}

/// Forgets all of an account's.
pub(crate) fn end_all(tx: &Tx, account: AccountId) -> Result<(), Fault> {
    tx.execute(
        "delete from former_addresses where account_id = ?1",
        [account.0],
    )?;
    Ok(())
}

/// Deletes those whose time is over; returns how many.
pub(crate) fn sweep(tx: &Tx) -> Result<usize, Fault> {
    let sql = "delete from former_addresses where expires_at <= ?1 or expires_at > ?2";
    Ok(tx.execute(sql, [tx.now.micros(), latest(tx)])?)
}
