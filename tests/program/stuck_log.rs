//! A reader of the log that stands still: a terminal after Ctrl-S, a log driver that hangs.

use std::io::{BufRead as _, BufReader, Read as _};
use std::net::TcpListener;
use std::process::{Command, Stdio};

use crate::client::Client;
use crate::support::{Spawned, eventually, serving};

/// Enough to fill the pipe and the queue behind it.
const REQUESTS: usize = 12_000;

/// A server whose standard error nobody reads yet.
struct Unread {
    child: Spawned,
    client: Client,
    metrics: String,
}

impl Unread {
    fn start(mut command: Command) -> Self {
        let metrics = {
            let free = TcpListener::bind("127.0.0.1:0").unwrap();
            free.local_addr().unwrap().to_string()
        };
        command.args(["--metrics", &metrics]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = Spawned(command.spawn().unwrap());
        let lines = BufReader::new(child.0.stdout.take().unwrap()).lines();
        let mut lines = lines.map(Result::unwrap);
        let open = lines
            .find(|line| line.trim_start().starts_with("Open"))
            .unwrap();
        lines.find(|line| line.starts_with("Stop")).unwrap();
        Self {
            child,
            client: Client::new(open.split_whitespace().nth(1).unwrap()),
            metrics,
        }
    }

    /// How many lines were lost, by the metric.
    fn lost(&self) -> usize {
        let metrics = Client::new(&format!("http://{}", self.metrics));
        let text = String::from_utf8(metrics.get("/metrics").body).unwrap();
        let mut lines = text.lines();
        let value = lines.find_map(|line| line.strip_prefix("firststep_log_lines_lost_total "));
        value.unwrap().parse().unwrap()
    }
}

#[test]
fn it_stops_nobody_and_is_told_what_it_missed() {
    let folder = tempfile::tempdir().unwrap();
    let mut unread = Unread::start(serving(folder.path()));
    for number in 0..REQUESTS {
        assert_eq!(unread.client.get("/livez").status, 200, "{number}");
    }
    let lost = unread.lost();
    assert!(lost > 0, "the pipe and the queue took everything");
    // The reader is back.
    let stderr = unread.child.0.stderr.take().unwrap();
    let mut lines = BufReader::new(stderr).lines().map(Result::unwrap);
    let told = lines.find(|line| line.contains("lines of the log were lost"));
    let told = told.unwrap();
    assert!(told.contains(&format!("lines={lost}")), "{lost}: {told}");
    assert_eq!(unread.client.get("/readyz").status, 200);
    assert!(
        lines.any(|line| line.contains("/readyz")),
        "the log goes on"
    );
}

#[test]
fn a_server_whose_log_stands_still_stops_all_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let mut unread = Unread::start(serving(folder.path()));
    while unread.lost() == 0 {
        for _ in 0..1000 {
            unread.client.get("/livez");
        }
    }
    let id = unread.child.0.id().to_string();
    Command::new("kill")
        .args(["-s", "TERM", &id])
        .status()
        .unwrap();
    let status = eventually("it ends", || unread.child.0.try_wait().unwrap());
    assert_eq!(status.code(), Some(0));
    let mut rest = String::new();
    unread
        .child
        .0
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut rest)
        .unwrap();
    assert!(rest.contains("/livez"));
}
