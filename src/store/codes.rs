//! The table `codes`: one-time codes sent by mail.

use rusqlite::params;

use crate::domain::account::AccountId;
use crate::domain::code::Purpose;
use crate::domain::fault::Fault;
use crate::domain::moment::Moment;
use crate::store::Tx;

/// A code to be.
#[derive(Debug)]
pub(crate) struct NewCode<'text> {
    /// Whose it is.
    pub account: AccountId,
    /// What it is for.
    pub purpose: Purpose,
    /// Its hash.
    pub hash: &'text str,
    /// The address that asked for it.
    pub asked_by: &'text str,
    /// How often that address may try it, and how often all others together.
    pub tries: u32,
    /// When it ends.
    pub expires_at: Moment,
}

/// Keeps a code in place of the account's one before, and forgets those that have expired.
pub(crate) fn replace(tx: &Tx, new: &NewCode) -> Result<(), Fault> {
    tx.execute(
        "delete from codes where expires_at <= ?1",
        [tx.now.micros()],
    )?;
    tx.execute(
        "insert or replace into codes (account_id, purpose, code_hash, asked_by, tries, other_tries, expires_at)
         values (?1, ?2, ?3, ?4, ?5, ?5, ?6)",
        params![
            new.account.0,
            new.purpose.word(),
            new.hash,
            new.asked_by,
            new.tries,
            new.expires_at.micros()
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

/// Uses up a try that this address has left of a code that is still valid; returns the code's hash. Once it was
/// used, others have none left.
pub(crate) fn try_one(
    tx: &Tx,
    account: AccountId,
    purpose: Purpose,
    address: &str,
) -> Result<Option<String>, Fault> {
    let found = tx.value(
        "update codes set tries = tries - (asked_by = ?4), other_tries = other_tries - (asked_by <> ?4)
         where account_id = ?1 and purpose = ?2 and expires_at > ?3 and coalesce(used_by, ?4) = ?4
           and iif(asked_by = ?4, tries, other_tries) > 0
         returning code_hash",
        params![account.0, purpose.word(), tx.now.micros(), address],
    )?;
    Ok(found)
}

/// Notes the first use of a code: until then, this address may use it again.
pub(crate) fn mark_used(
    tx: &Tx,
    account: AccountId,
    purpose: Purpose,
    address: &str,
    until: Moment,
) -> Result<(), Fault> {
    tx.execute(
        "update codes set used_by = ?3, expires_at = ?4
         where account_id = ?1 and purpose = ?2 and used_by is null",
        params![account.0, purpose.word(), address, until.micros()],
    )?;
    Ok(())
}

/// Takes a code away: it was used.
pub(crate) fn remove(tx: &Tx, account: AccountId, purpose: Purpose) -> Result<(), Fault> {
    tx.execute(
        "delete from codes where account_id = ?1 and purpose = ?2",
        params![account.0, purpose.word()],
    )?;
    Ok(())
}
