//! The disk is full, fails or cannot be written at any step of a start.

use std::fs;
use std::path::Path;

use crate::client::{answers, photo};
use crate::ledger::{self, Ledger, prediction};
use crate::server::{Ended, Server};
use crate::shim::{EIO, ENOSPC, EROFS, Op, Place, Site, everywhere, files_below};

/// Another server's photo, in a folder given by mistake.
const FOREIGN: &str = "photos/ab/abcdefghijklmnopqrstuvwx.jpg";

fn assert_one_sentence(ended: &Ended) {
    let Ended { status, said } = ended;
    assert_eq!(status.code(), Some(1), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
    let what_and_remedy = said.trim_end().trim_end_matches('.').rsplit_once(". ");
    assert!(
        said.starts_with("firststep: ") && said.ends_with(".\n"),
        "{said}"
    );
    assert!(
        what_and_remedy.is_some_and(|(_, remedy)| remedy.len() > 10),
        "{said}"
    );
    for foreign in ["panicked", "unwrap", "Some(", "Os {"] {
        assert!(!said.contains(foreign), "{said}");
    }
}

/// Starts with these calls failing from each of the steps on, and then again on a working disk.
/// Returns how many starts failed.
fn fail_each(
    errno: u32,
    calls: &[(Op, Place)],
    pace: usize,
    prepare: impl Fn(&Site),
    judge: impl Fn(&Site, &Server),
) -> usize {
    let mut refused = 0;
    for step in (0..).step_by(pace) {
        let Some(site) = Site::new() else { return 0 };
        prepare(&site);
        site.fail_after(step, errno, calls.iter().copied());
        match Server::start(site.serving()) {
            Ok(_) if !site.has_failed() => break,
            // It started all the same.
            Ok(server) => server.kill(),
            Err(ended) => {
                assert_one_sentence(&ended);
                refused += 1;
            }
        }
        site.heal();
        let server = site.start();
        judge(&site, &server);
    }
    refused
}

/// Fails a first start at every step; of the writes to the log, a hundred alike, at every 17th.
fn first_start(errno: u32, ops: &[Op]) {
    let prepare = |site: &Site| {
        fs::create_dir_all(site.data().join("photos/ab")).unwrap();
        fs::write(site.data().join(FOREIGN), "mine").unwrap();
    };
    let judge = |site: &Site, server: &Server| {
        Ledger::default().judge(&site.data(), 0).unwrap();
        let answer = server.client().get("/api/profile");
        assert_eq!(answer.status, 401, "{}", answer.text());
        let kept = fs::read(site.data().join(FOREIGN));
        assert_eq!(kept.unwrap(), b"mine");
    };
    let writes = (Op::Write, Place::Log);
    let mut calls = everywhere(ops);
    calls.retain(|call| *call != writes);
    let refused = fail_each(errno, &calls, 1, prepare, judge)
        + fail_each(errno, &[writes], 17, prepare, judge);
    println!("{refused} first starts refused");
}

#[test]
fn a_first_start_on_a_full_disk() {
    first_start(ENOSPC, &[Op::Write, Op::Name]);
}

#[test]
fn a_first_start_on_a_failing_disk() {
    first_start(EIO, &[Op::Write, Op::Sync, Op::Name, Op::Remove]);
}

#[test]
fn a_first_start_on_a_read_only_disk() {
    first_start(EROFS, &[Op::Write, Op::Name, Op::Remove]);
}

/// After a kill that left all data in the log, and files without a row; then the disk fails.
#[test]
fn a_later_start() {
    let Some(origin) = Site::new() else { return };
    let server = origin.start();
    let client = server.client().sign_up("sari@example.org");
    client.predict(&answers(1)).success();
    client.upload(&photo(1)).success();
    server.kill();
    fs::create_dir_all(origin.data().join("photos/ab")).unwrap();
    fs::write(origin.data().join(FOREIGN), "nobody's").unwrap();

    let mut known = Ledger::default();
    known.accounts.push((0, "sari@example.org".to_owned()));
    let prediction = prediction("sari@example.org", &answers(1));
    known.predictions.push((0, prediction));
    let photo = ledger::photo_of(&origin.data(), "sari@example.org");
    let album = known.albums.entry("sari@example.org".to_owned());
    album.or_default().photos.push((0, photo));

    let prepare = |site: &Site| copy(&origin.data(), &site.data());
    let judge = |site: &Site, server: &Server| {
        known.judge(&site.data(), 0).unwrap();
        ledger::no_orphans(&site.data()).unwrap();
        let mut client_again = server.client();
        client_again.token.clone_from(&client.token);
        client_again.predict(&answers(2)).success();
    };
    for (errno, ops) in [
        (ENOSPC, &[Op::Write, Op::Name][..]),
        (EIO, &[Op::Write, Op::Sync, Op::Name, Op::Remove]),
        (EROFS, &[Op::Write, Op::Name, Op::Remove]),
    ] {
        let refused = fail_each(errno, &everywhere(ops), 1, prepare, judge);
        println!("{refused} later starts refused with error {errno}");
    }
}

fn copy(from: &Path, to: &Path) {
    for file in files_below(from) {
        let copy = to.join(file.strip_prefix(from).unwrap());
        fs::create_dir_all(copy.parent().unwrap()).unwrap();
        fs::copy(file, copy).unwrap();
    }
}
