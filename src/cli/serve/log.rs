//! How and where the server logs.

use std::io::IsTerminal as _;

use clap::ValueEnum;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::EnvFilter;

/// The format of log lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    /// For people.
    Text,
    /// For programs, an object a line.
    Json,
}

/// Starts the log, on standard error.
pub(super) fn start(format: LogFormat, level: LevelFilter) {
    // Ours alone: what libraries say in detail may hold pieces of a request's body. Of rustls not
    // even warnings: any stranger's handshake can raise one, and what matters comes back as an error.
    let others = level.min(LevelFilter::WARN);
    let filter = EnvFilter::new(format!("{others},rustls=off,firststep={level}"));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        // Nobody may be reading any more; complaining of it, to the same pipe, would panic.
        .log_internal_errors(false)
        .with_ansi(std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none())
        .with_target(false);
    // A second server in one process (a test's) logs where the first one does.
    let _ = match format {
        LogFormat::Text => log.try_init(),
        LogFormat::Json => log.json().flatten_event(true).try_init(),
    };
}
