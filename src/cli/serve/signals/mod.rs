//! What tells a running server to stop or to reload: signals, or the events of a console.

#[cfg(windows)]
mod console;
#[cfg(unix)]
mod unix;

use std::io::IsTerminal as _;

#[cfg(windows)]
use console as system;
#[cfg(unix)]
use unix as system;

use super::log::Log;
use crate::domain::operator_error::OperatorError;
use crate::server::Server;
pub(super) use system::Signals;

/// What a signal asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    Stop,
    /// Windows has nothing like it.
    Reload,
}

/// The signals to wait for.
pub(super) fn signals() -> Result<Signals, OperatorError> {
    Signals::new().map_err(|error| {
        OperatorError::new(
            format!("Signals can't be waited for ({error})"),
            "Try again.",
        )
    })
}

/// Waits for a signal to stop; SIGHUP reloads what can be reloaded.
pub(super) fn until_told_to_stop(signals: &mut Signals, server: &Server, log: &Log) {
    let had_terminal = std::io::stdin().is_terminal();
    while signals.next() == Told::Reload {
        // A closed terminal sends the same signal; then standard input is no terminal any more.
        if had_terminal && !std::io::stdin().is_terminal() {
            return;
        }
        reload(server, log);
    }
}

fn reload(server: &Server, log: &Log) {
    log.reopen();
    let certificate = server.renew_certificate();
    let what = match (certificate, log.has_file) {
        (true, true) => "the certificate and the log file are",
        (true, false) => "the certificate is",
        (false, true) => "the log file is",
        (false, false) => "nothing is (there is no certificate and no log file)",
    };
    tracing::info!("SIGHUP: {what} loaded anew; every other setting takes a restart");
}

/// Ends the program at once with the next signal to stop.
pub(super) fn end_at_once_if_told_again(mut signals: Signals) {
    std::thread::spawn(move || {
        while signals.next() == Told::Reload {}
        std::process::exit(1);
    });
}
