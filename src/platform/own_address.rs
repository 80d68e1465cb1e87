//! The address of this machine in its network.

use std::net::{IpAddr, Ipv4Addr, UdpSocket};

/// The address of the interface that leads out; nothing is sent to learn it.
#[must_use]
pub(crate) fn own_address() -> Option<IpAddr> {
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
    // TEST-NET-1 (RFC 5737), which is assigned to no machine.
    socket.connect((Ipv4Addr::new(192, 0, 2, 1), 9)).ok()?;
    let own = socket.local_addr().ok()?.ip();
    Some(own).filter(|own| !own.is_loopback() && !own.is_unspecified())
}
