//! The HTTP client of a store.

use std::fmt;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use ureq::Agent;
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};

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
    let unusable = |why: &dyn fmt::Display| {
        OperatorError::new(
            format!(
                "The certificates in {} can't be used ({why})",
                path.display()
            ),
            "Name a PEM file with --s3-ca.",
        )
    };
    let pem = fs::read(path).map_err(|error| unusable(&error))?;
    let certificate = |item| match item {
        Ok(PemItem::Certificate(certificate)) => Some(certificate),
        _ => None,
    };
    let found: Vec<_> = parse_pem(&pem).filter_map(certificate).collect();
    if found.is_empty() {
        return Err(unusable(&"there is none in it"));
    }
    Ok(found)
}
