//! `firststep demo`

mod answers;
mod people;
mod portrait;

use std::fs;
use std::io::Write as _;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};
use std::path::Path;

use clap::parser::ValueSource;
use clap::{ArgMatches, Args};
use qrcode::QrCode;
use qrcode::render::unicode::Dense1x2;
use tempfile::TempDir;

use crate::app::{self, App};
use crate::cli::serve::ServeCommand;
use crate::domain::operator_error::OperatorError;
use crate::platform::lock;
use crate::server::Server;
use people::DemoAccount;

/// Serve a server full of made-up people, to show around.
#[derive(Debug, Clone, Args)]
#[command(
    next_line_help = true,
    after_help = "Examples:\n  \
        firststep demo                          in a folder that is gone when it stops\n  \
        firststep demo --data-dir show          in a folder that stays\n  \
        firststep demo --data-dir show --reset  the same, begun anew\n  \
        firststep demo --host 127.0.0.1         for this machine only\n\n\
        It listens to the whole network, so that phones in the room can join; nothing in it is real."
)]
pub struct DemoCommand {
    /// Throw away what a demo left in the named folder and begin anew.
    #[arg(long, help_heading = "Demo")]
    pub reset: bool,

    /// Don't open the browser.
    #[arg(long, help_heading = "Demo")]
    pub no_browser: bool,

    /// How to serve.
    #[command(flatten)]
    pub serve: ServeCommand,

    /// Whether no folder was named.
    #[arg(skip)]
    temporary: bool,
}

/// The file that says that a folder is a demo's, and may be thrown away.
const MARK: &str = "demo";
/// What stands in it until the folder is full of people.
const BEGUN: &str = "Being made by firststep demo; the next one begins anew.\n";
/// What stands in it then.
const FULL: &str = "Made by firststep demo; --reset throws this folder away.\n";

impl DemoCommand {
    /// What is taken where nothing is said: the whole network, a temporary folder.
    pub(super) fn prefer_typed(&mut self, matches: &ArgMatches) {
        self.serve.prefer_typed(matches);
        // A variable may name the real server's; made-up people are not for those.
        self.serve.data.keep_together(matches);
        let said = |flag: &str| matches.value_source(flag) != Some(ValueSource::DefaultValue);
        if !said("host") {
            self.serve.host = Ipv4Addr::UNSPECIFIED.into();
        }
        self.temporary = !said("data_dir");
    }

    pub(super) fn run(mut self) -> Result<(), OperatorError> {
        let folder = self.folder()?;
        self.serve.policy.demo = true;
        let browser = !self.no_browser;
        let fill = |app: &App| fill(app, &folder);
        let done = self
            .serve
            .run_with(fill, |server, url| greet(server, url, browser));
        drop(folder);
        done
    }

    /// The folder, empty or a demo's own.
    fn folder(&mut self) -> Result<Folder, OperatorError> {
        if self.temporary {
            let folder = TempDir::with_prefix("firststep-demo-").map_err(|error| {
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
        if used && !path.join(MARK).exists() {
            return Err(OperatorError::new(
                format!("The folder {} is in use, and not by a demo", path.display()),
                "Name another with --data-dir; a demo would mix made-up people with its own.",
            ));
        }
        if used && (self.reset || !is_full(&path)) {
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

/// Whether a demo filled this folder to its end.
fn is_full(folder: &Path) -> bool {
    fs::read_to_string(folder.join(MARK)).is_ok_and(|text| text == FULL)
}

/// Marks a folder as a demo's before anything else is in it.
fn mark(folder: &Path) -> Result<(), OperatorError> {
    app::make_data_folder(folder)?;
    let mark = folder.join(MARK);
    if mark.exists() {
        return Ok(());
    }
    fs::write(mark, BEGUN).map_err(|error| unfilled(&error))
}

fn unfilled(reason: &dyn std::fmt::Display) -> OperatorError {
    OperatorError::new(
        format!("The demo can't be filled ({reason})"),
        "Check the space on the disk, or name another folder with --data-dir.",
    )
}

/// Where a demo lies.
enum Folder {
    /// It is gone when this is dropped.
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

/// Fills the server, once.
fn fill(app: &App, folder: &Folder) -> Result<(), OperatorError> {
    if is_full(folder.path()) {
        return Ok(());
    }
    people::fill(app).map_err(|fault| unfilled(&format!("{fault:?}")))?;
    fs::write(folder.path().join(MARK), FULL).map_err(|error| unfilled(&error))
}

/// The address, its picture for phones, and whom to sign in as.
fn greet(server: &Server, url: &str, browser: bool) {
    let there = in_the_room(server.address(), url);
    let mut out = std::io::stdout();
    let _ = writeln!(
        out,
        "FirstStep {} (demo: nothing in it is real)\n\n  Open   {url}",
        env!("CARGO_PKG_VERSION")
    );
    if there != url {
        let _ = writeln!(
            out,
            "  Phones in this network: {there}\n\n{}",
            picture(&there)
        );
    }
    let _ = writeln!(out, "\n  Sign in with the password  {}\n", people::PASSWORD);
    for guest in people::guests() {
        let _ = writeln!(out, "{}", line(&guest));
    }
    let _ = writeln!(out, "\nStop with Ctrl-C.");
    if browser && let Err(error) = open::that_detached(url) {
        tracing::warn!(%error, "no browser could be opened");
    }
}

fn line(guest: &DemoAccount) -> String {
    let role = if guest.admin { "  administrator" } else { "" };
    format!(
        "    {:<8} {:<16} {}{role}",
        guest.username, guest.name, guest.label
    )
}

/// The address that others in this network reach us at, if we listen to them.
fn in_the_room(address: SocketAddr, url: &str) -> String {
    if !address.ip().is_unspecified() {
        return url.to_owned();
    }
    match own_address() {
        Some(own) => {
            let scheme = url.split("://").next().unwrap_or("http");
            format!("{scheme}://{}", SocketAddr::new(own, address.port()))
        }
        None => url.to_owned(),
    }
}

/// The address of the interface that leads out; nothing is sent to learn it.
fn own_address() -> Option<IpAddr> {
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
    // TEST-NET-1 (RFC 5737): it is nobody's.
    socket.connect((Ipv4Addr::new(192, 0, 2, 1), 9)).ok()?;
    let own = socket.local_addr().ok()?.ip();
    Some(own).filter(|own| !own.is_loopback() && !own.is_unspecified())
}

/// A QR code of half blocks, to be read off a screen.
fn picture(url: &str) -> String {
    let code = QrCode::new(url.as_bytes());
    let drawn = code.map(|code| {
        let mut drawing = code.render::<Dense1x2>();
        drawing.quiet_zone(true).build()
    });
    drawn.unwrap_or_default()
}
