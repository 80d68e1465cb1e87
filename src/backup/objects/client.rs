//! The HTTP client of a store.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::CertificateDer;
use ureq::Agent;
use ureq::tls::{Certificate, RootCerts, TlsConfig};

use crate::domain::operator_error::OperatorError;
use crate::platform::pem;

/// How long the store may stay silent.
const SILENCE: Duration = Duration::from_secs(30);

/// The client: nothing of what the environment says of proxies, no redirects, which would carry signatures elsewhere.
pub(super) fn agent(ca: Option<&Path>) -> Result<Agent, OperatorError> {
    let roots = match ca {
        None => RootCerts::WebPki,
        Some(path) => {
            let owned = |one: &CertificateDer| Certificate::from_der(one).to_owned();
            RootCerts::from(pem::certificates(path)?.iter().map(owned))
        }
    };
    let crypto = Arc::new(rustls::crypto::ring::default_provider());
    let tls = TlsConfig::builder()
        .root_certs(roots)
        .unversioned_rustls_crypto_provider(crypto);
    let config = Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .proxy(None)
        .user_agent(concat!("firststep/", env!("CARGO_PKG_VERSION")))
        .timeout_connect(Some(SILENCE))
        .timeout_recv_response(Some(SILENCE))
        .timeout_per_read(Some(SILENCE))
        .timeout_per_write(Some(SILENCE))
        .tls_config(tls.build())
        .build();
    Ok(config.new_agent())
}
