//! `firststep backup`: made beside a running server, verified, restored.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use crate::client::{Client, DOCUMENTED, photo};
use crate::failed_starts::{assert_contains, refused};
use crate::support::{Server, done, program, run, serving};

const WORDS: &str = "sixty statements on a shelf";

/// `firststep backup …`
pub fn backup(words: &[&str]) -> Command {
    let mut command = program();
    command.arg("backup").args(words);
    command
}

/// The same, on this data folder.
pub fn backup_of(data: &Path, words: &[&str]) -> Command {
    let mut command = backup(&["--data-dir"]);
    command.arg(data).args(words);
    command
}

#[track_caller]
pub fn done_json(mut command: Command) -> Value {
    command.arg("--json");
    serde_json::from_str(&done(command)).unwrap()
}

/// Makes a backup; returns its file.
pub fn create(data: &Path) -> PathBuf {
    let made = done_json(backup_of(data, &["create"]));
    made["path"].as_str().unwrap().into()
}

pub fn restore(file: &Path, data: &Path) -> Command {
    let mut command = backup_of(data, &["restore"]);
    command.arg(file);
    command
}

/// Everything below a folder, byte for byte.
pub fn contents(folder: &Path) -> BTreeMap<PathBuf, Option<Vec<u8>>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path.clone());
            }
            found.insert(path.clone(), fs::read(&path).ok());
        }
    }
    found
}

/// An account with a session, a result and a photo.
pub struct Somebody {
    pub client: Client,
    pub email: String,
    photo: String,
}

impl Somebody {
    pub fn new(server: &Server, email: &str) -> Self {
        let client = server.client().sign_up(email);
        client.predict(DOCUMENTED).unwrap().success();
        let answer = client.upload(&photo(email.len())).unwrap().success();
        let url = answer["photo_url"].as_str().unwrap();
        Self {
            photo: url.strip_prefix(&client.url).unwrap().to_owned(),
            email: email.to_owned(),
            client,
        }
    }

    /// Whether this server has the account with its photo; and whether the session is valid there.
    pub fn is_known_to(&self, server: &Server) -> (bool, bool) {
        let client = self.client.at(&server.url);
        let known = client.login(&self.email).unwrap().status == 200;
        if known {
            assert_eq!(server.client().get(&self.photo).status, 200);
        }
        (known, client.get("/api/profile").status == 200)
    }
}

/// The data folder of a stopped server with an account.
fn populated(email: &str) -> (TempDir, PathBuf, Somebody) {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = Server::on(&data);
    let somebody = Somebody::new(&server, email);
    server.stop();
    (folder, data, somebody)
}

#[test]
fn made_beside_a_running_server_it_is_that_server_elsewhere() {
    let folder = tempfile::tempdir().unwrap();
    let (data, other) = (folder.path().join("data"), folder.path().join("other"));
    let server = Server::on(&data);
    let sari = Somebody::new(&server, "sari@example.org");
    let said = done(backup_of(&data, &["create"]));
    assert_contains(
        &said,
        &[
            "1 photo",
            "verified",
            "sign in as anybody",
            "--without-secret",
        ],
    );
    let listed = done_json(backup_of(&data, &["list"]));
    let one = &listed[0];
    assert_eq!(
        (&one["photos"], &one["secret"]),
        (&1.into(), &"plain".into())
    );
    let file = PathBuf::from(one["path"].as_str().unwrap());
    assert_eq!(file.parent().unwrap(), data.join("backups"));
    assert_contains(
        &done(backup(&["verify", file.to_str().unwrap()])),
        &["is sound", "1 photo,"],
    );
    // Later changes aren't in it.
    let late = Somebody::new(&server, "late@example.org");
    server.stop();
    let said = done(restore(&file, &other));
    assert_contains(&said, &["Restored", "1 photo,", "signed in again"]);
    assert!(!said.contains("before"), "{said}");
    let server = Server::on(&other);
    assert_eq!(sari.is_known_to(&server), (true, true));
    assert_eq!(late.is_known_to(&server), (false, false));
    let mail = "/api/predict";
    sari.client
        .at(&server.url)
        .post(mail, &serde_json::json!({"input": DOCUMENTED}))
        .unwrap()
        .success();
}

#[cfg(unix)]
#[test]
fn only_the_owner_may_read_it_and_what_is_restored() {
    use std::os::unix::fs::PermissionsExt as _;
    let (folder, data, _) = populated("sari@example.org");
    let file = create(&data);
    let other = folder.path().join("other");
    done(restore(&file, &other));
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&file), 0o600);
    for (path, bytes) in contents(&other) {
        let expected = if bytes.is_some() { 0o600 } else { 0o700 };
        assert_eq!(mode(&path), expected, "{}", path.display());
    }
    // Other programs that unpack it go by what it says of each file.
    let mut unpacked = zip::ZipArchive::new(fs::File::open(&file).unwrap()).unwrap();
    for at in 0..unpacked.len() {
        let entry = unpacked.by_index(at).unwrap();
        assert_eq!(
            entry.unix_mode().unwrap() & 0o777,
            0o600,
            "{:?}",
            entry.name()
        );
    }
}

#[test]
fn of_two_that_a_pattern_names_none_is_restored() {
    let (_folder, data, _) = populated("sari@example.org");
    let (one, other) = (create(&data), create(&data));
    let before = contents(&data);
    let mut both = restore(&one, &data);
    both.arg(&other).arg("--force");
    assert_contains(
        &refused(both),
        &["2 backups are named", other.to_str().unwrap()],
    );
    assert_eq!(contents(&data), before);
}

#[test]
fn a_folder_below_a_missing_one_is_not_made() {
    let (folder, data, _) = populated("sari@example.org");
    let disk = folder.path().join("mnt/disk");
    for target in [disk.join("backups"), disk.join("backups/one.zip")] {
        let mut command = backup_of(&data, &["create", "--to"]);
        command.arg(&target);
        assert_contains(&refused(command), &["There is no folder", "Mount"]);
    }
    assert!(!folder.path().join("mnt").exists());
}

#[test]
fn without_the_secret_sessions_end_and_passwords_stay() {
    let (folder, data, sari) = populated("sari@example.org");
    let file = folder.path().join("plain.zip");
    let mut command = backup_of(&data, &["create", "--without-secret", "--to"]);
    command.arg(&file);
    assert_contains(&done(command), &["secret isn't in it"]);
    let secret = fs::read(data.join("secret")).unwrap();
    let bytes = fs::read(&file).unwrap();
    let found = bytes.windows(64).any(|window| window == &secret[..64]);
    assert!(!found, "it is in it");
    let other = folder.path().join("other");
    assert_contains(&done(restore(&file, &other)), &["everybody signs in again"]);
    assert_eq!(sari.is_known_to(&Server::on(&other)), (true, false));
    // The original folder still has the secret.
    let mut back = restore(&file, &data);
    back.arg("--force");
    assert_contains(&done(back), &["the one that is there stays"]);
    assert_eq!(sari.is_known_to(&Server::on(&data)), (true, true));
}

#[test]
fn a_sealed_secret_needs_its_passphrase() {
    let (folder, data, sari) = populated("sari@example.org");
    let file = folder.path().join("sealed.zip");
    let words = folder.path().join("words.txt");
    fs::write(&words, format!("{WORDS}\n")).unwrap();
    let mut command = backup_of(&data, &["create", "--to"]);
    command.arg(&file).arg("--passphrase-file").arg(&words);
    assert_contains(&done(command), &["sealed"]);
    let secret = fs::read(data.join("secret")).unwrap();
    let bytes = fs::read(&file).unwrap();
    assert!(!bytes.windows(64).any(|window| window == &secret[..64]));

    let other = folder.path().join("other");
    let said = refused(restore(&file, &other));
    assert_contains(&said, &["sealed", "--passphrase-file", "--without-secret"]);
    let mut wrong = restore(&file, &other);
    wrong.env("FIRSTSTEP_BACKUP_PASSPHRASE", "something else entirely");
    assert_contains(&refused(wrong), &["passphrase doesn't fit"]);
    assert!(!other.exists());
    // Verifying needs no passphrase; with one the secret is tried, too.
    done(backup(&["verify", file.to_str().unwrap()]));
    let mut right = restore(&file, &other);
    right.env("FIRSTSTEP_BACKUP_PASSPHRASE", WORDS);
    done(right);
    assert_eq!(sari.is_known_to(&Server::on(&other)), (true, true));
    let third = folder.path().join("third");
    let mut without = restore(&file, &third);
    without.arg("--without-secret");
    done(without);
    assert_eq!(sari.is_known_to(&Server::on(&third)), (true, false));
}

#[test]
fn what_is_there_stays_unless_force_is_said_and_then_lies_beside() {
    let (_one, old_data, old) = populated("old@example.org");
    let (_other, new_data, new) = populated("new@example.org");
    let file = create(&new_data);
    let before = contents(&old_data);
    let said = refused(restore(&file, &old_data));
    assert_contains(&said, &["something in", "--force", "--data-dir"]);
    assert!(contents(&old_data) == before, "changed: {said}");

    let mut forced = restore(&file, &old_data);
    forced.arg("--force");
    let told = done_json(forced);
    let server = Server::on(&old_data);
    assert_eq!(new.is_known_to(&server), (true, true));
    assert_eq!(old.is_known_to(&server), (false, false));
    server.stop();
    let previous = PathBuf::from(told["previous"][0].as_str().unwrap());
    assert_eq!(previous.parent(), old_data.canonicalize().ok().as_deref());
    assert_eq!(old.is_known_to(&Server::on(&previous)), (true, true));
}

#[test]
fn a_folder_in_use_is_left_alone() {
    let (_one, data, sari) = populated("sari@example.org");
    let file = create(&data);
    let server = Server::on(&data);
    let mut command = restore(&file, &data);
    command.arg("--force");
    assert_contains(&refused(command), &["Another FirstStep", "Stop it first"]);
    assert_eq!(sari.is_known_to(&server), (true, true));
}

/// `--photos` on a disk of its own, where a folder can't be renamed, and as a link to one.
#[cfg(unix)]
#[test]
fn everything_may_lie_elsewhere() {
    let (_one, old_data, old) = populated("old@example.org");
    let (_other, new_data, new) = populated("new@example.org");
    let file = create(&new_data);
    let root = old_data.parent().unwrap();
    let (base, much, safe) = (root.join("base"), root.join("much"), root.join("safe"));
    for folder in [&base, &safe] {
        fs::create_dir(folder).unwrap();
    }
    fs::rename(old_data.join("firststep.db"), base.join("a.db")).unwrap();
    fs::rename(old_data.join("photos"), &much).unwrap();
    std::os::unix::fs::symlink(&much, old_data.join("photos")).unwrap();
    fs::rename(old_data.join("secret"), safe.join("key")).unwrap();
    fs::write(much.join("mine.txt"), "not yours").unwrap();
    let places = |mut command: Command| {
        command.arg("--db").arg(base.join("a.db"));
        command.arg("--secret-file").arg(safe.join("key"));
        command
    };
    assert_contains(
        &refused(places(restore(&file, &old_data))),
        &["a.db", "--force"],
    );
    let mut command = places(restore(&file, &old_data));
    command.arg("--force");
    let told = done_json(command);
    let previous: Vec<_> = told["previous"].as_array().unwrap().iter().collect();
    assert!(previous.len() >= 3, "{previous:?}");
    let server = Server::start(places(serving(&old_data)));
    assert_eq!(new.is_known_to(&server), (true, true));
    assert_eq!(old.is_known_to(&server), (false, false));
    assert_eq!(fs::read(much.join("mine.txt")).unwrap(), b"not yours");
    assert!(old_data.join("photos").is_symlink());
}

#[test]
fn nothing_is_made_of_nothing_and_nothing_is_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("missing");
    let said = refused(backup_of(&missing, &["create"]));
    assert_contains(&said, &["no database", "--data-dir"]);
    assert!(!missing.exists());

    let (_one, data, _) = populated("sari@example.org");
    let file = folder.path().join("a.zip");
    fs::write(&file, "mine").unwrap();
    let mut command = backup_of(&data, &["create", "--to"]);
    command.arg(&file);
    assert_contains(&refused(command), &["a.zip", "already", "--to"]);
    assert_eq!(fs::read(&file).unwrap(), b"mine");
    assert_contains(
        &done(backup_of(&data, &["list"])),
        &["no backup in", "backups"],
    );
    let mut list = backup(&["list"]);
    list.arg(folder.path());
    assert_contains(&done(list), &["not a backup", "a.zip"]);
}

#[test]
fn a_killed_one_leaves_nothing_for_long() {
    let (_one, data, _) = populated("sari@example.org");
    let folder = data.join("backups");
    let left = folder.join("unfinished-backup-abcdefghijklmnopqrstuv");
    fs::create_dir_all(&left).unwrap();
    fs::write(left.join("archive.zip"), "half").unwrap();
    let legacy = data.join("backup-a1b2c3");
    fs::create_dir(&legacy).unwrap();
    fs::write(legacy.join("firststep.db"), "half").unwrap();
    let file = create(&data);
    assert_eq!(contents(&folder).into_keys().collect::<Vec<_>>(), [file]);
    Server::on(&data).stop();
    assert!(!legacy.exists());
}

#[test]
fn a_damaged_database_makes_no_backup() {
    let (_one, data, _) = populated("sari@example.org");
    let path = data.join("firststep.db");
    let mut bytes = fs::read(&path).unwrap();
    bytes[4 * 4096..6 * 4096].fill(0xa5);
    fs::write(&path, bytes).unwrap();
    let said = refused(backup_of(&data, &["create"]));
    assert_contains(&said, &["No backup was made", "damaged", "Restore"]);
    assert_eq!(contents(&data.join("backups")), BTreeMap::new());
}

#[test]
fn several_are_verified_at_once() {
    let (_one, data, _) = populated("sari@example.org");
    let (good, bad) = (create(&data), data.join("bad.zip"));
    fs::write(&bad, "mine").unwrap();
    let both = [good.to_str().unwrap(), bad.to_str().unwrap()];
    let ended = run(backup(&["verify", both[0], both[1], "--json"]));
    assert_eq!(ended.status.code(), Some(1));
    assert_contains(&ended.stderr, &["1 of 2 backups"]);
    let told: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(
        (&told[0]["sound"], &told[1]["sound"]),
        (&true.into(), &false.into())
    );
}
