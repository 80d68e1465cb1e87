//! Limits on connections and on bytes of body.

use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::thread;

use firststep::edge::{EdgeSettings, serve};

use crate::echo::Echo;
use crate::support::{Client, Server, eventually};

const HEALTH: &str = "GET /health HTTP/1.1\r\nHost: a\r\n\r\n";

fn connect(server: &Server, count: usize) -> Vec<Client> {
    (0..count)
        .map(|_| {
            let mut client = server.client();
            assert_eq!(client.ask(HEALTH).status, 200);
            client
        })
        .collect()
}

fn assert_rejected(server: &Server) {
    let mut client = server.client();
    let answer = client.answer(false);
    assert_eq!(answer.status, 503);
    assert_eq!(answer.header("Retry-After"), Some("2"));
    assert_eq!(answer.header("Connection"), Some("close"));
    assert!(client.is_closed());
    // A client that had sent its request before it was rejected can read the 503 as well.
    assert_eq!(server.client().ask(HEALTH).status, 503);
}

fn check(settings: EdgeSettings) {
    let server = Server::start(settings);
    let (begun, rest) = HEALTH.split_at(8);
    let at_work = || {
        let mut client = server.client();
        client.send(begun);
        client
    };
    let mut clients: Vec<Client> = (0..5).map(|_| at_work()).collect();
    for _ in 0..100 {
        assert_rejected(&server);
    }
    assert_eq!(clients[0].ask(rest).status, 200, "open connections stay");
    clients.pop();
    let mut kept = Vec::new();
    eventually("there is room for another", || {
        let mut client = server.client();
        let is_served = client.try_answer_to(HEALTH) == Some(200);
        kept.extend(is_served.then_some(client));
        is_served
    });
    // Of those that wait for a next request the oldest makes room, again and again.
    for _ in 0..19 {
        eventually("one waits", || server.handle.monitor().counts().idle > 0);
        kept.extend(connect(&server, 1));
    }
    eventually("the oldest is closed", || kept[0].is_closed());
    assert_eq!(kept[19].ask(HEALTH).status, 200);
}

#[test]
fn connections_in_all() {
    check(EdgeSettings {
        max_connections: 5,
        ..EdgeSettings::default()
    });
}

#[test]
fn connections_of_one_client() {
    check(EdgeSettings {
        max_per_client: 5,
        ..EdgeSettings::default()
    });
}

#[test]
fn a_trusted_proxy_is_many_clients() {
    let trusted_proxies = vec!["127.0.0.1".parse().unwrap()];
    let server = Server::start(EdgeSettings {
        max_per_client: 5,
        trusted_proxies,
        ..EdgeSettings::default()
    });
    connect(&server, 10);
}

/// A client may keep asking on a connection that made room for another, without ever being idle: served, it would have as
/// many as it likes, none of which is counted.
#[test]
fn nothing_is_served_on_a_connection_that_made_room() {
    let server = Server::start(EdgeSettings {
        max_per_client: 1,
        ..EdgeSettings::default()
    });
    // Many who want the one place: each opens a connection, asks, and sends requests without end.
    let (attempts, over) = (AtomicUsize::new(0), AtomicBool::new(false));
    thread::scope(|scope| {
        let _ended = Ended(&over);
        for _ in 0..8 {
            scope.spawn(|| {
                while !over.load(SeqCst) {
                    let mut client = server.client();
                    let own = attempts.fetch_add(1, SeqCst);
                    let request = format!("GET /of/{own} HTTP/1.1\r\nHost: a\r\n\r\n");
                    if client.try_answer_to(&request) != Some(200) {
                        continue;
                    }
                    client.send(request.repeat(200));
                    while !over.load(SeqCst) && client.try_answer(false).is_some() {
                        client.send(&request);
                    }
                }
            });
        }
        let answers = || server.echo.served.lock().unwrap().len();
        eventually("many come and are served", || {
            attempts.load(SeqCst) > 1000 && answers() > 5000 || answers() > 50_000
        });
    });
    // Each is served until another one is, and never again.
    let mut turns = server.echo.served.lock().unwrap().clone();
    turns.dedup();
    let count = turns.len();
    turns.sort_unstable();
    turns.dedup();
    assert_eq!(turns.len(), count, "some were served beside others");
}

/// Tells those who ask for ever that the test is over, however it ends.
struct Ended<'flag>(&'flag AtomicBool);

impl Drop for Ended<'_> {
    fn drop(&mut self) {
        self.0.store(true, SeqCst);
    }
}

#[test]
fn without_threads_it_is_not_started() {
    let stack_bytes = 1 << 47; // more than there are addresses
    let settings = EdgeSettings {
        stack_bytes,
        ..EdgeSettings::default()
    };
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let echo: &'static Echo = Box::leak(Box::default());
    assert!(serve(listener, settings, Arc::new(echo)).is_err());
}

#[test]
fn bodies_share_a_budget() {
    let body_budget = 120_000;
    let server = Server::start(EdgeSettings {
        body_budget,
        ..EdgeSettings::default()
    });
    let mut first = server.client();
    first.send("POST /big HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n");
    first.send(vec![b'x'; 99_999]);
    // Refused before a byte of it is read, and with a word on when to come back. Asked this way,
    // it takes nothing that the first body, still arriving, would miss.
    let head = "POST /big HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n";
    eventually("the budget is spent", || {
        let answer = server
            .client()
            .ask(format!("{head}Content-Length: 50000\r\n\r\n"));
        answer.status == 503 && answer.header("Retry-After") == Some("1")
    });
    let space = " ".repeat(50_000);
    let big = format!("POST /big HTTP/1.1\r\nHost: a\r\nContent-Length: 50000\r\n\r\n{space}");
    let chunked = format!(
        "POST /big HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nc350\r\n{space}\r\n0\r\n\r\n"
    );
    assert_eq!(server.client().ask(&big).status, 503);
    assert_eq!(server.client().ask(&chunked).status, 503);
    // Small bodies don't count, so that big ones can't keep anybody from signing in.
    let space = " ".repeat(16_384);
    let small = format!("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 16384\r\n\r\n{space}");
    assert_eq!(server.client().ask(small).status, 200);
    assert_eq!(first.ask("x").status, 200);
    assert_eq!(server.client().ask(&big).status, 200, "and is given back");
    assert_eq!(server.client().ask(&chunked).status, 200);
}

#[test]
fn one_client_spends_no_more_of_the_budget_than_leaves_some_to_others() {
    let trusted_proxies = vec!["127.0.0.1".parse().unwrap()];
    let server = Server::start(EdgeSettings {
        body_budget: 1_000_000,
        trusted_proxies,
        ..EdgeSettings::default()
    });
    // A body of 100,000 bytes, all but the last of which have arrived.
    let begin = |from: &str| {
        let mut client = server.client();
        client.send(format!(
            "POST /big HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: {from}\r\nExpect: 100-continue\r\nContent-Length: 100000\r\n\r\n"
        ));
        let accepted = client.answer(false).status == 100;
        client.send(vec![b'x'; 99_999]);
        accepted.then_some(client)
    };
    let mut held = Vec::new();
    eventually("it is refused", || {
        let accepted = begin("203.0.113.7");
        let is_refused = accepted.is_none();
        held.extend(accepted);
        is_refused
    });
    assert!((8..=9).contains(&held.len()), "{}", held.len());
    let mut other = begin("198.51.100.1").expect("there is room for others");
    assert_eq!(other.ask("x").status, 200);
}

#[test]
fn a_client_that_disconnects_releases_its_budget() {
    let server = Server::start(EdgeSettings {
        body_budget: 120_000,
        ..EdgeSettings::default()
    });
    for _ in 0..10 {
        eventually("room", || {
            let mut client = server.client();
            client.send("POST /big HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 100000\r\n\r\n");
            let accepted = client.answer(false).status == 100;
            client.send(vec![b'x'; 99_999]);
            accepted
        });
    }
}
