//! `firststep room`

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::json;

use crate::app::App;
use crate::cli::flags::DataArgs;
use crate::cli::flags::address::DEFAULT_PORT;
use crate::cli::flags::values::public_url;
use crate::cli::named::named;
use crate::cli::network_url::network_urls;
use crate::cli::output::{CommandOutput, fault_error};
use crate::cli::qr_code::qr_code;
use crate::domain::account::AccountId;
use crate::domain::fault::Fault;
use crate::domain::language::Language;
use crate::domain::operator_error::OperatorError;
use crate::domain::room::{Plan, Room};
use crate::domain::text::Text;
use crate::model::instruments;
use crate::services::{self, rooms};

/// Open a room, in which a group takes the quiz together; the server may be running.
#[derive(Debug, Clone, Args)]
#[command(
    arg_required_else_help = true,
    after_help = "Examples:\n  \
        firststep room open --title \"Class 7b\"\n  \
        firststep room open --title Workshop --team Red --team Blue --names\n  \
        firststep room open --host-name ayu --at http://192.168.1.5:5000\n  \
        firststep room open --instrument example    another questionnaire than the sixty statements\n\n\
        It prints the room's code, its address and a QR code for phones."
)]
pub(crate) struct RoomCommand {
    #[command(subcommand)]
    pub action: RoomAction,
    /// Print JSON, for programs.
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub data: DataArgs,
}

/// What to do.
#[derive(Debug, Clone, Subcommand)]
pub(crate) enum RoomAction {
    /// Open one.
    Open(RoomOpen),
}

/// `firststep room open`
#[derive(Debug, Clone, Args)]
pub(crate) struct RoomOpen {
    /// What it is called.
    #[arg(
        long,
        env = "FIRSTSTEP_ROOM_TITLE",
        value_name = "TEXT",
        default_value = ""
    )]
    pub title: String,
    /// The account whose room it is (username or e-mail address); the only administrator unless said otherwise.
    #[arg(long, env = "FIRSTSTEP_ROOM_HOST", value_name = "NAME")]
    pub host_name: Option<String>,
    /// A team that people choose from; can be repeated.
    #[arg(
        long = "team",
        env = "FIRSTSTEP_ROOM_TEAMS",
        value_name = "NAME",
        value_delimiter = ','
    )]
    pub teams: Vec<String>,
    /// Another questionnaire than the sixty statements: its folder, or its id if people here have answered it. example is the one that comes with the program.
    // Its name in the grammar is another than that of the server's flag, whose folders a file of settings has.
    #[arg(
        id = "room_instrument",
        long = "instrument",
        env = "FIRSTSTEP_ROOM_INSTRUMENT",
        value_name = "FOLDER|ID"
    )]
    pub instrument: Option<String>,
    /// The language for those whose browser speaks neither.
    #[arg(long, env = "FIRSTSTEP_ROOM_LANGUAGE", value_name = "id|en", default_value = "id", value_parser = ["id", "en"])]
    pub language: String,
    /// Ask people for a name.
    #[arg(long, env = "FIRSTSTEP_ROOM_NAMES")]
    pub names: bool,
    /// Show the group its picture as soon as enough have finished, instead of when the host reveals it.
    #[arg(long, env = "FIRSTSTEP_ROOM_AT_ONCE")]
    pub at_once: bool,
    /// After how many hours it ends by itself.
    #[arg(long, env = "FIRSTSTEP_ROOM_HOURS", value_name = "1..168", default_value_t = 4, value_parser = clap::value_parser!(u64).range(1..=168))]
    pub hours: u64,
    /// How many people its pictures have at the least.
    #[arg(long, env = "FIRSTSTEP_ROOM_LEAST", value_name = "3..100", default_value_t = 5, value_parser = clap::value_parser!(u8).range(3..=100))]
    pub least: u8,
    /// The address that phones reach the server at; this machine's in its network, at port 5000, unless said otherwise.
    #[arg(long, env = "FIRSTSTEP_PUBLIC_URL", value_name = "URL", value_parser = public_url)]
    pub at: Option<String>,
}

impl RoomCommand {
    pub(super) fn run(self) -> Result<(), OperatorError> {
        let RoomAction::Open(wanted) = self.action;
        let mut settings = self.data.existing()?.settings()?;
        settings.instruments.extend(wanted.folder());
        let app = App::open_beside(&settings)?;
        let room = open(&app, &wanted)?;
        told(&room, &wanted).print(self.json);
        Ok(())
    }
}

fn open(app: &App, wanted: &RoomOpen) -> Result<Room, OperatorError> {
    let host = match &wanted.host_name {
        Some(name) => named(app, name)?,
        None => only_administrator(app)?,
    };
    let plan = Plan {
        title: Text::line(&wanted.title, Room::MAX_TITLE)
            .map_err(|_| unusable("--title", Room::MAX_TITLE))?,
        language: Language::from_tag(&wanted.language).unwrap_or_default(),
        asks_names: wanted.names,
        teams: teams(&wanted.teams)?,
        at_once: wanted.at_once,
        least: wanted.least.into(),
        instrument: instrument(app, wanted)?,
    };
    rooms::open_as(app, host, plan, Room::lifetime(wanted.hours)).map_err(fault_error)
}

impl RoomOpen {
    /// Where the questionnaire lies, if it isn't named by its id.
    fn folder(&self) -> Option<PathBuf> {
        let named = self.instrument.as_ref().map(PathBuf::from);
        named.filter(|path| path.is_dir() || path.as_os_str() == instruments::EXAMPLE)
    }
}

/// The hash of the questionnaire that is to be answered, unless it is the sixty statements.
fn instrument(app: &App, wanted: &RoomOpen) -> Result<Option<String>, OperatorError> {
    let Some(name) = &wanted.instrument else {
        return Ok(None);
    };
    // What was loaded from the folder is the only one.
    if let Some(loaded) = app.instruments.first() {
        return Ok(Some(loaded.hash().to_owned()));
    }
    match services::instruments::known(app, name) {
        Ok(found) => Ok(Some(found.hash().to_owned())),
        Err(Fault::NotFound(_)) => Err(OperatorError::new(
            format!("There is no questionnaire {name}"),
            "Name its folder, or its id if people here have answered it; example is the one that comes with the program.",
        )),
        Err(other) => Err(fault_error(other)),
    }
}

fn teams(names: &[String]) -> Result<Vec<Text>, OperatorError> {
    let teams = Plan::teams(names).map_err(|_| unusable("--team", Room::MAX_TEAM))?;
    if teams.len() <= Room::MAX_TEAMS {
        return Ok(teams);
    }
    Err(OperatorError::new(
        format!("{} teams are too many", teams.len()),
        format!("Name {} at the most.", Room::MAX_TEAMS),
    ))
}

fn unusable(flag: &str, most: u64) -> OperatorError {
    OperatorError::new(
        format!("{flag} can't be used as it is"),
        format!("Give it at most {most} characters on one line, none of them invisible."),
    )
}

/// Whose the room is if nobody is named.
fn only_administrator(app: &App) -> Result<AccountId, OperatorError> {
    let host = rooms::only_administrator(app).map_err(fault_error)?;
    host.ok_or_else(|| {
        OperatorError::new(
            "It isn't clear whose room it is to be",
            "Name an account with --host-name.",
        )
    })
}

/// Where phones reach a server that listens to all networks at the usual port.
fn usual_base() -> String {
    let here = format!("http://{}:{DEFAULT_PORT}", Ipv4Addr::LOCALHOST);
    let listening = SocketAddr::new(Ipv4Addr::UNSPECIFIED.into(), DEFAULT_PORT);
    let urls = network_urls(listening, &here);
    urls.into_iter().next().unwrap_or(here)
}

fn told(room: &Room, wanted: &RoomOpen) -> CommandOutput {
    let base = wanted.at.clone().unwrap_or_else(usual_base);
    let code = room.code.as_str();
    let address = format!("{base}/r/{code}");
    CommandOutput {
        text: format!(
            "Code     {code}\nPhones   {address}\nScreen   {base}/#/rooms/{code}\nEnds     {}\n\n{}\n",
            room.ends_at.rfc3339(),
            qr_code(&address)
        ),
        value: json!({
            "code": code,
            "join_url": address,
            "screen_url": format!("{base}/#/rooms/{code}"),
            "ends_at": room.ends_at.rfc3339(),
        }),
    }
}
