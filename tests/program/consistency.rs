//! Invariants of a data folder, however its server ended.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::Path;

use firststep::platform::digest::sha256;
use rusqlite::Connection;

use crate::support::Server;

/// A row of the table of photos.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub key: String,
    pub file_name: String,
    pub hash: String,
    pub bytes: u64,
}

/// What a query finds in its only column.
pub fn column(database: &Connection, sql: &str) -> HashSet<String> {
    let mut statement = database.prepare(sql).unwrap();
    let rows = statement.query_map((), |row| row.get(0)).unwrap();
    rows.map(Result::unwrap).collect()
}

/// No page is damaged, no row refers to a missing one, and rows of one transaction exist together.
pub fn assert_sound(database: &Connection) {
    let number = |sql: &str| -> i64 { database.query_row(sql, (), |row| row.get(0)).unwrap() };
    assert_eq!(
        column(database, "pragma integrity_check"),
        HashSet::from(["ok".to_owned()])
    );
    assert_eq!(number("select count(*) from pragma_foreign_key_check"), 0);
    let torn = "select count(*) from accounts where mbti is not
                (select mbti from predictions where account_id = accounts.id order by id desc limit 1)";
    assert_eq!(number(torn), 0, "an account's type without its prediction");
    let torn = "select count(*) from photos join accounts on accounts.id = account_id
                where file_name <> username || '_' || photo_count || '.jpg'";
    assert_eq!(number(torn), 0, "a photo without its count");
}

/// The photos by their owners' addresses.
pub fn photo_rows(database: &Connection) -> HashMap<String, Row> {
    let sql = "select email, key, file_name, hash, bytes from photos join accounts on accounts.id = account_id";
    let mut statement = database.prepare(sql).unwrap();
    let rows = statement.query_map((), |row| {
        let photo = Row {
            key: row.get(1)?,
            file_name: row.get(2)?,
            hash: row.get(3)?,
            bytes: row.get::<_, i64>(4)?.try_into().unwrap(),
        };
        Ok((row.get(0)?, photo))
    });
    rows.unwrap().map(Result::unwrap).collect()
}

/// The row's three files exist, are complete, and are served.
pub fn assert_served(server: &Server, data: &Path, row: &Row) {
    let folder = data.join("photos").join(row.key[..2].to_lowercase());
    let files = ["jpg", "256.jpg", "64.jpg"].map(|end| {
        let path = folder.join(format!("{}.{end}", row.key));
        fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    });
    assert_eq!(sha256(&files[0]), row.hash);
    assert_eq!(
        files.iter().map(|file| file.len() as u64).sum::<u64>(),
        row.bytes
    );
    for (size, file) in [1024, 256, 64].into_iter().zip(files) {
        let path = format!("/photos/{}/{}?size={size}", row.key, row.file_name);
        let answer = server.client().get(&path);
        assert_eq!(
            (answer.status, answer.header("ETag")),
            (200, &*format!("\"{}-{size}\"", row.hash))
        );
        assert!(answer.body == file, "another file is served");
        image::load_from_memory(&file).unwrap();
    }
}

/// The photos' folder holds the files of the rows and no others.
pub fn assert_no_orphans(photos: &Path, rows: &HashMap<String, Row>) {
    let list = |path: &Path| {
        fs::read_dir(path)
            .unwrap()
            .map(|entry| entry.unwrap().path())
    };
    // Beside the folders is the file with their database's name.
    let folders = list(photos).filter(|path| !path.ends_with("database"));
    let names = folders.flat_map(|folder| list(&folder));
    let names: HashSet<String> = names
        .map(|path| path.file_name().unwrap().to_str().unwrap().to_owned())
        .collect();
    let ends = ["jpg", "256.jpg", "64.jpg"];
    let known = rows
        .values()
        .flat_map(|row| ends.map(|end| format!("{}.{end}", row.key)));
    assert_eq!(names, known.collect());
}
