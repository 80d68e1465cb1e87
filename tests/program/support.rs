//! The program as a child process.

use std::fs;
use std::io::{Read, Write as _};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use rusqlite::Connection;
use rusqlite::types::FromSql;

use crate::client::Client;

/// Longer than anything here takes, even on a busy machine.
pub const GENEROUS: Duration = Duration::from_secs(60);

/// Retries until there is a value; panics at the deadline.
pub fn eventually<T>(what: &str, mut attempt: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = attempt() {
            return found;
        }
        assert!(begun.elapsed() < GENEROUS, "in vain: {what}");
        thread::sleep(Duration::from_millis(2));
    }
}

/// The program, without the environment of the test run.
pub fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_firststep"));
    command.env_clear();
    command
}

/// The program as a server on a free port, with the lowest bcrypt cost.
pub fn serving(data: &Path) -> Command {
    let mut command = program();
    command.args(["--port", "0", "--bcrypt-cost", "10", "--data-dir"]);
    command.arg(data);
    command
}

/// A running program whose outputs are read continuously. Dropping it kills it.
pub struct Process {
    child: Child,
    stdout: Captured,
    stderr: Captured,
}

/// A child whose outputs its test reads itself. Dropping it kills it.
pub struct Spawned(pub Child);

impl Drop for Spawned {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The result of a program that ended.
#[derive(Debug)]
pub struct Ended {
    pub status: ExitStatus,
    pub stdout: String,
    pub stderr: String,
}

impl Ended {
    /// Its standard output; it must have succeeded without a warning.
    #[track_caller]
    pub fn done(&self) -> &str {
        let outcome = (self.status.code(), &*self.stderr);
        assert_eq!(outcome, (Some(0), ""), "{}", self.stdout);
        &self.stdout
    }
}

impl Process {
    pub fn start(mut command: Command) -> Self {
        command.stdin(Stdio::piped());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        Self {
            stdout: Captured::of(child.stdout.take().unwrap()),
            stderr: Captured::of(child.stderr.take().unwrap()),
            child,
        }
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Its standard error so far.
    pub fn said(&self) -> String {
        self.stderr.so_far()
    }

    /// Waits until its standard error has all of these parts: a line of the log is written a moment after what it is about.
    pub fn says(&self, parts: &[&str]) {
        eventually(&format!("{parts:?} in the log"), || {
            let said = self.said();
            parts.iter().all(|part| said.contains(part)).then_some(())
        });
    }

    /// Its standard output so far.
    pub fn printed(&self) -> String {
        self.stdout.so_far()
    }

    /// Types this.
    pub fn types(&mut self, text: &str) {
        let input = self.child.stdin.as_mut().unwrap();
        input.write_all(text.as_bytes()).unwrap();
    }

    /// Sends a signal by its name, such as TERM.
    pub fn signal(&self, name: &str) {
        let id = self.id().to_string();
        let sent = Command::new("kill").args(["-s", name, &id]).status();
        assert!(sent.unwrap().success(), "kill -s {name}");
    }

    /// Kills it as `kill -9` does, and waits until it is gone.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Waits for its end.
    pub fn end(mut self) -> Ended {
        drop(self.child.stdin.take());
        let status = eventually("the program ends", || self.child.try_wait().unwrap());
        Ended {
            status,
            stdout: self.stdout.whole(),
            stderr: self.stderr.whole(),
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Runs a command to its end.
pub fn run(command: Command) -> Ended {
    run_with(command, b"")
}

/// Runs a command, which must succeed; returns its output.
#[track_caller]
pub fn done(command: Command) -> String {
    run(command).done().to_owned()
}

/// Runs a command to its end, with something on its standard input.
pub fn run_with(command: Command, input: &[u8]) -> Ended {
    let mut process = Process::start(command);
    // It may end without having read all of it.
    let _ = process.child.stdin.take().unwrap().write_all(input);
    process.end()
}

/// A pipe read by a thread of its own, so that the program never blocks on it.
struct Captured {
    text: Arc<Mutex<String>>,
    reader: Option<JoinHandle<()>>,
}

impl Captured {
    fn of(mut pipe: impl Read + Send + 'static) -> Self {
        let text = Arc::<Mutex<String>>::default();
        let kept = Arc::clone(&text);
        let read = move || {
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = pipe.read(&mut bytes) {
                let more = String::from_utf8_lossy(&bytes[..count]);
                kept.lock().unwrap().push_str(&more);
            }
        };
        Self {
            text,
            reader: Some(thread::spawn(read)),
        }
    }

    fn so_far(&self) -> String {
        self.text.lock().unwrap().clone()
    }

    fn whole(&mut self) -> String {
        if let Some(reader) = self.reader.take() {
            reader.join().unwrap();
        }
        self.so_far()
    }
}

/// A running server.
pub struct Server {
    pub process: Process,
    /// Its banner.
    pub banner: String,
    /// Its URL in the banner.
    pub url: String,
}

impl Server {
    /// A server on this folder, ready for requests.
    pub fn on(data: &Path) -> Self {
        Self::start(serving(data))
    }

    pub fn start(command: Command) -> Self {
        let mut process = Process::start(command);
        let banner = eventually("it says where it serves", || {
            if let Some(status) = process.child.try_wait().unwrap() {
                panic!("it ended ({status}): {}", process.stderr.whole());
            }
            let text = process.stdout.so_far();
            text.contains("Stop with Ctrl-C.\n").then_some(text)
        });
        let url = line_after(&banner, "Open").to_owned();
        Self {
            process,
            banner,
            url,
        }
    }

    pub fn client(&self) -> Client {
        Client::new(&self.url)
    }

    /// Address and port.
    pub fn address(&self) -> &str {
        self.url.strip_prefix("http://").unwrap()
    }

    /// Stops it as Ctrl-C or a service manager does.
    pub fn stop(self) -> Ended {
        self.process.signal("TERM");
        let ended = self.process.end();
        assert_eq!(ended.status.code(), Some(0), "{ended:?}");
        ended
    }

    /// Memory it holds, in KiB.
    pub fn resident(&self) -> u64 {
        let path = format!("/proc/{}/status", self.process.id());
        let status = fs::read_to_string(path).unwrap();
        let value = line_after(&status, "VmRSS:");
        value.trim_end_matches(" kB").parse().unwrap()
    }
}

/// The rest of the line that begins with `word`.
pub fn line_after<'text>(text: &'text str, word: &str) -> &'text str {
    let mut lines = text.lines();
    let found = lines.find_map(|line| line.trim_start().strip_prefix(word));
    found
        .unwrap_or_else(|| panic!("no {word} in {text}"))
        .trim()
}

/// The one value that a query finds in a database file.
pub fn ask_database<T: FromSql>(path: &Path, sql: &str) -> T {
    let database = Connection::open(path).unwrap();
    database.query_row(sql, (), |row| row.get(0)).unwrap()
}
