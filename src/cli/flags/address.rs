//! Where the server listens: for `firststep serve`, and for `firststep healthcheck`, which asks there.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::ops::RangeInclusive;

use clap::parser::ValueSource;
use clap::{ArgMatches, Args};

use crate::cli::flags::data::rank;
use crate::cli::output::print;

/// Where the server listens.
// An IPv6 address in brackets is no link.
#[allow(rustdoc::broken_intra_doc_links)]
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Address")]
pub(crate) struct AddressArgs {
    /// Address and port together, such as 0.0.0.0:8080 or [::1]:5000; wins over --host and --port.
    #[arg(long, env = "FIRSTSTEP_LISTEN", value_name = "ADDRESS:PORT")]
    pub listen: Option<SocketAddr>,

    /// The address to listen on: 127.0.0.1 for this machine only, 0.0.0.0 for the network.
    #[arg(long, env = "HOST", value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    pub host: IpAddr,

    /// The port to listen on; 0 takes a free one. Where nobody names one and 5000 is taken, it is the next free one up to 5010.
    #[arg(long, env = "PORT", value_name = "PORT", default_value_t = DEFAULT_PORT)]
    pub port: u16,

    /// Whether a port was named, which is never replaced by another.
    #[arg(skip)]
    pub names_port: bool,

    /// The one of this machine's addresses that phones are shown, if it isn't to be the likeliest.
    #[arg(skip)]
    pub phones_at: Option<IpAddr>,
}

/// Where the server listens if nobody says otherwise.
pub(crate) const DEFAULT_PORT: u16 = 5000;

/// What is taken instead: on macOS, for one, AirPlay has 5000.
const SPARE_PORTS: RangeInclusive<u16> = 5001..=5010;

impl AddressArgs {
    /// --host and --port win over a --listen of lower rank: flag over variable over file.
    pub(crate) fn prefer_typed(&mut self, matches: &ArgMatches) {
        // A file's value is clap's default value; whoever reads the file says so.
        self.names_port |= matches.value_source("port") != Some(ValueSource::DefaultValue);
        let apart = rank(matches, "host").max(rank(matches, "port"));
        if apart > rank(matches, "listen") {
            self.listen = None;
        }
    }

    /// Where to listen.
    pub(crate) fn address(&self) -> SocketAddr {
        let apart = SocketAddr::new(self.host, self.port);
        self.listen.unwrap_or(apart)
    }

    /// The ports to take instead, if the one that it would be is taken.
    pub(crate) fn spare_ports(&self) -> RangeInclusive<u16> {
        if self.names_port || self.listen.is_some() {
            // None.
            return RangeInclusive::new(1, 0);
        }
        SPARE_PORTS
    }

    /// Says on standard output that the default port was taken and which it is instead, if so.
    pub(crate) fn tell_of_another(&self, listening: SocketAddr) {
        let (wanted, got) = (self.address().port(), listening.port());
        if !self.spare_ports().is_empty() && wanted != got {
            print(&format!(
                "Another program has the port {wanted}: this is at {got}. --port names another.\n"
            ));
        }
    }
}

/// An address that a client on this machine can connect to: 0.0.0.0 isn't one.
pub(crate) fn reachable(address: SocketAddr) -> SocketAddr {
    match address.ip() {
        ip if !ip.is_unspecified() => address,
        IpAddr::V4(_) => SocketAddr::new(Ipv4Addr::LOCALHOST.into(), address.port()),
        IpAddr::V6(_) => SocketAddr::new(Ipv6Addr::LOCALHOST.into(), address.port()),
    }
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
