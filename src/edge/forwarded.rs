//! The client's address behind trusted proxies.

use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

/// A range of addresses (CIDR), such as `10.0.0.0/8` or `::1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    base: u128,
    mask: u128,
}

impl Network {
    /// Whether `address` is in it.
    #[must_use]
    pub(crate) fn contains(&self, address: IpAddr) -> bool {
        (bits(address) ^ self.base) & self.mask == 0
    }
}

impl FromStr for Network {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = "not an address or a network such as 10.0.0.0/8";
        let (address, length) = text
            .split_once('/')
            .map_or((text, None), |(a, l)| (a, Some(l)));
        let address: IpAddr = address.parse().map_err(|_| wrong)?;
        let width = if address.is_ipv4() { 32 } else { 128 };
        let length: u32 = length.map_or(Ok(width), str::parse).map_err(|_| wrong)?;
        let host_bits = width.checked_sub(length).ok_or(wrong)?;
        let mask = u128::MAX.checked_shl(host_bits).unwrap_or(0);
        Ok(Self {
            base: bits(address),
            mask,
        })
    }
}

/// The client's address. `X-Forwarded-For` is trusted as far as trusted peers wrote it: from the
/// right, up to the first address that isn't theirs, or that isn't an address.
pub(super) fn client(
    peer: SocketAddr,
    headers: &[(String, String)],
    trusted: &[Network],
) -> SocketAddr {
    let is_trusted = |ip| trusted.iter().any(|network| network.contains(ip));
    if !is_trusted(peer.ip()) {
        return peer;
    }
    let mut client = peer;
    let lists = headers
        .iter()
        .filter(|(name, _)| name.eq_ignore_ascii_case("x-forwarded-for"));
    for entry in lists.rev().flat_map(|(_, list)| list.rsplit(',')) {
        match address(entry.trim()) {
            Some(found) if is_trusted(found.ip()) => client = found,
            Some(found) => return found,
            None => break,
        }
    }
    client
}

/// An address with or without a port, which is 0 when missing.
fn address(entry: &str) -> Option<SocketAddr> {
    let bare = entry
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .unwrap_or(entry);
    let whole = || bare.parse().ok().map(|ip| SocketAddr::new(ip, 0));
    let found: SocketAddr = entry.parse().ok().or_else(whole)?;
    // One of IPv4 may come as ::ffff:192.0.2.1.
    Some(SocketAddr::new(found.ip().to_canonical(), found.port()))
}

/// IPv4 and IPv6 on one scale: an IPv4 address is its mapped IPv6 one.
fn bits(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(v4) => v4.to_ipv6_mapped().to_bits(),
        IpAddr::V6(v6) => v6.to_bits(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn who(peer: &str, lists: &[&str]) -> String {
        let trusted = ["10.0.0.0/8", "::1", "2001:db8::/32"].map(|text| text.parse().unwrap());
        let header = |list: &&str| ("X-Forwarded-For".to_owned(), (*list).to_owned());
        let headers: Vec<_> = lists.iter().map(header).collect();
        client(
            SocketAddr::new(peer.parse().unwrap(), 9),
            &headers,
            &trusted,
        )
        .ip()
        .to_string()
    }

    #[test]
    fn the_first_untrusted_address_is_the_client() {
        assert_eq!(
            who("1.2.3.4", &["5.6.7.8"]),
            "1.2.3.4",
            "an untrusted peer's header"
        );
        assert_eq!(who("10.0.0.1", &[]), "10.0.0.1", "no header");
        assert_eq!(who("10.0.0.1", &["5.6.7.8"]), "5.6.7.8");
        assert_eq!(
            who("::ffff:10.0.0.1", &["5.6.7.8"]),
            "5.6.7.8",
            "a mapped proxy"
        );
        assert_eq!(
            who("10.0.0.1", &["9.9.9.9, 5.6.7.8"]),
            "5.6.7.8",
            "what the client claims"
        );
        assert_eq!(
            who("10.0.0.1", &["5.6.7.8, 10.2.3.4"]),
            "5.6.7.8",
            "two proxies"
        );
        assert_eq!(
            who("10.0.0.1", &["5.6.7.8", "10.2.3.4"]),
            "5.6.7.8",
            "on two lines"
        );
        assert_eq!(
            who("::1", &["2001:db8::7,2001:db8::8"]),
            "2001:db8::7",
            "all of them trusted"
        );
        assert_eq!(who("10.0.0.1", &["2001:dead::1"]), "2001:dead::1");
        assert_eq!(who("10.0.0.1", &["5.6.7.8:1234"]), "5.6.7.8", "with a port");
        assert_eq!(who("10.0.0.1", &["[2001:dead::1]:80"]), "2001:dead::1");
        assert_eq!(who("10.0.0.1", &["[2001:dead::1]"]), "2001:dead::1");
    }

    #[test]
    fn a_malformed_entry_ends_the_search() {
        assert_eq!(who("10.0.0.1", &["5.6.7.8, unknown"]), "10.0.0.1");
        assert_eq!(who("10.0.0.1", &["5.6.7.8, unknown, 10.0.0.2"]), "10.0.0.2");
        assert_eq!(who("10.0.0.1", &["5.6.7.8,"]), "10.0.0.1");
        assert_eq!(who("10.0.0.1", &[""]), "10.0.0.1");
        assert_eq!(who("10.0.0.1", &["5.6.7.8.9"]), "10.0.0.1");
        assert_eq!(who("10.0.0.1", &["[::1"]), "10.0.0.1");
    }

    #[test]
    fn networks_are_parsed_and_contain_their_addresses() {
        for wrong in [
            "",
            "x",
            "10.0.0.0/33",
            "::/129",
            "10.0.0.0/",
            "10.0.0.0/-1",
            "10.0.0.0/8/8",
        ] {
            assert!(wrong.parse::<Network>().is_err(), "{wrong}");
        }
        let holds = |network: &str, address: &str| {
            network
                .parse::<Network>()
                .unwrap()
                .contains(address.parse().unwrap())
        };
        assert!(holds("10.1.2.3/8", "10.255.0.1") && !holds("10.0.0.0/8", "11.0.0.1"));
        assert!(holds("0.0.0.0/0", "1.1.1.1") && !holds("0.0.0.0/0", "2001:db8::1"));
        assert!(holds("::/0", "2001:db8::1") && holds("127.0.0.1", "127.0.0.1"));
        assert!(!holds("127.0.0.1", "127.0.0.2"));
    }
}
