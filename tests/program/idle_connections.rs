//! Connections kept open between two requests: they hold no thread, are served again, and don't delay the end.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::certificates::Place;
use crate::support::{Process, Server, eventually};

const REQUEST: &str = "GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n";
const COUNT: usize = 200;

/// How many threads its process has that answer requests.
fn workers(server: &Server) -> usize {
    let tasks = fs::read_dir(format!("/proc/{}/task", server.process.id())).unwrap();
    let names = tasks.filter_map(|task| fs::read_to_string(task.unwrap().path().join("comm")).ok());
    names.filter(|name| name.trim() == "edge").count()
}

/// One for each core, and no more than 32 in reserve.
fn few_threads(server: &Server) {
    let cores = std::thread::available_parallelism().unwrap().get().max(2);
    let count = workers(server);
    assert!((1..=cores + 32).contains(&count), "{count}");
}

fn ask(connection: &mut TcpStream) {
    connection.write_all(REQUEST.as_bytes()).unwrap();
    let mut answer = [0; 2048];
    let count = connection.read(&mut answer).unwrap();
    let answer = String::from_utf8_lossy(&answer[..count]);
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

#[test]
fn they_hold_no_thread_and_are_served_again() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::on(&folder.path().join("data"));
    let connect = |_| TcpStream::connect(server.address()).unwrap();
    let mut connections: Vec<TcpStream> = (0..COUNT).map(connect).collect();
    for _ in 0..2 {
        connections.iter_mut().for_each(ask);
        few_threads(&server);
    }
    // One that went away is forgotten without anybody's help, one that never asked is kept for its ten seconds.
    connections.truncate(COUNT / 2);
    let mut silent = connect(0);
    few_threads(&server);
    connections.iter_mut().for_each(ask);
    ask(&mut silent);
    few_threads(&server);
    // They wait for up to a minute, the server's end doesn't wait for them.
    let begun = Instant::now();
    server.stop();
    assert!(begun.elapsed() < Duration::from_secs(10), "{begun:?}");
    let mut rest = Vec::new();
    connections[0].read_to_end(&mut rest).unwrap();
    assert_eq!(rest, b"", "an end, and no reset");
}

fn is_closed(connection: &TcpStream) -> bool {
    connection.set_nonblocking(true).unwrap();
    let received = connection.peek(&mut [0]);
    connection.set_nonblocking(false).unwrap();
    matches!(received, Ok(0))
}

/// Which of several that wait is the oldest one, as a unit test of `edge::connection_limits` shows: here one may have its
/// answer a moment before it counts as waiting.
#[test]
fn one_makes_room_for_a_new_one_of_its_client() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = crate::support::serving(&folder.path().join("data"));
    command.args(["--max-per-client", "5"]);
    let server = Server::start(command);
    let connect = |_| TcpStream::connect(server.address()).unwrap();
    let mut connections: Vec<TcpStream> = (0..5).map(connect).collect();
    connections.iter_mut().for_each(ask);
    few_threads(&server);
    ask(&mut connect(5));
    eventually("one made room", || {
        connections.iter().any(is_closed).then_some(())
    });
    connections.retain(|connection| !is_closed(connection));
    assert_eq!(connections.len(), 4);
    connections.iter_mut().for_each(ask);
    server.stop();
}

#[test]
fn a_first_request_that_does_not_come_in_time_ends_the_connection() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::on(&folder.path().join("data"));
    let begun = Instant::now();
    let mut silent = TcpStream::connect(server.address()).unwrap();
    few_threads(&server);
    let mut nothing = Vec::new();
    silent.read_to_end(&mut nothing).unwrap();
    let waited = begun.elapsed();
    assert!(nothing.is_empty());
    assert!(
        (9..14).contains(&waited.as_secs()),
        "{waited:?} for ten seconds"
    );
    server.stop();
}

#[test]
fn they_keep_their_keys_under_tls() {
    let place = Place::new();
    let server = place.serve();
    let mut command = Command::new("openssl");
    command.args(["s_client", "-quiet", "-connect"]);
    command.arg(server.url.strip_prefix("https://").unwrap());
    let mut client = Process::start(command);
    for asked in 1..=3 {
        client.types(REQUEST);
        eventually("an answer", || {
            (client.printed().matches("HTTP/1.1 200").count() == asked).then_some(())
        });
        few_threads(&server);
    }
    client.kill();
    server.stop();
}
