//! The disk is full, fails, or cannot be written under a running server.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, ScopedJoinHandle};

use serde_json::json;

use crate::client::{Answer, Client, answers, photo};
use crate::ledger::{self, Ledger, prediction};
use crate::server::Server;
use crate::shim::{EIO, ENOSPC, EROFS, Op, Place, Site, everywhere};

const WORKERS: usize = 4;

/// Which calls fail, and the statuses that clients get.
#[derive(Debug)]
struct DiskFault {
    errno: u32,
    calls: Vec<(Op, Place)>,
    /// The status of requests that write rows; none: they succeed.
    rows: Option<u16>,
    /// The status of uploads.
    uploads: Option<u16>,
    /// Whether what was refused may come back from the log after a crash.
    unclear: bool,
}

impl DiskFault {
    /// All writing is refused.
    fn all(errno: u32, status: u16, calls: Vec<(Op, Place)>) -> Self {
        Self {
            errno,
            calls,
            rows: Some(status),
            uploads: Some(status),
            unclear: false,
        }
    }

    /// Uploads are refused, rows are written.
    fn uploads(errno: u32, status: u16, op: Op) -> Self {
        Self {
            rows: None,
            ..Self::all(errno, status, vec![(op, Place::Photos)])
        }
    }

    const FINE: Self = Self {
        errno: 0,
        calls: Vec::new(),
        rows: None,
        uploads: None,
        unclear: false,
    };
}

/// Whether a request succeeded; if not, it must have this status and FirstStep's message.
#[track_caller]
fn went_well(answer: &Answer, refusal: Option<u16>) -> bool {
    let Some(status) = refusal else {
        answer.success();
        return true;
    };
    let words = match status {
        507 => "Penyimpanan server penuh, tidak ada yang diubah",
        _ => "Penyimpanan server bermasalah, tidak ada yang diubah",
    };
    let expected = (status, json!({"error": true, "msg": words}));
    assert_eq!((answer.status, answer.json()), expected);
    false
}

struct Worker {
    client: Client,
    email: String,
    sent: usize,
    ledger: Ledger,
}

impl Worker {
    fn new(server: &Server, email: &str) -> Self {
        let mut ledger = Ledger::default();
        ledger.accounts.push((0, email.to_owned()));
        Self {
            client: server.client().sign_up(email),
            email: email.to_owned(),
            sent: 0,
            ledger,
        }
    }

    fn predict(&mut self, refusal: Option<u16>) {
        self.sent += 1;
        let answers = answers(self.sent);
        if went_well(&self.client.predict(&answers), refusal) {
            let known = prediction(&self.email, &answers);
            self.ledger.predictions.push((0, known));
        }
    }

    fn upload(&mut self, fault: &DiskFault) {
        self.sent += 1;
        let answer = self.client.upload(&photo(self.sent));
        let album = self.ledger.albums.entry(self.email.clone()).or_default();
        if went_well(&answer, fault.uploads) {
            let path = path_of(&answer, &self.client.url);
            album.photos.push((0, Some(path)));
        } else {
            album.unclear |= fault.unclear;
        }
    }

    fn delete_photo(&mut self, fault: &DiskFault) {
        let answer = self.client.delete("/api/deletephoto");
        let album = self.ledger.albums.entry(self.email.clone()).or_default();
        if went_well(&answer, fault.rows) {
            album.photos.push((0, None));
        } else {
            album.unclear |= fault.unclear;
        }
    }

    fn work(&mut self, fault: &DiskFault) {
        for _ in 0..3 {
            self.predict(fault.rows);
        }
        self.upload(fault);
        self.delete_photo(fault);
        self.upload(fault);
        self.predict(fault.rows);
    }
}

fn path_of(answer: &Answer, url: &str) -> String {
    let link = answer.json()["photo_url"].clone();
    let path = link.as_str().unwrap().strip_prefix(url);
    path.unwrap().to_owned()
}

struct People {
    workers: Vec<Worker>,
    /// Only reads.
    reader: Client,
    photo: String,
    newcomers: usize,
    ledger: Ledger,
}

impl People {
    fn new(server: &Server) -> Self {
        let worker = |number| Worker::new(server, &format!("worker{number}@example.org"));
        let reader = server.client().sign_up("reader@example.org");
        reader.predict(&answers(0)).success();
        let photo = path_of(&reader.upload(&photo(0)), &server.url);
        let mut people = Self {
            workers: (0..WORKERS).map(worker).collect(),
            reader,
            photo,
            newcomers: 0,
            ledger: Ledger::default(),
        };
        people.work(&DiskFault::FINE);
        people
    }

    /// All of them work at once.
    fn work(&mut self, fault: &DiskFault) {
        let done = &AtomicBool::new(false);
        let (reader, photo) = (&self.reader, &*self.photo);
        thread::scope(|scope| {
            let reading = scope.spawn(move || {
                while !done.load(Ordering::Relaxed) {
                    read_everything(reader, photo);
                }
            });
            let workers = self.workers.iter_mut();
            let working: Vec<_> = workers
                .map(|worker| scope.spawn(|| worker.work(fault)))
                .collect();
            let client = self.reader.at(&self.reader.url);
            self.newcomers += 1;
            let email = format!("newcomer{}@example.org", self.newcomers);
            if went_well(&client.register(&email), fault.rows) {
                self.ledger.accounts.push((0, email));
            }
            went_well(&client.login("reader@example.org"), fault.rows);
            let worked = working.into_iter().map(ScopedJoinHandle::join);
            let worked: Vec<_> = worked.collect();
            done.store(true, Ordering::Relaxed);
            reading.join().unwrap();
            worked.into_iter().collect::<Result<(), _>>().unwrap();
        });
    }

    /// Everything acknowledged is there.
    fn judge(&self, site: &Site) {
        for ledger in self.ledgers() {
            ledger.judge(&site.data(), 0).unwrap();
        }
    }

    /// And nothing that was refused.
    fn judge_exactly(&self, site: &Site, before: usize) {
        self.judge(site);
        let found = ledger::count(&ledger::open(&site.data()), "predictions");
        assert_eq!(found, before + self.predictions(), "predictions");
    }

    fn ledgers(&self) -> impl Iterator<Item = &Ledger> {
        let workers = self.workers.iter().map(|worker| &worker.ledger);
        workers.chain([&self.ledger])
    }

    fn predictions(&self) -> usize {
        self.ledgers().map(|ledger| ledger.predictions.len()).sum()
    }

    /// Connects to the restarted server, and resolves what was unclear.
    fn go_to(&mut self, server: &Server, site: &Site) {
        self.reader = self.reader.at(&server.url);
        for worker in &mut self.workers {
            worker.client = worker.client.at(&server.url);
            let found = ledger::photo_of(&site.data(), &worker.email);
            let album = worker.ledger.albums.get_mut(&worker.email).unwrap();
            album.photos.push((0, found));
            album.unclear = false;
        }
    }
}

fn read_everything(client: &Client, photo: &str) {
    for path in [
        "/health",
        "/api/profile",
        "/api/dashboard",
        "/api/questions",
        "/api/personality",
        photo,
    ] {
        let answer = client.get(path);
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    }
}

/// Twice: once the fault passes, once the server is killed during it.
fn survive(fault: &DiskFault) {
    let Some(site) = Site::new() else { return };
    let server = site.start();
    let mut people = People::new(&server);
    let others = ledger::count(&ledger::open(&site.data()), "predictions") - people.predictions();

    site.fail(fault.errno, fault.calls.iter().copied());
    people.work(fault);
    site.heal();
    assert!(site.has_failed(), "nothing came of {fault:?}");
    people.judge_exactly(&site, others);
    people.work(&DiskFault::FINE);
    people.judge_exactly(&site, others);

    site.fail(fault.errno, fault.calls.iter().copied());
    people.work(fault);
    // Only the last refused write may come back from the log.
    people.workers[0].upload(fault);
    assert!(!server.said().contains("panicked"), "{}", server.said());
    server.kill();
    site.heal();
    let server = site.start();
    people.judge(&site);
    ledger::no_orphans(&site.data()).unwrap();
    people.go_to(&server, &site);
    people.work(&DiskFault::FINE);
    people.judge(&site);
    server.stop();
}

#[test]
fn a_full_disk() {
    let calls = everywhere(&[Op::Write, Op::Name]);
    survive(&DiskFault::all(ENOSPC, 507, calls));
}

#[test]
fn a_disk_too_full_for_the_log() {
    survive(&DiskFault::all(ENOSPC, 507, vec![(Op::Write, Place::Log)]));
}

#[test]
fn a_disk_too_full_for_photos() {
    survive(&DiskFault::uploads(ENOSPC, 507, Op::Write));
    survive(&DiskFault::uploads(ENOSPC, 507, Op::Name));
}

#[test]
fn a_disk_that_fails() {
    let calls = everywhere(&[Op::Write, Op::Sync, Op::Name, Op::Remove]);
    survive(&DiskFault::all(EIO, 503, calls));
}

#[test]
fn a_disk_that_fails_to_sync_the_log() {
    survive(&DiskFault {
        unclear: true,
        ..DiskFault::all(EIO, 503, vec![(Op::Sync, Place::Log)])
    });
}

#[test]
fn a_disk_that_fails_to_sync_photos() {
    survive(&DiskFault::uploads(EIO, 503, Op::Sync));
}

#[test]
fn a_disk_that_became_read_only() {
    let calls = everywhere(&[Op::Write, Op::Name, Op::Remove]);
    survive(&DiskFault::all(EROFS, 503, calls));
}

/// The log cannot be checkpointed into the database: it grows, and nothing is refused or lost, not even by
/// a regular shutdown.
#[test]
fn a_database_that_cannot_be_written_though_its_log_can() {
    let Some(site) = Site::new() else { return };
    let server = site.start();
    let mut people = People::new(&server);
    site.fail(EIO, [Op::Write, Op::Sync].map(|op| (op, Place::Database)));
    fill_log(&mut people, || site.has_failed());
    people.work(&DiskFault::FINE);
    people.judge(&site);
    server.stop();
    people.judge(&site);

    let server = site.start();
    people.go_to(&server, &site);
    people.work(&DiskFault::FINE);
    let moved = site.done(Op::Write, Place::Database);
    site.heal();
    fill_log(&mut people, || {
        site.done(Op::Write, Place::Database) > moved
    });
    people.judge(&site);
    server.stop();
    people.judge(&site);
}

/// Predicts until this holds; SQLite checkpoints the log after a thousand pages.
fn fill_log(people: &mut People, come: impl Fn() -> bool) {
    for _ in 0..1000 {
        if come() {
            return;
        }
        thread::scope(|scope| {
            for worker in &mut people.workers {
                scope.spawn(|| (0..5).for_each(|_| worker.predict(None)));
            }
        });
    }
    panic!("the log is never moved");
}

/// A read error is answered as the disk's failure.
#[test]
fn a_disk_that_cannot_be_read() {
    let Some(site) = Site::new() else { return };
    let server = site.start();
    let mut people = People::new(&server);
    site.fail(EIO, [(Op::Read, Place::Photos)]);
    let answer = people.reader.get(&people.photo);
    assert_eq!(answer.status, 503, "{}", answer.text());
    people.workers[0].predict(None);
    site.heal();
    read_everything(&people.reader, &people.photo);

    // A changed page is read from the disk again.
    site.fail(EIO, [Place::Database, Place::Log].map(|at| (Op::Read, at)));
    let asked = (0..100).map(|_| people.reader.get("/api/profile").status);
    let statuses: Vec<_> = asked.collect();
    let known = |status: &u16| [200, 503].contains(status);
    assert!(statuses.iter().all(known), "{statuses:?}");
    site.heal();
    read_everything(&people.reader, &people.photo);
    people.judge(&site);
    server.stop();
}
