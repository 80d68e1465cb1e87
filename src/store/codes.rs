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
    /// The hash of its digits.
    pub digits_hash: &'text str,
    /// The hash of its letters.
    pub letters_hash: &'text str,
    /// The client network that asked for it.
    pub network: &'text str,
    /// How often that network may try the digits, and how often all others together.
    pub tries: u32,
    /// When it ends.
    pub expires_at: Moment,
}

/// A code's row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CodeId(i64);

/// Keeps a code, and forgets those that have expired.
pub(crate) fn insert(tx: &Tx, new: &NewCode) -> Result<(), Fault> {
    tx.execute(
        "delete from codes where expires_at <= ?1",
        [tx.now.micros()],
    )?;
    tx.execute(
        "insert into codes (account_id, purpose, digits_hash, letters_hash, network, tries, other_tries, expires_at)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?6, ?7)",
        params![
            new.account.0,
            new.purpose.word(),
            new.digits_hash,
            new.letters_hash,
            new.network,
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

/// The valid code with letters of this hash. Once it was used, other networks find none.
pub(crate) fn of_letters(
    tx: &Tx,
    account: AccountId,
    purpose: Purpose,
    network: &str,
    letters_hash: &str,
) -> Result<Option<CodeId>, Fault> {
    let found: Option<i64> = tx.value(
        "select id from codes where account_id = ?1 and purpose = ?2 and expires_at > ?3
         and coalesce(used_by, ?4) = ?4 and letters_hash = ?5",
        params![
            account.0,
            purpose.word(),
            tx.now.micros(),
            network,
            letters_hash
        ],
    )?;
    Ok(found.map(CodeId))
}

/// Uses up a try that this network has left of the latest code that it used or asked for, or else of the latest of
/// all; returns the code and the hash of its digits. One code alone is tried: each that a guess were compared with
/// would make it likelier.
pub(crate) fn try_digits(
    tx: &Tx,
    account: AccountId,
    purpose: Purpose,
    network: &str,
) -> Result<Option<(CodeId, String)>, Fault> {
    let found = tx.first(
        "update codes set tries = tries - (network = ?4), other_tries = other_tries - (network <> ?4)
         where id = (select id from codes where account_id = ?1 and purpose = ?2 and expires_at > ?3
                     order by coalesce(used_by, network) = ?4 desc, id desc limit 1)
           and coalesce(used_by, ?4) = ?4 and iif(network = ?4, tries, other_tries) > 0
         returning id, digits_hash",
        params![account.0, purpose.word(), tx.now.micros(), network],
        |row| Ok((CodeId(row.get("id")?), row.get("digits_hash")?)),
    )?;
    Ok(found)
}

/// Notes the first use of a code: until then, this network may use it again.
pub(crate) fn mark_used(
    tx: &Tx,
    CodeId(code): CodeId,
    network: &str,
    until: Moment,
) -> Result<(), Fault> {
    tx.execute(
        "update codes set used_by = ?2, expires_at = ?3 where id = ?1 and used_by is null",
        params![code, network, until.micros()],
    )?;
    Ok(())
}

/// Takes an account's codes away.
pub(crate) fn end_all(tx: &Tx, account: AccountId) -> Result<(), Fault> {
    tx.execute("delete from codes where account_id = ?1", [account.0])?;
    Ok(())
}

/// The same, but for this one.
pub(crate) fn end_others(tx: &Tx, account: AccountId, CodeId(but): CodeId) -> Result<(), Fault> {
    tx.execute(
        "delete from codes where account_id = ?1 and id <> ?2",
        [account.0, but],
    )?;
    Ok(())
}
