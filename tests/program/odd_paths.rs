//! Paths that are no text: bytes that aren't UTF-8, as Unix lets files be called.
#![cfg(unix)]

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};

use crate::failed_starts::{assert_contains, refused};
use crate::support::{Server, done, program, serving};

/// A folder of such a name.
fn odd(inside: &Path) -> PathBuf {
    let path = inside.join(OsStr::from_bytes(b"d\xff"));
    fs::create_dir(&path).unwrap();
    path
}

#[test]
fn a_copy_of_them_elsewhere_is_refused_in_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let (data, copy) = (odd(folder.path()), folder.path().join("copy"));
    let mut command = serving(&data);
    command.arg("--replica").arg(&copy);
    assert_contains(&refused(command), &["isn't UTF-8", "another name"]);
    let mut command = program();
    command.args(["backup", "restore", "--replica"]).arg(&copy);
    command.arg("--data-dir").arg(data.join("new"));
    assert_contains(&refused(command), &["isn't UTF-8"]);
}

#[test]
fn all_else_works_in_them_and_they_are_told_as_far_as_they_can_be() {
    let folder = tempfile::tempdir().unwrap();
    let data = odd(folder.path());
    Server::on(&data).stop();
    let backups = data.join("backups");
    let made = |words: &[&str]| {
        let mut command = program();
        command.args(words).arg("--data-dir").arg(&data);
        serde_json::from_str::<serde_json::Value>(&done(command)).unwrap()
    };
    let told = made(&["backup", "create", "--json"]);
    let path = told["path"].as_str().unwrap();
    assert!(path.contains("d\u{fffd}/backups/"), "{path}");
    let mut command = program();
    command.args(["backup", "list", "--json"]).arg(&backups);
    let listed: serde_json::Value = serde_json::from_str(&done(command)).unwrap();
    assert_eq!(listed[0]["path"], path);
    let file = fs::read_dir(&backups).unwrap().next().unwrap().unwrap();
    let mut command = program();
    command
        .args(["backup", "verify", "--json"])
        .arg(file.path());
    let sound: serde_json::Value = serde_json::from_str(&done(command)).unwrap();
    assert_eq!(
        (&sound[0]["path"], &sound[0]["sound"]),
        (&told["path"], &true.into())
    );
    let mut command = program();
    command
        .args(["backup", "restore", "--force", "--json"])
        .arg(file.path());
    command.arg("--data-dir").arg(&data);
    let restored: serde_json::Value = serde_json::from_str(&done(command)).unwrap();
    let previous = restored["previous"][0].as_str().unwrap();
    assert!(previous.contains('\u{fffd}'), "{previous}");
    // The rest tells paths in sentences.
    for words in [&["doctor"][..], &["user", "list", "--json"]] {
        let mut command = program();
        command.args(words).arg("--data-dir").arg(&data);
        let said = crate::support::run(command);
        assert!(!said.stderr.contains("panicked"), "{said:?}");
    }
}
