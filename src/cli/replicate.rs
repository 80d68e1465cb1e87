//! `firststep replicate`, and what the server runs Litestream by.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::json;

use crate::backup::replica::{self, DrillResult, Notes};
use crate::cli::flags::{DataArgs, LitestreamArgs, S3Args};
use crate::cli::output::{pretty, print};
use crate::domain::operator_error::OperatorError;
use crate::platform::background_tasks::Stop;
use crate::platform::clock::Clock;

/// Try the way back from the copy that a server keeps elsewhere.
#[derive(Debug, Clone, Args)]
#[command(
    arg_required_else_help = true,
    after_help = "Examples:\n  \
        firststep serve --replica /mnt/other-disk/firststep      keep a copy\n  \
        firststep replicate drill                                try whether it comes back\n  \
        firststep backup restore --replica /mnt/other-disk/firststep --data-dir new\n\n\
        The copy is kept by the server; docs/scaling.md says what it is good for."
)]
pub(crate) struct ReplicateCommand {
    #[command(subcommand)]
    pub action: ReplicateAction,
    #[command(flatten)]
    pub data: DataArgs,
    #[command(flatten)]
    pub s3: S3Args,
}

/// The subcommands.
#[derive(Debug, Clone, Subcommand)]
pub(crate) enum ReplicateAction {
    Drill(ReplicateDrill),
}

/// Restore the copy into a folder that is gone afterwards: whether it works, how old it is, how long it takes.
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  \
        firststep replicate drill\n  \
        firststep replicate drill --replica s3://bucket/prefix --json\n\n\
        The server may be running, and shows the result in its metrics. The exit code is 1 if it doesn't come back.")]
pub(crate) struct ReplicateDrill {
    /// The copy [default: the one that this data folder's server keeps].
    #[arg(long, env = "FIRSTSTEP_REPLICA", value_name = "PLACE")]
    pub replica: Option<String>,

    #[command(flatten)]
    pub litestream: LitestreamArgs,

    /// Print JSON, for programs.
    #[arg(long)]
    pub json: bool,
}

impl ReplicateCommand {
    pub(super) fn run(self) -> Result<(), OperatorError> {
        let ReplicateAction::Drill(drill) = &self.action;
        drill.run(&self.data, &self.s3)
    }
}

impl ReplicateDrill {
    fn run(&self, data: &DataArgs, s3: &S3Args) -> Result<(), OperatorError> {
        data.existing()?;
        let notes = Notes::of(&data.data_dir);
        let kept = || notes.own().map(|own| own.url);
        let url = self.replica.clone().or_else(kept).ok_or_else(|| {
            OperatorError::new(
                "This data folder's server keeps no copy",
                "Name one with --replica, or have one kept: firststep serve --replica PLACE.",
            )
        })?;
        let settings = self.litestream.settings(&url, s3.settings())?;
        let now = Clock::default().now();
        let db = data.places().db;
        let result = replica::drill(&settings, &data.data_dir, &db, now, &Stop::default());
        notes.set_drill(&result).map_err(|error| {
            OperatorError::new(
                format!("The result can't be written down ({error})"),
                "Check the data folder.",
            )
        })?;
        print(&if self.json {
            pretty(&json!(result))
        } else {
            summary(&url, &result)
        });
        result.problem.map_or(Ok(()), |why| {
            let why = why.trim_end_matches('.');
            Err(OperatorError::new(
                why,
                "Until this works there is no way back from it. Its server carries all of it anew at its next start: restart it, and try again.",
            ))
        })
    }
}

fn summary(url: &str, result: &DrillResult) -> String {
    if result.problem.is_some() {
        return String::new();
    }
    let age = result
        .age
        .map_or_else(String::new, |age| format!(", {age:.1} s old at most"));
    let photos = match result.missing_photos {
        0 => "All its photos are there.".to_owned(),
        1 => "A photo isn't there yet.".to_owned(),
        count => format!("{count} photos aren't there yet."),
    };
    format!(
        "The copy in {url} came back whole{age}, in {:.1} s. {photos}\n",
        result.seconds
    )
}

/// Runs Litestream in place of this process, for the server that starts it.
#[derive(Debug, Clone, Args)]
pub(crate) struct AsLitestreamCommand {
    /// The server's process.
    parent: i32,
    /// The program.
    program: PathBuf,
    /// What it is told.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    rest: Vec<OsString>,
}

impl AsLitestreamCommand {
    pub(super) fn run(self) -> OperatorError {
        replica::become_litestream(self.parent, &self.program, &self.rest)
    }
}
