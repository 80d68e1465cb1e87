//! What was acknowledged and when, and whether a data folder has all of it.

use std::collections::{HashMap, HashSet};
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use firststep::platform::digest::sha256;
use rusqlite::{Connection, OpenFlags};

use crate::shim::files_below;

/// Moments are lengths of the trace; they are all 0 where there is none.
#[derive(Debug, Default, Clone)]
pub struct Ledger {
    pub accounts: Vec<(u64, String)>,
    /// Tokens.
    pub sessions: Vec<(u64, String)>,
    /// The account's address and the hash of the answers.
    pub predictions: Vec<(u64, String)>,
    /// By their owners' addresses.
    pub albums: HashMap<String, Album>,
}

/// One account's photos, one after the other.
#[derive(Debug, Default, Clone)]
pub struct Album {
    /// The path of each photo in its time; none where it was deleted.
    pub photos: Vec<(u64, Option<String>)>,
    /// Another request wasn't acknowledged: it may have been carried out or not.
    pub unclear: bool,
}

/// A row of the table of photos.
struct Photo {
    path: String,
    key: String,
    hash: String,
    bytes: u64,
}

impl Photo {
    fn files(&self, photos: &Path) -> [PathBuf; 3] {
        let folder = photos.join(self.key[..2].to_lowercase());
        ["jpg", "256.jpg", "64.jpg"].map(|end| folder.join(format!("{}.{end}", self.key)))
    }
}

pub type Judgement = Result<(), Box<dyn Error + Send + Sync>>;

fn ensure(holds: bool, complaint: impl FnOnce() -> String) -> Judgement {
    if holds {
        Ok(())
    } else {
        Err(complaint().into())
    }
}

/// How predictions are named in the ledger.
pub fn prediction(email: &str, answers: &[i8; 60]) -> String {
    format!("{email} {}", sha256(&answers.map(i8::cast_unsigned)))
}

pub fn open(data: &Path) -> Connection {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
    Connection::open_with_flags(data.join("firststep.db"), flags).unwrap()
}

pub fn count(database: &Connection, table: &str) -> usize {
    let sql = format!("select count(*) from {table}");
    let count = database.query_row(&sql, (), |row| row.get::<_, i64>(0));
    usize::try_from(count.unwrap()).unwrap()
}

impl Ledger {
    /// Checks that everything acknowledged until this moment is there, and that the data is consistent.
    pub fn judge(&self, data: &Path, moment: u64) -> Judgement {
        let database = open(data);
        is_consistent(&database)?;
        let accounts = column(&database, "select email from accounts")?;
        for (_, email) in self.accounts.iter().filter(|(at, _)| *at <= moment) {
            ensure(accounts.contains(email), || format!("no account {email}"))?;
        }
        let predictions = column(
            &database,
            "select email || ' ' || answers_hash from predictions join accounts on accounts.id = account_id",
        )?;
        for (_, known) in self.predictions.iter().filter(|(at, _)| *at <= moment) {
            ensure(predictions.contains(known), || {
                format!("no prediction {known}")
            })?;
        }
        let photos = photos(&database)?;
        for (email, album) in &self.albums {
            album.judge(photos.get(email).map(|photo| &*photo.path), moment)?;
        }
        let folder = data.join("photos");
        photos.values().try_for_each(|row| files_fit(&folder, row))
    }
}

impl Album {
    /// The photo is the last one acknowledged, or the one requested next.
    fn judge(&self, found: Option<&str>, moment: u64) -> Judgement {
        let known = self.photos.iter().filter(|(at, _)| *at <= moment).count();
        let last = known
            .checked_sub(1)
            .and_then(|at| self.photos[at].1.as_deref());
        let next = self.photos.get(known).map(|(_, path)| path.as_deref());
        let fits = found == last || next == Some(found) || self.unclear;
        ensure(fits, || {
            format!("the photo {found:?} for {last:?}, then {next:?}")
        })
    }
}

/// The path of an account's photo.
pub fn photo_of(data: &Path, email: &str) -> Option<String> {
    let photos = photos(&open(data)).unwrap();
    photos.get(email).map(|photo| photo.path.clone())
}

/// No page is damaged, no foreign key dangles, and rows that are written in one transaction are there
/// together.
fn is_consistent(database: &Connection) -> Judgement {
    let found = column(database, "pragma integrity_check")?;
    ensure(found.len() == 1 && found.contains("ok"), || {
        format!("damaged: {found:?}")
    })?;
    for (sql, complaint) in [
        (
            "select 'row' from pragma_foreign_key_check",
            "a row refers to nothing",
        ),
        (
            "select email from accounts where mbti is not
             (select mbti from predictions where account_id = accounts.id order by id desc limit 1)",
            "a type without its prediction",
        ),
        (
            "select email from photos join accounts on accounts.id = account_id
             where file_name <> username || '_' || photo_count || '.jpg'",
            "a photo without its count",
        ),
    ] {
        let found = column(database, sql)?;
        ensure(found.is_empty(), || format!("{complaint}: {found:?}"))?;
    }
    Ok(())
}

/// The row's three files are there and complete.
fn files_fit(photos: &Path, row: &Photo) -> Judgement {
    let files = row.files(photos);
    let mut bytes = 0;
    for file in &files {
        let length = file.metadata().map(|metadata| metadata.len());
        bytes += length.map_err(|error| format!("{}: {error}", file.display()))?;
        image::load_from_memory(&fs::read(file)?)?;
    }
    let hash = sha256(&fs::read(&files[0])?);
    ensure(hash == row.hash && bytes == row.bytes, || {
        format!("the photo {} is damaged", row.path)
    })
}

/// After a start, the photos' folder has no file without a row.
pub fn no_orphans(data: &Path) -> Judgement {
    let folder = data.join("photos");
    let rows = photos(&open(data))?;
    let mut known: HashSet<_> = rows.values().flat_map(|row| row.files(&folder)).collect();
    // The name of the database they belong to.
    known.insert(folder.join("database"));
    let mut orphans = files_below(&folder).into_iter();
    match orphans.find(|file| !known.contains(file)) {
        Some(orphan) => Err(format!("left over: {}", orphan.display()).into()),
        None => Ok(()),
    }
}

fn column(database: &Connection, sql: &str) -> rusqlite::Result<HashSet<String>> {
    let mut statement = database.prepare(sql)?;
    let rows = statement.query_map((), |row| row.get(0))?;
    rows.collect()
}

/// The photos by their owners' addresses.
fn photos(database: &Connection) -> rusqlite::Result<HashMap<String, Photo>> {
    let mut statement = database.prepare(
        "select email, key, file_name, hash, bytes from photos join accounts on accounts.id = account_id",
    )?;
    let rows = statement.query_map((), |row| {
        let (key, name): (String, String) = (row.get(1)?, row.get(2)?);
        let photo = Photo {
            path: format!("/photos/{key}/{name}"),
            key,
            hash: row.get(3)?,
            bytes: row.get::<_, i64>(4)?.try_into().unwrap_or_default(),
        };
        Ok((row.get(0)?, photo))
    })?;
    rows.collect()
}
