//! `firststep healthcheck`

mod tls;

use std::io::{ErrorKind, Read, Write};
use std::net::{TcpStream, ToSocketAddrs as _};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, StreamOwned};
use serde_json::json;

use crate::cli::flags::AddressArgs;
use crate::cli::flags::address::reachable;
use crate::cli::output::{pretty, print};
use crate::domain::operator_error::OperatorError;
use crate::server::NEEDS_TLS;

/// Check whether a running server is healthy, for containers and service managers.
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  \
        firststep healthcheck\n  \
        firststep healthcheck --config /etc/firststep/firststep.toml\n  \
        firststep healthcheck --address 127.0.0.1:8080\n  \
        firststep healthcheck --address https://127.0.0.1:8443\n  \
        firststep healthcheck --address https://quiz.example.org:443 --ca /etc/ssl/certs/ca-certificates.crt\n\n\
        Without --address it asks the server that the same settings make: flags, variables and the file of --config.\n\
        The exit code is 0 if the server is healthy. In a Dockerfile: HEALTHCHECK CMD [\"/firststep\", \"healthcheck\"].")]
pub(crate) struct HealthcheckCommand {
    /// The server's address and port, with https:// in front if it uses TLS [default: where the settings make it listen].
    #[arg(long, env = "FIRSTSTEP_HEALTHCHECK", value_name = "ADDRESS")]
    pub address: Option<String>,

    #[command(flatten)]
    pub place: AddressArgs,

    /// The server's certificate, if it uses TLS.
    #[arg(
        long,
        env = "FIRSTSTEP_TLS_CERT",
        value_name = "FILE",
        help_heading = "Address"
    )]
    pub tls_cert: Option<PathBuf>,

    /// With https://, a PEM file with the server's certificate or with the authorities that signed it. Without it the certificate isn't checked, which is safe on this machine: nothing secret is sent.
    #[arg(long, env = "FIRSTSTEP_HEALTHCHECK_CA", value_name = "FILE")]
    pub ca: Option<PathBuf>,

    /// Print JSON, for programs: the address, whether the server is healthy, and the problem if it isn't.
    #[arg(long)]
    pub json: bool,
}

/// Deadline of the connection, and of each read and write.
const TIMEOUT: Duration = Duration::from_secs(5);
/// Most bytes read: enough for the head and a short body.
const MOST: u64 = 4096;

/// A socket, or TLS over one.
trait AnyStream: Read + Write {}

impl<T: Read + Write> AnyStream for T {}

impl HealthcheckCommand {
    pub(super) fn run(&self) -> Result<(), OperatorError> {
        let address = self.address();
        let checked = self.check(&address);
        if self.json {
            let problem = checked.as_ref().err().map(ToString::to_string);
            let healthy = checked.is_ok();
            print(&pretty(
                &json!({"address": address, "healthy": healthy, "problem": problem}),
            ));
        }
        checked
    }

    fn check(&self, address: &str) -> Result<(), OperatorError> {
        let (tls, host) = match address.split_once("://") {
            Some(("https", rest)) => (Some(tls::client(self.ca.as_deref())?), rest),
            Some(("http", rest)) => (None, rest),
            _ => (None, address),
        };
        let host = host.trim_end_matches('/');
        let answer = ask(host, tls).map_err(|error| unanswered(address, &error))?;
        let status = answer.split(' ').nth(1).unwrap_or_default();
        if status == "200" {
            return Ok(());
        }
        if tls_is_wanted(&answer) {
            return Err(OperatorError::new(
                format!("The server at {address} speaks TLS"),
                "Write https:// before its address.",
            ));
        }
        Err(OperatorError::new(
            format!("The server at {address} isn't ready: it answers {status}"),
            "Its log says why.",
        ))
    }

    /// The named address, or the one of the server that these settings make.
    fn address(&self) -> String {
        self.address.clone().unwrap_or_else(|| {
            let scheme = if self.tls_cert.is_some() {
                "https"
            } else {
                "http"
            };
            format!("{scheme}://{}", reachable(self.place.address()))
        })
    }
}

fn unanswered(address: &str, error: &std::io::Error) -> OperatorError {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref());
    match inner {
        Some(rustls::Error::InvalidCertificate(_)) => OperatorError::new(
            format!("The server at {address} presents a certificate that doesn't match --ca"),
            "Name another file, or the address that the certificate is for.",
        ),
        Some(rustls::Error::InvalidMessage(_)) => OperatorError::new(
            format!("The server at {address} doesn't speak TLS"),
            "Leave out https:// before its address.",
        ),
        _ => OperatorError::new(
            format!("Nothing answers at {address} ({error})"),
            "Start the server, or name its address with --address.",
        ),
    }
}

/// Whether this is our server's answer to plain HTTP where it expects TLS.
fn tls_is_wanted(answer: &str) -> bool {
    answer.starts_with("HTTP/1.1 400") && answer.ends_with(NEEDS_TLS)
}

fn ask(host: &str, tls: Option<ClientConfig>) -> std::io::Result<String> {
    let mut addresses = host.to_socket_addrs()?;
    let address = addresses.next().ok_or(ErrorKind::NotFound)?;
    let socket = TcpStream::connect_timeout(&address, TIMEOUT)?;
    socket.set_read_timeout(Some(TIMEOUT))?;
    socket.set_write_timeout(Some(TIMEOUT))?;
    let mut stream: Box<dyn AnyStream> = match tls {
        None => Box::new(socket),
        Some(tls) => {
            let session = ClientConnection::new(Arc::new(tls), name(host)?);
            let session = session.map_err(std::io::Error::other)?;
            Box::new(StreamOwned::new(session, socket))
        }
    };
    write!(
        stream,
        "GET /readyz HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
    )?;
    stream.flush()?;
    let mut answer = Vec::new();
    stream.take(MOST).read_to_end(&mut answer)?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

/// The name in the certificate: the host without its port, an address without its brackets.
fn name(host: &str) -> std::io::Result<ServerName<'static>> {
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    let name = name.trim_start_matches('[').trim_end_matches(']');
    ServerName::try_from(name.to_owned()).map_err(std::io::Error::other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_is_the_host_alone() {
        let name = |host| name(host).map(|name| name.to_str().into_owned()).ok();
        assert_eq!(
            name("quiz.example.org:443").as_deref(),
            Some("quiz.example.org")
        );
        assert_eq!(name("127.0.0.1:5000").as_deref(), Some("127.0.0.1"));
        assert_eq!(name("[::1]:5000").as_deref(), Some("::1"));
        assert_eq!(name("a b:1"), None);
    }
}
