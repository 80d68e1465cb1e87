//! The table `recipient_totals`: what was mailed to an address on one day.

use rusqlite::params;

use crate::domain::code::RecipientTotals;
use crate::domain::fault::Fault;
use crate::store::Tx;

/// What was counted today for the address with this hash.
pub(crate) fn today(tx: &Tx, hash: &str) -> Result<RecipientTotals, Fault> {
    let found = tx.first(
        "select mails, asked, notices from recipient_totals where hash = ?1 and day_at = ?2",
        params![hash, tx.now.midnight().micros()],
        |row| {
            Ok(RecipientTotals {
                mails: row.get("mails")?,
                asked: row.get("asked")?,
                notices: row.get("notices")?,
            })
        },
    )?;
    Ok(found.unwrap_or_default())
}

/// Counts these as well. Another day's are forgotten.
pub(crate) fn add(tx: &Tx, hash: &str, more: &RecipientTotals) -> Result<(), Fault> {
    tx.execute(
        "insert into recipient_totals (hash, day_at, mails, asked, notices) values (?1, ?2, ?3, ?4, ?5)
         on conflict (hash) do update set
           mails = iif(day_at = ?2, mails, 0) + ?3,
           asked = iif(day_at = ?2, asked, 0) + ?4,
           notices = iif(day_at = ?2, notices, 0) + ?5,
           day_at = ?2",
        params![
            hash,
            tx.now.midnight().micros(),
            more.mails,
            more.asked,
            more.notices
        ],
    )?;
    Ok(())
}

/// Deletes those of other days; returns how many.
pub(crate) fn sweep(tx: &Tx) -> Result<usize, Fault> {
    let sql = "delete from recipient_totals where day_at <> ?1";
    Ok(tx.execute(sql, [tx.now.midnight().micros()])?)
}
