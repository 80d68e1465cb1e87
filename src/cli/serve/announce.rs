//! What a server prints once it listens.

use std::io::Write as _;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::Path;

use crate::app::App;
use crate::server::Server;
use crate::services::accounts;

/// Prints the addresses and the data folder. A reader that closed the pipe is no error.
pub(super) fn announce(server: &Server, url: &str, data_dir: &Path) {
    let data = absolute(data_dir);
    let metrics = server.metrics().map_or(String::new(), |address| {
        format!("\n  Metrics http://{address}/metrics")
    });
    let _ = write!(
        std::io::stdout(),
        "FirstStep {}\n\n  Open   {url}\n  Docs   {url}/docs\n  Data   {data}{metrics}\n{}\nStop with Ctrl-C.\n",
        env!("CARGO_PKG_VERSION"),
        invitation(server.app(), url),
    );
}

/// The link that creates the first administrator, while there is none. It is for the operator at the
/// terminal: printed, never logged.
fn invitation(app: &App, url: &str) -> String {
    match accounts::offer_set_up(app) {
        Ok(Some(key)) => format!(
            "\n  There is no administrator yet. This link makes one, once:\n  {url}/setup#{key}\n"
        ),
        _ => String::new(),
    }
}

/// An address that a browser can open: 0.0.0.0 isn't one.
pub(super) fn reachable(address: SocketAddr) -> SocketAddr {
    match address.ip() {
        ip if !ip.is_unspecified() => address,
        IpAddr::V4(_) => SocketAddr::new(Ipv4Addr::LOCALHOST.into(), address.port()),
        IpAddr::V6(_) => SocketAddr::new(std::net::Ipv6Addr::LOCALHOST.into(), address.port()),
    }
}

fn absolute(path: &Path) -> String {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    path.display().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_announced_can_be_opened() {
        let any: SocketAddr = "0.0.0.0:80".parse().expect("an address");
        assert_eq!(reachable(any).to_string(), "127.0.0.1:80");
        let own: SocketAddr = "192.168.1.5:80".parse().expect("an address");
        assert_eq!(reachable(own), own);
    }
}
