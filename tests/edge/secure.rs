//! TLS servers and clients, with certificates generated for each test.

use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;

use firststep::edge::{EdgeSettings, Tls};
use rcgen::{CertificateParams, KeyPair};
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::sign::CertifiedKey;
use rustls::version::{TLS12, TLS13};
use rustls::{
    ClientConfig, ClientConnection, RootCertStore, StreamOwned, SupportedProtocolVersion,
};

use crate::support::{Client, Server};

pub type Session = StreamOwned<ClientConnection, TcpStream>;

/// A self-signed certificate for `localhost`, with its key.
pub fn certificate() -> (CertifiedKey, CertificateDer<'static>) {
    let key = KeyPair::generate().unwrap();
    let parameters = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    let certificate = parameters.self_signed(&key).unwrap().der().clone();
    let private = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let pair = CertifiedKey::from_der(
        vec![certificate.clone()],
        private,
        &ring::default_provider(),
    );
    (pair.unwrap(), certificate)
}

/// A TLS server, and the configuration of its clients.
pub struct Secure {
    pub server: Server,
    pub tls: Tls,
    pub config: ClientConfig,
    pub certificate: CertificateDer<'static>,
}

impl Secure {
    pub fn start(settings: EdgeSettings) -> Self {
        let (pair, certificate) = certificate();
        let tls = Tls::new(pair).unwrap();
        let server = Server::start(EdgeSettings {
            tls: Some(tls.clone()),
            ..settings
        });
        let config = trusting(&certificate, &[&TLS12, &TLS13]);
        Self {
            server,
            tls,
            config,
            certificate,
        }
    }

    /// A client after its handshake.
    pub fn client(&self) -> Client {
        secure(self.server.address, &self.config)
    }

    pub fn assert_healthy(&self) {
        let answer = self.client().ask("GET /health HTTP/1.1\r\nHost: a\r\n\r\n");
        assert_eq!((answer.status, answer.text()), (200, "ok".into()));
    }
}

/// A client's settings that trust this certificate alone.
pub fn trusting(
    certificate: &CertificateDer<'static>,
    versions: &[&'static SupportedProtocolVersion],
) -> ClientConfig {
    trusting_with(ring::default_provider(), certificate, versions)
}

/// The same with other ciphers.
pub fn trusting_with(
    provider: CryptoProvider,
    certificate: &CertificateDer<'static>,
    versions: &[&'static SupportedProtocolVersion],
) -> ClientConfig {
    let mut roots = RootCertStore::empty();
    roots.add(certificate.clone()).unwrap();
    ClientConfig::builder_with_provider(Arc::new(provider))
        .with_protocol_versions(versions)
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth()
}

/// A session before its handshake.
pub fn session(stream: TcpStream, config: &ClientConfig) -> Session {
    let name = ServerName::try_from("localhost").unwrap();
    let state = ClientConnection::new(Arc::new(config.clone()), name).unwrap();
    StreamOwned::new(state, stream)
}

/// A session after its handshake, or the handshake's error.
pub fn try_session(address: SocketAddr, config: &ClientConfig) -> Result<Session, std::io::Error> {
    let stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(crate::support::GENEROUS))?;
    let mut session = session(stream, config);
    while session.conn.is_handshaking() {
        session.conn.complete_io(&mut session.sock)?;
    }
    Ok(session)
}

pub fn secure(address: SocketAddr, config: &ClientConfig) -> Client {
    let session = try_session(address, config).unwrap();
    let stream = session.sock.try_clone().unwrap();
    Client::over(stream, |_| Box::new(session))
}
