//! The table `recovery_codes`.

use rusqlite::params;

use crate::domain::account::AccountId;
use crate::domain::fault::Fault;
use crate::store::Tx;

/// Keeps the codes of these hashes in place of those there are.
pub(crate) fn replace(tx: &Tx, account: AccountId, hashes: &[String]) -> Result<(), Fault> {
    let sql = "delete from recovery_codes where account_id = ?1";
    tx.execute(sql, [account.0])?;
    for hash in hashes {
        tx.execute(
            "insert into recovery_codes (account_id, hash, created_at) values (?1, ?2, ?3)",
            params![account.0, hash, tx.now.micros()],
        )?;
    }
    Ok(())
}

/// Uses up the code of this hash.
///
/// # Errors
/// [`Fault::WrongCode`] if there is none.
pub(crate) fn redeem(tx: &Tx, account: AccountId, hash: &str) -> Result<(), Fault> {
    tx.change(
        "delete from recovery_codes where account_id = ?1 and hash = ?2",
        params![account.0, hash],
        Fault::WrongCode,
    )
}

/// How many are left.
pub(crate) fn left(tx: &Tx, account: AccountId) -> Result<usize, Fault> {
    let sql = "select count(*) from recovery_codes where account_id = ?1";
    let count: Option<u32> = tx.value(sql, [account.0])?;
    Ok(count.unwrap_or_default() as usize)
}
