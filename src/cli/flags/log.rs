//! What the server logs, how and where.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use tracing::level_filters::LevelFilter;

/// The log.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Running")]
pub(crate) struct LogArgs {
    /// The format of log lines.
    #[arg(long, env = "FIRSTSTEP_LOG", value_name = "FORM", value_enum, default_value_t = LogFormat::Auto)]
    pub log: LogFormat,

    /// The log level: error, warn, info (a line a request), debug (the page's files, too), or off.
    #[arg(
        long,
        env = "FIRSTSTEP_LOG_LEVEL",
        value_name = "LEVEL",
        default_value = "info"
    )]
    pub log_level: LevelFilter,

    /// Log to the end of this file instead of standard error. It is made readable to its owner alone, and opened anew on SIGHUP.
    #[arg(long, env = "FIRSTSTEP_LOG_FILE", value_name = "FILE")]
    pub log_file: Option<PathBuf>,
}

/// The format of log lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    /// As short in a terminal, as text elsewhere.
    Auto,
    /// For people who watch: time, method, route, status, duration.
    Short,
    /// For people, with all details.
    Text,
    /// For programs, an object a line.
    Json,
}
