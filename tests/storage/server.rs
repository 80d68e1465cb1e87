//! The program as a child process.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt as _;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::client::Client;

/// Longer than anything here takes, on however busy a machine.
pub const GENEROUS: Duration = Duration::from_secs(60);

/// The program as a server on a free port, with the lowest bcrypt cost it accepts, and without the
/// environment of the tests.
pub fn serving(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_firststep"));
    command
        .env_clear()
        .args(["--port", "0", "--bcrypt-cost", "10", "--data-dir"])
        .arg(data);
    command
}

/// Tries until there is something; panics when there never is.
fn eventually<T>(what: &str, mut attempt: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = attempt() {
            return found;
        }
        assert!(begun.elapsed() < GENEROUS, "in vain: {what}");
        thread::sleep(Duration::from_millis(1));
    }
}

/// A program that serves. Dropping it kills it.
#[derive(Debug)]
pub struct Server {
    child: Child,
    said: File,
    /// Its address, from its start message.
    pub url: String,
}

/// The status and output of a program that has ended.
#[derive(Debug)]
pub struct Ended {
    pub status: ExitStatus,
    pub said: String,
}

impl Server {
    /// Starts it and waits until it serves, or has ended.
    pub fn start(mut command: Command) -> Result<Self, Ended> {
        let (greeting, said) = (tempfile::tempfile().unwrap(), tempfile::tempfile().unwrap());
        command
            .stdin(Stdio::null())
            .stdout(greeting.try_clone().unwrap())
            .stderr(said.try_clone().unwrap());
        let mut server = Self {
            child: command.spawn().unwrap(),
            said,
            url: String::new(),
        };
        let url = eventually("it says where it serves", || {
            if let Some(status) = server.child.try_wait().unwrap() {
                let said = server.said();
                return Some(Err(Ended { status, said }));
            }
            let text = text_of(&greeting).unwrap();
            let url = text.split_once("Open ")?.1.split_once('\n')?.0.trim();
            text.ends_with("Ctrl-C.\n").then(|| Ok(url.to_owned()))
        });
        server.url = url?;
        Ok(server)
    }

    pub fn client(&self) -> Client {
        Client::new(&self.url)
    }

    /// What it has logged so far.
    pub fn said(&self) -> String {
        text_of(&self.said).unwrap()
    }

    /// As `kill -9` does; it has ended when this returns.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Stops it as Ctrl-C or a service manager does.
    pub fn stop(mut self) {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args(["-s", "TERM", &id]).status();
        assert!(sent.unwrap().success());
        let status = eventually("it ends", || self.child.try_wait().unwrap());
        assert!(status.success(), "{status}: {}", self.said());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The text so far of a file that is being written.
fn text_of(file: &File) -> io::Result<String> {
    let mut bytes = vec![0; usize::try_from(file.metadata()?.len()).unwrap()];
    let length = file.read_at(&mut bytes, 0)?;
    bytes.truncate(length);
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
