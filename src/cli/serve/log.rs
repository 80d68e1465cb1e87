//! How and where the server logs.

use std::io::{self, IsTerminal as _, Write};
use std::time::Duration;

use tracing::level_filters::LevelFilter;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

use super::short_line::ShortLine;
use crate::cli::flags::log::{LogArgs, LogFormat};
use crate::cli::output::printable;
use crate::domain::operator_error::OperatorError;
use crate::platform::log_queue::{LogOutput, LogQueue};
use crate::platform::process_hooks;

/// How long the end of the program waits for the log's reader.
const LAST_LINES: Duration = Duration::from_secs(1);

/// The running log. Dropping it writes the last lines.
pub(super) struct Log {
    queue: LogQueue,
    /// Whether it has a file, which is opened anew.
    pub has_file: bool,
}

/// Starts the log.
pub(super) fn start(args: &LogArgs) -> Result<Log, OperatorError> {
    let queue = LogQueue::start(output(args)?).map_err(|error| {
        OperatorError::new(
            format!("The log can't be started ({error})"),
            "End other programs of this user, or raise their limit.",
        )
    })?;
    // Ours alone: what libraries say in detail may hold pieces of a request's body. Of rustls not
    // even warnings: any stranger's handshake can raise one, and what matters comes back as an error.
    let (level, others) = (args.log_level, args.log_level.min(LevelFilter::WARN));
    let filter = EnvFilter::new(format!("{others},rustls=off,firststep={level}"));
    let terminal = args.log_file.is_none() && io::stderr().is_terminal();
    let plain = std::env::var_os("NO_COLOR").is_some_and(|set| !set.is_empty());
    let colours = terminal && !plain;
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        // Nobody may be reading any more; complaining of it, to the same pipe, would panic.
        .log_internal_errors(false)
        .with_ansi(colours)
        .with_target(false);
    let (as_is, escaped) = (AsIs(queue.clone()), Escaped(queue.clone()));
    // A second server in one process (a test's) logs where the first one does.
    let _ = match args.log {
        LogFormat::Json => log.json().flatten_event(true).with_writer(as_is).try_init(),
        LogFormat::Short => log.event_format(ShortLine).with_writer(escaped).try_init(),
        LogFormat::Auto if terminal => log.event_format(ShortLine).with_writer(escaped).try_init(),
        _ if colours => log.with_writer(as_is).try_init(),
        _ => log.with_writer(escaped).try_init(),
    };
    // A panic's message, too: standard error may be where nobody reads.
    process_hooks::log_panics();
    let has_file = args.log_file.is_some();
    Ok(Log { queue, has_file })
}

fn output(args: &LogArgs) -> Result<LogOutput, OperatorError> {
    let Some(path) = &args.log_file else {
        return Ok(LogOutput::Stream(Box::new(io::stderr())));
    };
    LogOutput::file(path).map_err(|error| {
        OperatorError::new(
            format!("The log file {} can't be written ({error})", path.display()),
            "Check its folder and the permissions, or name another with --log-file.",
        )
    })
}

impl Log {
    /// Opens the log's file anew, if it has one.
    pub(super) fn reopen(&self) {
        self.queue.reopen();
    }

    /// Writes what was logged so far, unless whoever reads it stands still.
    pub(super) fn flush(&self) {
        self.queue.flush(LAST_LINES);
    }
}

impl Drop for Log {
    fn drop(&mut self) {
        self.flush();
    }
}

/// Lines that are safe already: JSON, and those whose colours are control characters.
struct AsIs(LogQueue);

impl<'a> MakeWriter<'a> for AsIs {
    type Writer = LogQueue;

    fn make_writer(&'a self) -> LogQueue {
        self.0.clone()
    }
}

/// Lines whose control characters are escaped: what strangers and mail servers send must not move the
/// reader's cursor or forge a line.
struct Escaped(LogQueue);

struct EscapedLine(LogQueue);

impl<'a> MakeWriter<'a> for Escaped {
    type Writer = EscapedLine;

    fn make_writer(&'a self) -> EscapedLine {
        EscapedLine(self.0.clone())
    }
}

impl Write for EscapedLine {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let printed = |all, byte: &u8| all & matches!(byte, b' '..=b'~');
        let plain = |text: &[u8]| text.iter().fold(true, printed);
        // As nearly all are, one for each request.
        if line.strip_suffix(b"\n").is_some_and(plain) {
            self.0.write_all(line)?;
        } else {
            let text = String::from_utf8_lossy(line);
            let safe = printable(text.trim_end_matches('\n'));
            self.0.write_all(format!("{safe}\n").as_bytes())?;
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
