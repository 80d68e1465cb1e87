//! The table `comparisons`.

use rusqlite::params;

use crate::domain::account::AccountId;
use crate::domain::comparison::{Comparison, ComparisonId, Side};
use crate::domain::fault::{Fault, Resource};
use crate::domain::moment::Moment;
use crate::store::Tx;
use crate::store::row::Row;

/// Adds one that this side asks for, and deletes a few expired ones.
///
/// # Errors
/// [`Fault::TooManyShares`] if the account has as many as it may have.
pub(crate) fn insert(
    tx: &Tx,
    asked: Side,
    key_hash: &str,
    expires_at: Moment,
) -> Result<ComparisonId, Fault> {
    tx.execute(
        "delete from comparisons where id in (select id from comparisons where expires_at <= ?1 limit 16)",
        [tx.now.micros()],
    )?;
    has_room(tx, asked.account)?;
    tx.execute(
        "insert into comparisons (account_id, prediction_id, key_hash, created_at, expires_at)
         values (?1, ?2, ?3, ?4, ?5)",
        params![
            asked.account.0,
            asked.result.0,
            key_hash,
            tx.now.micros(),
            expires_at.micros()
        ],
    )?;
    Ok(ComparisonId(tx.last_id()))
}

/// That an account may have one more.
fn has_room(tx: &Tx, account: AccountId) -> Result<(), Fault> {
    let sql = "select (select count(*) from comparisons where account_id = ?1 and expires_at > ?2)
                    + (select count(*) from comparisons where other_id = ?1 and expires_at > ?2) >= ?3";
    let counted = params![account.0, tx.now.micros(), Comparison::MOST];
    if tx.value(sql, counted)?.unwrap_or(false) {
        return Err(Fault::TooManyShares);
    }
    Ok(())
}

/// Keeps what the other agreed to. The link ends with it.
///
/// # Errors
/// [`Fault::TooManyShares`] if the account has as many as it may have, [`Fault::NotFound`] if somebody else was first.
pub(crate) fn agree(tx: &Tx, id: ComparisonId, agreed: Side) -> Result<(), Fault> {
    has_room(tx, agreed.account)?;
    tx.change(
        "update comparisons set other_id = ?2, other_prediction_id = ?3, agreed_at = ?4
         where id = ?1 and other_id is null and account_id <> ?2",
        params![id.0, agreed.account.0, agreed.result.0, tx.now.micros()],
        Fault::NotFound(Resource::Comparison),
    )
}

/// Those that haven't ended: in time, of a moment that has come, and of accounts that are active.
macro_rules! select {
    ($which:literal) => {
        concat!(
            "select c.id, c.account_id, c.prediction_id, c.other_id, c.other_prediction_id, c.created_at, c.expires_at
             from comparisons c join accounts a on a.id = c.account_id left join accounts b on b.id = c.other_id
             where c.expires_at > ?2 and max(c.created_at, coalesce(c.agreed_at, 0)) <= ?3
               and a.status = 'active' and (c.other_id is null or b.status = 'active') and ",
            $which
        )
    };
}

/// An account's, oldest first: those that it asked for, and those that it agreed to.
pub(crate) fn of_account(tx: &Tx, account: AccountId) -> Result<Vec<Comparison>, Fault> {
    let sql = select!(
        "c.id in (select id from comparisons where account_id = ?1 union select id from comparisons where other_id = ?1)
         order by c.id"
    );
    let (now, believed) = (tx.now.micros(), tx.now.latest_believed().micros());
    Ok(tx.all(sql, params![account.0, now, believed], comparison)?)
}

/// One of an account's.
///
/// # Errors
/// [`Fault::NotFound`].
pub(crate) fn get(tx: &Tx, account: AccountId, id: ComparisonId) -> Result<Comparison, Fault> {
    let sql = select!("c.id = ?1 and (c.account_id = ?4 or c.other_id = ?4)");
    let (now, believed) = (tx.now.micros(), tx.now.latest_believed().micros());
    tx.first(sql, params![id.0, now, believed, account.0], comparison)?
        .ok_or(Fault::NotFound(Resource::Comparison))
}

/// The one whose link has a key with this hash, as long as nobody agreed.
///
/// # Errors
/// [`Fault::NotFound`].
pub(crate) fn by_key(tx: &Tx, key_hash: &str) -> Result<Comparison, Fault> {
    let sql = select!("c.key_hash = ?1 and c.other_id is null");
    let (now, believed) = (tx.now.micros(), tx.now.latest_believed().micros());
    tx.first(sql, params![key_hash, now, believed], comparison)?
        .ok_or(Fault::NotFound(Resource::Comparison))
}

fn comparison(row: &Row) -> rusqlite::Result<Comparison> {
    let other: Option<AccountId> = row.get("other_id")?;
    let shown: Option<_> = row.get("other_prediction_id")?;
    Ok(Comparison {
        id: row.get("id")?,
        asked: Side {
            account: row.get("account_id")?,
            result: row.get("prediction_id")?,
        },
        agreed: other
            .zip(shown)
            .map(|(account, result)| Side { account, result }),
        created_at: row.get("created_at")?,
        expires_at: row.get("expires_at")?,
    })
}

/// Ends one of an account's, whichever of the two it is.
///
/// # Errors
/// [`Fault::NotFound`].
pub(crate) fn remove(tx: &Tx, account: AccountId, id: ComparisonId) -> Result<(), Fault> {
    tx.change(
        "delete from comparisons where id = ?1 and (account_id = ?2 or other_id = ?2)",
        params![id.0, account.0],
        Fault::NotFound(Resource::Comparison),
    )
}

/// Ends all of an account's.
pub(crate) fn end_all(tx: &Tx, account: AccountId) -> Result<(), Fault> {
    tx.execute("delete from comparisons where account_id = ?1", [account.0])?;
    tx.execute("delete from comparisons where other_id = ?1", [account.0])?;
    Ok(())
}
