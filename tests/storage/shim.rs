//! A folder in place of a disk, and the library between it and the program.

use std::env;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write as _};
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use tempfile::TempDir;

use crate::server::{Server, serving};

const SOURCE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/storage/faults.c");

/// Errors as Linux numbers them.
pub const EIO: u32 = 5;
pub const ENOSPC: u32 = 28;
pub const EROFS: u32 = 30;
/// No error: the program is killed instead, as by `kill -9`.
pub const KILLED: u32 = 0xdead;

/// Operations on a file, in `faults.c`'s order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Op {
    Write,
    Sync,
    /// Making, emptying or renaming files and folders.
    Name,
    Remove,
    Read,
}

/// Kinds of files, in `faults.c`'s order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Database,
    /// The write-ahead log, and the rollback journal while the database is created.
    Log,
    Photos,
    /// The data folder itself, the secret, the lock.
    Rest,
}

pub const PLACES: [Place; 4] = [Place::Database, Place::Log, Place::Photos, Place::Rest];

const KINDS: u64 = 5 * PLACES.len() as u64;
const ATTACHED: u64 = 0;
const DELAY: u64 = 4;
const FUSE: u64 = 8;
const FAULTS: u64 = 16;
const DONE: u64 = FAULTS + 4 * KINDS;
const PANEL: u64 = DONE + 8 * KINDS;

const fn at(op: Op, place: Place) -> u64 {
    op as u64 * PLACES.len() as u64 + place as u64
}

/// The library's bytes, compiled once; `None` without a compiler.
static LIBRARY: LazyLock<Option<Vec<u8>>> = LazyLock::new(compile);

fn compile() -> Option<Vec<u8>> {
    let folder = tempfile::tempdir().unwrap();
    let library = folder.path().join("faults.so");
    let compiler = env::var_os("CC").unwrap_or_else(|| "cc".into());
    let mut command = Command::new(&compiler);
    command.args(["-std=c11", "-Wall", "-Wextra", "-O1", "-shared", "-fPIC"]);
    command.args([SOURCE, "-pthread", "-o"]).arg(&library);
    match command.output() {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let missing = format!("no C compiler ({}) for {SOURCE}", compiler.display());
            assert!(env::var_os("CI").is_none_or(|ci| ci != "true"), "{missing}");
            skipped(&format!(
                "{missing}; install gcc or clang, or name one in CC"
            ));
            None
        }
        Err(error) => panic!("{}: {error}", compiler.display()),
        Ok(output) => {
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{said}");
            Some(fs::read(library).unwrap())
        }
    }
}

/// Prints why a test is skipped; not with `eprintln!`, which the test harness captures.
pub fn skipped(reason: &str) {
    let line = format!("skipped: {reason}\n");
    io::stderr().write_all(line.as_bytes()).unwrap();
}

/// A disk under the library, with the data folder on it. Dropping it removes all of it.
pub struct Site {
    folder: TempDir,
    panel: File,
}

impl Site {
    /// `None` when there is no compiler for the library.
    pub fn new() -> Option<Self> {
        let library = LIBRARY.as_ref()?;
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("faults.so"), library).unwrap();
        fs::create_dir(folder.path().join("disk")).unwrap();
        let panel = File::options()
            .read(true)
            .write(true)
            .create_new(true)
            .open(folder.path().join("panel"))
            .unwrap();
        panel.set_len(PANEL).unwrap();
        Some(Self { folder, panel })
    }

    /// The disk's path, as the program sees it.
    pub fn disk(&self) -> PathBuf {
        self.folder.path().canonicalize().unwrap().join("disk")
    }

    pub fn data(&self) -> PathBuf {
        self.disk().join("data")
    }

    pub fn trace(&self) -> PathBuf {
        self.folder.path().join("trace")
    }

    /// The command that serves from this disk, with the library.
    pub fn serving(&self) -> Command {
        self.preload(serving(&self.data()))
    }

    /// Preloads the library into this program.
    pub fn preload(&self, mut command: Command) -> Command {
        command
            .env("LD_PRELOAD", self.folder.path().join("faults.so"))
            .env("FAULTS_ROOT", self.disk())
            .env("FAULTS_PANEL", self.folder.path().join("panel"));
        command
    }

    pub fn start(&self) -> Server {
        self.start_preloaded(self.serving())
    }

    /// The same, with everything that changes the disk recorded.
    pub fn start_traced(&self) -> Server {
        let mut command = self.serving();
        command.env("FAULTS_TRACE", self.trace());
        self.start_preloaded(command)
    }

    fn start_preloaded(&self, command: Command) -> Server {
        let server = Server::start(command).unwrap();
        assert_eq!(
            self.knob(ATTACHED),
            1,
            "the library isn't in the program (linked statically?)"
        );
        server
    }

    /// From now on these calls fail with this error.
    pub fn fail(&self, errno: u32, calls: impl IntoIterator<Item = (Op, Place)>) {
        self.fail_after(0, errno, calls);
    }

    /// The same, once so many of them have succeeded.
    pub fn fail_after(
        &self,
        fuse: usize,
        errno: u32,
        calls: impl IntoIterator<Item = (Op, Place)>,
    ) {
        let fuse = u64::try_from(fuse).unwrap();
        self.panel.write_all_at(&fuse.to_ne_bytes(), FUSE).unwrap();
        for (op, place) in calls {
            self.set(FAULTS + 4 * at(op, place), errno);
        }
    }

    /// Whether a call was made to fail since the last [`Site::fail_after`].
    pub fn has_failed(&self) -> bool {
        let mut fuse = [0; 8];
        self.panel.read_exact_at(&mut fuse, FUSE).unwrap();
        i64::from_ne_bytes(fuse) < 0
    }

    pub fn heal(&self) {
        for kind in 0..KINDS {
            self.set(FAULTS + 4 * kind, 0);
        }
    }

    /// Delays each sync of the log.
    pub fn slow_down(&self, milliseconds: u32) {
        self.set(DELAY, milliseconds);
    }

    /// How many of these calls have succeeded so far.
    pub fn done(&self, op: Op, place: Place) -> u64 {
        let mut count = [0; 8];
        let offset = DONE + 8 * at(op, place);
        self.panel.read_exact_at(&mut count, offset).unwrap();
        u64::from_ne_bytes(count)
    }

    fn knob(&self, offset: u64) -> u32 {
        let mut value = [0; 4];
        self.panel.read_exact_at(&mut value, offset).unwrap();
        u32::from_ne_bytes(value)
    }

    fn set(&self, offset: u64, value: u32) {
        self.panel
            .write_all_at(&value.to_ne_bytes(), offset)
            .unwrap();
    }
}

/// These operations on all kinds of files.
pub fn everywhere(ops: &[Op]) -> Vec<(Op, Place)> {
    let at = |op: &Op| PLACES.map(|place| (*op, place));
    ops.iter().flat_map(at).collect()
}

/// All files below a folder.
pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten() {
            let entry = entry.unwrap();
            if entry.file_type().unwrap().is_dir() {
                folders.push(entry.path());
            } else {
                files.push(entry.path());
            }
        }
    }
    files
}
