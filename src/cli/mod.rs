//! The whole command line: one documented struct a subcommand.

mod backup;
mod data;
mod demo;
mod former;
mod healthcheck;
mod mail;
mod predict;
mod serve;
mod shell;
mod user;

use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};

use crate::domain::trouble::Trouble;

pub use backup::{Backup, BackupArgs};
pub use data::DataArgs;
pub use demo::Demo;
pub use healthcheck::Healthcheck;
pub use mail::{MailArgs, PolicyArgs};
pub use predict::Predict;
pub use serve::Serve;
pub use shell::{Completions, Man};
pub use user::User;

/// Sign-up, profiles, photos and a personality quiz, in one program.
///
/// Without a command it serves: start it, open the address it prints, and stop
/// it with Ctrl-C. Everything is kept in the folder ./data.
#[derive(Debug, Parser)]
#[command(
    name = "firststep",
    version,
    propagate_version = true,
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    after_help = "Examples:\n  \
        firststep                              serve on http://127.0.0.1:5000\n  \
        firststep --host 0.0.0.0 --port 8080   serve to the whole network\n  \
        firststep demo                         show it, full of made-up people\n  \
        firststep predict answers.json         predict a type without serving\n  \
        firststep user create --admin --email me@example.com\n\n\
        Exit codes: 0 done, 1 something is wrong (a sentence says what), 2 wrong usage."
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// How to serve, when there is no command.
    #[command(flatten)]
    pub serve: Serve,
}

impl Cli {
    /// The command line as clap knows it: the flags of `user` and `backup` may stand
    /// behind their own commands as well (`user list --data-dir …`).
    #[must_use]
    pub fn grammar() -> clap::Command {
        ["user", "backup"]
            .into_iter()
            .fold(Self::command(), |all, name| {
                all.mut_subcommand(name, |one| one.mut_args(|flag| flag.global(true)))
            })
    }

    /// Reads the program's arguments; ends it with a message if they are wrong
    /// or ask for help.
    #[must_use]
    pub fn read() -> Self {
        let matches = Self::grammar().get_matches();
        let mut cli = Self::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
        match (&mut cli.command, matches.subcommand()) {
            (Some(Command::Serve(serve)), Some((_, matches))) => serve.prefer_typed(matches),
            (Some(Command::Demo(demo)), Some((_, matches))) => demo.prefer_typed(matches),
            (Some(Command::User(user)), Some((_, matches))) => user.data.prefer_typed(matches),
            (Some(Command::Backup(backup)), Some((_, matches))) => {
                backup.data.prefer_typed(matches);
            }
            (None, _) => cli.serve.prefer_typed(&matches),
            _ => {}
        }
        cli
    }
}

/// What the program can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve (the same as no command at all).
    Serve(Box<Serve>),
    /// Serve a server full of made-up people, to show around.
    Demo(Box<Demo>),
    /// Predict a type from sixty answers.
    Predict(Predict),
    /// Back everything up, and restore it.
    Backup(Box<Backup>),
    /// Look after accounts.
    User(Box<User>),
    /// Ask a running server whether all is well.
    Healthcheck(Healthcheck),
    /// Print completions for a shell.
    Completions(Completions),
    /// Print the manual page.
    Man(Man),
}

/// Does what the command line asks.
///
/// # Errors
/// A sentence for whoever typed it.
pub fn run(cli: Cli) -> Result<(), Trouble> {
    match cli.command {
        None => cli.serve.run(),
        Some(Command::Serve(serve)) => serve.run(),
        Some(Command::Demo(demo)) => demo.run(),
        Some(Command::Predict(predict)) => predict.run(),
        Some(Command::Backup(backup)) => backup.run(),
        Some(Command::User(user)) => user.run(),
        Some(Command::Healthcheck(check)) => check.run(),
        Some(Command::Completions(completions)) => {
            completions.run();
            Ok(())
        }
        Some(Command::Man(man)) => man.run(),
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
        assert_eq!(plain.serve.port, 8080);
        let named = Cli::try_parse_from(["firststep", "serve", "--port", "8080"]).expect("named");
        let Some(Command::Serve(serve)) = named.command else {
            panic!("another command");
        };
        assert_eq!(serve.port, 8080);
    }

    #[test]
    fn every_flag_says_what_it_does_and_has_a_variable() {
        for command in Cli::command().get_subcommands() {
            for flag in command.get_opts() {
                let name = flag.get_id();
                assert!(flag.get_help().is_some(), "{name} has no help");
                let own = ["json", "reset", "no_browser"].contains(&name.as_str());
                assert!(own || flag.get_env().is_some(), "{name} has no variable");
            }
        }
    }
}
