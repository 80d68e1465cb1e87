//! The server under test.

use std::net::SocketAddr;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use firststep::app::{App, Settings};
use firststep::domain::moment::Moment;
use firststep::server::{Options, Server};
use serde_json::{Value, json};
use tempfile::TempDir;
use ureq::Agent;

use super::{Ask, GENEROUS, PASSWORD, Raw, ask};

/// What the tests' servers sign tokens with.
pub const SECRET: &[u8] = b"the tests' own secret of thirty-two bytes and more";

/// How long a stopped server may take to let go of its folder.
const A_MOMENT: Duration = Duration::from_secs(5);

/// Loading a model swaps the process's panic hook for a moment; two at once would leave it swapped,
/// and a failing test without its message.
static OPENING: Mutex<()> = Mutex::new(());

/// A server on a free port over a folder of its own; both go when it is dropped.
pub struct TestServer {
    folder: TempDir,
    settings: Settings,
    options: Options,
    agent: Agent,
    server: Option<Server>,
}

/// Somebody signed in.
#[derive(Debug, Clone)]
pub struct SignedIn {
    pub email: String,
    pub username: String,
    pub token: String,
}

impl TestServer {
    pub fn start() -> Self {
        Self::with(|_, _| ())
    }

    /// A server whose settings and options this has changed.
    pub fn with(change: impl FnOnce(&mut Settings, &mut Options)) -> Self {
        let folder = TempDir::new().expect("a folder");
        let mut settings = settings(folder.path());
        let mut options = options();
        change(&mut settings, &mut options);
        let server = Some(open(&settings, &options));
        Self {
            folder,
            settings,
            options,
            agent: ask::agent(),
            server,
        }
    }

    /// Stops it and starts another over the same folder.
    pub fn restart(&mut self) {
        self.stop();
        self.server = Some(open(&self.settings, &self.options));
        // The old one's kept connections are of no use any more.
        self.agent = ask::agent();
    }

    /// The same, with settings that this has changed.
    pub fn restart_with(&mut self, change: impl FnOnce(&mut Settings)) {
        change(&mut self.settings);
        self.restart();
    }

    fn stop(&mut self) {
        if let Some(server) = self.server.take() {
            assert_eq!(server.stop(GENEROUS), 0, "connections were cut off");
        }
    }

    fn server(&self) -> &Server {
        self.server.as_ref().expect("it runs")
    }

    /// What it serves.
    pub fn app(&self) -> &App {
        self.server().app()
    }

    /// Sets its clock forward.
    pub fn advance(&self, span: Duration) {
        self.app().clock.advance(span);
    }

    pub fn address(&self) -> SocketAddr {
        self.server().address()
    }

    /// Its address, without a slash at the end.
    pub fn url(&self) -> String {
        format!("http://{}", self.address())
    }

    pub fn database(&self) -> &Path {
        &self.settings.db
    }

    /// The files of all photos: all that is in their folder but the name of its database, and Windows' lock.
    pub fn photo_files(&self) -> Vec<PathBuf> {
        let mut files = Vec::new();
        for folder in std::fs::read_dir(&self.settings.photos).expect("the photos' folder") {
            let folder = folder.expect("an entry").path();
            if folder.is_dir() {
                let inside = std::fs::read_dir(folder).expect("a folder");
                files.extend(inside.map(|file| file.expect("a file").path()));
            } else if !folder.ends_with("database") && !folder.ends_with("folder.lock") {
                files.push(folder);
            }
        }
        files.sort();
        files
    }

    /// A request for this path, or for a whole address as replies tell them.
    pub fn ask(&self, method: &str, path: &str) -> Ask<'_> {
        let url = match path.strip_prefix('/') {
            Some(_) => self.url() + path,
            None => path.to_owned(),
        };
        Ask::new(&self.agent, method, url)
    }

    pub fn get(&self, path: &str) -> Ask<'_> {
        self.ask("GET", path)
    }

    pub fn post(&self, path: &str) -> Ask<'_> {
        self.ask("POST", path)
    }

    pub fn delete(&self, path: &str) -> Ask<'_> {
        self.ask("DELETE", path)
    }

    /// A request by hand, for targets and methods no client would send.
    pub fn raw(&self, method: &str, target: &str) -> Raw {
        Raw::new(self.address(), method, target)
    }

    /// Makes an account, named Ann Example, with the usual password.
    #[track_caller]
    pub fn register(&self, email: &str) {
        let body = registration(email);
        let reply = self.post("/api/register").json(&body).send();
        reply.expect(200);
    }

    /// Opens a session with this password.
    #[track_caller]
    pub fn login(&self, email: &str, password: &str) -> SignedIn {
        let body = json!({"email": email, "password": password});
        let reply = self.post("/api/login").json(&body).send().expect(200);
        let result = &reply.json()["loginResult"];
        let text = |name: &str| result[name].as_str().expect(name).to_owned();
        SignedIn {
            email: text("email"),
            username: text("username"),
            token: text("token"),
        }
    }

    /// Gives an account a name that an older version took.
    pub fn rename(&self, email: &str, name: &str) {
        let key = name.to_ascii_lowercase();
        self.sql(&format!(
            "update accounts set username = '{name}', username_key = '{key}' where email = '{email}'"
        ));
    }

    /// Changes its database from beside.
    pub fn sql(&self, statement: &str) {
        let database = rusqlite::Connection::open(self.database()).expect("the database");
        database.busy_timeout(GENEROUS).expect("a timeout");
        database.execute(statement, ()).expect(statement);
    }

    /// Makes an account and signs in.
    #[track_caller]
    pub fn newcomer(&self, email: &str) -> SignedIn {
        self.register(email);
        self.login(email, PASSWORD)
    }
}

impl From<&TestServer> for Moment {
    fn from(server: &TestServer) -> Self {
        server.app().clock.now()
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        // A failed test has said what matters; a second panic would only hide it.
        if std::thread::panicking() {
            let _ = self.server.take().map(|server| server.stop(GENEROUS));
        } else {
            self.stop();
        }
    }
}

/// The body that registers somebody.
pub fn registration(email: &str) -> Value {
    json!({"frontName": "Ann", "lastName": "Example", "email": email, "password": PASSWORD})
}

fn open(settings: &Settings, options: &Options) -> Server {
    let app = {
        let _one_at_a_time = OPENING.lock().unwrap_or_else(PoisonError::into_inner);
        let mut opened = App::open(settings);
        // After a stop, the last connection's thread may need a moment to let go of the folder.
        let begun = Instant::now();
        while opened.is_err() && begun.elapsed() < A_MOMENT {
            thread::sleep(Duration::from_millis(2));
            opened = App::open(settings);
        }
        opened.unwrap_or_else(|trouble| panic!("{trouble}"))
    };
    Server::start(app, options.clone()).expect("it starts")
}

fn settings(folder: &Path) -> Settings {
    let data_dir = folder.join("data");
    Settings {
        db: data_dir.join("firststep.db"),
        photos: data_dir.join("photos"),
        data_dir,
        secret: SECRET.to_vec(),
        bcrypt_cost: 4,
        policy: firststep::app::policy::Policy::default(),
        outbox: folder.join("data").join("outbox"),
        smtp: None,
        readers: 4,
        model: None,
        questions: None,
        instruments: vec!["example".into()],
        breached_passwords: None,
    }
}

fn options() -> Options {
    Options {
        address: SocketAddr::from(([127, 0, 0, 1], 0)),
        spare_ports: RangeInclusive::new(1, 0),
        phones_at: None,
        public_url: None,
        cors: vec!["*".to_owned()],
        trusted_proxies: Vec::new(),
        max_connections: 256,
        max_per_client: 256,
        tls: None,
        metrics: None,
    }
}
