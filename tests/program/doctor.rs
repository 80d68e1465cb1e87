//! `firststep doctor`: each check is made to fail and must name a remedy; a healthy server has no
//! problems, and checking changes nothing.

mod around;
mod database;

use std::collections::BTreeMap;
use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::process::Command;

use rusqlite::Connection;
use serde_json::Value;
use tempfile::TempDir;

use crate::client::photo;
use crate::failed_starts::assert_contains;
use crate::support::{Server, program, run};

pub use database::smash;

/// `firststep doctor --json` on this data.
pub fn doctor(data: &Path) -> Command {
    let mut command = program();
    command.args(["doctor", "--json", "--data-dir"]).arg(data);
    command
}

/// Its findings.
pub struct Findings(Value);

impl Findings {
    /// Runs it; its exit code must match its findings.
    pub fn by(command: Command) -> Self {
        let ended = run(command);
        let told: Value = serde_json::from_str(&ended.stdout).expect(&ended.stderr);
        let healthy = told["healthy"] == true;
        assert_eq!(ended.status.code(), Some(i32::from(!healthy)), "{ended:?}");
        assert_eq!(ended.stderr.is_empty(), healthy, "{ended:?}");
        for finding in told["findings"].as_array().unwrap() {
            assert_eq!(
                finding["mend"].is_null(),
                finding["level"] == "ok",
                "{finding}"
            );
        }
        Self(told)
    }

    pub fn of(data: &Path) -> Self {
        Self::by(doctor(data))
    }

    /// Every finding that isn't ok, as "check level".
    fn wrong(&self) -> Vec<String> {
        let findings = self.0["findings"].as_array().unwrap().iter();
        let wrong = findings.filter(|finding| finding["level"] != "ok");
        let word = |finding: &Value, key: &str| finding[key].as_str().unwrap().to_owned();
        wrong
            .map(|one| format!("{} {}", word(one, "check"), word(one, "level")))
            .collect()
    }

    /// Asserts that this is the only problem, with these words and this remedy.
    #[track_caller]
    fn only(&self, wrong: &str, says: &[&str], mend: &str) {
        assert_eq!(self.wrong(), [wrong], "{:#}", self.0);
        self.has(wrong, says, mend);
    }

    /// Asserts that this is one of the problems.
    #[track_caller]
    pub fn has(&self, wrong: &str, says: &[&str], mend: &str) {
        let (check, level) = wrong.rsplit_once(' ').unwrap();
        let findings = self.0["findings"].as_array().unwrap();
        let found = findings
            .iter()
            .find(|one| one["check"] == check && one["level"] == level);
        let found = found.unwrap_or_else(|| panic!("no {wrong} in {:#}", self.0));
        assert_contains(found["says"].as_str().unwrap(), says);
        assert_contains(found["mend"].as_str().unwrap(), &[mend]);
    }
}

/// The folder of a stopped server, with an administrator who has a photo.
fn populated() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = Server::on(&data);
    let sari = server.client().sign_up("sari@example.org");
    sari.upload(&photo(1)).unwrap().success();
    let mut command = program();
    command.args(["user", "role", "sari@example.org", "admin", "--data-dir"]);
    command.arg(&data);
    assert_eq!(run(command).status.code(), Some(0));
    server.stop();
    let mut command = program();
    command.args(["backup", "create", "--data-dir"]).arg(&data);
    assert_eq!(run(command).status.code(), Some(0));
    (folder, data)
}

fn change(data: &Path, sql: &str) {
    let database = Connection::open(data.join("firststep.db")).unwrap();
    database.pragma_update(None, "foreign_keys", "off").unwrap();
    database.execute_batch(sql).unwrap();
    database.close().unwrap();
}

fn mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

/// Everything in a folder: kinds, times, contents.
fn snapshot(folder: &Path, into: &mut BTreeMap<PathBuf, (u32, i64, i64, Vec<u8>)>) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let (path, meta) = (entry.path(), entry.metadata().unwrap());
        let bytes = if meta.is_dir() {
            Vec::new()
        } else {
            fs::read(&path).unwrap()
        };
        into.insert(
            path.clone(),
            (meta.mode(), meta.mtime(), meta.mtime_nsec(), bytes),
        );
        if meta.is_dir() {
            snapshot(&path, into);
        }
    }
}

fn whole(folder: &Path) -> BTreeMap<PathBuf, (u32, i64, i64, Vec<u8>)> {
    let mut all = BTreeMap::new();
    snapshot(folder, &mut all);
    all
}

#[test]
fn what_is_well_is_told_to_be_and_stays_as_it_is() {
    let (folder, data) = populated();
    let before = whole(folder.path());
    let told = Findings::of(&data);
    assert_eq!(told.wrong(), [""; 0], "{:#}", told.0);
    assert!(told.0["findings"].as_array().unwrap().len() >= 15);
    assert!(whole(folder.path()) == before, "something was changed");
    let mut command = program();
    command.args(["doctor", "--data-dir"]).arg(&data);
    let ended = run(command);
    assert!(
        ended.stdout.ends_with("\nAll is well.\n"),
        "{}",
        ended.stdout
    );
    assert!(!ended.stdout.contains('\x1b'), "no colours into a pipe");
}

#[test]
fn beside_a_running_server_and_after_one_was_killed() {
    let (folder, data) = populated();
    let server = Server::on(&data);
    server.client().sign_up("tono@example.org");
    assert_eq!(Findings::of(&data).wrong(), [""; 0]);
    server.client().sign_up("budi@example.org");
    server.process.kill();
    assert!(data.join("firststep.db-wal").exists());
    let mut before = whole(folder.path());
    assert_eq!(Findings::of(&data).wrong(), [""; 0]);
    let mut after = whole(folder.path());
    // SQLite's index of the write-ahead log is rebuilt by the first reader; it holds no data.
    for all in [&mut before, &mut after] {
        assert!(all.remove(&data.join("firststep.db-shm")).is_some());
    }
    assert!(before == after, "something was changed");
}

#[test]
fn where_there_is_nothing_nothing_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    Findings::of(&data).only("folder error", &["isn't there"], "--data-dir");
    assert!(!data.exists());
    fs::create_dir(&data).unwrap();
    mode(&data, 0o700);
    let told = Findings::of(&data);
    told.has(
        "database error",
        &["There is no database"],
        "backup restore",
    );
    assert_eq!(fs::read_dir(&data).unwrap().count(), 0);
}
