//! Addresses that are listened on, and why one can't be.

use std::net::{SocketAddr, TcpListener};

use crate::domain::operator_error::OperatorError;

/// Connections that may wait to be accepted; std's 128 make those of a burst
/// beyond it wait a second or more for their second try. The system may cap it.
const BACKLOG: i32 = 4096;

/// Listens there.
///
/// # Errors
/// A sentence that names the flags this address was chosen with.
pub(super) fn listen(address: SocketAddr, chosen: Chosen) -> Result<TcpListener, OperatorError> {
    let listener = TcpListener::bind(address).and_then(|listener| {
        rustix::net::listen(&listener, BACKLOG)?;
        Ok(listener)
    });
    listener.map_err(|error| cannot_listen(address, chosen, &error))
}

/// For when the system has no thread for us.
pub(super) fn no_thread(error: &std::io::Error) -> OperatorError {
    OperatorError::new(
        format!("The system starts no further thread ({error})"),
        "Raise the limit of processes, or stop something else.",
    )
}

/// What an address is chosen with: how to choose another port, and which flags there are.
pub(super) type Chosen = (&'static str, &'static str);

pub(super) const MAIN: Chosen = ("--port 8080", "--host and --port");
pub(super) const METRICS: Chosen = ("--metrics 127.0.0.1:9464", "--metrics");

fn cannot_listen(
    address: SocketAddr,
    (port, flags): Chosen,
    error: &std::io::Error,
) -> OperatorError {
    use std::io::ErrorKind::{AddrInUse, AddrNotAvailable, PermissionDenied};
    match error.kind() {
        AddrInUse => OperatorError::new(
            format!("The address {address} is in use by another program"),
            format!("Stop that one, or choose another port, as in {port}."),
        ),
        AddrNotAvailable => OperatorError::new(
            format!("This machine has no address {}", address.ip()),
            format!(
                "Use 127.0.0.1 for this machine only, or 0.0.0.0 for the network, with {flags}."
            ),
        ),
        PermissionDenied => OperatorError::new(
            format!("The port {} is not open to you", address.port()),
            format!("Choose one above 1023, as in {port}."),
        ),
        _ => OperatorError::new(
            format!("The address {address} can't be listened on ({error})"),
            format!("Choose another with {flags}."),
        ),
    }
}
