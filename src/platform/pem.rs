//! Certificates in PEM files.

use std::fs;
use std::path::Path;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;

use crate::domain::operator_error::OperatorError;

/// The certificates of a file, one at the least.
///
/// # Errors
/// A sentence.
pub(crate) fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, OperatorError> {
    let text = fs::read(path).map_err(|error| {
        OperatorError::new(
            format!("The file {} can't be read ({error})", path.display()),
            "Check the path and its permissions.",
        )
    })?;
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&text).collect();
    let found = found.ok().filter(|found| !found.is_empty());
    found.ok_or_else(|| no_certificate(path))
}

/// For a file without one that can be used.
pub(crate) fn no_certificate(path: &Path) -> OperatorError {
    OperatorError::new(
        format!("The file {} holds no certificate", path.display()),
        "It must be in PEM (BEGIN CERTIFICATE).",
    )
}
