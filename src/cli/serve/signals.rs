//! Signals: stop, reload.

use std::io::IsTerminal as _;

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use super::log::Log;
use crate::domain::operator_error::OperatorError;
use crate::server::Server;

/// The signals to wait for.
pub(super) fn signals() -> Result<Signals, OperatorError> {
    Signals::new([SIGINT, SIGTERM, SIGHUP]).map_err(|error| {
        OperatorError::new(
            format!("Signals can't be waited for ({error})"),
            "Try again.",
        )
    })
}

/// Waits for a signal to stop; SIGHUP reloads what can be reloaded.
pub(super) fn until_told_to_stop(signals: &mut Signals, server: &Server, log: &Log) {
    let had_terminal = std::io::stdin().is_terminal();
    for signal in signals.forever() {
        // A closed terminal sends the same signal; then standard input is no terminal any more.
        let hung_up = had_terminal && !std::io::stdin().is_terminal();
        if signal != SIGHUP || hung_up {
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
        signals.forever().find(|signal| *signal != SIGHUP);
        std::process::exit(1);
    });
}
