//! The whole command line: one documented struct a subcommand.

mod backup;
mod by_hand;
mod completions;
mod config;
mod demo;
mod doctor;
mod environment;
mod export;
mod flags;
mod grammar;
mod healthcheck;
mod import;
mod instrument;
mod mail;
mod man;
mod model;
mod named;
mod network_url;
mod output;
mod predict;
mod qr_code;
mod replicate;
mod room;
mod serve;
mod session;
mod statistics;
mod user;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::{ArgMatches, CommandFactory as _, FromArgMatches as _, Id, Parser, Subcommand};

use crate::domain::operator_error::OperatorError;
use crate::platform::version;

use backup::BackupCommand;
use completions::CompletionsCommand;
use config::{ConfigCommand, SettingsFile};
use demo::DemoCommand;
use doctor::DoctorCommand;
use export::ExportCommand;
use flags::DataArgs;
use flags::data::is_typed;
use healthcheck::HealthcheckCommand;
use import::ImportCommand;
use instrument::InstrumentCommand;
use mail::MailCommand;
use man::ManCommand;
use model::ModelCommand;
use output::printable;
use predict::PredictCommand;
use replicate::{AsLitestreamCommand, ReplicateCommand};
use room::RoomCommand;
use serve::ServeCommand;
use session::SessionCommand;
use statistics::StatisticsCommand;
use user::UserCommand;

/// Sign-up, profiles, photos and a personality quiz, in one program.
///
/// Without a command it runs the server: open the address it prints, and stop
/// it with Ctrl-C. All data is kept in the folder ./data.
#[derive(Debug, Parser)]
#[command(
    name = "firststep",
    version = version::NUMBER,
    long_version = version::LONG,
    propagate_version = true,
    subcommand_negates_reqs = true,
    after_help = "Examples:\n  \
        firststep                              serve on http://127.0.0.1:5000\n  \
        firststep --host 0.0.0.0 --port 8080   serve to the whole network\n  \
        firststep demo                         run a demo with made-up accounts\n  \
        firststep predict answers.json         predict a type without serving\n  \
        firststep user create --admin --email me@example.com\n  \
        firststep room open --title \"Class 7b\"    take the quiz with a group\n  \
        firststep doctor                       check the data\n\n\
        Exit codes: 0 done, 1 something is wrong (a sentence says what), 2 wrong usage."
)]
pub struct Cli {
    /// A file of settings (TOML): its keys are the flags without their dashes, as in port = 8080. Flags and variables win over it.
    #[arg(
        long,
        env = "FIRSTSTEP_CONFIG",
        value_name = "FILE",
        global = true,
        help_heading = "Settings"
    )]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: ServeCommand,
    /// A sentence for each variable that isn't ours.
    #[arg(skip)]
    passed_over: Vec<String>,
}

impl Cli {
    /// The command line's grammar. Flags of a command with subcommands are also accepted
    /// after the subcommand (`user list --data-dir …`).
    #[must_use]
    pub(crate) fn grammar() -> clap::Command {
        let everywhere = |command: clap::Command| command.mut_args(|flag| flag.global(true));
        let nested = [
            "backup",
            "mail",
            "model",
            "replicate",
            "room",
            "session",
            "statistics",
            "user",
        ]
        .into_iter();
        let grammar = nested.fold(Self::command(), |grammar, name| {
            grammar.mut_subcommand(name, everywhere)
        });
        grammar::with_lenient_values(grammar)
    }

    /// Reads the program's arguments, and the file of settings they name; ends the program with a
    /// message if they are wrong or ask for help.
    ///
    /// # Errors
    /// A sentence if that file, or a variable, can't be used.
    pub fn read() -> Result<Self, OperatorError> {
        let words = by_hand::words();
        let typed = typed(&words);
        if let Some(flag) = misplaced(&typed) {
            let message = format!("the flag --{flag} belongs after its command");
            let mut grammar = Self::grammar();
            grammar.error(ErrorKind::ArgumentConflict, message).exit();
        }
        let path = config::named(&typed).filter(|_| has_settings(&typed));
        let file = path.map(|path| SettingsFile::read(&path)).transpose()?;
        let file = file.unwrap_or_default();
        let grammar = file.apply_defaults(Self::grammar());
        let (grammar, passed_over) = environment::with_our_variables(grammar, &typed)?;
        let matches = grammar.get_matches_from(&words);
        let mut cli = Self::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
        cli.passed_over = passed_over;
        let serves = match &mut cli.command {
            Some(Command::Serve(serve)) => Some(&mut **serve),
            None => Some(&mut cli.serve),
            _ => None,
        };
        if let Some(serve) = serves {
            serve.place.names_port = file.has("port");
        }
        match (&mut cli.command, matches.subcommand()) {
            (Some(Command::Serve(serve)), Some((_, matches))) => serve.prefer_typed(matches),
            (Some(Command::Demo(demo)), Some((_, matches))) => demo.prefer_typed(matches),
            (Some(Command::Healthcheck(check)), Some((_, matches))) => {
                check.place.prefer_typed(matches);
            }
            (Some(Command::Config(config)), Some((_, matches))) => {
                config.remember_sources(matches, &file);
            }
            (Some(other), Some((_, matches))) => {
                if let Some(data) = other.data() {
                    data.prefer_typed(matches);
                }
            }
            (None, _) => cli.serve.prefer_typed(&matches),
            _ => {}
        }
        Ok(cli)
    }
}

/// What is typed, without variables and the file; ends the program with a message if it is wrong or
/// asks for help.
fn typed(words: &[OsString]) -> ArgMatches {
    let typed = environment::without_variables(Cli::grammar()).try_get_matches_from(words);
    typed.unwrap_or_else(|error| {
        if !error.use_stderr()
            || error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
        {
            // The help names the variables, too.
            let _ = Cli::grammar().get_matches_from(words);
        }
        error.exit()
    })
}

/// Whether a command has settings; the others work whatever the file of settings says.
fn has_settings(typed: &ArgMatches) -> bool {
    !matches!(typed.subcommand_name(), Some("completions" | "man"))
}

/// A flag of `serve` before another command, which would ignore it.
fn misplaced(matches: &ArgMatches) -> Option<String> {
    let (_, below) = matches.subcommand()?;
    // A global flag counts in either place.
    let lost = |id: &&str| {
        let typed = is_typed(matches, id);
        typed && !(below.ids().any(|own| own == id) && is_typed(below, id))
    };
    let flags = matches.ids().map(Id::as_str);
    let mut flags = flags.filter(|id| matches.try_get_raw(id).is_ok());
    flags.find(lost).map(|id| id.replace('_', "-"))
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Serve(Box<ServeCommand>),
    Demo(Box<DemoCommand>),
    Predict(PredictCommand),
    Instrument(InstrumentCommand),
    Model(ModelCommand),
    Backup(Box<BackupCommand>),
    Replicate(Box<ReplicateCommand>),
    #[command(hide = true)]
    AsLitestream(AsLitestreamCommand),
    User(Box<UserCommand>),
    Room(Box<RoomCommand>),
    Config(ConfigCommand),
    Session(Box<SessionCommand>),
    Mail(Box<MailCommand>),
    Statistics(Box<StatisticsCommand>),
    Doctor(Box<DoctorCommand>),
    Import(Box<ImportCommand>),
    Export(Box<ExportCommand>),
    Healthcheck(HealthcheckCommand),
    Completions(CompletionsCommand),
    Man(ManCommand),
}

impl Command {
    /// The data flags, for commands that have no others.
    fn data(&mut self) -> Option<&mut DataArgs> {
        match self {
            Self::Backup(backup) => Some(&mut backup.data),
            Self::Replicate(replicate) => Some(&mut replicate.data),
            Self::User(user) => Some(&mut user.data),
            Self::Room(room) => Some(&mut room.data),
            Self::Session(session) => Some(&mut session.data),
            Self::Mail(mail) => Some(&mut mail.data),
            Self::Statistics(statistics) => Some(&mut statistics.data),
            Self::Doctor(doctor) => Some(&mut doctor.data),
            Self::Import(import) => Some(&mut import.data),
            Self::Export(export) => Some(&mut export.data),
            Self::Serve(_)
            | Self::Demo(_)
            | Self::Config(_)
            | Self::AsLitestream(_)
            | Self::Predict(_)
            | Self::Instrument(_)
            | Self::Model(_)
            | Self::Healthcheck(_)
            | Self::Completions(_)
            | Self::Man(_) => None,
        }
    }
}

pub use by_hand::wait_for_reader;

/// An error as a line for a terminal.
#[must_use]
pub fn sentence(error: &OperatorError) -> String {
    printable(&error.to_string())
}

/// Runs the command.
///
/// # Errors
/// What went wrong, for the operator.
pub fn run(cli: Cli) -> Result<(), OperatorError> {
    let passed_over = cli.passed_over;
    if !matches!(
        cli.command,
        None | Some(Command::Serve(_) | Command::Demo(_))
    ) {
        // A server logs them.
        for line in &passed_over {
            eprintln!("firststep: {line}");
        }
    }
    match cli.command {
        None => cli.serve.run(passed_over),
        Some(Command::Serve(serve)) => serve.run(passed_over),
        Some(Command::Demo(demo)) => demo.run(passed_over),
        Some(Command::Predict(predict)) => predict.run(),
        Some(Command::Instrument(instrument)) => instrument.run(),
        Some(Command::Model(model)) => model.run(),
        Some(Command::Backup(backup)) => backup.run(),
        Some(Command::Replicate(replicate)) => replicate.run(),
        Some(Command::AsLitestream(child)) => Err(child.run()),
        Some(Command::User(user)) => user.run(),
        Some(Command::Room(room)) => room.run(),
        Some(Command::Config(config)) => config.run(),
        Some(Command::Session(session)) => session.run(),
        Some(Command::Mail(mail)) => mail.run(),
        Some(Command::Statistics(statistics)) => statistics.run(),
        Some(Command::Doctor(doctor)) => doctor.run(),
        Some(Command::Import(import)) => import.run(),
        Some(Command::Export(export)) => export.run(),
        Some(Command::Healthcheck(check)) => check.run(),
        Some(Command::Completions(completions)) => {
            completions.run(Cli::grammar());
            Ok(())
        }
        Some(Command::Man(man)) => man.run(Cli::grammar()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Cli::grammar().debug_assert();
    }

    #[test]
    fn serving_needs_no_command_and_takes_the_same_flags_with_one() {
        let plain = Cli::try_parse_from(["firststep", "--port", "8080"]).expect("plain");
        assert_eq!(plain.serve.place.port, 8080);
        let named = Cli::try_parse_from(["firststep", "serve", "--port", "8080"]).expect("named");
        let Some(Command::Serve(serve)) = named.command else {
            panic!("another command");
        };
        assert_eq!(serve.place.port, 8080);
    }

    #[test]
    fn every_flag_says_what_it_does_and_has_a_variable() {
        for command in Cli::command().get_subcommands() {
            for flag in command.get_opts() {
                let name = flag.get_id();
                assert!(flag.get_help().is_some(), "{name} has no help");
                let own = ["address", "json", "reset", "no_browser"].contains(&name.as_str());
                // Settings of one run must not reach the next.
                let of_a_run = ["import", "export", "statistics"].contains(&command.get_name())
                    && flag.get_help_heading() != Some("Data");
                assert!(
                    own || of_a_run || flag.get_env().is_some(),
                    "{name} has no variable"
                );
            }
        }
    }
}
