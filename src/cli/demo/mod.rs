//! `firststep demo`

mod answers;
mod dice;
mod greeting;
mod moods;
mod people;
mod portrait;
mod research;
mod seed;

use std::cell::OnceCell;
use std::fs;
use std::net::{IpAddr, Ipv4Addr};
use std::path::Path;

use clap::parser::ValueSource;
use clap::{ArgMatches, Args};
use tempfile::TempDir;
use tracing::level_filters::LevelFilter;

use crate::app::{self, App};
use crate::cli::demo::greeting::{Access, Place};
use crate::cli::serve::ServeCommand;
use crate::domain::fault::Fault;
use crate::domain::language::Language;
use crate::domain::operator_error::OperatorError;
use crate::domain::room::{Plan, Room};
use crate::domain::text::Text;
use crate::model::instruments;
use crate::platform::{lock, private_file, random};
use crate::services::rooms;

/// Run a demo server with made-up accounts.
#[derive(Debug, Clone, Args)]
#[command(
    next_line_help = true,
    after_help = "Examples:\n  \
        firststep demo                          in a temporary folder\n  \
        firststep demo --data-dir show          in the folder show, which is kept\n  \
        firststep demo --data-dir show --reset  the same, emptied first\n  \
        firststep demo --host 127.0.0.1         reachable from this machine only\n  \
        firststep demo --address 10.42.0.1      where this machine has several: phones are shown this one\n\n\
        It listens on all networks, so that phones nearby can join; administrators sign in from this machine only,\n\
        unless --host or --listen says where to listen. All data in it is made up, and its password is a new one."
)]
#[expect(clippy::struct_excessive_bools, reason = "flags, each of its own")]
pub(crate) struct DemoCommand {
    /// Delete an earlier demo in the named folder and start afresh.
    #[arg(long, help_heading = "Demo")]
    pub reset: bool,

    /// The one of this machine's addresses that phones are shown, such as 192.168.137.1, where it has several.
    #[arg(long, value_name = "ADDRESS", help_heading = "Demo")]
    pub address: Option<IpAddr>,

    /// Don't open the browser.
    #[arg(long, help_heading = "Demo")]
    pub no_browser: bool,

    #[command(flatten)]
    pub serve: ServeCommand,

    /// Whether no folder was named.
    #[arg(skip)]
    temporary: bool,

    /// Whether it was said where to listen.
    #[arg(skip)]
    placed: bool,
}

/// Of how many people a demo's statistics are at the least: as few as may be.
const FEW: u64 = 10;

/// The file that marks a folder as a demo's, which may be deleted.
const MARKER: &str = "demo";
/// The marker's text until the folder is filled.
const UNFINISHED: &str = "Being made by firststep demo; the next one begins anew.\n";
/// The marker's first line once it is; the second is the password of its accounts.
const FILLED: &str = "Made by firststep demo; --reset throws this folder away.\n";

/// What passwords are made of: no letter that is taken for another when it is read from a wall.
const ALPHABET: &str = "abcdefghjkmnpqrstuvwxyz23456789";

impl DemoCommand {
    /// Other defaults than `serve` has: all networks, a temporary folder.
    pub(super) fn prefer_typed(&mut self, matches: &ArgMatches) {
        self.serve.prefer_typed(matches);
        // A variable may name the real server's files.
        self.serve.data.keep_together(matches);
        let given = |flag: &str| matches.value_source(flag) != Some(ValueSource::DefaultValue);
        self.placed = given("host") || matches.value_source("listen").is_some();
        if !given("host") {
            self.serve.place.host = Ipv4Addr::UNSPECIFIED.into();
        }
        if !given("log_level") {
            // So that the addresses and the code for phones stay on the screen.
            self.serve.logging.log_level = LevelFilter::WARN;
        }
        if self.serve.instrument.is_empty() {
            // To show that there may be others than the sixty. A server of one's own offers what its operator names.
            self.serve.instrument.push(instruments::EXAMPLE.into());
        }
        if !given("statistics_minimum") {
            // Nobody is behind the figures: its few people shall have some, too.
            self.serve.policy.statistics.statistics_minimum = FEW;
        }
        self.temporary = !given("data_dir");
    }

    pub(super) fn run(mut self, passed_over: Vec<String>) -> Result<(), OperatorError> {
        let folder = self.folder()?;
        self.serve.policy.demo = true;
        // A copy is of the real data.
        self.serve.replica.replica = None;
        self.serve.place.phones_at = self.address;
        self.serve.policy.local_admins = !self.placed;
        let browser = !self.no_browser;
        let kept = kept_password(folder.path());
        let access = Access {
            password: kept.clone().unwrap_or_else(new_password),
            local_admins: !self.placed,
        };
        let least = self.serve.policy.room_least;
        let opened = OnceCell::new();
        let fill = |app: &App| {
            if kept.is_none() {
                fill(app, &folder, &access.password)?;
            }
            let code = room(app, least.into()).map_err(|fault| unfilled(&format!("{fault:?}")))?;
            let _ = opened.set(code);
            Ok(())
        };
        let done = self.serve.run_with(passed_over, fill, |server, url| {
            let place = Place {
                url: url.to_owned(),
                listening: server.address(),
                phones_at: self.address,
                room: opened.get().cloned().unwrap_or_default(),
            };
            greeting::greet(&place, &access, browser);
            greeting::keep_up(server, &place)
        });
        drop(folder);
        done
    }

    /// The data folder: empty, or an earlier demo's.
    fn folder(&mut self) -> Result<Folder, OperatorError> {
        if self.temporary {
            let folder = private_temporary("firststep-demo-").map_err(|error| {
                OperatorError::new(
                    format!("No temporary folder can be made ({error})"),
                    "Name a folder with --data-dir.",
                )
            })?;
            folder.path().clone_into(&mut self.serve.data.data_dir);
            return Ok(Folder::Temporary(folder));
        }
        let path = self.serve.data.data_dir.clone();
        let used = fs::read_dir(&path).is_ok_and(|mut entries| entries.next().is_some());
        if used && !path.join(MARKER).exists() {
            return Err(OperatorError::new(
                format!("The folder {} is in use, and not by a demo", path.display()),
                "Name another with --data-dir; a demo would mix made-up accounts with real ones.",
            ));
        }
        if used && (self.reset || kept_password(&path).is_none()) {
            let _held = lock::data_folder(&path)?;
            fs::remove_dir_all(&path).map_err(|error| {
                OperatorError::new(
                    format!("The folder {} can't be emptied ({error})", path.display()),
                    "Check its permissions, or name another with --data-dir.",
                )
            })?;
        }
        mark(&path)?;
        Ok(Folder::Named(path))
    }
}

/// What is said of figures and rows of a demo.
pub(super) const MADE_UP: &str =
    "This is a demo: its people are made up, except whoever has answered there as well.";

/// Whether a demo filled this folder.
pub(super) fn filled(folder: &Path) -> bool {
    kept_password(folder).is_some()
}

/// The password of the demo that filled this folder completely.
fn kept_password(folder: &Path) -> Option<String> {
    let text = fs::read_to_string(folder.join(MARKER)).ok()?;
    let password = text.strip_prefix(FILLED)?.trim();
    (!password.is_empty()).then(|| password.to_owned())
}

/// Nobody who wasn't shown it knows it: 59 bits, in groups that are easily typed.
fn new_password() -> String {
    let groups: [String; 3] = std::array::from_fn(|_| random::letters(ALPHABET, 4));
    groups.join("-")
}

/// Marks a folder as a demo's before anything else is written to it.
fn mark(folder: &Path) -> Result<(), OperatorError> {
    app::make_data_folder(folder)?;
    let marker = folder.join(MARKER);
    if marker.exists() {
        return Ok(());
    }
    fs::write(marker, UNFINISHED).map_err(|error| unfilled(&error))
}

fn unfilled(reason: &dyn std::fmt::Display) -> OperatorError {
    OperatorError::new(
        format!("The demo can't be filled ({reason})"),
        "Check the space on the disk, or name another folder with --data-dir.",
    )
}

/// A demo's data folder.
enum Folder {
    /// Deleted when this is dropped.
    Temporary(TempDir),
    Named(std::path::PathBuf),
}

impl Folder {
    fn path(&self) -> &Path {
        match self {
            Self::Temporary(folder) => folder.path(),
            Self::Named(path) => path,
        }
    }
}

/// Fills the server, once, and keeps the password for the next start.
fn fill(app: &App, folder: &Folder, password: &str) -> Result<(), OperatorError> {
    people::fill(app, password).map_err(|fault| unfilled(&format!("{fault:?}")))?;
    let text = format!("{FILLED}{password}\n");
    private_file::replace(&folder.path().join(MARKER), text.as_bytes())
        .map_err(|error| unfilled(&error))
}

/// The code of a room that people can join at once: one that is open still, or a new one for a day.
fn room(app: &App, least: usize) -> Result<String, Fault> {
    let host = rooms::only_administrator(app)?.ok_or(Fault::NoAccount)?;
    let plan = Plan {
        title: Text::stored("FirstStep".to_owned()),
        language: Language::default(),
        asks_names: false,
        teams: Vec::new(),
        at_once: false,
        least,
        instrument: None,
    };
    let open = rooms::open_one(app, host)?;
    let room = open.map_or_else(|| rooms::open_as(app, host, plan, Room::lifetime(24)), Ok)?;
    Ok(room.code.as_str().to_owned())
}

/// A temporary folder that only its owner may look into.
fn private_temporary(prefix: &str) -> std::io::Result<TempDir> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(prefix);
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
    builder.tempdir()
}
