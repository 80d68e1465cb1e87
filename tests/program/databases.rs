//! Databases that can't be used are refused and left unchanged.

use std::fs::{self, OpenOptions};
use std::io::{Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use tempfile::TempDir;

use crate::client::{DOCUMENTED, photo};
use crate::failed_starts::{assert_contains, assert_sound, refused};
use crate::support::{Server, serving};

/// A folder with a database that has an account, and the database's path.
pub fn populated() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::on(folder.path());
    let client = server.client().sign_up("sari@example.org");
    client.predict(DOCUMENTED).unwrap().success();
    server.stop();
    let path = folder.path().join("firststep.db");
    // A write-ahead log beside it would repair the damage done below.
    assert!(!folder.path().join("firststep.db-wal").exists());
    (folder, path)
}

/// Starts on this database, which must be refused and left as it is, byte for byte.
fn refused_untouched(folder: &Path, database: &Path) -> String {
    let before = fs::read(database).unwrap();
    let said = refused(serving(folder));
    assert!(
        fs::read(database).unwrap() == before,
        "changed, though refused: {said}"
    );
    assert_contains(&said, &[database.to_str().unwrap(), "--db"]);
    said
}

#[test]
fn a_file_that_is_no_database() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("firststep.db");
    fs::write(&path, "Dear diary, ".repeat(1000)).unwrap();
    let said = refused_untouched(folder.path(), &path);
    assert_contains(&said, &["not an SQLite database"]);
    fs::remove_file(&path).unwrap();
    assert_sound(folder.path());
}

#[test]
fn a_damaged_database() {
    let (folder, path) = populated();
    let mut file = OpenOptions::new().write(true).open(&path).unwrap();
    for page in [2, 4, 6] {
        file.seek(SeekFrom::Start(page * 4096)).unwrap();
        file.write_all(&[0xa5; 4096]).unwrap();
    }
    let said = refused_untouched(folder.path(), &path);
    assert_contains(
        &said,
        &[
            "is damaged",
            "firststep doctor",
            "firststep backup restore FILE --force",
        ],
    );
}

#[test]
fn half_a_database() {
    let (folder, path) = populated();
    let length = path.metadata().unwrap().len();
    let file = OpenOptions::new().write(true).open(&path).unwrap();
    file.set_len(length / 2 / 4096 * 4096).unwrap();
    let said = refused_untouched(folder.path(), &path);
    assert_contains(
        &said,
        &[
            "is damaged",
            "firststep doctor",
            "firststep backup restore FILE --force",
        ],
    );
}

#[test]
fn a_database_of_a_newer_program() {
    let (folder, path) = populated();
    let database = Connection::open(&path).unwrap();
    database.pragma_update(None, "user_version", 999).unwrap();
    database.close().unwrap();
    let said = refused_untouched(folder.path(), &path);
    assert_contains(&said, &["999", "newer FirstStep"]);
}

#[test]
fn a_database_of_another_program() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("firststep.db");
    let database = Connection::open(&path).unwrap();
    database
        .execute_batch("create table songs (title); insert into songs values ('Imagine')")
        .unwrap();
    database.close().unwrap();
    let said = refused_untouched(folder.path(), &path);
    assert_contains(&said, &["another program"]);
}

#[test]
fn a_database_that_another_program_holds() {
    let (folder, path) = populated();
    let database = Connection::open(&path).unwrap();
    database
        .execute_batch("pragma locking_mode = exclusive; begin exclusive")
        .unwrap();
    let said = refused(serving(folder.path()));
    assert_contains(&said, &[path.to_str().unwrap(), "another program"]);
    drop(database);
    assert_sound(folder.path());
}

#[test]
fn photos_of_another_database_are_left_alone() {
    let (other, _) = populated();
    let folder = tempfile::tempdir().unwrap();
    let server = Server::on(folder.path());
    let sari = server.client().sign_up("sari@example.org");
    sari.upload(&photo(1)).unwrap().success();
    server.stop();
    let photos = folder.path().join("photos");
    let mut command = serving(other.path());
    command.arg("--photos").arg(&photos);
    let said = refused(command);
    assert_contains(
        &said,
        &[
            photos.to_str().unwrap(),
            "another database",
            "--db",
            "--photos",
        ],
    );
    let server = Server::on(folder.path());
    let profile = sari.at(&server.url).get("/api/profile").success();
    let link = profile["profileResult"]["profilePicture"].as_str().unwrap();
    let path = link.strip_prefix(&server.url).unwrap();
    assert_eq!(server.client().get(path).status, 200, "nothing was swept");
}
