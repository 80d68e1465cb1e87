//! The certificate for TLS and its key, from two PEM files.

mod expiry;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use rustls::crypto::ring;
use rustls::pki_types::pem::{self, PemObject as _};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;

use crate::domain::moment::Moment;
use crate::domain::operator_error::OperatorError;

/// The paths of a certificate and its key.
#[derive(Debug, Clone)]
pub struct Files {
    /// The certificate, followed by its chain.
    pub certificate: PathBuf,
    /// Its private key.
    pub key: PathBuf,
}

/// A certificate that fits its key.
#[derive(Debug)]
pub(crate) struct Certificate {
    /// Both, ready for use.
    pub pair: CertifiedKey,
    /// Until when it is valid.
    pub expires: Moment,
}

/// When the two files were written and how long they are, to notice that one was replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stamp([Option<(SystemTime, u64)>; 2]);

impl Files {
    /// Reads both.
    ///
    /// # Errors
    /// A sentence if one can't be read, isn't what it should be, or they don't belong together.
    pub(crate) fn load(&self) -> Result<Certificate, OperatorError> {
        let chain = self.chain()?;
        let key = self.private_key()?;
        let expires = chain.first().and_then(|first| expiry::of(first));
        let expires = expires.ok_or_else(|| no_certificate(&self.certificate))?;
        let pair = CertifiedKey::from_der(chain, key, &ring::default_provider());
        let pair = pair.map_err(|error| self.misfit(&error))?;
        Ok(Certificate { pair, expires })
    }

    /// How the files are now.
    #[must_use]
    pub(crate) fn stamp(&self) -> Stamp {
        Stamp([&self.certificate, &self.key].map(|path| {
            let file = fs::metadata(path).ok()?;
            Some((file.modified().ok()?, file.len()))
        }))
    }

    fn chain(&self) -> Result<Vec<CertificateDer<'static>>, OperatorError> {
        let path = &self.certificate;
        let text = read("certificate", path)?;
        let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&text).collect();
        chain
            .ok()
            .filter(|chain| !chain.is_empty())
            .ok_or_else(|| no_certificate(path))
    }

    fn private_key(&self) -> Result<PrivateKeyDer<'static>, OperatorError> {
        let path = &self.key;
        let text = read("key", path)?;
        if is_encrypted(&text) {
            let path = path.display();
            return Err(OperatorError::new(
                format!(
                    "The key in {path} is encrypted with a passphrase, which a server has nobody to ask for"
                ),
                format!(
                    "Decrypt it into a file of its own, and name that with --tls-key: (umask 077; openssl pkey -in {path} -out key.pem)."
                ),
            ));
        }
        PrivateKeyDer::from_pem_slice(&text).map_err(|error| match error {
            pem::Error::NoItemsFound => OperatorError::new(
                format!("The file {} holds no private key", path.display()),
                "It must be in PEM, as PKCS#8, PKCS#1 or SEC1, and without a passphrase.",
            ),
            _ => OperatorError::new(
                format!("The key in {} is damaged", path.display()),
                "Put it there anew, whole and in PEM.",
            ),
        })
    }

    fn misfit(&self, error: &rustls::Error) -> OperatorError {
        let (certificate, key) = (self.certificate.display(), self.key.display());
        match error {
            rustls::Error::InconsistentKeys(_) => OperatorError::new(
                format!("The key in {key} is not that of the certificate in {certificate}"),
                "Name the two that belong together; the server's own certificate comes first in its file.",
            ),
            rustls::Error::InvalidCertificate(_) => no_certificate(&self.certificate),
            _ => OperatorError::new(
                format!("The key in {key} is of no kind that can be used"),
                "Make one of RSA with 2048 bits or more, ECDSA with P-256 or P-384, or Ed25519.",
            ),
        }
    }
}

/// Whether a PEM file holds a key that only a passphrase opens: of PKCS#8, or as OpenSSL wrote them before.
fn is_encrypted(pem: &[u8]) -> bool {
    let text = String::from_utf8_lossy(pem);
    let mut lines = text.lines().map(str::trim);
    lines.any(|line| {
        let old = line.starts_with("Proc-Type:") && line.ends_with("ENCRYPTED");
        old || line == "-----BEGIN ENCRYPTED PRIVATE KEY-----"
    })
}

fn no_certificate(path: &Path) -> OperatorError {
    OperatorError::new(
        format!("The file {} holds no certificate", path.display()),
        "It must be in PEM (BEGIN CERTIFICATE), the server's own first, then those that vouch for it.",
    )
}

fn read(what: &str, path: &Path) -> Result<Vec<u8>, OperatorError> {
    fs::read(path).map_err(|error| {
        OperatorError::new(
            format!("The {what} file {} can't be read ({error})", path.display()),
            "Check the path and its permissions.",
        )
    })
}
