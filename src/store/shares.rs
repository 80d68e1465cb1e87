//! The table `shares`.

use rusqlite::params;

use crate::domain::account::AccountId;
use crate::domain::fault::{Fault, Resource};
use crate::domain::moment::Moment;
use crate::domain::result::{ResultId, Share, ShareId};
use crate::store::predictions::{outcome, outcome_columns, sheets};
use crate::store::row::Row;
use crate::store::{Tx, accounts};

/// Adds a link to a prediction, and deletes a few expired ones.
///
/// # Errors
/// [`Fault::TooManyShares`] if the account has as many as it may have.
pub(crate) fn insert(
    tx: &Tx,
    account: AccountId,
    result: ResultId,
    key_hash: &str,
    expires_at: Moment,
) -> Result<ShareId, Fault> {
    tx.execute(
        "delete from shares where id in (select id from shares where expires_at <= ?1 limit 16)",
        [tx.now.micros()],
    )?;
    let sql = "select count(*) >= ?3 from shares where account_id = ?1 and expires_at > ?2";
    let counted = params![account.0, tx.now.micros(), Share::MOST];
    if tx.value(sql, counted)?.unwrap_or(false) {
        return Err(Fault::TooManyShares);
    }
    accounts::check_exists(tx, account)?;
    tx.execute(
        "insert into shares (account_id, prediction_id, key_hash, created_at, expires_at)
         values (?1, ?2, ?3, ?4, ?5)",
        params![
            account.0,
            result.0,
            key_hash,
            tx.now.micros(),
            expires_at.micros()
        ],
    )?;
    Ok(ShareId(tx.last_id()))
}

macro_rules! select {
    () => {
        concat!(
            "select ",
            outcome_columns!(),
            ", s.id as share_id, s.created_at as shared_at, s.expires_at
             from shares s join predictions p on p.id = s.prediction_id",
            sheets!()
        )
    };
}

/// An account's valid links, oldest first.
pub(crate) fn of_account(tx: &Tx, account: AccountId) -> Result<Vec<Share>, Fault> {
    let sql = concat!(
        select!(),
        "where s.account_id = ?1 and s.expires_at > ?2 order by s.id limit ?3"
    );
    // Older versions let an account have more.
    let most = params![account.0, tx.now.micros(), Share::MOST];
    Ok(tx.all(sql, most, share)?)
}

/// The link whose key has this hash, if it is valid, wasn't made later than now, and its account is active.
///
/// # Errors
/// [`Fault::NotFound`] if not.
pub(crate) fn by_key(tx: &Tx, key_hash: &str) -> Result<Share, Fault> {
    let sql = concat!(
        select!(),
        "join accounts a on a.id = s.account_id
         where s.key_hash = ?1 and s.expires_at > ?2 and s.created_at <= ?3 and a.status = 'active'"
    );
    let believed = tx.now.latest_believed().micros();
    tx.first(sql, params![key_hash, tx.now.micros(), believed], share)?
        .ok_or(Fault::NotFound(Resource::Share))
}

fn share(row: &Row) -> rusqlite::Result<Share> {
    Ok(Share {
        outcome: outcome(row)?,
        id: row.get("share_id")?,
        created_at: row.get("shared_at")?,
        expires_at: row.get("expires_at")?,
    })
}

/// Revokes an account's link.
///
/// # Errors
/// [`Fault::NotFound`] if there is no such link of its own.
pub(crate) fn remove(tx: &Tx, account: AccountId, id: ShareId) -> Result<(), Fault> {
    tx.change(
        "delete from shares where id = ?1 and account_id = ?2",
        params![id.0, account.0],
        Fault::NotFound(Resource::Share),
    )
}

/// Revokes all of an account's.
pub(crate) fn end_all(tx: &Tx, account: AccountId) -> Result<(), Fault> {
    tx.execute("delete from shares where account_id = ?1", [account.0])?;
    Ok(())
}
