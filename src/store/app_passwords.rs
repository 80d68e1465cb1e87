//! The table `app_passwords`.

use rusqlite::params;

use crate::domain::account::AccountId;
use crate::domain::fault::{Fault, Resource};
use crate::domain::name::Name;
use crate::domain::second_factor::{AppPassword, AppPasswordId};
use crate::domain::session::SessionId;
use crate::store::Tx;

/// Adds one, for an account with a second factor.
///
/// # Errors
/// [`Fault::NotAllowed`] without a second factor, [`Fault::TooManyAppPasswords`].
pub(crate) fn insert(
    tx: &Tx,
    account: AccountId,
    name: &Name,
    hash: &str,
) -> Result<AppPasswordId, Fault> {
    let most = i64::try_from(AppPassword::MAX).unwrap_or(i64::MAX);
    let sql = "select count(*) >= ?2 from app_passwords where account_id = ?1";
    if tx.value(sql, [account.0, most])?.unwrap_or(false) {
        return Err(Fault::TooManyAppPasswords);
    }
    tx.change(
        "insert into app_passwords (account_id, name, hash, created_at)
         select account_id, ?2, ?3, ?4 from second_factors where account_id = ?1",
        params![account.0, name.as_str(), hash, tx.now.micros()],
        Fault::NotAllowed,
    )?;
    Ok(AppPasswordId(tx.last_id()))
}

/// An account's, oldest first.
pub(crate) fn of_account(tx: &Tx, account: AccountId) -> Result<Vec<AppPassword>, Fault> {
    let found = tx.all(
        "select id, name, created_at, last_used_at from app_passwords where account_id = ?1 order by id",
        [account.0],
        |row| {
            Ok(AppPassword {
                id: row.get("id")?,
                name: row.get("name")?,
                created_at: row.get("created_at")?,
                last_used_at: row.get("last_used_at")?,
            })
        },
    )?;
    Ok(found)
}

/// The one of an account with this hash.
pub(crate) fn find(
    tx: &Tx,
    account: AccountId,
    hash: &str,
) -> Result<Option<AppPasswordId>, Fault> {
    let sql = "select id from app_passwords where account_id = ?1 and hash = ?2";
    Ok(tx.value(sql, params![account.0, hash])?)
}

/// Notes that it opens a session.
///
/// # Errors
/// [`Fault::WrongLogin`] if it was taken back meanwhile.
pub(crate) fn note_use(tx: &Tx, id: AppPasswordId) -> Result<(), Fault> {
    let sql = "update app_passwords set last_used_at = ?2 where id = ?1";
    tx.change(sql, params![id.0, tx.now.micros()], Fault::WrongLogin)
}

/// Notes that a session is used which it may have opened.
pub(crate) fn note_session(tx: &Tx, session: SessionId) -> Result<(), Fault> {
    tx.execute(
        "update app_passwords set last_used_at = ?2
         where id = (select app_password_id from sessions where id = ?1)",
        params![session.0, tx.now.micros()],
    )?;
    Ok(())
}

/// Takes all of an account's back.
pub(crate) fn end_all(tx: &Tx, account: AccountId) -> Result<(), Fault> {
    tx.execute(
        "delete from app_passwords where account_id = ?1",
        [account.0],
    )?;
    Ok(())
}

/// Takes one of an account's own back, and ends the sessions that it opened.
///
/// # Errors
/// [`Fault::NotFound`] if it has no such one.
pub(crate) fn revoke(tx: &Tx, account: AccountId, id: AppPasswordId) -> Result<(), Fault> {
    tx.execute(
        "update sessions set ended_at = ?3
         where app_password_id = ?1 and account_id = ?2 and ended_at is null",
        params![id.0, account.0, tx.now.micros()],
    )?;
    tx.change(
        "delete from app_passwords where id = ?1 and account_id = ?2",
        [id.0, account.0],
        Fault::NotFound(Resource::AppPassword),
    )
}
