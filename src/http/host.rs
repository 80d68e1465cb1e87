//! The `Host` of a request: whether it names this server.

use std::net::{IpAddr, UdpSocket};
use std::sync::LazyLock;

use url::Host;

use crate::http::origin::Origin;
use crate::platform::own_address::own_name;

/// Whether links may begin with what the client wrote: loopback, the address it connected to, another one of
/// this machine, or this machine's name. Anything else may have been made up to lead others astray.
pub(super) fn is_ours(sent_to: &Origin, local: IpAddr) -> bool {
    match sent_to.host() {
        Some(Host::Domain(name)) => is_own_name(name),
        Some(Host::Ipv4(address)) => is_own_address(address.into(), local),
        Some(Host::Ipv6(address)) => is_own_address(address.into(), local),
        None => false,
    }
}

/// Whether it is an address, which no DNS server decides about, or this machine's name.
pub(super) fn is_address_or_own_name(sent_to: &Origin) -> bool {
    match sent_to.host() {
        Some(Host::Domain(name)) => is_own_name(name),
        host => host.is_some(),
    }
}

fn is_own_address(address: IpAddr, local: IpAddr) -> bool {
    let address = address.to_canonical();
    address.is_loopback() || address == local || is_of_this_machine(address)
}

/// Whether one of the machine's interfaces has this address: no other can be bound.
fn is_of_this_machine(address: IpAddr) -> bool {
    let is_one = match address {
        IpAddr::V4(v4) => !v4.is_broadcast() && !v4.is_multicast() && !v4.is_unspecified(),
        IpAddr::V6(v6) => !v6.is_multicast() && !v6.is_unspecified(),
    };
    is_one && UdpSocket::bind((address, 0)).is_ok()
}

/// Whether a name leads to this machine by itself: `localhost` (RFC 6761), the machine's own, or that in the local
/// network (RFC 6762). None of them is in the public DNS.
fn is_own_name(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name);
    let machine = MACHINE.as_deref();
    name == "localhost"
        || name.ends_with(".localhost")
        || machine == Some(name)
        || name
            .strip_suffix(".local")
            .is_some_and(|name| machine == Some(name))
}

/// What the machine is called.
static MACHINE: LazyLock<Option<String>> = LazyLock::new(own_name);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_this_machine_is_reached_at_is_ours() {
        let local: IpAddr = "192.0.2.7".parse().expect("an address");
        let asks = |host: &str| {
            let origin = Origin::parse(&format!("http://{host}")).expect("an origin");
            (is_ours(&origin, local), is_address_or_own_name(&origin))
        };
        for own in [
            "127.0.0.1:5000",
            "127.8.9.1",
            "[::1]:5000",
            "localhost",
            "LOCALHOST:80",
            "a.localhost",
            "192.0.2.7",
            "[::ffff:192.0.2.7]:5000",
        ] {
            assert_eq!(asks(own), (true, true), "{own}");
        }
        for address in [
            "192.0.2.8",
            "255.255.255.255",
            "224.0.0.1",
            "0.0.0.0",
            "[2001:db8::1]",
        ] {
            assert_eq!(asks(address), (false, true), "{address}");
        }
        for name in [
            "evil.example",
            "localhost.evil.example",
            "evillocalhost",
            "127.0.0.1.evil.example",
        ] {
            assert_eq!(asks(name), (false, false), "{name}");
        }
        let machine = MACHINE.as_deref().expect("each system has its name");
        assert_eq!(asks(&format!("{machine}.local:5000")), (true, true));
    }
}
