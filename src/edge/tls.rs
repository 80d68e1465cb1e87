//! TLS between the socket and the connection. The deadlines below it count encrypted bytes.

use std::io::{self, ErrorKind, Read, Write};
use std::net::Shutdown;
use std::sync::Arc;

use parking_lot::RwLock;
use rustls::crypto::ring;
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{ServerConfig, ServerConnection};

use super::deadlines::{TimedSocket, Transport};

/// The first byte of a TLS handshake record; no HTTP method begins with it.
const HANDSHAKE: u8 = 22;

/// A fatal alert before the handshake: "internal error" (RFC 8446, section 6; there is none for a
/// server that is full).
pub(super) const ALERT: [u8; 7] = [21, 3, 3, 0, 2, 2, 80];

/// The TLS configuration with its certificate. Clones share both.
#[derive(Debug, Clone)]
pub struct Tls(Arc<RwLock<Arc<ServerConfig>>>);

impl Tls {
    /// TLS 1.2 and 1.3 with this certificate and its key.
    ///
    /// # Errors
    /// When the system gives no randomness for the keys of session tickets.
    pub fn new(certificate: CertifiedKey) -> Result<Self, rustls::Error> {
        let config = config(certificate)?;
        Ok(Self(Arc::new(RwLock::new(Arc::new(config)))))
    }

    /// Uses another certificate from now on. Open connections keep theirs; session tickets become
    /// invalid, so that no session is resumed under an old key.
    ///
    /// # Errors
    /// As [`Tls::new`]; nothing changes then.
    pub fn replace_certificate(&self, certificate: CertifiedKey) -> Result<(), rustls::Error> {
        let config = Arc::new(config(certificate)?);
        *self.0.write() = config;
        Ok(())
    }

    fn config(&self) -> Arc<ServerConfig> {
        Arc::clone(&self.0.read())
    }
}

/// The same certificate for every server name: a client that wants another name rejects it itself.
fn config(certificate: CertifiedKey) -> Result<ServerConfig, rustls::Error> {
    let certificate = Arc::new(SingleCertAndKey::from(certificate));
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_cert_resolver(certificate);
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    // Ours has the strongest cipher first.
    config.ignore_client_order = true;
    config.ticketer = ring::Ticketer::new()?;
    Ok(config)
}

/// Whether a connection that begins with this byte is plain HTTP.
pub(super) const fn is_plain(first: u8) -> bool {
    first != HANDSHAKE && (first.is_ascii_alphabetic() || first == b'\r')
}

/// A connection over TLS.
pub(super) struct TlsStream {
    state: ServerConnection,
    socket: TimedSocket,
}

impl TlsStream {
    pub(crate) fn new(tls: &Tls, socket: TimedSocket) -> Result<Self, rustls::Error> {
        let state = ServerConnection::new(tls.config())?;
        Ok(Self { state, socket })
    }

    /// The handshake, within the socket's deadlines.
    pub(crate) fn handshake(&mut self) -> io::Result<()> {
        while self.state.is_handshaking() {
            self.send_records()?;
            if self.state.is_handshaking() && self.receive_records()? == 0 {
                return Err(ErrorKind::UnexpectedEof.into());
            }
        }
        self.send_records()
    }

    /// Sends pending records.
    fn send_records(&mut self) -> io::Result<()> {
        while self.state.wants_write() {
            if self.state.write_tls(&mut self.socket)? == 0 {
                return Err(ErrorKind::WriteZero.into());
            }
        }
        Ok(())
    }

    /// Reads and processes records; returns how many bytes, 0 at the end.
    fn receive_records(&mut self) -> io::Result<usize> {
        let count = self.state.read_tls(&mut self.socket)?;
        self.state
            .process_new_packets()
            .map_err(|error| io::Error::new(ErrorKind::InvalidData, error))?;
        Ok(count)
    }
}

impl Transport for TlsStream {
    const SECURE: bool = true;

    fn socket(&mut self) -> &mut TimedSocket {
        &mut self.socket
    }

    fn is_drained(&mut self) -> bool {
        let state = self.state.process_new_packets();
        state.is_ok_and(|state| state.plaintext_bytes_to_read() == 0 && !state.peer_has_closed())
    }

    fn finish(&mut self) -> io::Result<()> {
        self.state.send_close_notify();
        self.send_records()?;
        self.socket.tcp().shutdown(Shutdown::Write)
    }
}

impl Read for TlsStream {
    /// A missing close_notify is an end too: HTTP itself says where a message ends.
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.state.reader().read(into) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Ok(0),
                result => return result,
            }
            // Empty records move bytes and so add time, but rustls refuses more than a few in a row.
            self.receive_records()?;
            // Responses to protocol messages, such as key updates.
            self.send_records()?;
        }
    }
}

impl Write for TlsStream {
    fn write(&mut self, from: &[u8]) -> io::Result<usize> {
        let count = self.state.writer().write(from)?;
        self.send_records()?;
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.send_records()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods_are_told_from_handshakes() {
        assert!(
            b"GET OPTIONS post\r"
                .iter()
                .all(|byte| *byte == b' ' || is_plain(*byte))
        );
        assert!(![HANDSHAKE, 0, 0x80, b'\n', 255].into_iter().any(is_plain));
    }
}
