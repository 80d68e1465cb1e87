//! A thousand clients whose requests stall.

use std::io::{self, Write as _};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::atomic::Ordering::SeqCst;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use firststep::edge::{EdgeSettings, raise_fd_limit};

use crate::support::{Client, HEALTH, Server, eventually};

#[test]
fn a_thousand_stalled_heads_disturb_nobody() {
    raise_fd_limit();
    let server = Server::start(EdgeSettings {
        max_per_client: 2000,
        head_deadline: Duration::from_secs(3),
        ..EdgeSettings::default()
    });
    let stall = |mut client: Client| {
        client.send("GET /health HTTP/1.1\r\nHost: a\r\nX");
        client
    };
    let mut stalled = Vec::with_capacity(1000);
    for _ in 0..10 {
        stalled.extend((0..100).map(|_| stall(server.client())));
        server.assert_healthy(); // std listens with a queue of 128: no more before it is empty
    }
    let mut times: Vec<Duration> = (0..200).map(|_| time(|| server.assert_healthy())).collect();
    times.sort();
    println!(
        "health beside 1,000 stalled heads: p50 {:?}, p99 {:?}",
        times[100], times[198]
    );
    assert!(times[198] < Duration::from_secs(1), "{:?}", times[198]);
    for client in &mut stalled {
        assert_eq!(client.answer(false).status, 408);
        assert!(client.is_closed());
    }
}

fn time(act: impl FnOnce()) -> Duration {
    let begun = Instant::now();
    act();
    begun.elapsed()
}

#[test]
fn answers_that_take_long_keep_nobody_else_waiting() {
    let server = Server::start(EdgeSettings::default());
    let cores = std::thread::available_parallelism().unwrap().get();
    // More than there are places, none of which leaves its own.
    let count = cores.max(2) * 3;
    let ask = |_| {
        let mut client = server.client();
        client.send("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n");
        client
    };
    let mut slow: Vec<Client> = (0..count).map(ask).collect();
    eventually("all are at work", || {
        server.echo.entered.load(SeqCst) == count
    });
    for _ in 0..100 {
        server.assert_healthy();
    }
    server.echo.released.store(true, SeqCst);
    for client in &mut slow {
        assert_eq!(client.answer(false).text(), "waited");
    }
}

/// How many requests each of those sends in one go.
const MANY: usize = 1000;

/// A client that sends many requests in one go, and reads all answers.
fn at_once(address: SocketAddr) -> JoinHandle<()> {
    let mut stream = TcpStream::connect(address).unwrap();
    thread::spawn(move || {
        stream.write_all(HEALTH.repeat(MANY).as_bytes()).unwrap();
        stream.shutdown(Shutdown::Write).unwrap();
        io::copy(&mut stream, &mut io::sink()).unwrap();
    })
}

/// How many requests of so many such clients are answered between somebody's request and its answer.
fn answered_before_another(clients: usize) -> usize {
    let server = Server::start(EdgeSettings::default());
    let mut other = server.client();
    other.ask(HEALTH);
    let flood: Vec<_> = (0..clients).map(|_| at_once(server.address)).collect();
    let entered = || server.echo.entered.load(SeqCst);
    eventually("they are served", || entered() > 2 * clients);
    let before = entered();
    let answer = other.ask("GET /other HTTP/1.1\r\nHost: a\r\n\r\n");
    assert_eq!(answer.status, 200);
    for thread in flood {
        thread.join().unwrap();
    }
    let urls = server.echo.served.lock().unwrap();
    let at = urls.iter().position(|url| url == "/other").unwrap();
    at.saturating_sub(before)
}

#[test]
fn who_sends_many_requests_at_once_is_behind_who_asked_before_each() {
    let clients = 8 * thread::available_parallelism().unwrap().get().max(2);
    // Two of each would be in turn. The scheduler may stop us between counting and asking, but not each time.
    let tries: Vec<usize> = (0..5).map(|_| answered_before_another(clients)).collect();
    println!("of {clients} clients so many requests were answered first: {tries:?}");
    assert!(tries.iter().any(|first| *first < 8 * clients), "{tries:?}");
}
