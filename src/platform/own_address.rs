//! The addresses of this machine in its networks, and its name.

use std::net::{IpAddr, Ipv4Addr, UdpSocket};

/// The one that others most likely reach this machine at.
#[must_use]
pub(crate) fn own_address() -> Option<IpAddr> {
    own_addresses().into_iter().next()
}

/// What this machine is called, in small letters and without a domain.
#[must_use]
pub(crate) fn own_name() -> Option<String> {
    let name = system_name()?.split('.').next()?.trim().to_lowercase();
    (!name.is_empty()).then_some(name)
}

#[cfg(unix)]
fn system_name() -> Option<String> {
    let system = rustix::system::uname();
    system.nodename().to_str().ok().map(str::to_owned)
}

#[cfg(not(unix))]
fn system_name() -> Option<String> {
    std::env::var("COMPUTERNAME").ok()
}

/// All of them, the likeliest first: a hotspot that this machine opened, the network that leads out, further ones,
/// and last those of containers and tunnels, where no phone is. Loopback and IPv6's link-local ones aren't among them:
/// nobody else reaches the first, and the others need the interface's name with them.
#[must_use]
pub(crate) fn own_addresses() -> Vec<IpAddr> {
    let outward = outward();
    let interfaces = if_addrs::get_if_addrs().unwrap_or_default();
    let seen = interfaces
        .iter()
        .map(|interface| (&*interface.name, interface.ip()));
    sorted(seen, outward)
}

/// The address of the interface that leads out; nothing is sent to learn it.
fn outward() -> Option<IpAddr> {
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
    // TEST-NET-1 (RFC 5737), which is assigned to no machine.
    socket.connect((Ipv4Addr::new(192, 0, 2, 1), 9)).ok()?;
    Some(socket.local_addr().ok()?.ip())
}

/// By their likelihood; the order of the system among equals.
fn sorted<'a>(
    seen: impl Iterator<Item = (&'a str, IpAddr)>,
    outward: Option<IpAddr>,
) -> Vec<IpAddr> {
    let ranked = seen.filter_map(|(name, ip)| Some((rank(name, ip, outward == Some(ip))?, ip)));
    let mut ranked: Vec<(Rank, IpAddr)> = ranked.collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked.into_iter().map(|(_, ip)| ip).collect()
}

/// How likely people nearby are in an interface's network, the likeliest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Hotspot,
    LeadsOut,
    Private,
    Public,
    Ipv6,
    Virtual,
    /// Two machines at one cable, neither of which gives out addresses (RFC 3927).
    LinkLocal,
}

fn rank(interface: &str, ip: IpAddr, leads_out: bool) -> Option<Rank> {
    if ip.is_loopback() || ip.is_unspecified() || ip.is_multicast() {
        return None;
    }
    match ip {
        IpAddr::V4(v4) => Some(v4_rank(interface, v4, leads_out)),
        IpAddr::V6(v6) if v6.is_unicast_link_local() => None,
        IpAddr::V6(_) if is_virtual(interface) => Some(Rank::Virtual),
        IpAddr::V6(_) => Some(Rank::Ipv6),
    }
}

fn v4_rank(interface: &str, ip: Ipv4Addr, leads_out: bool) -> Rank {
    if ip.is_link_local() {
        Rank::LinkLocal
    } else if is_hotspot(interface, ip) {
        Rank::Hotspot
    } else if is_virtual(interface) || is_carrier_grade(ip) {
        Rank::Virtual
    } else if leads_out {
        Rank::LeadsOut
    } else if ip.is_private() {
        Rank::Private
    } else {
        Rank::Public
    }
}

/// The address that a machine gives itself when it opens a hotspot: Windows' mobile hotspot, NetworkManager's shared
/// connection, macOS' Internet sharing.
fn is_hotspot(interface: &str, ip: Ipv4Addr) -> bool {
    match ip.octets() {
        [192, 168, 137, 1] | [10, 42, _, 1] => !is_virtual(interface),
        [192, 168, 2, 1] => interface.starts_with("bridge"),
        _ => false,
    }
}

/// 100.64.0.0/10 (RFC 6598): a provider's inner network, or Tailscale's.
fn is_carrier_grade(ip: Ipv4Addr) -> bool {
    let [first, second, ..] = ip.octets();
    first == 100 && second & 0xc0 == 64
}

/// How the interfaces of containers, virtual machines and tunnels begin, in small letters.
const VIRTUAL: [&str; 24] = [
    "br-",
    "cali",
    "cni",
    "docker",
    "flannel",
    "ham",
    "ipsec",
    "lxc",
    "lxd",
    "podman",
    "ppp",
    "tailscale",
    "tap",
    "tun",
    "utun",
    "vboxnet",
    "veth",
    "virbr",
    "virtualbox",
    "vmnet",
    "vmware",
    "vnet",
    "wg",
    "zt",
];

fn is_virtual(interface: &str) -> bool {
    let name = interface.to_lowercase();
    // Windows' switches for WSL, Docker and Hyper-V are called "vEthernet (…)": "veth" covers them.
    VIRTUAL.iter().any(|kind| name.starts_with(kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(seen: &[(&str, &str)], outward: Option<&str>) -> Vec<String> {
        let parsed = seen
            .iter()
            .map(|(name, ip)| (*name, ip.parse().expect("an address")));
        let outward = outward.map(|ip| ip.parse().expect("an address"));
        let sorted = sorted(parsed, outward);
        sorted.iter().map(IpAddr::to_string).collect()
    }

    #[test]
    fn a_laptop_that_is_its_own_hotspot_is_reached_there() {
        // Nothing leads out: there is no default route.
        let alone = [("lo", "127.0.0.1"), ("wlan0", "10.42.0.1")];
        assert_eq!(order(&alone, None), ["10.42.0.1"]);
        let windows = [
            ("vEthernet (WSL)", "172.28.0.1"),
            ("Ethernet", "192.168.1.5"),
            ("Local Area Connection* 10", "192.168.137.1"),
        ];
        let sorted = order(&windows, Some("192.168.1.5"));
        assert_eq!(sorted, ["192.168.137.1", "192.168.1.5", "172.28.0.1"]);
        let mac = [("en0", "192.168.1.5"), ("bridge100", "192.168.2.1")];
        let sorted = order(&mac, Some("192.168.1.5"));
        assert_eq!(sorted, ["192.168.2.1", "192.168.1.5"]);
    }

    #[test]
    fn containers_tunnels_and_link_local_ones_come_after_all_networks() {
        let seen = [
            ("docker0", "172.17.0.1"),
            ("tun0", "10.8.0.2"),
            ("tailscale0", "100.101.102.103"),
            ("eth1", "169.254.7.7"),
            ("wlan0", "2001:db8::5"),
            ("eth0", "203.0.113.9"),
            ("wlan0", "172.20.10.2"),
        ];
        // A tunnel that everything goes through leads out, and no phone is in it.
        let sorted = order(&seen, Some("10.8.0.2"));
        let expected = [
            "172.20.10.2",
            "203.0.113.9",
            "2001:db8::5",
            "172.17.0.1",
            "10.8.0.2",
            "100.101.102.103",
            "169.254.7.7",
        ];
        assert_eq!(sorted, expected);
    }

    #[test]
    fn what_leads_out_comes_before_other_networks() {
        let seen = [("eth0", "10.0.0.5"), ("wlan0", "192.168.1.5")];
        let sorted = order(&seen, Some("192.168.1.5"));
        assert_eq!(sorted, ["192.168.1.5", "10.0.0.5"]);
    }

    #[test]
    fn nobody_is_sent_where_nobody_else_gets() {
        let seen = [
            ("lo", "127.0.0.1"),
            ("lo", "::1"),
            ("eth0", "fe80::1"),
            ("eth0", "0.0.0.0"),
        ];
        assert_eq!(order(&seen, None), [""; 0]);
    }

    #[test]
    fn this_machine_has_the_address_that_leads_out() {
        if let Some(outward) = outward().filter(|ip| !ip.is_loopback()) {
            assert!(own_addresses().contains(&outward));
        }
    }
}
