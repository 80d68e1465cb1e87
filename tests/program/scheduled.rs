//! Scheduled backups.

use std::fs;
use std::path::PathBuf;

use crate::backup::{backup, contents};
use crate::doctor::{Findings, doctor};
use crate::support::{Server, done, eventually, serving};
use crate::zips::{self, Entry};

#[test]
fn they_come_round_by_themselves() {
    let folder = tempfile::tempdir().unwrap();
    let (data, kept) = (folder.path().join("data"), folder.path().join("kept"));
    let start = || {
        let mut command = serving(&data);
        command.args(["--backup-every", "24h", "--backup-keep", "3"]);
        command.env("FIRSTSTEP_BACKUP_DIR", &kept);
        Server::start(command)
    };
    let server = start();
    let files = || -> Vec<PathBuf> {
        let files = contents(&kept)
            .into_iter()
            .filter(|(_, bytes)| bytes.is_some());
        let files = files.map(|(path, _)| path).collect::<Vec<_>>();
        files
            .into_iter()
            .filter(|path| path.parent() == Some(&kept))
            .collect()
    };
    let first = eventually("a first one is made", || files().pop());
    let name = first.file_name().unwrap().to_str().unwrap();
    assert!(name.starts_with("firststep-auto-"), "{name}");
    eventually("it says so", || {
        server
            .process
            .said()
            .contains("backup made and verified")
            .then_some(())
    });
    server.stop();
    done(backup(&["verify", first.to_str().unwrap()]));
    // The next one is due tomorrow, also after a restart.
    let server = start();
    server.client().sign_up("sari@example.org");
    let ended = server.stop();
    assert!(!ended.stderr.contains("backup made"), "{}", ended.stderr);
    assert_eq!(files(), [first]);
}

#[test]
fn a_folder_that_cannot_be_is_a_loud_line() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "mine").unwrap();
    let mut command = serving(&folder.path().join("data"));
    command
        .args(["--backup-every", "24h", "--backup-dir"])
        .arg(&file);
    let server = Server::start(command);
    eventually("it says so", || {
        server
            .process
            .said()
            .contains("THE SCHEDULED BACKUP FAILED")
            .then_some(())
    });
    assert_eq!(server.client().get("/health").status, 200);
    server.stop();
    assert_eq!(fs::read(&file).unwrap(), b"mine");
}

/// As a clock that was wrong once leaves it.
#[test]
fn one_dated_in_the_future_does_not_end_them_and_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let (data, kept) = (folder.path().join("data"), folder.path().join("kept"));
    let start = || {
        let mut command = serving(&data);
        command.args(["--backup-every", "24h"]);
        command.env("FIRSTSTEP_BACKUP_DIR", &kept);
        Server::start(command)
    };
    let zips = || -> Vec<PathBuf> {
        let files = contents(&kept).into_keys();
        files
            .filter(|path| path.parent() == Some(&kept))
            .filter(|path| path.extension().is_some_and(|end| end == "zip"))
            .collect()
    };
    let server = start();
    let first = eventually("a first one is made", || zips().pop());
    eventually("it is whole", || {
        let said = server.process.said();
        said.contains("backup made and verified").then_some(())
    });
    server.stop();
    let odd = kept.join("firststep-auto-20310101T000000Z.zip");
    fs::write(
        &odd,
        dated(&fs::read(&first).unwrap(), "2031-01-01T00:00:00.000000Z"),
    )
    .unwrap();
    fs::remove_file(&first).unwrap();

    let server = start();
    eventually("another one is made", || {
        let said = server.process.said();
        said.contains("backup made and verified").then_some(())
    });
    let said = server.stop().stderr;
    assert!(said.contains("dated later than now"), "{said}");
    assert_eq!(zips().len(), 2, "and the odd one is left alone");
    let mut command = doctor(&data);
    command.env("FIRSTSTEP_BACKUP_DIR", &kept);
    let says = ["A backup is dated later than now", "20310101T000000Z.zip"];
    Findings::by(command).has("backups warning", &says, "timedatectl");
}

/// The same archive, said to be made at another moment.
fn dated(archive: &[u8], moment: &str) -> Vec<u8> {
    let mut entries = zips::read(archive);
    for entry in &mut entries {
        if entry.name == "manifest.json" {
            let mut manifest: serde_json::Value = serde_json::from_slice(&entry.bytes).unwrap();
            manifest["made_at"] = moment.into();
            *entry = Entry::new("manifest.json", manifest.to_string().as_bytes());
        }
    }
    zips::write(&entries)
}
