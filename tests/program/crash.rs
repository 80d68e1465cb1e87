//! Killed while eight clients write, the server has stored everything that it acknowledged.
//!
//! A round: writers predict, upload, delete photos and sign up as fast as they can; the process is
//! killed as by `kill -9`, at a random moment, and started again on the same folder; everything
//! acknowledged in this and all earlier rounds must exist. The next round uses that server. `FIRSTSTEP_CRASH_ROUNDS` says how many rounds there are: a few by default, 200
//! with `tests/run --long`.

use std::collections::HashSet;
use std::env;
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

use firststep::platform::digest::sha256;
use rusqlite::{Connection, OpenFlags};

use crate::client::{Answer, Client, photo};
use crate::consistency::{Row, assert_no_orphans, assert_served, assert_sound, column, photo_rows};
use crate::support::{GENEROUS, Server};

const ROUNDS: usize = 8;
const FORECASTERS: usize = 4;
const PHOTOGRAPHERS: usize = 3;
/// Acknowledgements after which a round is over, at least and at most.
const ROUND: (usize, usize) = (20, 250);

/// A client that predicts, and the hashes of the acknowledged answers.
struct Forecaster {
    client: Client,
    email: String,
    sent: usize,
    acknowledged: Vec<String>,
}

impl Forecaster {
    fn work(&mut self, done: &Sender<()>) {
        loop {
            self.sent += 1;
            let answers = answers(self.sent);
            if !acknowledged(self.client.predict(&answers)) || done.send(()).is_err() {
                return;
            }
            self.acknowledged
                .push(sha256(&answers.map(i8::cast_unsigned)));
        }
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

/// A client that uploads photos, and sometimes deletes one.
struct Photographer {
    client: Client,
    email: String,
    sent: usize,
    /// The path of the last acknowledged photo, unless it was deleted.
    path: Option<String>,
    /// A request without an acknowledgement: an upload or a deletion.
    pending: Option<Wish>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Wish {
    Upload,
    Deletion,
}

impl Photographer {
    fn work(&mut self, done: &Sender<()>) {
        while self.ask() && done.send(()).is_ok() {
            self.pending = None;
        }
    }

    /// Sends the next request; `false` if it wasn't acknowledged.
    fn ask(&mut self) -> bool {
        self.sent += 1;
        if self.sent.is_multiple_of(5) && self.path.is_some() {
            self.pending = Some(Wish::Deletion);
            let answer = self
                .client
                .send("DELETE", "/api/deletephoto", &[], Vec::new());
            let deleted = acknowledged(answer);
            if deleted {
                self.path = None;
            }
            return deleted;
        }
        self.pending = Some(Wish::Upload);
        let answer = self.client.upload(&photo(self.sent));
        let url = answer
            .as_ref()
            .map(|answer| answer.success()["photo_url"].clone());
        if let Some(url) = url {
            let path = url.as_str().unwrap().strip_prefix(&self.client.url);
            self.path = Some(path.unwrap().to_owned());
            return true;
        }
        false
    }

    /// Its row is the acknowledged one, or that of the request that the kill interrupted.
    fn judge(&mut self, row: Option<&Row>) {
        let path = row.map(|row| format!("/photos/{}/{}", row.key, row.file_name));
        let fits = path == self.path
            || match self.pending {
                // A newer one than the acknowledged one: the number in the name grows with each.
                Some(Wish::Upload) => number(path.as_deref()) > number(self.path.as_deref()),
                Some(Wish::Deletion) => path.is_none(),
                None => false,
            };
        assert!(
            fits,
            "{path:?} where {:?} was acknowledged, {:?} pending",
            self.path, self.pending
        );
        self.path = path;
        self.pending = None;
    }
}

/// The number at the end of a photo's name; 0 if there is no photo.
fn number(path: Option<&str>) -> u64 {
    path.map_or(0, |path| {
        let (_, end) = path.rsplit_once('_').unwrap();
        end.strip_suffix(".jpg").unwrap().parse().unwrap()
    })
}

/// A client that signs people up.
struct Registrar {
    client: Client,
    sent: usize,
    acknowledged: Vec<String>,
}

impl Registrar {
    fn work(&mut self, done: &Sender<()>) {
        loop {
            self.sent += 1;
            let email = format!("new{}@example.org", self.sent);
            if !acknowledged(self.client.register(&email)) || done.send(()).is_err() {
                return;
            }
            self.acknowledged.push(email);
        }
    }
}

/// Whether there was an answer, which must be a success.
fn acknowledged(answer: Option<Answer>) -> bool {
    answer.map(|answer| answer.success()).is_some()
}

struct People {
    forecasters: Vec<Forecaster>,
    photographers: Vec<Photographer>,
    registrar: Registrar,
}

impl People {
    fn new(server: &Server) -> Self {
        let somebody = |email: &str| (server.client().sign_up(email), email.to_owned());
        let forecaster = |number| {
            let (client, email) = somebody(&format!("forecaster{number}@example.org"));
            // Numbers far apart, so that no two clients send the same answers.
            Forecaster {
                client,
                email,
                sent: number << 32,
                acknowledged: Vec::new(),
            }
        };
        let photographer = |number| {
            let (client, email) = somebody(&format!("photographer{number}@example.org"));
            Photographer {
                client,
                email,
                sent: 0,
                path: None,
                pending: None,
            }
        };
        Self {
            forecasters: (0..FORECASTERS).map(forecaster).collect(),
            photographers: (0..PHOTOGRAPHERS).map(photographer).collect(),
            registrar: Registrar {
                client: server.client(),
                sent: 0,
                acknowledged: Vec::new(),
            },
        }
    }

    /// Switches to the restarted server's address.
    fn go_to(&mut self, url: &str) {
        let clients = self.forecasters.iter_mut().map(|one| &mut one.client);
        let clients = clients.chain(self.photographers.iter_mut().map(|one| &mut one.client));
        for client in clients.chain([&mut self.registrar.client]) {
            *client = client.at(url);
        }
    }

    /// All clients write until the server is gone.
    fn write_until_killed(&mut self, server: Server, moment: usize) {
        thread::scope(|scope| {
            let (done, acknowledged) = channel();
            for one in &mut self.forecasters {
                let done = done.clone();
                scope.spawn(move || one.work(&done));
            }
            for one in &mut self.photographers {
                let done = done.clone();
                scope.spawn(move || one.work(&done));
            }
            let registrar = &mut self.registrar;
            scope.spawn(move || registrar.work(&done));
            wait_for(&acknowledged, ROUND.0 + moment % (ROUND.1 - ROUND.0));
            // Not right after an answer, which the writers' rhythm would favour.
            thread::sleep(Duration::from_micros(moment as u64 % 5000));
            server.process.kill();
        });
    }

    fn judge(&mut self, server: &Server, data: &Path) {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
        let database = Connection::open_with_flags(data.join("firststep.db"), flags).unwrap();
        assert_sound(&database);
        self.judge_accounts(server, &database);
        self.judge_predictions(&database);
        let rows = photo_rows(&database);
        for one in &mut self.photographers {
            one.judge(rows.get(&one.email));
        }
        for row in rows.values() {
            assert_served(server, data, row);
        }
        assert_no_orphans(&data.join("photos"), &rows);
    }

    fn judge_accounts(&self, server: &Server, database: &Connection) {
        let emails: HashSet<String> = column(database, "select email from accounts");
        for email in &self.registrar.acknowledged {
            assert!(emails.contains(email), "{email} is lost");
        }
        if let Some(last) = self.registrar.acknowledged.last() {
            server.client().login(last).unwrap().success();
        }
        for one in &self.photographers {
            one.client.at(&server.url).get("/api/profile").success();
        }
    }

    fn judge_predictions(&self, database: &Connection) {
        let kept: HashSet<String> = column(
            database,
            "select email || ' ' || answers_hash from predictions join accounts on accounts.id = account_id",
        );
        for one in &self.forecasters {
            for hash in &one.acknowledged {
                assert!(
                    kept.contains(&format!("{} {hash}", one.email)),
                    "a prediction is lost"
                );
            }
        }
    }

    fn acknowledged(&self) -> usize {
        let predictions = self.forecasters.iter().map(|one| one.acknowledged.len());
        let photos = self.photographers.iter().map(|one| one.sent);
        predictions.chain(photos).sum::<usize>() + self.registrar.acknowledged.len()
    }
}

fn wait_for(acknowledged: &Receiver<()>, count: usize) {
    for _ in 0..count {
        // No message comes once all writers have failed; their panics are reported on joining.
        if acknowledged.recv_timeout(GENEROUS).is_err() {
            return;
        }
    }
}

/// Pseudorandom delays that differ between rounds.
fn moments() -> impl Iterator<Item = usize> {
    let seed = firststep::platform::random::bytes::<4>();
    let seed = usize::try_from(u32::from_le_bytes(seed)).unwrap();
    (seed..).map(|number| number.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20)
}

#[test]
fn what_was_acknowledged_survives_being_killed() {
    let rounds = env::var("FIRSTSTEP_CRASH_ROUNDS");
    let rounds = rounds.map_or(ROUNDS, |text| text.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let mut server = Server::on(folder.path());
    let mut people = People::new(&server);
    for moment in moments().take(rounds) {
        people.write_until_killed(server, moment);
        server = Server::on(folder.path());
        people.judge(&server, folder.path());
        people.go_to(&server.url);
    }
    println!(
        "{rounds} rounds, {} acknowledged writes, none lost",
        people.acknowledged()
    );
    server.stop();
}
