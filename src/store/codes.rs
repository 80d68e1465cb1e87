//! The table `codes`: one-time codes sent by mail.

use rusqlite::params;

use crate::domain::account::AccountId;
use crate::domain::code::Purpose;
use crate::domain::fault::Fault;
use crate::domain::moment::Moment;
use crate::store::Tx;

/// Sets an account's code of this purpose, in place of the one before.
pub(crate) fn replace(
    tx: &Tx,
    account: AccountId,
    purpose: Purpose,
    code_hash: &str,
    tries: u32,
    expires_at: Moment,
) -> Result<(), Fault> {
    tx.execute(
        "insert or replace into codes (account_id, purpose, code_hash, tries_left, expires_at)
         values (?1, ?2, ?3, ?4, ?5)",
        params![
            account.0,
            purpose.word(),
            code_hash,
            tries,
            expires_at.micros()
        ],
    )?;
    Ok(())
}

/// Forgets an account's codes that end later than any made by now does: they were made under another clock.
pub(crate) fn forget_later_than(
    tx: &Tx,
    account: AccountId,
    latest_end: Moment,
) -> Result<(), Fault> {
    tx.execute(
        "delete from codes where account_id = ?1 and expires_at > ?2",
        params![account.0, latest_end.micros()],
    )?;
    Ok(())
}

/// Uses up one try of a code that is still valid; returns its hash.
pub(crate) fn try_one(
    tx: &Tx,
    account: AccountId,
    purpose: Purpose,
) -> Result<Option<String>, Fault> {
    let found = tx.value(
        "update codes set tries_left = tries_left - 1
         where account_id = ?1 and purpose = ?2 and tries_left > 0 and expires_at > ?3
         returning code_hash",
        params![account.0, purpose.word(), tx.now.micros()],
    )?;
    Ok(found)
}

/// Takes a code away: it was used.
pub(crate) fn remove(tx: &Tx, account: AccountId, purpose: Purpose) -> Result<(), Fault> {
    tx.execute(
        "delete from codes where account_id = ?1 and purpose = ?2",
        params![account.0, purpose.word()],
    )?;
    Ok(())
}
