//! The table `identity`.

use crate::domain::fault::Fault;
use crate::store::Tx;

/// The database's own name: 32 random hexadecimal digits, made with it.
pub(crate) fn name(tx: &Tx) -> Result<String, Fault> {
    let found = tx.value("select name from identity", ())?;
    found.ok_or(Fault::Internal)
}

/// Writes what is there once more, to see that writing works.
///
/// # Errors
/// [`Fault::StorageFull`] or [`Fault::StorageFailing`] if it doesn't.
pub(crate) fn touch(tx: &Tx) -> Result<(), Fault> {
    tx.execute("update identity set name = name", ())?;
    Ok(())
}
