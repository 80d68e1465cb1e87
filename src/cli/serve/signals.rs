//! Signals: stop, renew the certificate.

use std::io::IsTerminal as _;

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use crate::domain::operator_error::OperatorError;
use crate::server::Server;

/// The signals to wait for. Without TLS, SIGHUP ends the program as by default.
pub(super) fn signals(with_tls: bool) -> Result<Signals, OperatorError> {
    let ends = [SIGINT, SIGTERM].into_iter();
    let signals = Signals::new(ends.chain(with_tls.then_some(SIGHUP)));
    signals.map_err(|error| {
        OperatorError::new(
            format!("Signals can't be waited for ({error})"),
            "Try again.",
        )
    })
}

/// Waits for a signal to stop; another one renews the certificate.
pub(super) fn until_told_to_stop(signals: &mut Signals, server: &Server) {
    let had_terminal = std::io::stdin().is_terminal();
    for signal in signals.forever() {
        // A closed terminal sends the same signal; then standard input is no terminal any more.
        let hung_up = had_terminal && !std::io::stdin().is_terminal();
        if signal != SIGHUP || hung_up {
            return;
        }
        server.renew_certificate();
    }
}

/// Ends the program at once with the next signal to stop.
pub(super) fn end_at_once_if_told_again(mut signals: Signals) {
    std::thread::spawn(move || {
        signals.forever().find(|signal| *signal != SIGHUP);
        std::process::exit(1);
    });
}
