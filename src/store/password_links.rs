//! The table `password_links`: links by which an account's owner sets its password.

use std::time::Duration;

use rusqlite::params;

use crate::domain::account::AccountId;
use crate::domain::fault::Fault;
use crate::domain::moment::Moment;
use crate::store::Tx;

/// How long one is good.
pub(crate) const LIFETIME: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// That a link's time isn't over, and wasn't set under a clock that was ahead.
macro_rules! is_live {
    () => {
        "expires_at > ?2 and expires_at <= ?3"
    };
}

/// The latest moment that a row made by now ends at.
fn latest(tx: &Tx) -> i64 {
    tx.now.latest_believed().after(LIFETIME).micros()
}

/// Keeps the hash of an account's link in place of the one before; returns until when it is good.
pub(crate) fn replace(tx: &Tx, account: AccountId, code_hash: &str) -> Result<Moment, Fault> {
    let until = tx.now.after(LIFETIME);
    tx.execute(
        "insert into password_links (account_id, code_hash, expires_at) values (?1, ?2, ?3)
         on conflict (account_id) do update set code_hash = ?2, expires_at = ?3",
        params![account.0, code_hash, until.micros()],
    )?;
    Ok(until)
}

/// The account whose link has a code with this hash.
pub(crate) fn of_code(tx: &Tx, code_hash: &str) -> Result<Option<AccountId>, Fault> {
    let sql = concat!(
        "select account_id from password_links where code_hash = ?1 and ",
        is_live!()
    );
    Ok(tx.value(sql, params![code_hash, tx.now.micros(), latest(tx)])?)
}

/// Until when an account's link is good, if it has one.
pub(crate) fn until(tx: &Tx, account: AccountId) -> Result<Option<Moment>, Fault> {
    let sql = concat!(
        "select expires_at from password_links where account_id = ?1 and ",
        is_live!()
    );
    Ok(tx.value(sql, [account.0, tx.now.micros(), latest(tx)])?)
}

/// Ends an account's link, if it has one.
pub(crate) fn end(tx: &Tx, account: AccountId) -> Result<(), Fault> {
    let sql = "delete from password_links where account_id = ?1";
    tx.execute(sql, [account.0])?;
    Ok(())
}

/// Deletes those whose time is over.
pub(crate) fn sweep(tx: &Tx) -> Result<(), Fault> {
    let sql = "delete from password_links where expires_at <= ?1 or expires_at > ?2";
    tx.execute(sql, [tx.now.micros(), latest(tx)])?;
    Ok(())
}
