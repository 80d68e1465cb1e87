//! The table `photos`: at most one row an account.

use std::collections::HashSet;

use rusqlite::params;

use crate::domain::account::AccountId;
use crate::domain::fault::Fault;
use crate::domain::photo::{Photo, PhotoLink};
use crate::store::Tx;
use crate::store::row::Row;

/// What a photo's row says of its files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KeptPhoto {
    /// Whose it is.
    pub account: i64,
    /// The files' name.
    pub key: String,
    /// SHA-256 of the full picture.
    pub hash: String,
}

/// Sets an account's photo; returns the key of the one it had before.
pub(crate) fn replace(tx: &Tx, account: AccountId, photo: &Photo) -> Result<Option<String>, Fault> {
    let before = remove(tx, account)?;
    tx.execute(
        "insert into photos (account_id, key, file_name, hash, width, height, bytes, created_at)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            account.0,
            photo.link.key,
            photo.link.file_name,
            photo.hash,
            photo.width,
            photo.height,
            i64::try_from(photo.bytes).unwrap_or(i64::MAX),
            tx.now.micros(),
        ],
    )?;
    Ok(before)
}

/// Takes an account's photo away; returns its key, if there was one.
pub(crate) fn remove(tx: &Tx, account: AccountId) -> Result<Option<String>, Fault> {
    let key = tx.value(
        "delete from photos where account_id = ?1 returning key",
        [account.0],
    )?;
    Ok(key)
}

/// The key of an account's photo, if it has one.
pub(crate) fn key_of(tx: &Tx, account: AccountId) -> Result<Option<String>, Fault> {
    let key = tx.value("select key from photos where account_id = ?1", [account.0])?;
    Ok(key)
}

/// Every photo's key and name.
pub(crate) fn links(tx: &Tx) -> Result<Vec<PhotoLink>, Fault> {
    let sql = "select key, file_name from photos order by account_id";
    let link = |row: &Row| {
        Ok(PhotoLink {
            key: row.get("key")?,
            file_name: row.get("file_name")?,
        })
    };
    Ok(tx.all(sql, (), link)?)
}

/// The photo with this key, if its account is in use: not suspended, not closed.
pub(crate) fn by_key(tx: &Tx, key: &str) -> Result<Option<Photo>, Fault> {
    let found = tx.first(
        "select p.key, p.file_name, p.hash, p.width, p.height, p.bytes
         from photos p join accounts a on a.id = p.account_id
         where p.key = ?1 and a.status in ('inactive', 'active')",
        [key],
        photo,
    )?;
    Ok(found)
}

fn photo(row: &Row) -> rusqlite::Result<Photo> {
    Ok(Photo {
        link: PhotoLink {
            key: row.get("key")?,
            file_name: row.get("file_name")?,
        },
        hash: row.get("hash")?,
        width: row.get("width")?,
        height: row.get("height")?,
        bytes: u64::try_from(row.get::<i64>("bytes")?).unwrap_or_default(),
    })
}

/// What all photos' rows say of their files.
pub(crate) fn kept(tx: &Tx) -> Result<Vec<KeptPhoto>, Fault> {
    Ok(tx.all(KEPT, (), kept_row)?)
}

pub(super) const KEPT: &str = "select account_id, key, hash from photos order by account_id";

pub(super) fn kept_row(row: &Row) -> rusqlite::Result<KeptPhoto> {
    Ok(KeptPhoto {
        account: row.get("account_id")?,
        key: row.get("key")?,
        hash: row.get("hash")?,
    })
}

/// The keys of all photos; files of others are removed at the start.
pub(crate) fn keys(tx: &Tx) -> Result<HashSet<String>, Fault> {
    let keys = tx.all("select key from photos", (), |row| row.get("key"))?;
    Ok(keys.into_iter().collect())
}
