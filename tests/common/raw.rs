//! Requests to the byte, for what no client would send.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};

use super::{GENEROUS, Reply};

/// A request written by hand.
#[must_use]
pub struct Raw {
    address: SocketAddr,
    head: String,
    body: Vec<u8>,
}

impl Raw {
    pub(super) fn new(address: SocketAddr, method: &str, target: &str) -> Self {
        let head =
            format!("{method} {target} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n");
        Self {
            address,
            head,
            body: Vec::new(),
        }
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.head = format!("{}{name}: {value}\r\n", self.head);
        self
    }

    pub fn token(self, token: &str) -> Self {
        self.header("Authorization", &format!("Bearer {token}"))
    }

    /// A body with its length declared.
    pub fn body(self, kind: &str, bytes: &[u8]) -> Self {
        let mut raw = self
            .header("Content-Type", kind)
            .header("Content-Length", &bytes.len().to_string());
        raw.body = bytes.to_vec();
        raw
    }

    /// What follows the head, whatever the head says of it.
    pub fn with_rest(mut self, bytes: &[u8]) -> Self {
        self.body = bytes.to_vec();
        self
    }

    /// A body in chunks, its length untold.
    pub fn streamed(self, kind: &str, bytes: &[u8]) -> Self {
        let mut raw = self
            .header("Content-Type", kind)
            .header("Transfer-Encoding", "chunked");
        for chunk in bytes.chunks(16 << 10) {
            raw.body
                .extend_from_slice(format!("{:x}\r\n", chunk.len()).as_bytes());
            raw.body.extend_from_slice(chunk);
            raw.body.extend_from_slice(b"\r\n");
        }
        raw.body.extend_from_slice(b"0\r\n\r\n");
        raw
    }

    /// Sends it and reads until the server closes.
    #[track_caller]
    pub fn send(self) -> Reply {
        let mut stream = TcpStream::connect(self.address).expect("a connection");
        stream.set_read_timeout(Some(GENEROUS)).expect("a timeout");
        stream.set_write_timeout(Some(GENEROUS)).expect("a timeout");
        let mut bytes = self.head.into_bytes();
        bytes.extend_from_slice(b"\r\n");
        bytes.extend_from_slice(&self.body);
        // A server that refuses early stops reading: what matters is what it said.
        let _ = stream.write_all(&bytes);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        parse(&answer).vetted()
    }
}

/// Takes a reply apart; `Content-Length` must tell the truth wherever there is a body.
fn parse(bytes: &[u8]) -> Reply {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
    let end = end.unwrap_or_else(|| panic!("no reply: {}", String::from_utf8_lossy(bytes)));
    let head = std::str::from_utf8(&bytes[..end]).expect("a head in ASCII");
    let body = bytes[end + 4..].to_vec();
    let mut lines = head.split("\r\n");
    let line = lines.next().unwrap_or_default();
    let status = line.split(' ').nth(1).and_then(|code| code.parse().ok());
    let headers = lines.filter_map(|line| line.split_once(": "));
    let reply = Reply {
        status: status.expect("a status"),
        headers: headers
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect(),
        body,
    };
    if !reply.body.is_empty() {
        let told = reply.body.len().to_string();
        assert_eq!(reply.header("Content-Length"), Some(told.as_str()));
    }
    reply
}
