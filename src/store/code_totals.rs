//! The table `code_totals`: what codes cost an account on one day.

use rusqlite::params;

use crate::domain::account::AccountId;
use crate::domain::code::Totals;
use crate::domain::fault::Fault;
use crate::store::Tx;

/// What was counted today.
pub(crate) fn today(tx: &Tx, account: AccountId) -> Result<Totals, Fault> {
    let found = tx.first(
        "select wrong, mails, strangers_mails, told from code_totals where account_id = ?1 and day_at = ?2",
        [account.0, tx.now.midnight().micros()],
        |row| {
            Ok(Totals {
                wrong: row.get("wrong")?,
                mails: row.get("mails")?,
                strangers_mails: row.get("strangers_mails")?,
                told: row.get("told")?,
            })
        },
    )?;
    Ok(found.unwrap_or_default())
}

/// Counts these as well. Another day's are forgotten.
pub(crate) fn add(tx: &Tx, account: AccountId, more: &Totals) -> Result<(), Fault> {
    tx.execute(
        "insert into code_totals (account_id, day_at, wrong, mails, strangers_mails, told)
         values (?1, ?2, ?3, ?4, ?5, ?6)
         on conflict (account_id) do update set
           wrong = iif(day_at = ?2, wrong, 0) + ?3,
           mails = iif(day_at = ?2, mails, 0) + ?4,
           strangers_mails = iif(day_at = ?2, strangers_mails, 0) + ?5,
           told = iif(day_at = ?2, told, 0) + ?6,
           day_at = ?2",
        params![
            account.0,
            tx.now.midnight().micros(),
            more.wrong,
            more.mails,
            more.strangers_mails,
            more.told
        ],
    )?;
    Ok(())
}

/// Notes which client network signed up.
pub(crate) fn note_sign_up(tx: &Tx, account: AccountId, network: &str) -> Result<(), Fault> {
    tx.execute(
        "insert into code_totals (account_id, registered_from, day_at) values (?1, ?2, ?3)",
        params![account.0, network, tx.now.midnight().micros()],
    )?;
    Ok(())
}

/// Whether this client network signed up.
pub(crate) fn signed_up_from(tx: &Tx, account: AccountId, network: &str) -> Result<bool, Fault> {
    let sql = "select registered_from = ?2 from code_totals where account_id = ?1";
    let found: Option<Option<bool>> = tx.value(sql, params![account.0, network])?;
    Ok(found.flatten().unwrap_or(false))
}

/// The client network that signed up and waits for a code, if one did.
pub(crate) fn registered_from(tx: &Tx, account: AccountId) -> Result<Option<String>, Fault> {
    let sql = "select registered_from from code_totals where account_id = ?1";
    let found: Option<Option<String>> = tx.value(sql, [account.0])?;
    Ok(found.flatten())
}
