//! The URLs at which other machines in this network reach the server, for its banners.

use std::net::{IpAddr, SocketAddr};

use crate::http::origin::Origin;
use crate::platform::own_address::own_addresses;

/// The URLs for other machines in the networks of this one, the likeliest first; none where the server doesn't listen
/// to them, or where people use a name.
pub(super) fn network_urls(address: SocketAddr, url: &str) -> Vec<String> {
    // A name that people use needs no other address beside it.
    if !address.ip().is_unspecified() || !is_loopback(url) {
        return Vec::new();
    }
    let scheme = url.split("://").next().unwrap_or("http");
    urls(scheme, address, own_addresses())
}

/// Whether it leads to this machine alone.
pub(super) fn is_loopback(url: &str) -> bool {
    Origin::parse(url).is_ok_and(|origin| origin.is_loopback())
}

fn urls(scheme: &str, address: SocketAddr, own: Vec<IpAddr>) -> Vec<String> {
    // Whoever listens at :: hears IPv4 as well.
    let hears = |own: &IpAddr| own.is_ipv4() || address.is_ipv6();
    own.into_iter()
        .filter(hears)
        .map(|own| format!("{scheme}://{}", SocketAddr::new(own, address.port())))
        .collect()
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, Ipv6Addr};

    use super::*;

    #[test]
    fn only_a_server_on_all_networks_without_a_name_has_other_urls() {
        let all = SocketAddr::new(Ipv4Addr::UNSPECIFIED.into(), 5000);
        let own = SocketAddr::new(Ipv4Addr::LOCALHOST.into(), 5000);
        for (address, url) in [
            (own, "http://127.0.0.1:5000"),
            (all, "https://quiz.example.org"),
        ] {
            assert_eq!(network_urls(address, url), [""; 0]);
        }
        let named = network_urls(all, "http://127.0.0.1:5000");
        let v4 = own_addresses().into_iter().filter(IpAddr::is_ipv4).count();
        assert_eq!(named.len(), v4);
    }

    #[test]
    fn nobody_is_told_an_address_that_nobody_listens_at() {
        let both = || vec!["10.42.0.1", "2001:db8::5"];
        let parsed = || both().iter().filter_map(|ip| ip.parse().ok()).collect();
        let v4 = SocketAddr::new(Ipv4Addr::UNSPECIFIED.into(), 80);
        assert_eq!(urls("http", v4, parsed()), ["http://10.42.0.1:80"]);
        let v6 = SocketAddr::new(Ipv6Addr::UNSPECIFIED.into(), 80);
        let told = urls("https", v6, parsed());
        assert_eq!(told, ["https://10.42.0.1:80", "https://[2001:db8::5]:80"]);
    }
}
