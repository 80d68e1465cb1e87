//! A restore is killed, or its disk fails, at each of its steps. The next start always finds one of the
//! two states complete: the one before, or the restored one.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

use tempfile::TempDir;

use crate::client::{answers, photo};
use crate::server::{Server, serving};
use crate::shim::{EIO, ENOSPC, KILLED, Op, Place, Site, everywhere, files_below};

/// A user with a photo and a session.
#[derive(Debug)]
pub struct Person {
    email: &'static str,
    token: String,
    photo: String,
}

/// Two states: a data folder whose server was killed, and a backup of another.
pub struct States {
    _folder: TempDir,
    before: PathBuf,
    backup: PathBuf,
    old: Person,
    pub new: Person,
}

pub static STATES: LazyLock<States> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let (before, other) = (folder.path().join("before"), folder.path().join("other"));
    let server = Server::start(serving(&before)).unwrap();
    let old = person(&server, "old@example.org");
    // The log stays, with all data in it.
    server.kill();
    let server = Server::start(serving(&other)).unwrap();
    let new = person(&server, "new@example.org");
    server.stop();
    let backup = folder.path().join("backup.zip");
    let mut command = firststep();
    command.args(["backup", "create", "--data-dir"]).arg(other);
    let made = command.arg("--to").arg(&backup).output().unwrap();
    assert!(made.status.success(), "{}", said(&made));
    States {
        before,
        backup,
        old,
        new,
        _folder: folder,
    }
});

fn firststep() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_firststep"));
    command.env_clear();
    command
}

pub fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

pub fn person(server: &Server, email: &'static str) -> Person {
    let client = server.client().sign_up(email);
    client.predict(&answers(1)).success();
    let answer = client.upload(&photo(email.len())).success();
    let url = answer["photo_url"].as_str().unwrap();
    Person {
        email,
        photo: url.strip_prefix(&client.url).unwrap().to_owned(),
        token: client.token.unwrap(),
    }
}

/// Where the parts of a data folder are.
#[derive(Clone, Copy)]
pub enum Layout {
    /// All in the data folder.
    Usual,
    /// The database, the photos and the secret each in another folder.
    Spread,
}

impl Layout {
    /// The path of a file of the usual folder.
    fn place(self, data: &Path, below: &Path) -> PathBuf {
        let disk = data.parent().unwrap();
        let name = below.to_string_lossy();
        match self {
            Self::Spread if name.starts_with("firststep.db") => disk.join("base").join(below),
            Self::Spread if name.starts_with("photos") => disk.join("much").join(below),
            Self::Spread if name == "secret" => disk.join("safe").join(below),
            _ => data.join(below),
        }
    }

    fn name_places(self, data: &Path, command: &mut Command) {
        for (flag, below) in [
            ("--db", "firststep.db"),
            ("--photos", "photos"),
            ("--secret-file", "secret"),
        ] {
            command.arg(flag).arg(self.place(data, Path::new(below)));
        }
    }

    pub fn restoring(self, data: &Path, force: bool) -> Command {
        let mut command = firststep();
        command.args(["backup", "restore"]).arg(&STATES.backup);
        command.args(force.then_some("--force"));
        command.arg("--data-dir").arg(data);
        self.name_places(data, &mut command);
        command
    }

    fn serving(self, data: &Path) -> Command {
        let mut command = serving(data);
        self.name_places(data, &mut command);
        command
    }
}

/// Copies the old state onto the disk.
fn copy_old_state(site: &Site, layout: Layout) {
    for file in files_below(&STATES.before) {
        let below = file.strip_prefix(&STATES.before).unwrap();
        let copy = layout.place(&site.data(), below);
        fs::create_dir_all(copy.parent().unwrap()).unwrap();
        fs::copy(file, copy).unwrap();
    }
    // The outbox is part of it; a start makes the folder.
    fs::create_dir_all(site.data()).unwrap();
}

/// Whether a user is there with session and photo, and can predict.
///
/// # Errors
/// If only a part of it is there.
pub fn is_whole(server: &Server, person: &Person) -> Result<bool, String> {
    let mut client = server.client();
    client.token = Some(person.token.clone());
    let profile = client.get("/api/profile");
    if profile.status != 200 {
        // Either the user is gone too; or the secret doesn't belong to the database.
        return match server.client().register(person.email).status {
            200 => Ok(false),
            _ => Err(format!("{person:?} is there without the session")),
        };
    }
    let photo = client.get(&person.photo).status;
    if photo != 200 || !profile.text().contains(&person.photo) {
        return Err(format!(
            "{person:?} is there without the photo: {photo}, {}",
            profile.text()
        ));
    }
    client.predict(&answers(7)).success();
    Ok(true)
}

/// Which of the two states a server has: 0 is the one before, 1 the restored; `None` if neither.
///
/// # Errors
/// If it has a part of one, or both.
pub fn state(server: &Server, people: [&Person; 2]) -> Result<Option<usize>, String> {
    let [old, new] = people.map(|person| is_whole(server, person));
    match (old?, new?) {
        (true, true) => Err("a mixture of both states".to_owned()),
        (true, false) => Ok(Some(0)),
        (false, true) => Ok(Some(1)),
        (false, false) => Ok(None),
    }
}

/// Starts a server on what is there, which must find one of the states complete; returns whether it is
/// the new one, or `None` if there is neither.
fn judge(site: &Site, layout: Layout) -> Option<bool> {
    let server = Server::start(layout.serving(&site.data())).unwrap_or_else(|ended| {
        panic!("it doesn't start ({}): {}", ended.status, ended.said);
    });
    let found = state(&server, [&STATES.old, &STATES.new]);
    let found = found.unwrap_or_else(|broken| panic!("{broken}"));
    server.stop();
    let rest: Vec<_> = files_below(&site.disk())
        .into_iter()
        .filter(|path| {
            let path = path.to_string_lossy();
            path.contains("unfinished-") || path.contains("restore.journal")
        })
        // The next restore cleans up a separate folder of the secret.
        .filter(|path| !path.starts_with(site.disk().join("safe")))
        .collect();
    assert!(rest.is_empty(), "left over: {rest:?}");
    found.map(|which| which == 1)
}

/// Restores with these calls failing from each of the steps on. Returns how often the old state was
/// found, and how often the new one.
fn fail_each(
    errno: u32,
    calls: &[(Op, Place)],
    pace: usize,
    layout: Layout,
    old: bool,
) -> Option<[usize; 2]> {
    let mut found = [0, 0];
    for step in (0..).step_by(pace) {
        let site = Site::new()?;
        if old {
            copy_old_state(&site, layout);
        }
        site.fail_after(step, errno, calls.iter().copied());
        let command = site.preload(layout.restoring(&site.data(), old));
        let output = { command }.output().unwrap();
        let failed = site.has_failed();
        site.heal();
        let text = said(&output);
        assert!(!text.contains("panicked"), "{text}");
        if errno == KILLED {
            assert_eq!(output.status.success(), !failed, "step {step}: {text}");
        }
        let is_new = judge(&site, layout);
        assert!(!old || is_new.is_some(), "step {step}: both are gone");
        if output.status.success() {
            assert_eq!(is_new, Some(true), "step {step}: it said that it had");
        }
        found[usize::from(is_new == Some(true))] += 1;
        if !failed {
            break;
        }
    }
    Some(found)
}

const STEPS: [Op; 3] = [Op::Sync, Op::Name, Op::Remove];

fn fail_all(errno: u32, layout: Layout, old: bool) {
    let Some(first) = fail_each(errno, &everywhere(&STEPS), 1, layout, old) else {
        return;
    };
    // There are many writes, and what they write has no effect before it is renamed.
    let writes = fail_each(errno, &everywhere(&[Op::Write]), 3, layout, old).unwrap();
    println!("old and new states: {first:?} at each step, {writes:?} in writes");
    let least = if old { 5 } else { 1 };
    assert!(
        first[0] > 10 && first[1] >= least,
        "both happen: {first:?}, or it doesn't fail where it matters"
    );
}

#[test]
fn killed_at_each_step() {
    fail_all(KILLED, Layout::Usual, true);
}

#[test]
fn killed_at_each_step_with_everything_elsewhere() {
    fail_all(KILLED, Layout::Spread, true);
}

#[test]
fn killed_at_each_step_into_an_empty_folder() {
    fail_all(KILLED, Layout::Usual, false);
}

#[test]
fn a_failing_disk_at_each_step() {
    fail_all(EIO, Layout::Usual, true);
}

#[test]
fn a_full_disk_at_each_step() {
    let calls = everywhere(&[Op::Write, Op::Name]);
    if let Some(found) = fail_each(ENOSPC, &calls, 5, Layout::Usual, true) {
        println!("old and new states: {found:?}");
    }
}
