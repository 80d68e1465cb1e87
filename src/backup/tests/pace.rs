//! How long writers wait while a backup is made of a database that isn't small.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::{fixture, make};
use crate::domain::account::AccountId;
use crate::domain::text::Text;
use crate::store::{self, Store};

/// Bytes of the database: 64 MiB.
const SIZE: usize = 64 << 20;
/// No machine that these tests run on is so busy that a commit takes as long by itself.
const FAR_TOO_LONG: Duration = Duration::from_secs(2);

/// How long each commit takes, one after the other, until it is over.
fn write(store: &Store, over: &AtomicBool) -> Vec<Duration> {
    let mut waits = Vec::new();
    while !over.load(Ordering::Relaxed) {
        let begun = Instant::now();
        store.write(store::identity::touch).unwrap();
        waits.push(begun.elapsed());
        // As many as a busy fixture has, not as many as the disk takes.
        thread::sleep(Duration::from_millis(1));
    }
    waits.sort_unstable();
    waits
}

fn written_during(store: &Store, work: impl FnOnce()) -> Vec<Duration> {
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        let writer = scope.spawn(|| write(store, &over));
        work();
        over.store(true, Ordering::Relaxed);
        writer.join().unwrap()
    })
}

fn fill(store: &Store) {
    let title = Text::stored("a".to_owned());
    let content = Text::stored("x".repeat(32_000));
    let filled = store.write(move |tx| {
        let all = 0..SIZE / 32_000;
        all.into_iter().try_for_each(|_| {
            let made = store::posts::insert(tx, AccountId(1), Some(&title), &content);
            made.map(drop)
        })
    });
    filled.unwrap();
}

#[test]
fn writers_go_on() {
    let fixture = fixture();
    fill(&fixture.store);
    let into = fixture.folder.path().join("backups");
    let mut took = Duration::ZERO;
    let during = written_during(&fixture.store, || {
        let begun = Instant::now();
        for _ in 0..3 {
            make(&fixture.source, &into).unwrap();
        }
        took = begun.elapsed();
    });
    let alone = written_during(&fixture.store, || thread::sleep(took));
    for (waits, when) in [(&alone, "alone"), (&during, "while backups are made")] {
        let at = |share: usize| waits[(waits.len() - 1) * share / 100];
        let longest = at(100);
        println!(
            "{} commits {when}: median {:?}, 99% {:?}, longest {longest:?}",
            waits.len(),
            at(50),
            at(99)
        );
    }
    println!("3 backups of 64 MiB in {took:?}");
    assert!(during.len() > 10 && during[during.len() - 1] < FAR_TOO_LONG);
}
