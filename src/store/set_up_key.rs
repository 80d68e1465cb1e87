//! The table `set_up_key`: the key that makes the first administrator. It is in the database so that it ends with
//! the first administrator, whichever program makes them.

use crate::domain::fault::Fault;
use crate::store::Tx;

/// Accepts the key of this hash from now on, instead of any before.
pub(crate) fn replace(tx: &Tx, hash: &str) -> Result<(), Fault> {
    end(tx)?;
    tx.execute("insert into set_up_key (hash) values (?1)", [hash])?;
    Ok(())
}

/// Whether the key of this hash is accepted.
pub(crate) fn accepts(tx: &Tx, hash: &str) -> Result<bool, Fault> {
    let sql = "select 1 from set_up_key where hash = ?1";
    Ok(tx.first(sql, [hash], |_| Ok(()))?.is_some())
}

/// Accepts no key any more.
pub(super) fn end(tx: &Tx) -> Result<(), Fault> {
    tx.execute("delete from set_up_key", ())?;
    Ok(())
}
