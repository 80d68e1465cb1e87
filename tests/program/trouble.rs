//! Starts that can't be: exit code 1, one sentence that says what is wrong and what to do, and
//! nothing broken by the attempt.

use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{Seek as _, SeekFrom, Write as _};
use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use firststep::classifier::BUILT_IN;
use rusqlite::Connection;
use serde_json::json;
use tempfile::TempDir;

use crate::client::DOCUMENTED;
use crate::models;
use crate::support::{Server, run, run_with, serving};

/// Nobody, as Linux numbers him.
const NOBODY: u32 = 65_534;

/// Runs what can't be and says what it said, the sentence's form checked.
fn refused(command: Command) -> String {
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

fn assert_contains(said: &str, parts: &[&str]) {
    for part in parts {
        assert!(said.contains(part), "no {part} in {said}");
    }
}

/// A server can be started on this folder.
fn assert_sound(data: &Path) {
    let server = Server::on(data);
    assert_eq!(server.client().get("/health").status, 200);
    server.stop();
}

/// A folder with a database in which there is somebody, and the database.
fn lived_in() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::on(folder.path());
    let client = server.client().sign_up("sari@example.org");
    client.predict(DOCUMENTED).unwrap().success();
    server.stop();
    let path = folder.path().join("firststep.db");
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
    // An address of a documentation's network: no machine has it.
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

/// The program as somebody who is not root, in a folder open to him.
struct Unprivileged {
    folder: TempDir,
    program: PathBuf,
}

impl Unprivileged {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        // He may not be able to reach the place where it was built.
        let program = folder.path().join("firststep");
        fs::copy(env!("CARGO_BIN_EXE_firststep"), &program).unwrap();
        for path in [folder.path(), &program] {
            fs::set_permissions(path, Permissions::from_mode(0o755)).unwrap();
        }
        Self { folder, program }
    }

    /// A folder or file of this mode, his own.
    fn owns(&self, name: &str, mode: u32) -> PathBuf {
        let path = self.folder.path().join(name);
        if self.folder.path().metadata().unwrap().uid() == 0 {
            std::os::unix::fs::chown(&path, Some(NOBODY), Some(NOBODY)).unwrap();
        }
        fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
        path
    }

    fn serving(&self, data: &Path) -> Command {
        let mut command = Command::new(&self.program);
        command
            .env_clear()
            .args(["--port", "0", "--data-dir"])
            .arg(data);
        if self.folder.path().metadata().unwrap().uid() == 0 {
            command.uid(NOBODY).gid(NOBODY);
        }
        command
    }
}

#[test]
fn a_folder_that_may_not_be_written() {
    let somebody = Unprivileged::new();
    fs::create_dir(somebody.folder.path().join("data")).unwrap();
    let data = somebody.owns("data", 0o500);
    let said = refused(somebody.serving(&data));
    assert_contains(&said, &[data.to_str().unwrap(), "Permission denied"]);
    let inside = data.join("deeper");
    assert_contains(
        &refused(somebody.serving(&inside)),
        &[inside.to_str().unwrap(), "--data-dir"],
    );
}

#[test]
fn a_database_that_may_not_be_written() {
    let somebody = Unprivileged::new();
    let (lived_in, database) = lived_in();
    for mode in [0o400, 0o000] {
        let copy = somebody.folder.path().join("people.db");
        let _ = fs::remove_file(&copy);
        fs::copy(&database, &copy).unwrap();
        let copy = somebody.owns("people.db", mode);
        let _ = fs::create_dir(somebody.folder.path().join("data"));
        let mut command = somebody.serving(&somebody.owns("data", 0o700));
        command.arg("--db").arg(&copy);
        assert_contains(
            &refused(command),
            &[copy.to_str().unwrap(), "permissions", "--db"],
        );
    }
    drop(lived_in);
}

#[test]
fn a_secret_that_may_not_be_read() {
    let somebody = Unprivileged::new();
    fs::write(somebody.folder.path().join("secret"), "x".repeat(64)).unwrap();
    fs::create_dir(somebody.folder.path().join("data")).unwrap();
    let secret = somebody.owns("secret", 0o000);
    let mut command = somebody.serving(&somebody.owns("data", 0o700));
    command.arg("--secret-file").arg(&secret);
    assert_contains(
        &refused(command),
        &[secret.to_str().unwrap(), "--secret-file"],
    );
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
    let (folder, path) = lived_in();
    let mut file = OpenOptions::new().write(true).open(&path).unwrap();
    for page in [2, 4, 6] {
        file.seek(SeekFrom::Start(page * 4096)).unwrap();
        file.write_all(&[0xa5; 4096]).unwrap();
    }
    let said = refused_untouched(folder.path(), &path);
    assert_contains(&said, &["is damaged", "backup"]);
}

#[test]
fn half_a_database() {
    let (folder, path) = lived_in();
    let length = path.metadata().unwrap().len();
    let file = OpenOptions::new().write(true).open(&path).unwrap();
    file.set_len(length / 2 / 4096 * 4096).unwrap();
    let said = refused_untouched(folder.path(), &path);
    assert_contains(&said, &["is damaged", "backup"]);
}

#[test]
fn a_database_of_a_newer_program() {
    let (folder, path) = lived_in();
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
    let (folder, path) = lived_in();
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

/// Each would sweep away what the other has uploaded and not yet written down.
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

/// Starts, and predicts, with a model that must be refused.
fn model_refused(folder: &Path, name: &str, bytes: &[u8]) -> String {
    let file = folder.join(name);
    fs::write(&file, bytes).unwrap();
    let mut command = serving(&folder.join("data"));
    command.arg("--model").arg(&file);
    let said = refused(command);
    assert_contains(&said, &[file.to_str().unwrap(), "--model"]);

    let mut command = crate::support::program();
    command.args(["predict", "-", "--model"]).arg(&file);
    let ended = run_with(command, json!(DOCUMENTED).to_string().as_bytes());
    assert_eq!((ended.status.code(), &ended.stderr), (Some(1), &said));
    said
}

#[test]
fn a_model_that_is_none() {
    let folder = tempfile::tempdir().unwrap();
    let zeros = vec![0; BUILT_IN.len()];
    let mut scrambled = BUILT_IN.to_vec();
    scrambled.reverse();
    for (name, bytes) in [
        ("empty", &b""[..]),
        (
            "text",
            b"this is no model, but a text that is long enough to be looked at",
        ),
        ("half", &BUILT_IN[..BUILT_IN.len() / 2]),
        ("head", &BUILT_IN[..8]),
        ("tail", &BUILT_IN[BUILT_IN.len() / 2..]),
        ("zeros", &zeros),
        ("scrambled", &scrambled),
    ] {
        let said = model_refused(folder.path(), name, bytes);
        assert_contains(&said, &["isn't a TFLite model"]);
    }
    assert_sound(&folder.path().join("data"));
}

#[test]
fn a_model_of_another_shape() {
    let folder = tempfile::tempdir().unwrap();
    let said = model_refused(folder.path(), "in", &models::with_inputs(59));
    assert_contains(&said, &["input", "[1, 59]", "[1, 60]"]);
    let said = model_refused(folder.path(), "out", &models::with_outputs(15));
    assert_contains(&said, &["output", "[1, 15]", "[1, 16]"]);
}

#[test]
fn a_model_that_makes_the_loader_panic() {
    let folder = tempfile::tempdir().unwrap();
    let said = model_refused(folder.path(), "biases", &models::without_biases());
    assert_contains(&said, &["isn't a TFLite model"]);
}

#[test]
fn a_model_that_cannot_be_read() {
    let folder = tempfile::tempdir().unwrap();
    for path in [
        folder.path().join("missing.tflite"),
        folder.path().to_owned(),
    ] {
        let mut command = serving(&folder.path().join("data"));
        command.arg("--model").arg(&path);
        assert_contains(&refused(command), &["model", path.to_str().unwrap()]);
    }
}

#[test]
fn wrong_statements() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("questions.json");
    let texts = |count: usize| json!(vec!["A statement"; count]).to_string();
    for (text, reason) in [
        (texts(59), "there are 59, not 60"),
        (texts(61), "there are 61, not 60"),
        (
            json!({"statements": [{"id": "satu"}]}).to_string(),
            "there are 1, not 60",
        ),
        (String::new(), "JSON"),
        ("Do you like parties?".to_owned(), "JSON"),
        (json!(vec![7; 60]).to_string(), "JSON"),
        (json!({"questions": []}).to_string(), "JSON"),
        (json!(vec![" "; 60]).to_string(), "empty"),
    ] {
        fs::write(&file, &text).unwrap();
        let mut command = serving(&folder.path().join("data"));
        command.arg("--questions").arg(&file);
        assert_contains(
            &refused(command),
            &[file.to_str().unwrap(), reason, "60 texts"],
        );
    }
    File::create(&file).unwrap().write_all(&[0xff; 64]).unwrap();
    let mut command = serving(&folder.path().join("data"));
    command.env("FIRSTSTEP_QUESTIONS", &file);
    assert_contains(&refused(command), &[file.to_str().unwrap()]);
    assert_sound(&folder.path().join("data"));
}
