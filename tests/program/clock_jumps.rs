//! A machine's clock that jumps, under libfaketime: two years ahead and back again.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::client::Client;
use crate::doctor::{Findings, doctor};
use crate::support::{Server, eventually, serving};

const EMAIL: &str = "sari@example.org";
const AHEAD: &str = "+730d";
const RIGHT: &str = "+0";

/// The library, where Debian puts it; `None` without it.
fn library() -> Option<PathBuf> {
    let folders = fs::read_dir("/usr/lib").into_iter().flatten().flatten();
    let within = |folder: PathBuf| folder.join("faketime/libfaketimeMT.so.1");
    let found = folders.map(|folder| within(folder.path()));
    let found = found
        .chain([within("/usr/lib".into())])
        .find(|path| path.exists());
    if found.is_none() {
        let missing = "there is no test: libfaketime isn't here (Debian calls it faketime)";
        assert!(
            std::env::var_os("CI").is_none_or(|ci| ci != "true"),
            "{missing}"
        );
        eprintln!("skipped: {missing}");
    }
    found
}

/// A clock that a command reads, and tests set.
struct FakeClock {
    library: PathBuf,
    shown: PathBuf,
}

impl FakeClock {
    fn new(folder: &Path) -> Option<Self> {
        let clock = Self {
            library: library()?,
            shown: folder.join("clock"),
        };
        clock.set(RIGHT);
        Some(clock)
    }

    /// How far it is from the right time.
    fn set(&self, span: &str) {
        let new = self.shown.with_extension("new");
        fs::write(&new, span).unwrap();
        fs::rename(new, &self.shown).unwrap();
    }

    fn read_by(&self, mut command: Command) -> Command {
        command
            .env("LD_PRELOAD", &self.library)
            .env("FAKETIME_TIMESTAMP_FILE", &self.shown)
            .env("FAKETIME_NO_CACHE", "1")
            .env("DONT_FAKE_MONOTONIC", "1");
        command
    }
}

fn profile(client: &Client) -> u16 {
    client.get("/api/profile").status
}

fn signed_in(server: &Server) -> Client {
    let told = server.client().login(EMAIL).unwrap().success();
    let token = told["loginResult"]["token"].as_str().unwrap();
    let mut client = server.client();
    client.token = Some(token.to_owned());
    client
}

#[test]
fn sessions_survive_a_clock_that_jumps_either_way() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let Some(clock) = FakeClock::new(folder.path()) else {
        return;
    };
    let server = Server::start(clock.read_by(serving(&data)));
    let before = server.client().sign_up(EMAIL);
    assert_eq!(profile(&before), 200);

    clock.set(AHEAD);
    assert_eq!(profile(&before), 401, "it has expired");
    clock.set(RIGHT);
    assert_eq!(profile(&before), 200, "it is good again");

    clock.set(AHEAD);
    let ahead = signed_in(&server);
    assert_eq!(profile(&ahead), 200);
    assert_eq!(server.client().get("/readyz").status, 200);
    clock.set(RIGHT);
    assert_eq!(profile(&ahead), 401, "it is of the future");
    assert_eq!(profile(&signed_in(&server)), 200);
    assert_eq!(server.client().get("/readyz").status, 200);
    let ended = server.stop();
    assert!(!ended.stderr.contains("panicked"), "{}", ended.stderr);
    Findings::of(&data).has("newest row warning", &["days ahead"], "session end");
    clock.set("-7300d");
    Findings::by(clock.read_by(doctor(&data))).has(
        "clock error",
        &["The clock is wrong"],
        "timedatectl",
    );
}

#[test]
fn a_schedule_goes_on_after_a_clock_that_was_ahead() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let Some(clock) = FakeClock::new(folder.path()) else {
        return;
    };
    let backups = || {
        fs::read_dir(data.join("backups")).map_or(0, |found| {
            let names = found.flatten().map(|entry| entry.path());
            names
                .filter(|path| path.extension().is_some_and(|end| end == "zip"))
                .count()
        })
    };
    // Each time the server starts it makes one if one is due.
    for (time, expected) in [(AHEAD, 1), (RIGHT, 2), (RIGHT, 2), ("+25h", 3), (AHEAD, 3)] {
        clock.set(time);
        let mut command = clock.read_by(serving(&data));
        command.args(["--backup-every", "24h"]);
        let server = Server::start(command);
        let due = expected > backups();
        eventually(time, || {
            let said = server.process.said();
            (!due || said.contains("backup made and verified")).then_some(())
        });
        server.stop();
        assert_eq!(backups(), expected, "{time}");
    }
}
