//! Which address people are told where this machine has several, or another than before; and which port.

use std::fs;
use std::net::TcpListener;
use std::process::Command;

use crate::failed_starts::{assert_contains, refused};
use crate::support::{Process, Server, eventually, line_after, program};

/// A laptop without internet that opened a hotspot, with a cable to somewhere and with containers: no default route.
const LAPTOP: &str = "set -e
    for name in docker0 eth0 wlan0; do ip link add $name type veth peer name p$name; done
    ip addr add 172.17.0.1/16 dev docker0
    ip addr add 192.168.7.5/24 dev eth0
    ip addr add 10.42.0.1/24 dev wlan0
    for name in lo docker0 eth0 wlan0 pdocker0 peth0 pwlan0; do ip link set $name up; done";

/// A shell command in networks of its own, which end with it; nothing where this machine doesn't let us make any.
fn among_networks(then: &str) -> Option<Command> {
    let alone = || {
        let mut command = Command::new("unshare");
        command.args([
            "--map-root-user",
            "--net",
            "--pid",
            "--fork",
            "--kill-child",
            "sh",
            "-c",
        ]);
        command
    };
    let possible = alone().arg(LAPTOP).output();
    if !possible.is_ok_and(|tried| tried.status.success()) {
        eprintln!("skipped: this machine lets us make no networks (unshare, ip)");
        return None;
    }
    let mut command = alone();
    command.arg(format!("{LAPTOP}\n{then}"));
    command.arg("sh").arg(program().get_program());
    Some(command)
}

/// Ends the program in order: it is unshare's child, which passes no signal on.
fn stop(process: Process) {
    let id = process.id();
    let child = fs::read_to_string(format!("/proc/{id}/task/{id}/children")).unwrap();
    let mut term = Command::new("kill");
    term.args(["-s", "TERM", child.trim()]);
    assert!(term.status().unwrap().success());
    assert_eq!(process.end().status.code(), Some(0));
}

const DEMO: &str = "demo --no-browser --port 0 --bcrypt-cost 10";

fn phones(text: &str) -> Vec<&str> {
    let lines = text.lines().map(str::trim_start);
    let told = lines.filter_map(|line| line.strip_prefix("Phones http://"));
    told.filter_map(|url| url.split(':').next()).collect()
}

#[test]
fn a_demo_shows_the_hotspot_and_follows_the_network() {
    let Some(command) = among_networks(&format!("exec \"$1\" {DEMO}")) else {
        return;
    };
    let server = Server::start(command);
    assert_eq!(phones(&server.banner), ["10.42.0.1"]);
    assert_contains(&server.banner, &["Other networks: 192.168.7.5 and 1 more"]);
    let id = server.process.id().to_string();
    let mut gone = Command::new("nsenter");
    gone.args(["--target", &id, "--user", "--preserve-credentials", "--net"]);
    gone.args(["ip", "addr", "del", "10.42.0.1/24", "dev", "wlan0"]);
    assert!(gone.status().unwrap().success());
    let text = eventually("the other address", || {
        let text = server.process.printed();
        (phones(&text).len() > 1).then_some(text)
    });
    assert_contains(&text, &["The network has changed."]);
    assert_eq!(phones(&text), ["10.42.0.1", "192.168.7.5"]);
    stop(server.process);
}

#[test]
fn enter_shows_the_next_address() {
    let then = format!("exec script --quiet --command \"$1 {DEMO}\" /dev/null");
    let Some(command) = among_networks(&then) else {
        return;
    };
    let mut process = Process::start(command);
    let shown = |process: &Process, count: usize| {
        eventually("a further address", || {
            let text = process.printed();
            let enough = text.contains("Stop with Ctrl-C.") && phones(&text).len() >= count;
            let told = || {
                phones(&text)
                    .into_iter()
                    .map(str::to_owned)
                    .collect::<Vec<_>>()
            };
            enough.then(told)
        })
    };
    assert_eq!(shown(&process, 1), ["10.42.0.1"]);
    process.types("\n");
    assert_eq!(shown(&process, 2)[1..], ["192.168.7.5"]);
    process.types("\n");
    assert_eq!(shown(&process, 3)[2..], ["172.17.0.1"]);
    process.types("\n");
    assert_eq!(shown(&process, 4)[3..], ["10.42.0.1"]);
    process.types("\x03");
    process.end();
}

#[test]
fn an_address_that_is_named_is_shown() {
    let then = format!("exec \"$1\" {DEMO} --address 192.168.7.5");
    let Some(command) = among_networks(&then) else {
        return;
    };
    let server = Server::start(command);
    assert_eq!(phones(&server.banner), ["192.168.7.5"]);
    stop(server.process);
}

#[test]
fn a_default_port_that_is_taken_is_another_and_a_named_one_never() {
    // Whoever has it already does as well.
    let _taken = TcpListener::bind("127.0.0.1:5000");
    let folder = tempfile::tempdir().unwrap();
    let serve = || {
        let mut command = program();
        command.arg("--bcrypt-cost").arg("10");
        command.arg("--data-dir").arg(folder.path());
        command
    };
    let server = Server::start(serve());
    let port = server
        .url
        .rsplit(':')
        .next()
        .unwrap()
        .parse::<u16>()
        .unwrap();
    assert!((5001..=5010).contains(&port), "{}", server.banner);
    let first = server.banner.lines().next().unwrap_or_default();
    assert_eq!(
        first,
        format!("Another program has the port 5000: this is at {port}. --port names another.")
    );
    assert_eq!(line_after(&server.banner, "Open"), server.url);
    drop(server);
    let file = folder.path().join("settings.toml");
    std::fs::write(&file, "port = 5000\n").unwrap();
    let by_file = || {
        let mut command = serve();
        command.arg("--config").arg(&file);
        command
    };
    let by_flag = || {
        let mut command = serve();
        command.args(["--port", "5000"]);
        command
    };
    let by_variable = || {
        let mut command = serve();
        command.env("PORT", "5000");
        command
    };
    let behind_a_name = || {
        let mut command = serve();
        command.args(["--public-url", "https://quiz.example.org"]);
        command
    };
    for command in [by_file(), by_flag(), by_variable(), behind_a_name()] {
        assert_contains(&refused(command), &["127.0.0.1:5000 is in use"]);
    }
}
