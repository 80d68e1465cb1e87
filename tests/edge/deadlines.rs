//! Slow clients: deadlines that a trickle of bytes doesn't extend.

use std::io::{ErrorKind, Read, Write};
use std::sync::atomic::Ordering::SeqCst;
use std::time::{Duration, Instant};

use firststep::edge::EdgeSettings;

use crate::support::{Client, GENEROUS, HEALTH, SHORT, Server, eventually, hurried};

/// Sends `opening`, then repeats `drop` every 20 ms until the server answers or closes. Returns the
/// first bytes of the answer, which came neither early nor late.
fn trickle(client: &mut Client, opening: &str, drop: &str) -> Vec<u8> {
    let begun = Instant::now();
    client.send(opening);
    client
        .stream
        .set_read_timeout(Some(Duration::from_millis(20)))
        .unwrap();
    let mut answer = vec![0; 999];
    let result = loop {
        assert!(begun.elapsed() < GENEROUS, "still listening");
        match client.stream.read(&mut answer) {
            // Windows says the latter.
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
            result => break result,
        }
        let _ = client.stream.write_all(drop.as_bytes());
    };
    assert!(
        begun.elapsed() > SHORT * 9 / 10,
        "too early: {:?}",
        begun.elapsed()
    );
    answer.truncate(result.unwrap_or(0));
    answer
}

fn assert_times_out(client: &mut Client, opening: &str, drop: &str) {
    let answer = trickle(client, opening, drop);
    assert!(
        answer.starts_with(b"HTTP/1.1 408 Request Timeout\r\n"),
        "{opening}{drop}"
    );
}

#[test]
fn a_heads_deadline_counts_from_its_first_byte() {
    let server = Server::start(hurried());
    assert_times_out(
        &mut server.client(),
        "GET /a HTTP/1.1\r\nHost: a\r\nX: ",
        "",
    );
    assert_times_out(
        &mut server.client(),
        "GET /a HTTP/1.1\r\nHost: a\r\nX: ",
        "y",
    );
    let mut second = server.client();
    assert_eq!(second.ask(HEALTH).status, 200);
    assert_times_out(&mut second, "G", "E");
}

#[test]
fn a_silent_connection_is_closed_without_an_answer() {
    let server = Server::start(EdgeSettings {
        head_deadline: GENEROUS,
        ..hurried()
    });
    let mut kept = server.client();
    assert_eq!(
        kept.ask("GET /health HTTP/1.1\r\nHost: a\r\n\r\n").status,
        200
    );
    assert!(kept.is_closed());
    let server = Server::start(EdgeSettings {
        idle_deadline: GENEROUS,
        ..hurried()
    });
    assert!(server.client().is_closed());
}

#[test]
fn a_body_below_the_least_rate_times_out() {
    let server = Server::start(hurried());
    for head in [
        "Content-Length: 60000\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\nea60\r\n",
    ] {
        for drop in ["", "x"] {
            let opening = format!("POST /a HTTP/1.1\r\nHost: a\r\n{head}");
            assert_times_out(&mut server.client(), &opening, drop);
        }
    }
    assert_eq!(server.echo.entered.load(SeqCst), 0);
}

#[test]
fn a_body_that_stalls_after_a_fast_start_times_out() {
    let server = Server::start(EdgeSettings {
        body_min_rate: 1,
        ..hurried()
    });
    let opening = format!(
        "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 60000\r\n\r\n{:50000}",
        ""
    );
    assert_times_out(&mut server.client(), &opening, "");
}

/// Takes two and a half times the grace, at more than the least rate throughout.
#[test]
fn a_slow_but_steady_body_is_read() {
    let grace = Duration::from_secs(1);
    let server = Server::start(EdgeSettings {
        body_grace: grace,
        body_min_rate: 100,
        ..hurried()
    });
    let mut client = server.client();
    client.send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 60000\r\n\r\n");
    let (begun, mut sent) = (Instant::now(), 0);
    client
        .stream
        .set_read_timeout(Some(Duration::from_millis(50)))
        .unwrap();
    while begun.elapsed() < grace * 5 / 2 {
        client.send([b'x'; 100]);
        sent += 100;
        assert!(
            client.stream.read(&mut [0]).is_err(),
            "refused after {:?}",
            begun.elapsed()
        );
    }
    client.stream.set_read_timeout(Some(GENEROUS)).unwrap();
    client.send(vec![b'x'; 60_000 - sent]);
    assert_eq!(client.answer(false).status, 200);
}

#[test]
fn a_client_that_does_not_read_is_cut_off() {
    for target in ["/long", "/endless"] {
        let server = Server::start(hurried());
        let mut client = server.client();
        client.send(format!("GET {target} HTTP/1.1\r\nHost: a\r\n\r\n"));
        eventually("the reader is dropped", || {
            server.echo.readers_dropped.load(SeqCst) == 1
        });
        assert!(
            client.try_answer(false).is_none(),
            "an answer cut off is not whole"
        );
    }
}

#[test]
fn a_client_that_reads_too_slowly_is_cut_off() {
    let server = Server::start(hurried());
    let mut client = server.client();
    client.send("GET /long HTTP/1.1\r\nHost: a\r\n\r\n");
    eventually("the reader is dropped", || {
        let _ = client.stream.read(&mut [0; 8]);
        server.echo.readers_dropped.load(SeqCst) == 1
    });
}

#[test]
fn a_lingering_close_ends_too() {
    let server = Server::start(EdgeSettings {
        max_connections: 1,
        ..hurried()
    });
    let mut client = server.client();
    client.send("POST /none HTTP/1.1\r\nHost: a\r\nContent-Length: 60000\r\n\r\n");
    assert_eq!(client.answer(false).status, 413);
    // The client neither closes nor stops sending; its connection ends all the same.
    eventually("there is room for another", || {
        client.send("x");
        server.client().try_answer_to(HEALTH) == Some(200)
    });
}
