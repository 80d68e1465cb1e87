//! Shutdown: every request that has begun gets its answer.

use std::collections::HashSet;
use std::net::TcpStream;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::thread;
use std::time::{Duration, Instant};

use firststep::edge::EdgeSettings;

use crate::support::{Client, GENEROUS, Server, eventually};

const HEALTH: &str = "GET /health HTTP/1.1\r\nHost: a\r\n\r\n";
const WAIT: &str = "GET /wait HTTP/1.1\r\nHost: a\r\n\r\n";

#[test]
fn idle_connections_are_closed_at_once() {
    let server = Server::start(EdgeSettings::default());
    let mut kept = server.client();
    assert_eq!(kept.ask(HEALTH).status, 200);
    let mut silent = server.client();
    let begun = Instant::now();
    assert_eq!(server.handle.shutdown(2 * GENEROUS), 0);
    assert!(begun.elapsed() < GENEROUS);
    assert!(kept.is_closed() && silent.is_closed());
    assert!(
        TcpStream::connect(server.address).is_err(),
        "nobody listens any more"
    );
}

#[test]
fn requests_that_have_begun_are_served() {
    let server = Server::start(EdgeSettings::default());
    let (mut in_flight, mut half) = (server.client(), server.client());
    in_flight.send(WAIT);
    half.send(
        "POST /half HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n",
    );
    assert_eq!(half.answer(false).status, 100);
    eventually("it is in flight", || server.echo.entered.load(SeqCst) == 1);
    let (echo, address) = (server.echo, server.address);
    let shutdown = thread::spawn(move || server.handle.shutdown(GENEROUS));
    eventually("nobody listens", || TcpStream::connect(address).is_err());
    let answer = half.ask("hello");
    assert_eq!(
        (answer.text(), answer.header("Connection")),
        ("POST /half hello".into(), Some("close"))
    );
    echo.released.store(true, SeqCst);
    let answer = in_flight.answer(false);
    assert_eq!(
        (answer.text(), answer.header("Connection")),
        ("waited".into(), Some("close"))
    );
    assert!(half.is_closed() && in_flight.is_closed());
    drop((half, in_flight));
    assert_eq!(shutdown.join().unwrap(), 0);
}

#[test]
fn requests_beyond_the_limit_are_cut_off_and_counted() {
    let server = Server::start(EdgeSettings::default());
    let mut clients = [server.client(), server.client()];
    for client in &mut clients {
        client.send(WAIT);
    }
    eventually("both are in flight", || {
        server.echo.entered.load(SeqCst) == 2
    });
    assert_eq!(server.handle.shutdown(Duration::from_millis(50)), 2);
    assert!(clients.iter_mut().all(Client::is_closed));
    server.echo.released.store(true, SeqCst);
}

/// Every request that reached the handler is answered in full, whenever shutdown comes.
#[test]
fn no_served_request_loses_its_answer() {
    for round in 0..10 {
        let server = Server::start(EdgeSettings::default());
        let (echo, address, answered) = (server.echo, server.address, AtomicUsize::new(0));
        let acknowledged: HashSet<String> = thread::scope(|scope| {
            let askers: Vec<_> = (0..8)
                .map(|who| {
                    scope.spawn({
                        let answered = &answered;
                        move || ask_until_closed(address, who, answered)
                    })
                })
                .collect();
            eventually("load", || answered.load(SeqCst) > 200 + 37 * round);
            assert_eq!(server.handle.shutdown(GENEROUS), 0);
            askers
                .into_iter()
                .flat_map(|asker| asker.join().unwrap())
                .collect()
        });
        let reached: HashSet<String> = echo.served.lock().unwrap().iter().cloned().collect();
        assert_eq!(reached, acknowledged);
    }
}

/// Pipelines two requests at a time, so that one is on its way at shutdown.
fn ask_until_closed(
    address: std::net::SocketAddr,
    who: usize,
    answered: &AtomicUsize,
) -> Vec<String> {
    let mut client = Client::connect(address);
    let mut acknowledged = Vec::new();
    let target = |n: usize| format!("/{who}/{n}");
    let request = |n| {
        format!(
            "POST {} HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi",
            target(n)
        )
    };
    client.send(request(0));
    for n in 0.. {
        client.send(request(n + 1));
        let Some(answer) = client.try_answer(false) else {
            break;
        };
        assert_eq!(answer.text(), format!("POST {} hi", target(n)));
        acknowledged.push(target(n));
        answered.fetch_add(1, SeqCst);
    }
    acknowledged
}
