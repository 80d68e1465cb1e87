//! Starts that fail: exit code 1, one sentence that says what is wrong and what to do, and no data
//! changed.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::{Server, run, serving};

/// Runs a command that must fail; checks the form of its sentence and returns it.
pub fn refused(command: Command) -> String {
    let ended = run(command);
    assert_one_sentence(&ended.stderr);
    assert_eq!(
        (ended.status.code(), &*ended.stdout),
        (Some(1), ""),
        "{}",
        ended.stderr
    );
    ended.stderr
}

fn assert_one_sentence(said: &str) {
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(
        said.starts_with("firststep: ") && said.ends_with(".\n"),
        "{said}"
    );
    for foreign in ["panicked", "backtrace", "unwrap", "RUST_", "Some(", "Os {"] {
        assert!(!said.contains(foreign), "{said}");
    }
    let remedy = said.trim_end().trim_end_matches('.').rsplit_once(". ");
    assert!(
        remedy.is_some_and(|(_, remedy)| remedy.len() > 10),
        "what to do? {said}"
    );
}

pub fn assert_contains(said: &str, parts: &[&str]) {
    for part in parts {
        assert!(said.contains(part), "no {part} in {said}");
    }
}

/// A server can be started on this folder.
pub fn assert_sound(data: &Path) {
    let server = Server::on(data);
    assert_eq!(server.client().get("/health").status, 200);
    server.stop();
}

#[test]
fn a_port_in_use() {
    let folder = tempfile::tempdir().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let mut command = serving(folder.path());
    command.args(["--listen", &address]);
    assert_contains(&refused(command), &[&address, "in use", "--port"]);
    assert_sound(folder.path());
}

#[test]
fn an_address_that_is_not_ours() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = serving(folder.path());
    // An address reserved for documentation: no machine has it.
    command.args(["--host", "192.0.2.1"]);
    assert_contains(&refused(command), &["192.0.2.1", "--host"]);
}

#[test]
fn no_folder_can_be_there() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "mine").unwrap();
    for data in [
        file.clone(),
        file.join("data"),
        PathBuf::from("/proc/firststep"),
        PathBuf::from("/dev/null"),
    ] {
        let said = refused(serving(&data));
        assert_contains(&said, &[data.to_str().unwrap(), "--data-dir"]);
    }
    assert_eq!(fs::read(&file).unwrap(), b"mine");
}

#[test]
fn places_that_are_no_place_for_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "mine").unwrap();
    let missing = folder.path().join("no/such/folder.db");
    for (flag, path, remedy) in [
        ("--db", folder.path(), "--db"),
        ("--db", &missing, "--db"),
        ("--db", Path::new("/dev/null"), "--db"),
        ("--photos", &file, "--photos"),
        ("--photos", Path::new("/proc/photos"), "--photos"),
        ("--secret-file", folder.path(), "--secret-file"),
        ("--secret-file", Path::new("/proc/secret"), "--secret-file"),
    ] {
        let mut command = serving(&folder.path().join("data"));
        command.arg(flag).arg(path);
        assert_contains(&refused(command), &[path.to_str().unwrap(), remedy]);
    }
    assert_sound(&folder.path().join("data"));
}

#[test]
fn a_second_server_on_the_same_folder() {
    let folder = tempfile::tempdir().unwrap();
    let first = Server::on(folder.path());
    let said = refused(serving(folder.path()));
    assert_contains(
        &said,
        &[
            folder.path().to_str().unwrap(),
            "Another FirstStep",
            "--data-dir",
        ],
    );
    first.client().sign_up("sari@example.org");
    first.stop();
    assert_sound(folder.path());
}

/// Each would sweep the other's uploads before their rows are written.
#[test]
fn a_second_server_on_the_same_photos() {
    let folder = tempfile::tempdir().unwrap();
    let first = Server::on(&folder.path().join("first"));
    let photos = folder.path().join("first/photos");
    let mut command = serving(&folder.path().join("second"));
    command.arg("--photos").arg(&photos);
    assert_contains(
        &refused(command),
        &[photos.to_str().unwrap(), "Another FirstStep", "--photos"],
    );
    first.client().sign_up("sari@example.org");
}

#[test]
fn a_short_secret() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let short = "only-31-bytes-which-is-too-few-";
    let mut command = serving(&data);
    command.env("SECRET_KEY", short);
    let said = refused(command);
    assert_contains(&said, &["31 bytes", "32 are needed"]);
    assert!(!said.contains(short), "{said}");

    for text in ["", "\n", short] {
        let file = folder.path().join("secret");
        fs::write(&file, text).unwrap();
        let mut command = serving(&data);
        command.arg("--secret-file").arg(&file);
        assert_contains(
            &refused(command),
            &[file.to_str().unwrap(), "32 are needed"],
        );
        assert_eq!(
            fs::read_to_string(&file).unwrap(),
            text,
            "it is left as it is"
        );
    }
    assert_sound(&data);
}
