//! Backups while five clients write: each can be restored, and holds all that was acknowledged before
//! it began.
//!
//! `FIRSTSTEP_BACKUP_ROUNDS` says how many there are: a few by default, 50 with `tests/run --long`.

use std::collections::HashSet;
use std::env;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use firststep::platform::digest::sha256;
use rusqlite::{Connection, OpenFlags};

use crate::backup::{backup, create, restore};
use crate::client::{Client, photo};
use crate::consistency::{assert_no_orphans, assert_served, assert_sound, column, photo_rows};
use crate::support::{Server, done};

const ROUNDS: usize = 5;
const FORECASTERS: usize = 3;
const PHOTOGRAPHERS: usize = 2;

/// The progress of the writers.
#[derive(Default)]
struct Ledger {
    /// Hashes of the answers whose predictions were acknowledged.
    predictions: Mutex<Vec<String>>,
    /// How long each write took, and whether a backup was being made.
    waits: Mutex<Vec<(bool, Duration)>>,
    making: AtomicBool,
    over: AtomicBool,
}

impl Ledger {
    fn timed<T>(&self, write: impl FnOnce() -> T) -> T {
        let (making, begun) = (self.making.load(Ordering::Relaxed), Instant::now());
        let result = write();
        let wait = (making, begun.elapsed());
        self.waits.lock().unwrap().push(wait);
        result
    }

    fn is_over(&self) -> bool {
        self.over.load(Ordering::Relaxed)
    }
}

/// Answers that are unique to this number.
fn answers(mut number: usize) -> [i8; 60] {
    std::array::from_fn(|_| {
        let digit = i8::try_from(number % 7).unwrap() - 3;
        number /= 7;
        digit
    })
}

fn forecast(client: &Client, first: usize, ledger: &Ledger) {
    for number in first.. {
        if ledger.is_over() {
            return;
        }
        let answers = answers(number);
        let answer = ledger.timed(|| client.predict(&answers));
        answer.unwrap().success();
        let known = sha256(&answers.map(i8::cast_unsigned));
        ledger.predictions.lock().unwrap().push(known);
    }
}

/// Uploads photos, each replacing the previous one, and deletes some.
fn photograph(client: &Client, ledger: &Ledger) {
    for number in 1.. {
        if ledger.is_over() {
            return;
        }
        if number % 5 == 0 {
            let answer = client.send("DELETE", "/api/deletephoto", &[], Vec::new());
            answer.unwrap().success();
        } else {
            ledger
                .timed(|| client.upload(&photo(number)))
                .unwrap()
                .success();
        }
    }
}

/// One backup: made, verified, restored, checked, served.
fn round(data: &Path, ledger: &Ledger) {
    let acknowledged = ledger.predictions.lock().unwrap().clone();
    ledger.making.store(true, Ordering::Relaxed);
    let file = create(data);
    ledger.making.store(false, Ordering::Relaxed);
    done(backup(&["verify", file.to_str().unwrap()]));
    let folder = tempfile::tempdir().unwrap();
    let restored = folder.path().join("data");
    let said = done(restore(&file, &restored));
    assert!(!said.contains("missing"), "{said}");
    std::fs::remove_file(file).unwrap();

    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
    let database = Connection::open_with_flags(restored.join("firststep.db"), flags).unwrap();
    assert_sound(&database);
    let found = column(&database, "select answers_hash from predictions");
    let lost: HashSet<&String> = acknowledged
        .iter()
        .filter(|known| !found.contains(*known))
        .collect();
    assert!(
        lost.is_empty(),
        "{} of {} are lost",
        lost.len(),
        acknowledged.len()
    );
    let rows = photo_rows(&database);
    drop(database);
    let server = Server::on(&restored);
    for row in rows.values() {
        assert_served(&server, &restored, row);
    }
    assert_no_orphans(&restored.join("photos"), &rows);
    server.stop();
}

#[test]
fn backups_under_load_all_restore() {
    let rounds = env::var("FIRSTSTEP_BACKUP_ROUNDS").map_or(ROUNDS, |text| text.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let server = Server::on(folder.path());
    let somebody =
        |role: &str, n: usize| server.client().sign_up(&format!("{role}{n}@example.org"));
    let forecasters: Vec<_> = (0..FORECASTERS)
        .map(|n| somebody("forecaster", n))
        .collect();
    let photographers: Vec<_> = (0..PHOTOGRAPHERS)
        .map(|n| somebody("photographer", n))
        .collect();
    let ledger = Ledger::default();
    thread::scope(|scope| {
        for (number, client) in forecasters.iter().enumerate() {
            let ledger = &ledger;
            scope.spawn(move || forecast(client, number << 32, ledger));
        }
        for client in &photographers {
            scope.spawn(|| photograph(client, &ledger));
        }
        // A failing round must stop the writers, too, or the test would never end.
        let all = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            (0..rounds).for_each(|_| round(folder.path(), &ledger));
        }));
        ledger.over.store(true, Ordering::Relaxed);
        all.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
    });
    let written = ledger.predictions.into_inner().unwrap().len();
    assert!(written > rounds, "nobody wrote");
    let waits = ledger.waits.into_inner().unwrap();
    for (making, when) in [(false, "otherwise"), (true, "while a backup is made")] {
        let mut times: Vec<_> = waits
            .iter()
            .filter(|wait| wait.0 == making)
            .map(|wait| wait.1)
            .collect();
        times.sort_unstable();
        let at = |share: usize| times.get(times.len() * share / 100).or(times.last());
        println!(
            "{} writes {when}: median {:?}, 99% {:?}, longest {:?}",
            times.len(),
            at(50),
            at(99),
            times.last()
        );
    }
    println!("{rounds} backups, {written} predictions, nothing lost");
}
