//! A real file system of a few megabytes, filled to its last byte.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::client::{Answer, answers, photo};
use crate::ledger::{self, Ledger, prediction};
use crate::restore::{Layout, said};
use crate::server::{Server, serving};
use crate::shim::skipped;

/// A file system, mounted as long as this lives.
pub struct Mount(PathBuf);

impl Mount {
    /// One in memory. `None` where it is not permitted.
    pub fn new(at: &Path) -> Option<Self> {
        let small = ["-t", "tmpfs", "-o", "size=8m,mode=700", "firststep-test"];
        Self::of("a small file system", small, at)
    }

    /// One on a disk, which is this file.
    pub fn disk(image: &Path, at: &Path) -> Option<Self> {
        File::create(image).unwrap().set_len(32 << 20).unwrap();
        permitted(
            "a file system",
            Command::new("mkfs.ext4").arg("-q").arg(image),
        )?;
        Self::of("a disk", [OsStr::new("-oloop"), image.as_os_str()], at)
    }

    /// A folder a second time, read-only.
    pub fn read_only(folder: &Path, at: &Path) -> Option<Self> {
        Self::of(
            "a folder",
            [OsStr::new("-obind,ro"), folder.as_os_str()],
            at,
        )
    }

    fn of(
        what: &str,
        words: impl IntoIterator<Item = impl AsRef<OsStr>>,
        at: &Path,
    ) -> Option<Self> {
        let mut command = Command::new("mount");
        permitted(what, command.args(words).arg(at)).map(|()| Self(at.to_owned()))
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        let unmounted = Command::new("umount").arg(&self.0).status();
        assert!(unmounted.is_ok_and(|status| status.success()) || std::thread::panicking());
    }
}

/// `None` where it isn't, or what does it isn't here.
pub fn permitted(what: &str, command: &mut Command) -> Option<()> {
    let reason = match command.output() {
        Ok(output) if output.status.success() => return Some(()),
        Ok(output) => String::from_utf8_lossy(&output.stderr).trim().to_owned(),
        Err(error) => error.to_string(),
    };
    skipped(&format!("{what} cannot be made or mounted ({reason})"));
    None
}

/// Takes all free space.
pub fn fill(path: &Path) {
    let mut file = File::create(path).unwrap();
    while file.write_all(&[0xa5; 4096]).is_ok() {}
}

fn is_full(answer: &Answer) -> bool {
    let known = [200, 503, 507].contains(&answer.status);
    assert!(known, "{} {}", answer.status, answer.text());
    answer.status != 200
}

#[test]
fn a_small_file_system() {
    let folder = tempfile::tempdir().unwrap();
    let Some(mount) = Mount::new(folder.path()) else {
        return;
    };
    let (data, filler) = (mount.0.join("data"), mount.0.join("filler"));
    let server = Server::start(serving(&data)).unwrap();
    let client = server.client().sign_up("sari@example.org");
    let mut known = Ledger::default();
    known.accounts.push((0, "sari@example.org".to_owned()));
    let mut sent = 0;
    let mut predict = |client: &crate::client::Client| {
        sent += 1;
        let full = is_full(&client.predict(&answers(sent)));
        if !full {
            let known_by = prediction("sari@example.org", &answers(sent));
            known.predictions.push((0, known_by));
        }
        !full
    };

    for round in 0..3 {
        client.upload(&photo(round)).success();
        fill(&filler);
        // The log still has room where it was already written.
        assert!((0..3000).any(|_| !predict(&client)), "never full");
        assert!(is_full(&client.upload(&photo(round + 100))));
        assert_eq!(client.get("/api/profile").status, 200);
        fs::remove_file(&filler).unwrap();
        assert!(predict(&client), "not healed");
    }
    fill(&filler);
    while predict(&client) {}
    assert!(!server.said().contains("panicked"), "{}", server.said());
    server.kill();

    let ended = Server::start(serving(&data)).expect_err("there is no space to start");
    assert_eq!(ended.status.code(), Some(1), "{}", ended.said);
    assert!(
        ended.said.starts_with("firststep: ") && ended.said.lines().count() == 1,
        "{}",
        ended.said
    );
    fs::remove_file(&filler).unwrap();
    let server = Server::start(serving(&data)).unwrap();
    known.judge(&data, 0).unwrap();
    ledger::no_orphans(&data).unwrap();
    server.stop();
}

/// The backup itself would fit: what isn't there is the room for a server beside it.
#[test]
fn a_restore_without_the_room_for_it_is_refused_before_it_unpacks_anything() {
    let folder = tempfile::tempdir().unwrap();
    let Some(mount) = Mount::new(folder.path()) else {
        return;
    };
    for place in ["data", "other/data"] {
        let mut command = Layout::Usual.restoring(&mount.path().join(place), true);
        let refused = command.output().unwrap();
        assert_eq!(refused.status.code(), Some(1), "{}", said(&refused));
        assert!(
            said(&refused).contains("too little space"),
            "{}",
            said(&refused)
        );
        assert_eq!(fs::read_dir(mount.path()).unwrap().count(), 0);
    }
}
