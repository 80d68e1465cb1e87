//! Listening sockets, and why an address can't be listened on.

use std::io;
use std::io::ErrorKind::{AddrInUse, AddrNotAvailable, PermissionDenied};
use std::net::{SocketAddr, TcpListener};
use std::ops::RangeInclusive;

use crate::domain::operator_error::OperatorError;

/// Connections that may wait to be accepted. With std's 128 those of a burst beyond it retry only
/// after a second or more. The system may cap it.
const BACKLOG: i32 = 4096;

/// Listens on this address.
///
/// # Errors
/// A sentence that names the flags.
pub(super) fn listen(address: SocketAddr, flags: Flags) -> Result<TcpListener, OperatorError> {
    bind(address).map_err(|error| cannot_listen(address, flags, &error))
}

/// Listens on this address, or where another program has its port, on the first of these that is free.
///
/// # Errors
/// As [`listen`]: of the port that was wanted.
pub(super) fn listen_at_one(
    address: SocketAddr,
    spare: RangeInclusive<u16>,
) -> Result<TcpListener, OperatorError> {
    let taken = match bind(address) {
        Err(error) if is_taken(error.kind()) => error,
        bound => return bound.map_err(|error| cannot_listen(address, MAIN, &error)),
    };
    let mut elsewhere = spare.map(|port| bind(SocketAddr::new(address.ip(), port)));
    let free = elsewhere.find_map(Result::ok);
    free.ok_or_else(|| cannot_listen(address, MAIN, &taken))
}

/// Windows refuses whole ranges of ports that it keeps for virtual machines as if one had no right to them.
fn is_taken(refused: io::ErrorKind) -> bool {
    refused == AddrInUse || cfg!(windows) && refused == PermissionDenied
}

fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    let listener = TcpListener::bind(address)?;
    rustix::net::listen(&listener, BACKLOG)?;
    Ok(listener)
}

/// The system starts no further thread.
pub(super) fn no_thread(error: &io::Error) -> OperatorError {
    OperatorError::new(
        format!("The system starts no further thread ({error})"),
        "Raise the limit of processes, or stop something else.",
    )
}

/// The flags that an address is chosen with: an example with another port, and their names.
pub(super) type Flags = (&'static str, &'static str);

pub(super) const MAIN: Flags = ("--port 8080", "--host and --port");
pub(super) const METRICS: Flags = ("--metrics 127.0.0.1:9464", "--metrics");

fn cannot_listen(address: SocketAddr, (example, flags): Flags, error: &io::Error) -> OperatorError {
    match error.kind() {
        AddrInUse => OperatorError::new(
            format!("The address {address} is in use by another program"),
            format!("Stop that one, or choose another port, as in {example}."),
        ),
        AddrNotAvailable => OperatorError::new(
            format!("This machine has no address {}", address.ip()),
            format!(
                "Use 127.0.0.1 for this machine only, or 0.0.0.0 for the network, with {flags}."
            ),
        ),
        PermissionDenied if cfg!(windows) => OperatorError::new(
            format!("Windows keeps the port {} for itself", address.port()),
            format!("Choose another, as in {example}."),
        ),
        PermissionDenied => OperatorError::new(
            format!("The port {} is not open to you", address.port()),
            format!("Choose one above 1023, as in {example}."),
        ),
        _ => OperatorError::new(
            format!("The address {address} can't be listened on ({error})"),
            format!("Choose another with {flags}."),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_that_windows_keeps_is_taken() {
        assert!(is_taken(AddrInUse));
        assert_eq!(is_taken(PermissionDenied), cfg!(windows));
        let address = SocketAddr::from(([127, 0, 0, 1], 5000));
        let told = cannot_listen(address, MAIN, &PermissionDenied.into()).to_string();
        assert_eq!(told.contains("above 1023"), cfg!(unix), "{told}");
    }
}
