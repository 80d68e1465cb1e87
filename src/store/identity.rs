//! The table `identity`.

use crate::domain::fault::Fault;
use crate::store::Tx;

/// The database's own name: 32 random hexadecimal digits, made with it.
pub(crate) fn name(tx: &Tx) -> Result<String, Fault> {
    let found = tx.value("select name from identity", ())?;
    found.ok_or(Fault::Internal)
}

/// Writes what is there anew, to see that writing works. An update to the same value would change no byte,
/// and write none.
///
/// # Errors
/// [`Fault::StorageFull`] or [`Fault::StorageFailing`] if it doesn't.
pub(crate) fn touch(tx: &Tx) -> Result<(), Fault> {
    let name = name(tx)?;
    tx.execute("delete from identity", ())?;
    tx.execute("insert into identity (name) values (?1)", [name])?;
    Ok(())
}
