//! TLS and metrics, for every command that serves.

use std::io::IsTerminal as _;
use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use crate::domain::operator_error::OperatorError;
use crate::server::Server;
use crate::server::certificate::Files;

/// What is spoken, and who may look at the figures.
#[derive(Debug, Clone, Args)]
pub struct NetworkArgs {
    /// Speak TLS, and only TLS, with this certificate: a PEM file, the server's own first, then those that vouch for it. A new one put into its place is taken up within seconds, or at once on SIGHUP.
    #[arg(
        long,
        env = "FIRSTSTEP_TLS_CERT",
        value_name = "FILE",
        help_heading = "Address"
    )]
    pub tls_cert: Option<PathBuf>,

    /// The certificate's private key: a PEM file (PKCS#8, PKCS#1 or SEC1) without a passphrase.
    #[arg(
        long,
        env = "FIRSTSTEP_TLS_KEY",
        value_name = "FILE",
        help_heading = "Address"
    )]
    pub tls_key: Option<PathBuf>,

    /// Serve figures for Prometheus on /metrics of this address, such as 127.0.0.1:9464. It asks nobody who he is and speaks no TLS: keep it on this machine or in a network of your own.
    #[arg(
        long,
        env = "FIRSTSTEP_METRICS",
        value_name = "ADDRESS:PORT",
        help_heading = "Running"
    )]
    pub metrics: Option<SocketAddr>,
}

impl NetworkArgs {
    /// The certificate's files, if TLS is spoken.
    ///
    /// # Errors
    /// A sentence if only one of the two is named, wherever that is.
    pub(super) fn tls(&self) -> Result<Option<Files>, OperatorError> {
        let alone = |named: &str, missing: &str| {
            OperatorError::new(
                format!("TLS has its {named}, but {missing} is missing"),
                "Name both --tls-cert and --tls-key, or none of them.",
            )
        };
        match (self.tls_cert.clone(), self.tls_key.clone()) {
            (Some(certificate), Some(key)) => Ok(Some(Files { certificate, key })),
            (None, None) => Ok(None),
            (Some(_), None) => Err(alone("certificate", "the key")),
            (None, Some(_)) => Err(alone("key", "the certificate")),
        }
    }

    /// What addresses begin with.
    pub(super) const fn scheme(&self) -> &'static str {
        if self.tls_cert.is_some() {
            "https"
        } else {
            "http"
        }
    }

    /// The signals that are waited for. Without TLS, SIGHUP ends the program as it always does.
    ///
    /// # Errors
    /// A sentence if the system lets nobody wait for them.
    pub(super) fn signals(&self) -> Result<Signals, OperatorError> {
        let ends = [SIGINT, SIGTERM].into_iter();
        let signals = Signals::new(ends.chain(self.tls_cert.as_ref().map(|_| SIGHUP)));
        signals.map_err(|error| {
            OperatorError::new(
                format!("Signals can't be waited for ({error})"),
                "Try again.",
            )
        })
    }
}

/// Waits for a signal to stop; another one renews the certificate.
pub(super) fn until_told_to_stop(signals: &mut Signals, server: &Server) {
    let had_terminal = std::io::stdin().is_terminal();
    for signal in signals.forever() {
        // The same signal says that the terminal was closed: it is none any more then.
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
