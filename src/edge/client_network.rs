//! The addresses that limits count together.

use std::net::{IpAddr, Ipv6Addr};

/// One IPv4 address, or the IPv6 /64 that a client has whole.
pub(crate) fn client_network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => Ipv6Addr::from_bits(v6.to_bits() & !u128::from(u64::MAX)).into(),
        v4 @ IpAddr::V4(_) => v4,
    }
}

/// The same of an address in text, as sessions keep it; `None` if it is none.
pub(crate) fn network_of(address: &str) -> Option<IpAddr> {
    address.parse().ok().map(client_network)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_is_an_address_or_a_64() {
        let same = |a, b| network_of(a) == network_of(b);
        assert!(same("2001:db8::1", "2001:db8::ffff:1"));
        assert!(!same("2001:db8::1", "2001:db8:0:1::1"));
        assert!(same("::ffff:192.0.2.1", "192.0.2.1"));
        assert!(!same("192.0.2.1", "192.0.2.2"));
        assert_eq!(network_of("none"), None);
    }
}
