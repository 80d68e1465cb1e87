//! `/readyz` on disks that are full, fail, became read-only or are gone: it turns red with the next answer
//! that isn't a second old, and green again by itself.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use crate::client::Client;
use crate::full::{Mount, fill, permitted};
use crate::server::{GENEROUS, Server, serving};
use crate::shim::{EIO, ENOSPC, EROFS, Op, Place, Site, everywhere};

/// Asks until the answer has this status.
#[track_caller]
fn becomes(client: &Client, status: u16) {
    let begun = Instant::now();
    loop {
        let answer = client.get("/readyz");
        if answer.status == status {
            return;
        }
        assert!(
            begun.elapsed() < GENEROUS,
            "{} {}",
            answer.status,
            answer.text()
        );
        std::thread::yield_now();
    }
}

#[test]
fn it_writes_to_the_disk_at_most_once_a_second() {
    let Some(site) = Site::new() else { return };
    let server = site.start();
    let client = server.client();
    becomes(&client, 200);
    let begun = Instant::now();
    let before = site.done(Op::Write, Place::Log);
    let mut asked = 0;
    while site.done(Op::Write, Place::Log) == before {
        assert!(begun.elapsed() < GENEROUS, "nothing is written");
        becomes(&client, 200);
        asked += 1;
    }
    let synced = site.done(Op::Sync, Place::Log);
    for _ in 0..100 {
        becomes(&client, 200);
        asked += 1;
    }
    // Each write is one of a second of its own.
    let writes = site.done(Op::Sync, Place::Log) - synced;
    assert!(
        writes <= begun.elapsed().as_secs() + 1,
        "{writes} for {asked}"
    );
    server.stop();
}

#[test]
fn it_follows_the_disk() {
    for (errno, status, calls) in [
        (ENOSPC, 507, everywhere(&[Op::Write, Op::Name])),
        (EROFS, 503, everywhere(&[Op::Write, Op::Name, Op::Remove])),
        (EIO, 503, everywhere(&[Op::Write, Op::Sync])),
        (ENOSPC, 507, vec![(Op::Write, Place::Log)]),
        (EIO, 503, vec![(Op::Sync, Place::Log)]),
        (ENOSPC, 507, vec![(Op::Write, Place::Photos)]),
        (ENOSPC, 507, vec![(Op::Write, Place::Rest)]),
    ] {
        let Some(site) = Site::new() else { return };
        let server = site.start();
        let client = server.client();
        becomes(&client, 200);
        site.fail(errno, calls.iter().copied());
        becomes(&client, status);
        site.heal();
        becomes(&client, 200);
        assert!(!server.said().contains("panicked"), "{}", server.said());
        server.stop();
    }
}

/// The log has room that it took before the disk was full: a write to it says nothing.
#[test]
fn a_full_disk_is_red_although_the_log_has_room() {
    let folder = tempfile::tempdir().unwrap();
    let Some(mount) = Mount::new(folder.path()) else {
        return;
    };
    let (data, filler) = (mount.path().join("data"), mount.path().join("filler"));
    let server = Server::start(serving(&data)).unwrap();
    let client = server.client();
    becomes(&client, 200);
    fill(&filler);
    becomes(&client, 507);
    fs::remove_file(&filler).unwrap();
    becomes(&client, 200);
    server.stop();
}

#[test]
fn a_folder_that_is_gone_is_red_also_when_another_lies_there() {
    let folder = tempfile::tempdir().unwrap();
    let (data, away) = (folder.path().join("data"), folder.path().join("away"));
    let server = Server::start(serving(&data)).unwrap();
    let client = server.client();
    becomes(&client, 200);
    fs::rename(&data, &away).unwrap();
    becomes(&client, 503);
    // What is left of a disk that isn't mounted any more.
    fs::create_dir_all(data.join("photos")).unwrap();
    becomes(&client, 503);
    fs::write(data.join("firststep.db"), "another").unwrap();
    becomes(&client, 503);
    fs::remove_dir_all(&data).unwrap();
    fs::rename(&away, &data).unwrap();
    becomes(&client, 200);
    // The photos alone.
    fs::rename(data.join("photos"), folder.path().join("photos")).unwrap();
    becomes(&client, 503);
    fs::create_dir(data.join("photos")).unwrap();
    becomes(&client, 503);
    fs::remove_dir(data.join("photos")).unwrap();
    fs::rename(folder.path().join("photos"), data.join("photos")).unwrap();
    becomes(&client, 200);
    server.stop();
}

/// A disk that neither writes nor fails, such as a network's that is gone.
#[test]
fn a_disk_that_does_not_answer_is_red_and_its_answer_green() {
    let Some(site) = Site::new() else { return };
    let server = site.start();
    let client = server.client();
    becomes(&client, 200);
    site.slow_down(u32::MAX);
    becomes(&client, 503);
    // It still hangs, and nobody waits for it.
    for path in ["/readyz", "/v2/health/ready"] {
        assert_eq!(client.get(path).status, 503, "{path}");
    }
    assert_eq!(client.get("/livez").status, 200);
    site.slow_down(0);
    becomes(&client, 200);
    let told = server.said().matches("the disk doesn't answer").count();
    assert_eq!(told, 1, "{}", server.said());
    server.stop();
}

/// The same of a real one, as a snapshot freezes it; then as the kernel makes it read-only after an error.
#[test]
fn a_real_disk_that_is_frozen_or_became_read_only_is_red() {
    let folder = tempfile::tempdir().unwrap();
    let (image, at) = (folder.path().join("image"), folder.path().join("disk"));
    fs::create_dir(&at).unwrap();
    let Some(mount) = Mount::disk(&image, &at) else {
        return;
    };
    let server = Server::start(serving(&mount.path().join("data"))).unwrap();
    let client = server.client();
    becomes(&client, 200);
    let Some(frozen) = Frozen::new(mount.path()) else {
        return;
    };
    becomes(&client, 503);
    drop(frozen);
    becomes(&client, 200);
    let mut abort = Command::new("mount");
    abort.args(["-oremount,abort"]).arg(mount.path());
    if permitted("a disk's error", &mut abort).is_some() {
        becomes(&client, 503);
        assert_eq!(client.get("/livez").status, 200);
    }
    server.kill();
}

/// A file system that takes no write until this is dropped.
struct Frozen<'path>(&'path Path);

impl<'path> Frozen<'path> {
    fn new(at: &'path Path) -> Option<Self> {
        let mut freeze = Command::new("fsfreeze");
        permitted("a frozen disk", freeze.arg("--freeze").arg(at)).map(|()| Self(at))
    }
}

impl Drop for Frozen<'_> {
    fn drop(&mut self) {
        let thawed = Command::new("fsfreeze")
            .arg("--unfreeze")
            .arg(self.0)
            .status();
        assert!(thawed.is_ok_and(|status| status.success()) || std::thread::panicking());
    }
}

#[test]
fn a_folder_that_became_read_only_is_red() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(serving(folder.path())).unwrap();
    let client = server.client();
    becomes(&client, 200);
    let Some(mount) = Mount::read_only(folder.path(), folder.path()) else {
        return;
    };
    becomes(&client, 503);
    drop(mount);
    becomes(&client, 200);
    server.stop();
}
