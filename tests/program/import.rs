//! `firststep import` and `firststep export`

mod conflicts;
mod faceofmind_original;
mod hostile;
mod nobody_lost;
mod originals;
mod passwords;
mod roundtrip;
mod speed;
mod usernames;

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::support::{Ended, ask_database, program, run};

pub const FIRSTSTEP: &str = include_str!("import/firststep.sql");
pub const CULTURECONNECT: &str = include_str!("import/cultureconnect.sql");
pub const FACEOFMIND: &str = include_str!("import/faceofmind.sql");
pub const PROFILECARD: &str = include_str!("import/profilecard.sql");
pub const FLASK_API: &str = include_str!("import/flask-api.jsonl");
pub const USERS: &str = include_str!("import/users.csv");

/// The password of every account in the files.
pub const PASSWORD: &str = "bismillah";

/// `firststep import FILE … --json` on the folder `data` in this one, the file written first.
pub fn import(folder: &Path, name: &str, text: impl AsRef<[u8]>, words: &[&str]) -> Command {
    fs::write(folder.join(name), text).unwrap();
    let mut command = import_lying(folder, name);
    command.args(["--bcrypt-cost", "10"]).args(words);
    command
}

/// The same for an existing file.
pub fn import_lying(folder: &Path, name: &str) -> Command {
    let mut command = program();
    command.arg("import").arg(folder.join(name));
    command.args(["--json", "--data-dir"]);
    command.arg(folder.join("data"));
    command
}

/// What it reported, and its exit code.
#[track_caller]
pub fn reported(command: Command) -> (Value, i32) {
    let ended = run(command);
    let report = serde_json::from_str(&ended.stdout);
    let report = report.unwrap_or_else(|_| panic!("{ended:?}"));
    (report, ended.status.code().unwrap())
}

/// A table's counts: read, made, same, changed, kept, rejected.
#[track_caller]
pub fn tally(report: &Value, table: &str) -> [u64; 6] {
    let tables = report["tables"].as_array().unwrap();
    let found = tables.iter().find(|found| found["table"] == table);
    let found = found.unwrap_or_else(|| panic!("no {table} in {report:#}"));
    ["read", "made", "same", "changed", "kept", "rejected"]
        .map(|name| found[name].as_u64().unwrap())
}

/// The reasons reported for the rows on a line.
pub fn reasons(report: &Value, line: u64) -> Vec<String> {
    let findings = report["findings"].as_array().unwrap().iter();
    let here = findings.filter(|finding| finding["line"] == line);
    here.map(|finding| {
        format!(
            "{}: {}",
            finding["what"].as_str().unwrap(),
            finding["reason"].as_str().unwrap()
        )
    })
    .collect()
}

/// The one value that a query finds in the folder's database.
pub fn ask<T: rusqlite::types::FromSql>(folder: &Path, sql: &str) -> T {
    ask_database(&folder.join("data/firststep.db"), sql)
}

/// What `firststep export` writes of the folder's database.
#[track_caller]
pub fn exported(folder: &Path, words: &[&str]) -> String {
    let ended = export(folder, words);
    assert_eq!((ended.status.code(), &*ended.stderr), (Some(0), ""));
    ended.stdout
}

pub fn export(folder: &Path, words: &[&str]) -> Ended {
    let mut command = program();
    command
        .arg("export")
        .args(words)
        .arg("--data-dir")
        .arg(folder.join("data"));
    run(command)
}
