//! The URL at which other machines in this network reach the server, for its banners.

use std::net::SocketAddr;

use crate::platform::own_address::own_address;

/// The URL for other machines in this network, if the server listens to them.
pub(super) fn network_url(address: SocketAddr, url: &str) -> String {
    // A name that people use needs no other address beside it.
    let names_this_machine = ["://127.0.0.1:", "://[::1]:"]
        .iter()
        .any(|own| url.contains(own));
    if !address.ip().is_unspecified() || !names_this_machine {
        return url.to_owned();
    }
    match own_address() {
        Some(own) => {
            let scheme = url.split("://").next().unwrap_or("http");
            format!("{scheme}://{}", SocketAddr::new(own, address.port()))
        }
        None => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    #[test]
    fn only_a_server_on_all_networks_without_a_name_has_another_url() {
        let all = SocketAddr::new(Ipv4Addr::UNSPECIFIED.into(), 5000);
        let own = SocketAddr::new(Ipv4Addr::LOCALHOST.into(), 5000);
        for (address, url) in [
            (own, "http://127.0.0.1:5000"),
            (all, "https://quiz.example.org"),
        ] {
            assert_eq!(network_url(address, url), url);
        }
        if let Some(ip) = own_address() {
            let url = network_url(all, "http://127.0.0.1:5000");
            assert_eq!(url, format!("http://{}", SocketAddr::new(ip, 5000)));
        }
    }
}
