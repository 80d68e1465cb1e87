//! Scheduled backups.

use std::fs;
use std::path::PathBuf;

use crate::backup::{backup, contents};
use crate::support::{Server, done, eventually, serving};

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
