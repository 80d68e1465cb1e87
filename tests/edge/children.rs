//! The limit on open files and the memory of a whole process. Each test starts this binary again as a
//! server, by an environment variable, and is its client.

use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::{env, fs};

use firststep::edge::{EdgeSettings, raise_fd_limit};

use crate::support::{Client, Server, eventually};

const ROLE: &str = "FIRSTSTEP_EDGE_TEST_SERVER";
const HEALTH: &str = "GET /health HTTP/1.1\r\nHost: a\r\n\r\n";

struct Process {
    child: Child,
    address: SocketAddr,
}

impl Process {
    /// Runs [`a_server_of_its_own`] with this many files (0: as many as it may have).
    fn start(files: u64) -> Self {
        let mut child = Command::new(env::current_exe().unwrap())
            .args(["--exact", "children::a_server_of_its_own", "--nocapture"])
            .env(ROLE, files.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut words = lines.map_while(Result::ok);
        let address = words
            .find_map(|line| line.split_once("address ")?.1.parse().ok())
            .unwrap();
        Self { child, address }
    }

    fn sending_client(&self) -> Client {
        let mut client = Client::connect(self.address);
        client.send(HEALTH);
        client
    }

    fn files(&self) -> usize {
        fs::read_dir(format!("/proc/{}/fd", self.child.id()))
            .unwrap()
            .count()
    }

    /// Memory of the process, in KiB.
    fn resident(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix("VmRSS:"))
            .unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[cfg(unix)]
fn limit_files(most: u64) {
    rlimit::Resource::NOFILE.set(most, most).unwrap();
}

#[cfg(not(unix))]
fn limit_files(_: u64) {
    panic!("Windows has no such limit");
}

/// Not a test: the server that the others start.
#[test]
fn a_server_of_its_own() {
    let Ok(files) = env::var(ROLE) else { return };
    match files.parse().unwrap() {
        0 => raise_fd_limit(),
        files => limit_files(files),
    }
    let server = Server::start(EdgeSettings {
        max_per_client: 5000,
        ..EdgeSettings::default()
    });
    println!("address {}", server.address);
    let _ = std::io::stdin().read(&mut [0]); // until the test that started us is over
}

#[test]
fn the_server_recovers_from_the_limit_on_files() {
    raise_fd_limit();
    let process = Process::start(40);
    for _ in 0..3 {
        let mut kept = Client::connect(process.address);
        assert_eq!(kept.ask(HEALTH).status, 200);
        let mut clients: Vec<Client> = (0..100).map(|_| process.sending_client()).collect();
        assert_eq!(clients[0].answer(false).status, 200);
        assert_eq!(
            kept.ask(HEALTH).status,
            200,
            "open connections are served meanwhile"
        );
        eventually("the limit is hit", || process.files() >= 38);
        drop((clients, kept));
        eventually("it recovers", || {
            Client::connect(process.address).try_answer_to(HEALTH) == Some(200)
        });
    }
}

#[test]
fn a_thousand_idle_connections_are_cheap() {
    raise_fd_limit();
    let process = Process::start(0);
    assert_eq!(Client::connect(process.address).ask(HEALTH).status, 200);
    let before = process.resident();
    let big = format!(
        "POST /a HTTP/1.1\r\nHost: a\r\nX: {:9999}\r\nContent-Length: 20000\r\n\r\n{:20000}",
        "", ""
    );
    let mut clients = Vec::with_capacity(1000);
    for _ in 0..1000 {
        // All of them have been busy before: the memory they used then must not stay.
        let mut client = Client::connect(process.address);
        assert_eq!(client.ask(&big).body.len(), 20_008);
        let answer = client.ask("GET /size?50000 HTTP/1.1\r\nHost: a\r\n\r\n");
        assert_eq!(answer.body.len(), 50_000);
        clients.push(client);
    }
    let after = process.resident();
    println!("1,000 idle connections: {before} KiB before, {after} KiB with them");
    assert!(after < 64 << 10, "{after} KiB");
    assert_eq!(clients[999].ask(HEALTH).status, 200);
}
