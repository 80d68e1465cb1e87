//! SIGHUP: what can be reloaded is, and nothing ends.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use crate::failed_starts::{assert_contains, refused};
use crate::support::{Server, eventually, serving};

fn logging_to(data: &Path, file: &Path) -> Server {
    let mut command = serving(data);
    command.args(["--log", "json", "--log-file"]).arg(file);
    Server::start(command)
}

/// Waits until a file holds this; returns all of it.
fn holds(file: &Path, part: &str) -> String {
    eventually(part, || {
        let text = fs::read_to_string(file).unwrap_or_default();
        text.contains(part).then_some(text)
    })
}

#[test]
fn a_plain_server_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::on(folder.path());
    for _ in 0..3 {
        server.process.signal("HUP");
    }
    eventually("it says what it did", || {
        let said = server.process.said();
        (said.matches("SIGHUP: nothing is").count() > 0).then_some(())
    });
    assert_eq!(server.client().get("/livez").status, 200);
    server.stop();
}

#[test]
fn a_log_that_was_moved_away_begins_anew() {
    let folder = tempfile::tempdir().unwrap();
    let [log, moved] = ["log", "log.1"].map(|name| folder.path().join(name));
    let server = logging_to(&folder.path().join("data"), &log);
    assert_eq!(server.client().get("/readyz").status, 200);
    holds(&log, "/readyz");
    let mode = log.metadata().unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    fs::rename(&log, &moved).unwrap();
    server.process.signal("HUP");
    holds(&log, "the log file was opened anew");
    assert_eq!(server.client().get("/livez").status, 200);
    holds(&log, "/livez");
    assert!(!fs::read_to_string(&moved).unwrap().contains("/livez"));
    assert_eq!(server.process.said(), "", "nothing goes to standard error");
    server.stop();
    // The next server goes on where this one ended.
    let before = fs::read_to_string(&log).unwrap();
    assert_contains(&before, &["stopping"]);
    logging_to(&folder.path().join("data"), &log).stop();
    assert!(fs::read_to_string(&log).unwrap().starts_with(&before));
}

#[test]
fn a_log_that_was_copied_and_emptied_has_no_gap() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let server = logging_to(&folder.path().join("data"), &log);
    assert_eq!(server.client().get("/readyz").status, 200);
    holds(&log, "/readyz");
    fs::write(&log, "").unwrap();
    assert_eq!(server.client().get("/livez").status, 200);
    let text = holds(&log, "/livez");
    assert!(text.starts_with('{'), "{text:?}");
}

#[test]
fn a_log_file_that_can_not_be_made_anew_leaves_the_old_one() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("logs");
    fs::create_dir(&place).unwrap();
    let server = logging_to(&folder.path().join("data"), &place.join("log"));
    let moved = folder.path().join("moved");
    fs::rename(&place, &moved).unwrap();
    server.process.signal("HUP");
    holds(&moved.join("log"), "can't be opened anew");
    assert_eq!(server.client().get("/livez").status, 200);
    holds(&moved.join("log"), "/livez");
    server.stop();
}

#[test]
fn a_log_file_without_its_folder_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("no/log");
    let mut command = serving(&folder.path().join("data"));
    command.arg("--log-file").arg(&file);
    assert_contains(&refused(command), &[file.to_str().unwrap(), "--log-file"]);
    assert!(!folder.path().join("data").exists());
}
