//! How often the disk is synced and written.

use std::thread;

use crate::client::{Client, answers, photo};
use crate::ledger::{self, Ledger, prediction};
use crate::shim::{Op, PLACES, Place, Site};

const CLIENTS: usize = 32;
const PREDICTIONS: usize = 15;
/// A sync of a slow disk, in milliseconds.
const SLOW: u32 = 10;

fn syncs(site: &Site) -> u64 {
    site.done(Op::Sync, Place::Log)
}

/// All clients predict at once; returns how many predictions were acknowledged.
fn predict_all(client: &Client, email: &str, ledger: &mut Ledger, round: usize) -> u64 {
    let work = |number: usize| {
        let client = client.at(&client.url);
        let first = (round * CLIENTS + number) * PREDICTIONS;
        let sheets = (first..first + PREDICTIONS).map(answers);
        let predicted = sheets.map(|sheet| {
            client.predict(&sheet).success();
            (0, prediction(email, &sheet))
        });
        predicted.collect::<Vec<_>>()
    };
    thread::scope(|scope| {
        let working: Vec<_> = (0..CLIENTS)
            .map(|number| scope.spawn(move || work(number)))
            .collect();
        for worker in working {
            ledger.predictions.extend(worker.join().unwrap());
        }
    });
    (CLIENTS * PREDICTIONS) as u64
}

#[test]
fn a_commit_carries_many_writes() {
    let Some(site) = Site::new() else { return };
    let server = site.start();
    let email = "sari@example.org";
    let client = server.client().sign_up(email);
    let mut ledger = Ledger::default();
    for (round, delay) in [0, SLOW].into_iter().enumerate() {
        site.slow_down(delay);
        let before = syncs(&site);
        let acknowledged = predict_all(&client, email, &mut ledger, round);
        let syncs = syncs(&site) - before;
        println!(
            "{acknowledged} writes acknowledged after {syncs} syncs {delay} ms slower than the disk's: {} a sync",
            acknowledged / syncs
        );
        assert!(syncs < acknowledged, "{syncs} syncs for {acknowledged}");
        // Each write waits for the sync in progress, and is then committed with all others that waited.
        assert!(
            delay == 0 || syncs * 4 < acknowledged,
            "{syncs} syncs for {acknowledged}"
        );
    }
    ledger.judge(&site.data(), 0).unwrap();
    server.stop();
}

/// Each failing write is committed together with others that don't fail: the disk is slow, and many
/// clients write.
#[test]
fn a_failing_write_harms_no_other_in_its_commit() {
    let Some(site) = Site::new() else { return };
    let server = site.start();
    let email = "sari@example.org";
    let client = server.client().sign_up(email);
    let mut ledger = Ledger::default();
    let mut others = Vec::new();
    site.slow_down(SLOW);
    let before = syncs(&site);
    thread::scope(|scope| {
        let registering = (0..8).map(|number| {
            let client = server.client();
            scope.spawn(move || {
                // Of each pair with the same address one succeeds, whichever is first.
                let email = format!("pair{}@example.org", number / 2);
                (
                    client.register(&email).status,
                    client.register("sari@example.org"),
                    email,
                )
            })
        });
        let registering: Vec<_> = registering.collect();
        predict_all(&client, email, &mut ledger, 0);
        for one in registering {
            let (status, taken, email) = one.join().unwrap();
            assert_eq!(taken.status, 400, "{}", taken.text());
            assert_eq!(taken.json()["msg"], "Email sudah digunakan");
            others.push((status, email));
        }
    });
    let syncs = syncs(&site) - before;
    let writes = ledger.predictions.len() as u64 + 4;
    assert!(
        syncs * 4 < writes,
        "{syncs} commits of {writes} writes: they weren't in groups"
    );
    for pair in others.chunks(2) {
        let mut statuses = [pair[0].0, pair[1].0];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 400], "{}", pair[0].1);
        ledger.accounts.push((0, pair[0].1.clone()));
    }
    ledger.judge(&site.data(), 0).unwrap();
    let database = ledger::open(&site.data());
    assert_eq!(ledger::count(&database, "accounts"), 1 + 4);
    assert_eq!(
        ledger::count(&database, "predictions"),
        ledger.predictions.len()
    );
    server.stop();
}

/// No file is written, made, renamed, removed or synced.
#[test]
fn a_read_takes_no_write() {
    let Some(site) = Site::new() else { return };
    let server = site.start();
    let client = server.client().sign_up("sari@example.org");
    client.predict(&answers(1)).success();
    let link = client.upload(&photo(1)).success()["photo_url"].clone();
    let photo = link.as_str().unwrap().strip_prefix(&server.url).unwrap();
    let changes = || {
        [Op::Write, Op::Sync, Op::Name, Op::Remove]
            .map(|op| PLACES.map(|place| site.done(op, place)))
    };
    let before = changes();
    thread::scope(|scope| {
        for _ in 0..8 {
            let client = client.at(&server.url);
            scope.spawn(move || {
                for _ in 0..25 {
                    for path in [
                        "/api/profile",
                        "/api/dashboard",
                        "/api/questions",
                        "/api/personality",
                        "/health",
                        photo,
                    ] {
                        assert_eq!(client.get(path).status, 200, "{path}");
                    }
                }
            });
        }
    });
    assert_eq!(changes(), before, "a read wrote");
    client.predict(&answers(2)).success();
    assert_ne!(changes(), before, "nothing is counted");
    server.stop();
}
