//! `firststep healthcheck`

use std::io::{Read as _, Write as _};
use std::net::{TcpStream, ToSocketAddrs as _};
use std::time::Duration;

use clap::Args;

use crate::domain::trouble::Trouble;

/// Ask a running server whether all is well, for containers and service managers.
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  \
        firststep healthcheck\n  \
        firststep healthcheck --address 127.0.0.1:8080\n\n\
        It needs no shell and no curl: HEALTHCHECK CMD [\"/firststep\", \"healthcheck\"].")]
pub struct Healthcheck {
    /// Where the server listens, address and port.
    #[arg(
        long,
        env = "FIRSTSTEP_HEALTHCHECK",
        value_name = "ADDRESS",
        default_value = "127.0.0.1:5000"
    )]
    pub address: String,
}

/// Longest wait for the connection, and for each part of the answer.
const PATIENCE: Duration = Duration::from_secs(5);
/// Enough for the head and the few words behind it.
const MOST: u64 = 4096;

impl Healthcheck {
    pub(super) fn run(&self) -> Result<(), Trouble> {
        let answer = self.ask().map_err(|error| {
            Trouble::new(
                format!("Nothing answers at {} ({error})", self.address),
                "Start the server, or name its address with --address.",
            )
        })?;
        let status = answer.split(' ').nth(1).unwrap_or_default();
        if status == "200" {
            return Ok(());
        }
        Err(Trouble::new(
            format!(
                "The server at {} isn't well: it answers {status}",
                self.address
            ),
            "Its log says why.",
        ))
    }

    fn ask(&self) -> std::io::Result<String> {
        let mut addresses = self.address.to_socket_addrs()?;
        let address = addresses.next().ok_or(std::io::ErrorKind::NotFound)?;
        let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        let host = &self.address;
        write!(
            stream,
            "GET /readyz HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
        )?;
        let mut answer = Vec::new();
        stream.take(MOST).read_to_end(&mut answer)?;
        Ok(String::from_utf8_lossy(&answer).into_owned())
    }
}
