//! TLS between the pacer and the connection: everything above it reads and writes as ever, and the
//! patience below it still counts the bytes that really move.

use std::io::{self, ErrorKind, Read, Write};
use std::net::Shutdown;
use std::sync::Arc;

use parking_lot::RwLock;
use rustls::crypto::ring;
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{ServerConfig, ServerConnection};

use super::pacer::{Pacer, Stream};

/// What a TLS record of a handshake begins with; no method of HTTP does.
const HANDSHAKE: u8 = 22;

/// A fatal alert before anything is agreed on: "internal error" (RFC 8446, section 6; a server that
/// is full has no alert of its own).
pub(super) const ALERT: [u8; 7] = [21, 3, 3, 0, 2, 2, 80];

/// How TLS is spoken, and with which certificate. Clones share both.
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

    /// Shows another certificate from now on. Connections under way go on with theirs; tickets to
    /// take up an earlier session end, so that nobody comes back by an old key.
    ///
    /// # Errors
    /// As [`Tls::new`]; nothing changes then.
    pub fn show(&self, certificate: CertifiedKey) -> Result<(), rustls::Error> {
        let config = Arc::new(config(certificate)?);
        *self.0.write() = config;
        Ok(())
    }

    fn config(&self) -> Arc<ServerConfig> {
        Arc::clone(&self.0.read())
    }
}

/// The same certificate for everybody: whoever asks for another name is told by his own client.
fn config(certificate: CertifiedKey) -> Result<ServerConfig, rustls::Error> {
    let certificate = Arc::new(SingleCertAndKey::from(certificate));
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_cert_resolver(certificate);
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    config.ticketer = ring::Ticketer::new()?;
    Ok(config)
}

/// Whether a connection that begins with this byte speaks plain HTTP.
pub(super) const fn is_plain(first: u8) -> bool {
    first != HANDSHAKE && (first.is_ascii_alphabetic() || first == b'\r')
}

/// A connection that speaks TLS.
pub(super) struct Session {
    state: ServerConnection,
    pacer: Pacer,
}

impl Session {
    pub(crate) fn new(tls: &Tls, pacer: Pacer) -> Result<Self, rustls::Error> {
        let state = ServerConnection::new(tls.config())?;
        Ok(Self { state, pacer })
    }

    /// Agrees on keys, within the pacer's patience.
    pub(crate) fn shake_hands(&mut self) -> io::Result<()> {
        while self.state.is_handshaking() {
            self.push()?;
            if self.state.is_handshaking() && self.pull()? == 0 {
                return Err(ErrorKind::UnexpectedEof.into());
            }
        }
        self.push()
    }

    /// Sends what is ready to be sent.
    fn push(&mut self) -> io::Result<()> {
        while self.state.wants_write() {
            if self.state.write_tls(&mut self.pacer)? == 0 {
                return Err(ErrorKind::WriteZero.into());
            }
        }
        Ok(())
    }

    /// Takes in what has arrived; how many bytes, 0 at the end.
    fn pull(&mut self) -> io::Result<usize> {
        let count = self.state.read_tls(&mut self.pacer)?;
        self.state
            .process_new_packets()
            .map_err(|error| io::Error::new(ErrorKind::InvalidData, error))?;
        Ok(count)
    }
}

impl Stream for Session {
    const SECURE: bool = true;

    fn pacer(&mut self) -> &mut Pacer {
        &mut self.pacer
    }

    fn finish(&mut self) -> io::Result<()> {
        self.state.send_close_notify();
        self.push()?;
        self.pacer.socket().shutdown(Shutdown::Write)
    }
}

impl Read for Session {
    /// An end without a word of farewell is an end: where a message ends, HTTP itself says.
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.state.reader().read(into) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Ok(0),
                result => return result,
            }
            // Records without content move bytes and so buy time, but rustls bears no more than a
            // few of them in a row.
            self.pull()?;
            // Answers to the protocol's own messages, such as new keys.
            self.push()?;
        }
    }
}

impl Write for Session {
    fn write(&mut self, from: &[u8]) -> io::Result<usize> {
        let count = self.state.writer().write(from)?;
        self.push()?;
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.push()
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
