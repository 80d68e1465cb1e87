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
    let sql = "select one from replica where generation = ?1";
    if tx.value::<i64>(sql, [generation])?.is_some() {
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
pub(crate) fn carried(tx: &Tx, change: &PhotoChange) -> Result<(), Fault> {
    let sql = "delete from photo_changes where key = ?1 and gone = ?2";
    tx.execute(sql, params![change.key, change.gone])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::*;
    use crate::domain::moment::Moment;

    const PEOPLE: &str = "insert into accounts (id, username, username_key, email, password_hash, created_at) values
         (1, 'a', 'a', 'a@example.com', '', 1), (2, 'b', 'b', 'b@example.com', '', 1);
         insert into photos (account_id, key, file_name, hash, width, height, bytes, created_at) values
         (1, 'a', '', '', 1, 1, 1, 1)";

    fn left(tx: &Tx) -> Vec<(String, bool)> {
        let changes = photo_changes(tx).expect("read").into_iter();
        changes.map(|change| (change.key, change.gone)).collect()
    }

    /// Those of before it was kept, and those that an owner before this one may not have carried.
    #[test]
    fn a_copy_begins_with_the_photos_that_there_are() {
        let connection = Connection::open_in_memory().expect("opened");
        let schema = include_str!("../../schema.sql");
        connection.execute_batch(schema).expect("made");
        connection.execute_batch(PEOPLE).expect("filled");
        let tx = Tx::new(&connection, Moment::from_micros(2));
        assert_eq!(left(&tx), []);
        for generation in [1, 2] {
            begin(&tx, generation).expect("begun");
            assert_eq!(left(&tx), [("a".to_owned(), false)]);
            carried(&tx, &photo_changes(&tx).expect("read")[0]).expect("carried");
            begin(&tx, generation).expect("begun");
            assert_eq!(left(&tx), []);
        }
        end(&tx).expect("ended");
        begin(&tx, 2).expect("begun");
        assert_eq!(left(&tx), [("a".to_owned(), false)], "another place");
    }

    #[test]
    fn a_photo_that_went_while_it_was_carried_is_removed_there() {
        let connection = Connection::open_in_memory().expect("opened");
        let schema = include_str!("../../schema.sql");
        connection.execute_batch(schema).expect("made");
        connection.execute_batch(PEOPLE).expect("filled");
        let tx = Tx::new(&connection, Moment::from_micros(2));
        begin(&tx, 1).expect("begun");
        let found = photo_changes(&tx).expect("read");
        tx.execute("delete from photos", ()).expect("deleted");
        carried(&tx, &found[0]).expect("carried");
        assert_eq!(left(&tx), [("a".to_owned(), true)]);
        assert_eq!(photos_left(&tx), Ok(1));
    }
}
