//! A thousand clients whose requests stall.

use std::sync::atomic::Ordering::SeqCst;
use std::time::{Duration, Instant};

use firststep::edge::{EdgeSettings, raise_fd_limit};

use crate::support::{Client, Server, eventually};

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
