//! How `firststep healthcheck` verifies the server's certificate.

use std::path::Path;
use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};

use crate::domain::operator_error::OperatorError;
use crate::platform::pem;

/// A client that accepts a server whose certificate is in this file or signed by one that is;
/// without a file, any server.
pub(super) fn client(file: Option<&Path>) -> Result<ClientConfig, OperatorError> {
    let failed = |error| OperatorError::new(format!("TLS can't be used ({error})"), "Try again.");
    let provider = Arc::new(ring::default_provider());
    let known = file
        .map(|path| TrustedCertificates::read(path, &provider))
        .transpose()?;
    let verifier = Verifier {
        provider: Arc::clone(&provider),
        known,
    };
    let builder = ClientConfig::builder_with_provider(provider);
    let builder = builder
        .with_safe_default_protocol_versions()
        .map_err(failed)?;
    Ok(builder
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth())
}

/// The certificates of a file.
#[derive(Debug)]
struct TrustedCertificates {
    certificates: Vec<CertificateDer<'static>>,
    authorities: Arc<WebPkiServerVerifier>,
}

impl TrustedCertificates {
    fn read(path: &Path, provider: &Arc<CryptoProvider>) -> Result<Self, OperatorError> {
        let certificates = pem::certificates(path)?;
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(certificates.iter().cloned());
        let provider = Arc::clone(provider);
        let authorities = WebPkiServerVerifier::builder_with_provider(roots.into(), provider);
        let authorities = authorities.build();
        let authorities = authorities.map_err(|_| pem::no_certificate(path))?;
        Ok(Self {
            certificates,
            authorities,
        })
    }
}

/// Verifies the server's certificate. Signatures are always verified: the server must have the key.
#[derive(Debug)]
struct Verifier {
    provider: Arc<CryptoProvider>,
    known: Option<TrustedCertificates>,
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        shown: &CertificateDer,
        others: &[CertificateDer],
        name: &ServerName,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        match &self.known {
            // A certificate that is itself in the file needs no authority and no matching name.
            Some(known) if !known.certificates.iter().any(|one| one == shown) => known
                .authorities
                .verify_server_cert(shown, others, name, ocsp, now),
            _ => Ok(ServerCertVerified::assertion()),
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signed, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signed, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        let algorithms = &self.provider.signature_verification_algorithms;
        algorithms.supported_schemes()
    }
}
