//! The URL at which other machines in this network reach the server, for its banners.

use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};

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

/// The address of the interface that leads out; nothing is sent to learn it.
fn own_address() -> Option<IpAddr> {
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
    // TEST-NET-1 (RFC 5737), which is assigned to no machine.
    socket.connect((Ipv4Addr::new(192, 0, 2, 1), 9)).ok()?;
    let own = socket.local_addr().ok()?.ip();
    Some(own).filter(|own| !own.is_loopback() && !own.is_unspecified())
}

#[cfg(test)]
mod tests {
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
