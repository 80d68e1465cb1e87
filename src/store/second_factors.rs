//! The table `second_factors`.

use rusqlite::params;

use crate::domain::account::AccountId;
use crate::domain::fault::Fault;
use crate::domain::second_factor::{SecondFactor, WrongCodes};
use crate::store::{Tx, app_passwords, recovery_codes};

/// Switches it on: `secret` is sealed, and the code of `step` is used.
///
/// # Errors
/// [`Fault::NotAllowed`] if it is on.
pub(crate) fn insert(tx: &Tx, account: AccountId, secret: &[u8], step: i64) -> Result<(), Fault> {
    tx.change(
        "insert into second_factors (account_id, secret, last_step, created_at, day_at) values (?1, ?2, ?3, ?4, ?4)
         on conflict do nothing",
        params![account.0, secret, step, tx.now.micros()],
        Fault::NotAllowed,
    )
}

/// Switches it off, with all that belongs to it.
///
/// # Errors
/// [`Fault::NotAllowed`] if it is off.
pub(crate) fn remove(tx: &Tx, account: AccountId) -> Result<(), Fault> {
    app_passwords::end_all(tx, account)?;
    tx.execute(
        "delete from recovery_codes where account_id = ?1",
        [account.0],
    )?;
    let sql = "delete from second_factors where account_id = ?1";
    tx.change(sql, [account.0], Fault::NotAllowed)
}

/// The sealed secret, if it is on.
pub(crate) fn secret(tx: &Tx, account: AccountId) -> Result<Option<Vec<u8>>, Fault> {
    let sql = "select secret from second_factors where account_id = ?1";
    Ok(tx.value(sql, [account.0])?)
}

/// What its owner sees, if it is on.
pub(crate) fn get(tx: &Tx, account: AccountId) -> Result<Option<SecondFactor>, Fault> {
    let sql = "select created_at from second_factors where account_id = ?1";
    let Some(created_at) = tx.value(sql, [account.0])? else {
        return Ok(None);
    };
    Ok(Some(SecondFactor {
        created_at,
        recovery_codes: recovery_codes::left(tx, account)?,
        app_passwords: app_passwords::of_account(tx, account)?,
    }))
}

/// Uses the code of a step of this secret, and with it those of all steps before; false if it was used. One that was
/// used under a clock that was ahead isn't believed.
pub(crate) fn use_step(
    tx: &Tx,
    account: AccountId,
    secret: &[u8],
    step: i64,
    latest_believed: i64,
) -> Result<bool, Fault> {
    let used = tx.execute(
        "update second_factors set last_step = ?3
         where account_id = ?1 and secret = ?2 and (last_step < ?3 or last_step > ?4)",
        params![account.0, secret, step, latest_believed],
    )?;
    Ok(used > 0)
}

/// The wrong codes of today.
pub(crate) fn wrong_today(tx: &Tx, account: AccountId) -> Result<WrongCodes, Fault> {
    let found = tx.first(
        "select wrong, strangers_wrong from second_factors where account_id = ?1 and day_at = ?2",
        [account.0, tx.now.midnight().micros()],
        |row| {
            Ok(WrongCodes {
                known: row.get("wrong")?,
                strangers: row.get("strangers_wrong")?,
            })
        },
    )?;
    Ok(found.unwrap_or_default())
}

/// Counts one more. Another day's are forgotten.
pub(crate) fn count_wrong(tx: &Tx, account: AccountId, is_known: bool) -> Result<(), Fault> {
    tx.execute(
        "update second_factors set
           wrong = iif(day_at = ?2, wrong, 0) + ?3,
           strangers_wrong = iif(day_at = ?2, strangers_wrong, 0) + not ?3,
           day_at = ?2
         where account_id = ?1",
        params![account.0, tx.now.midnight().micros(), is_known],
    )?;
    Ok(())
}
