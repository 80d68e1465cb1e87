//! The tables `replica` and `photo_changes`: what a server knows of its copy elsewhere.

use rusqlite::params;

use crate::domain::fault::Fault;
use crate::store::Tx;

/// A photo that is left to be carried to the copy, or to be removed there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PhotoChange {
    /// Its files' name.
    pub key: String,
    /// Whether it is gone here.
    pub gone: bool,
}

/// Begins a copy of this generation. Where it is another than before, all photos are looked at again.
pub(crate) fn begin(tx: &Tx, generation: u32) -> Result<(), Fault> {
    let before: Option<i64> = tx.value("select generation from replica", ())?;
    if before == Some(generation.into()) {
        return Ok(());
    }
    beat(tx, generation)?;
    tx.execute(
        "insert or replace into photo_changes (key, gone) select key, 0 from photos",
        (),
    )?;
    Ok(())
}

/// Writes down that the server is alive.
pub(crate) fn beat(tx: &Tx, generation: u32) -> Result<(), Fault> {
    tx.execute(
        "insert or replace into replica (one, generation, beat_at) values (1, ?1, ?2)",
        params![generation, tx.now.micros()],
    )?;
    Ok(())
}

/// Ends it: nothing is written down for a copy that isn't kept any more.
pub(crate) fn end(tx: &Tx) -> Result<(), Fault> {
    tx.execute("delete from replica", ())?;
    tx.execute("delete from photo_changes", ())?;
    Ok(())
}

/// Whether a copy was kept when the server ran last.
pub(crate) fn is_kept(tx: &Tx) -> Result<bool, Fault> {
    let kept: Option<i64> = tx.value("select one from replica", ())?;
    Ok(kept.is_some())
}

/// Some of the photos that are left to be carried.
pub(crate) fn photo_changes(tx: &Tx) -> Result<Vec<PhotoChange>, Fault> {
    let sql = "select key, gone from photo_changes limit 100";
    let change = |row: &crate::store::row::Row| {
        Ok(PhotoChange {
            key: row.get("key")?,
            gone: row.get("gone")?,
        })
    };
    Ok(tx.all(sql, (), change)?)
}

/// How many are left.
pub(crate) fn photos_left(tx: &Tx) -> Result<u64, Fault> {
    let left: Option<i64> = tx.value("select count(*) from photo_changes", ())?;
    Ok(left.map_or(0, i64::unsigned_abs))
}

/// Forgets what was carried, unless it changed meanwhile.
pub(crate) fn carried(tx: &Tx, changes: &[PhotoChange]) -> Result<(), Fault> {
    for change in changes {
        tx.execute(
            "delete from photo_changes where key = ?1 and gone = ?2",
            params![change.key, change.gone],
        )?;
    }
    Ok(())
}
