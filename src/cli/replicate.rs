//! `firststep replicate`, and what the server runs Litestream by.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::json;

use crate::backup::replica::{self, DrillResult, Notes};
use crate::cli::flags::{DataArgs, LitestreamArgs, S3Args};
use crate::cli::output::{pretty, print};
use crate::doctor::text::counted;
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
    /// Restore the copy into a folder that is gone afterwards: whether it works, how old it is, how long it takes.
    #[command(after_help = "Examples:\n  \
        firststep replicate drill\n  \
        firststep replicate drill --replica s3://bucket/prefix --json\n\n\
        The server may be running, and shows the result in its metrics. The exit code is 1 if it doesn't come back.")]
    Drill {
        /// The copy [default: the one that this data folder's server keeps].
        #[arg(long, env = "FIRSTSTEP_REPLICA", value_name = "PLACE")]
        replica: Option<String>,

        #[command(flatten)]
        litestream: LitestreamArgs,

        /// Print JSON, for programs.
        #[arg(long)]
        json: bool,
    },
}

impl ReplicateCommand {
    pub(super) fn run(self) -> Result<(), OperatorError> {
        let ReplicateAction::Drill {
            replica,
            litestream,
            json,
        } = self.action;
        self.data.existing()?;
        let folder = &self.data.data_dir;
        let kept = || Notes::of(folder).own().map(|own| own.url);
        let url = replica.or_else(kept).ok_or_else(|| {
            OperatorError::new(
                "This data folder's server keeps no copy",
                "Name one with --replica, or have one kept: firststep serve --replica PLACE.",
            )
        })?;
        let settings = litestream.settings(&url, self.s3.settings())?;
        let (now, db) = (Clock::default().now(), self.data.places().db);
        let result = replica::drill(&settings, folder, &db, now, &Stop::default());
        if json {
            print(&pretty(&json!(result)));
        } else if result.problem.is_none() {
            print(&summary(&url, &result));
        }
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
    let age = result.age.map(|age| format!(", {age:.1} s old at most"));
    let photos = match result.missing_photos as u64 {
        0 => "All its photos are there.".to_owned(),
        count => format!(
            "{} not there yet.",
            counted(count, "photo is", "photos are")
        ),
    };
    format!(
        "The copy in {url} came back whole{}, in {:.1} s. {photos}\n",
        age.unwrap_or_default(),
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
