//! TLS and metrics, for `firststep serve`.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;

use crate::domain::operator_error::OperatorError;
use crate::server::certificate::Files;

/// TLS and metrics.
#[derive(Debug, Clone, Args)]
pub(crate) struct NetworkArgs {
    /// Serve HTTPS only, with this certificate: a PEM file with the server's own first, then the intermediates. A new file in its place is loaded within seconds, or at once on SIGHUP.
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

    /// Serve Prometheus metrics on /metrics of this address, such as 127.0.0.1:9464. It has no authentication and no TLS: keep it on this machine or in a private network.
    #[arg(
        long,
        env = "FIRSTSTEP_METRICS",
        value_name = "ADDRESS:PORT",
        help_heading = "Running"
    )]
    pub metrics: Option<SocketAddr>,
}

impl NetworkArgs {
    /// The certificate's files, if the server uses TLS.
    pub(crate) fn tls(&self) -> Result<Option<Files>, OperatorError> {
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

    /// The scheme of the server's own URLs.
    pub(crate) const fn scheme(&self) -> &'static str {
        if self.tls_cert.is_some() {
            "https"
        } else {
            "http"
        }
    }
}
