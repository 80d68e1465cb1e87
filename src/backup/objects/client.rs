//! The HTTP client of a store.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use ureq::Agent;
use ureq::tls::{Certificate, RootCerts, TlsConfig};

use crate::domain::operator_error::OperatorError;

/// How long the store may stay silent.
const SILENCE: Duration = Duration::from_secs(30);

/// The client: nothing of what the environment says of proxies, no redirects, which would carry signatures elsewhere.
pub(super) fn agent(ca: Option<&Path>) -> Result<Agent, OperatorError> {
    let roots = match ca {
        None => RootCerts::WebPki,
        Some(path) => RootCerts::from(certificates(path)?.into_iter()),
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

fn certificates(path: &Path) -> Result<Vec<Certificate<'static>>, OperatorError> {
    let found: Result<Vec<CertificateDer<'static>>, _> =
        CertificateDer::pem_file_iter(path).and_then(Iterator::collect);
    let why = match found {
        Ok(found) if found.is_empty() => "there is none in it".to_owned(),
        Ok(found) => {
            let owned = |one: &CertificateDer| Certificate::from_der(one).to_owned();
            return Ok(found.iter().map(owned).collect());
        }
        Err(error) => error.to_string(),
    };
    let path = path.display();
    Err(OperatorError::new(
        format!("The certificates in {path} can't be used ({why})"),
        "Name a PEM file with --s3-ca.",
    ))
}
