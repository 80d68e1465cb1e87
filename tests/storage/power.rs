//! Power cuts under a running server.

use std::env;
use std::path::Path;
use std::sync::LazyLock;
use std::thread;

use crate::chance::Chance;
use crate::client::{Client, answers, photo};
use crate::cuts::{Recorded, moment, seed};
use crate::disk::IgnoredSyncs;
use crate::ledger::{self, Judgement, Ledger, prediction};
use crate::server::Server;
use crate::shim::{Op, Place, Site};
use crate::trace;

const CUTS: usize = 140;
/// Cuts for each kind of disk that ignores syncs.
const IGNORED_SYNC_CUTS: usize = 12;
const FORECASTERS: usize = 4;
const PHOTOGRAPHERS: usize = 3;
/// What each user does before the restart, and again after it.
const PREDICTIONS: usize = 40;
const UPLOADS: usize = 8;
const REGISTRATIONS: usize = 4;

/// A busy period: a first start, a regular shutdown, and a second run that is killed.
struct Recording {
    disk: Recorded,
    ledger: Ledger,
    /// Lengths of the trace when the server was ready, was stopped, and was ready again.
    turns: [u64; 3],
    /// The event with which the second run's checkpoint began.
    moving: usize,
}

static RECORDING: LazyLock<Option<Recording>> = LazyLock::new(record);

/// A user at work, and what they were acknowledged.
struct Person<'site> {
    site: &'site Site,
    client: Client,
    email: String,
    sent: usize,
    ledger: Ledger,
}

impl<'site> Person<'site> {
    fn new(site: &'site Site, server: &Server, email: &str) -> Self {
        let mut person = Self {
            site,
            client: server.client(),
            email: email.to_owned(),
            sent: 0,
            ledger: Ledger::default(),
        };
        person.client.register(email).success();
        person
            .ledger
            .accounts
            .push((moment(site), email.to_owned()));
        let answer = person.client.login(email).success();
        let token = answer["loginResult"]["token"].as_str().unwrap().to_owned();
        person.ledger.sessions.push((moment(site), token.clone()));
        person.client.token = Some(token);
        person
    }

    fn predict(&mut self) {
        self.sent += 1;
        let answers = answers(self.sent);
        self.client.predict(&answers).success();
        let known = prediction(&self.email, &answers);
        self.ledger.predictions.push((moment(self.site), known));
    }

    /// Uploads a photo; deletes every fifth.
    fn upload(&mut self) {
        self.sent += 1;
        let path = if self.sent.is_multiple_of(5) {
            self.client.delete("/api/deletephoto").success();
            None
        } else {
            let answer = self.client.upload(&photo(self.sent)).success();
            let url = answer["photo_url"].as_str().unwrap();
            Some(url.strip_prefix(&self.client.url).unwrap().to_owned())
        };
        let at = moment(self.site);
        let album = self.ledger.albums.entry(self.email.clone()).or_default();
        album.photos.push((at, path));
    }

    fn register(&mut self) {
        self.sent += 1;
        let email = format!("new{}@example.org", self.sent);
        self.client.register(&email).success();
        self.ledger.accounts.push((moment(self.site), email));
    }
}

/// All users who write.
struct Crew<'site> {
    forecasters: Vec<Person<'site>>,
    photographers: Vec<Person<'site>>,
    registrar: Person<'site>,
}

impl<'site> Crew<'site> {
    fn new(site: &'site Site, server: &Server) -> Self {
        let new = |role: &str, number: usize| {
            Person::new(site, server, &format!("{role}{number}@example.org"))
        };
        Self {
            forecasters: (0..FORECASTERS).map(|n| new("forecaster", n)).collect(),
            photographers: (0..PHOTOGRAPHERS).map(|n| new("photographer", n)).collect(),
            registrar: new("registrar", 0),
        }
    }

    /// All at once. The forecasters go on until the log has been checkpointed, if that is wanted, and then
    /// for a while, so that the log starts over.
    fn work(&mut self, server: &Server, until_moved: bool) {
        let site = self.registrar.site;
        let before = moved(site);
        thread::scope(|scope| {
            for person in &mut self.forecasters {
                person.client = person.client.at(&server.url);
                scope.spawn(move || {
                    (0..PREDICTIONS).for_each(|_| person.predict());
                    while until_moved && moved(site) == before {
                        person.predict();
                    }
                    (0..PREDICTIONS / 2).for_each(|_| person.predict());
                });
            }
            for person in &mut self.photographers {
                person.client = person.client.at(&server.url);
                scope.spawn(move || (0..UPLOADS).for_each(|_| person.upload()));
            }
            let registrar = &mut self.registrar;
            registrar.client = registrar.client.at(&server.url);
            scope.spawn(move || (0..REGISTRATIONS).for_each(|_| registrar.register()));
        });
    }

    fn ledger(self) -> Ledger {
        let mut all = self.registrar.ledger;
        for person in self.forecasters.into_iter().chain(self.photographers) {
            all.accounts.extend(person.ledger.accounts);
            all.sessions.extend(person.ledger.sessions);
            all.predictions.extend(person.ledger.predictions);
            all.albums.extend(person.ledger.albums);
        }
        all
    }
}

/// How many writes checkpoints have made to the database.
fn moved(site: &Site) -> u64 {
    site.done(Op::Write, Place::Database)
}

fn record() -> Option<Recording> {
    let site = Site::new()?;
    let server = site.start_traced();
    let first = moment(&site);
    let mut crew = Crew::new(&site, &server);
    crew.work(&server, false);
    let second = moment(&site);
    server.stop();
    let server = site.start_traced();
    let third = moment(&site);
    crew.work(&server, true);
    server.kill();
    let disk = Recorded::on(&site);
    let from = disk.events_until(third);
    Some(Recording {
        ledger: crew.ledger(),
        moving: trace::first_write(&disk.events, from, "firststep.db").unwrap(),
        disk,
        turns: [first, second, third],
    })
}

impl Recording {
    /// Numbers of events to cut after, sorted: two of seven right after acknowledgements, the others
    /// anywhere, as many in each of the five periods, some of which are short and busy.
    fn cuts(&self, count: usize, chance: &mut Chance) -> Vec<usize> {
        let ledger = &self.ledger;
        let photos = ledger.albums.values().flat_map(|album| &album.photos);
        let mut acknowledged: Vec<u64> = photos.map(|(at, _)| *at).collect();
        let others = ledger.accounts.iter().chain(&ledger.predictions);
        acknowledged.extend(others.map(|(at, _)| *at));
        let [first, second, third] = self.turns.map(|turn| self.disk.events_until(turn));
        let times = [0, first, second, third, self.moving, self.disk.events.len()];
        let mut cuts: Vec<usize> = (0..count)
            .map(|number| match number % 7 {
                5 | 6 => self
                    .disk
                    .events_until(acknowledged[chance.of(acknowledged.len())]),
                time => times[time] + chance.of(times[time + 1] - times[time] + 1),
            })
            .collect();
        cuts.sort_unstable();
        cuts
    }

    fn judge(&self, server: Server, data: &Path, cut: usize) -> Judgement {
        let moment = cut.checked_sub(1).map_or(0, |last| self.disk.ends[last]);
        self.ledger.judge(data, moment)?;
        ledger::no_orphans(data)?;
        let mut client = server.client();
        let session = self
            .ledger
            .sessions
            .iter()
            .rev()
            .find(|(at, _)| *at <= moment);
        if let Some((_, token)) = session {
            client.token = Some(token.clone());
            if client.get("/api/profile").status != 200 {
                return Err("a session is gone".into());
            }
        } else {
            client = client.sign_up("afterwards@example.org");
        }
        client.predict(&answers(usize::MAX)).success();
        Ok(())
    }
}

#[test]
fn what_was_acknowledged_survives_a_power_cut() {
    let Some(recording) = &*RECORDING else { return };
    let count = env::var("FIRSTSTEP_POWER_CUTS").map_or(CUTS, |text| text.parse().unwrap());
    let cuts = recording.cuts(count, &mut Chance(seed()));
    let judge = |server: Server, data: &Path, cut| recording.judge(server, data, cut);
    recording.disk.assert_kept(&cuts, judge);
    println!(
        "{count} power cuts in {} events with {} acknowledged predictions, nothing lost",
        recording.disk.events.len(),
        recording.ledger.predictions.len()
    );
}

fn assert_found(ignored: IgnoredSyncs) {
    let Some(recording) = &*RECORDING else { return };
    let disk = &recording.disk;
    // Only after much was acknowledged.
    let busy = disk.events_until(recording.turns[0]) + disk.events.len() / 4;
    let mut chance = Chance(seed());
    let mut cuts: Vec<_> = (0..IGNORED_SYNC_CUTS)
        .map(|_| busy + chance.of(disk.events.len() - busy))
        .collect();
    cuts.sort_unstable();
    let judge = |server: Server, data: &Path, cut| recording.judge(server, data, cut);
    disk.assert_lost(&cuts, ignored, judge);
}

#[test]
fn losses_are_found_when_no_sync_is_kept() {
    assert_found(IgnoredSyncs::Everything);
}

#[test]
fn losses_are_found_when_syncs_of_the_log_are_not_kept() {
    assert_found(IgnoredSyncs::Log);
}

#[test]
fn losses_are_found_when_syncs_of_photos_are_not_kept() {
    assert_found(IgnoredSyncs::PhotoFiles);
}

#[test]
fn losses_are_found_when_syncs_of_photo_folders_are_not_kept() {
    assert_found(IgnoredSyncs::PhotoFolders);
}

#[test]
fn losses_are_found_when_syncs_of_the_database_are_not_kept() {
    assert_found(IgnoredSyncs::Database);
}

#[test]
fn losses_are_found_when_syncs_of_the_data_folder_are_not_kept() {
    assert_found(IgnoredSyncs::DataFolder);
}
