//! The table `codes`: one-time codes sent by mail.

use rusqlite::params;

use crate::domain::account::AccountId;
use crate::domain::code::Purpose;
use crate::domain::email::Email;
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
    /// The address that it goes to.
    pub email: &'text Email,
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
        "insert into codes (account_id, purpose, email, digits_hash, letters_hash, network, tries, other_tries, expires_at)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7, ?8)",
        params![
            new.account.0,
            new.purpose.word(),
            new.email.as_str(),
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

/// A code as it is looked for.
#[derive(Debug, Clone)]
pub(crate) struct Wanted {
    /// Whose it is.
    pub account: AccountId,
    /// What it is for.
    pub purpose: Purpose,
    /// The address that it went to.
    pub email: Email,
    /// The client network that sends it back.
    pub network: String,
    /// The hash of its digits or its letters.
    pub hash: String,
}

/// The valid code with letters of this hash. Once it was used, other networks find none.
pub(crate) fn of_letters(tx: &Tx, wanted: &Wanted) -> Result<Option<CodeId>, Fault> {
    let found: Option<i64> = tx.value(
        "select id from codes where account_id = ?1 and purpose = ?2 and email = ?3 and expires_at > ?4
         and coalesce(used_by, ?5) = ?5 and letters_hash = ?6",
        params![
            wanted.account.0,
            wanted.purpose.word(),
            wanted.email.as_str(),
            tx.now.micros(),
            wanted.network,
            wanted.hash
        ],
    )?;
    Ok(found.map(CodeId))
}

/// Uses up a try that this network has left of the latest code that it used or asked for, or else of the latest of
/// all to this address; returns the code and the hash of its digits. One code alone is tried: each that a guess were compared with
/// would make it likelier.
pub(crate) fn try_digits(tx: &Tx, wanted: &Wanted) -> Result<Option<(CodeId, String)>, Fault> {
    let found = tx.first(
        "update codes set tries = tries - (network = ?5), other_tries = other_tries - (network <> ?5)
         where id = (select id from codes
                     where account_id = ?1 and purpose = ?2 and email = ?3 and expires_at > ?4
                     order by coalesce(used_by, network) = ?5 desc, id desc limit 1)
           and coalesce(used_by, ?5) = ?5 and iif(network = ?5, tries, other_tries) > 0
         returning id, digits_hash",
        params![
            wanted.account.0,
            wanted.purpose.word(),
            wanted.email.as_str(),
            tx.now.micros(),
            wanted.network
        ],
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

/// The address that an account is to have, where the code for it waits.
pub(crate) fn wanted_address(tx: &Tx, account: AccountId) -> Result<Option<Email>, Fault> {
    let sql =
        "select email from codes where account_id = ?1 and purpose = 'change' and used_by is null
               and expires_at > ?2 order by id desc limit 1";
    let found: Option<String> = tx.value(sql, [account.0, tx.now.micros()])?;
    Ok(found.map(Email::stored))
}

/// Takes an account's codes away.
pub(crate) fn end_all(tx: &Tx, account: AccountId) -> Result<(), Fault> {
    end_others(tx, account, None)
}

/// The same, but for the one that was used, if one was.
pub(crate) fn end_others(tx: &Tx, account: AccountId, used: Option<CodeId>) -> Result<(), Fault> {
    tx.execute(
        "delete from codes where account_id = ?1 and id is not ?2",
        params![account.0, used.map(|CodeId(id)| id)],
    )?;
    Ok(())
}
