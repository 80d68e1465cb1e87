//! TLS: the edge behaves the same with it.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::TcpStream;
use std::sync::atomic::Ordering::SeqCst;
use std::thread;
use std::time::{Duration, Instant};

use firststep::edge::EdgeSettings;
use rustls::CipherSuite;
use rustls::crypto::ring;
use rustls::version::{TLS12, TLS13};

use crate::secure::{Secure, certificate, secure, session, trusting, trusting_with, try_session};
use crate::support::{GENEROUS, eventually};

const HEALTH: &str = "GET /health HTTP/1.1\r\nHost: a\r\n\r\n";
const SECURE: &str = "GET /secure HTTP/1.1\r\nHost: a\r\n\r\n";
const WAIT: &str = "GET /wait HTTP/1.1\r\nHost: a\r\n\r\n";

#[test]
fn both_versions_are_supported_and_the_handler_knows() {
    let (pair, certificate) = certificate();
    let server = Secure::start(EdgeSettings::default());
    server.tls.replace_certificate(pair).unwrap();
    for version in [&TLS12, &TLS13] {
        let config = trusting(&certificate, &[version]);
        let mut client = secure(server.server.address, &config);
        assert_eq!(client.ask(SECURE).text(), "true");
        assert_eq!(client.ask(SECURE).text(), "true", "kept alive");
    }
    let plain = crate::support::Server::start(EdgeSettings::default());
    assert_eq!(plain.client().ask(SECURE).text(), "false");
}

/// Whatever order the client has them in.
#[test]
fn the_strongest_cipher_of_the_clients_is_taken() {
    let server = Secure::start(EdgeSettings::default());
    let mut weakest_first = ring::default_provider();
    weakest_first.cipher_suites.reverse();
    for (version, strongest) in [
        (&TLS12, CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384),
        (&TLS13, CipherSuite::TLS13_AES_256_GCM_SHA384),
    ] {
        let config = trusting_with(weakest_first.clone(), &server.certificate, &[version]);
        let session = try_session(server.server.address, &config).unwrap();
        let agreed = session.conn.negotiated_cipher_suite().unwrap();
        assert_eq!(agreed.suite(), strongest);
    }
}

#[test]
fn pipelined_requests_are_answered_in_order() {
    let server = Secure::start(EdgeSettings::default());
    let mut client = server.client();
    let request = |n| format!("POST /{n} HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi");
    client.send((0..50).map(request).collect::<String>());
    for n in 0..50 {
        assert_eq!(client.answer(false).text(), format!("POST /{n} hi"));
    }
}

#[test]
fn large_bodies_arrive_whole_both_ways() {
    let server = Secure::start(EdgeSettings::default());
    // Longer than any buffer, and nowhere the same for long.
    let letters =
        (0..4_900_000_u32).map(|n| b'a' + (n.wrapping_mul(n) >> 20).to_le_bytes()[0] % 26);
    let body = String::from_utf8(letters.collect()).unwrap();
    let mut client = server.client();
    client.send(format!(
        "POST /big HTTP/1.1\r\nHost: a\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    ));
    let answer = client.answer(false);
    assert!(
        answer.text() == format!("POST /big {body}"),
        "{}",
        answer.body.len()
    );
    client.send("POST /big HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
    for chunk in body.as_bytes().chunks(30_000) {
        let size = format!("{:x}\r\n", chunk.len());
        client.send([size.as_bytes(), chunk, b"\r\n"].concat());
    }
    client.send("0\r\n\r\n");
    let answer = client.answer(false);
    assert!(
        answer.text() == format!("POST /big {body}"),
        "{}",
        answer.body.len()
    );
}

#[test]
fn other_application_protocols_are_not_negotiated() {
    let mut server = Secure::start(EdgeSettings::default());
    let address = server.server.address;
    server.config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    let agreed = try_session(address, &server.config).unwrap();
    assert_eq!(agreed.conn.alpn_protocol(), Some(&b"http/1.1"[..]));
    server.config.alpn_protocols = vec![b"h2".to_vec()];
    assert!(try_session(address, &server.config).is_err());
    eventually("it is counted", || {
        let counts = server.server.handle.monitor().counts();
        (counts.handshakes, counts.handshakes_failed) == (1, 1)
    });
}

#[test]
fn a_session_is_resumed_by_its_ticket() {
    let server = Secure::start(EdgeSettings::default());
    let ask = || {
        let mut session = try_session(server.server.address, &server.config).unwrap();
        let request = "GET /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
        session.write_all(request.as_bytes()).unwrap();
        session.read_to_end(&mut Vec::new()).unwrap();
        session.conn.handshake_kind()
    };
    assert_eq!(ask(), Some(rustls::HandshakeKind::Full));
    assert_eq!(ask(), Some(rustls::HandshakeKind::Resumed));
}

#[test]
fn a_new_certificate_is_for_new_connections_and_open_ones_stay() {
    let server = Secure::start(EdgeSettings::default());
    let mut old = server.client();
    assert_eq!(old.ask(HEALTH).status, 200);
    let (pair, fresh) = certificate();
    server.tls.replace_certificate(pair).unwrap();
    let fresh = trusting(&fresh, &[&TLS13]);
    assert!(try_session(server.server.address, &server.config).is_err());
    assert_eq!(
        secure(server.server.address, &fresh).ask(HEALTH).status,
        200
    );
    assert_eq!(old.ask(HEALTH).status, 200);
}

#[test]
fn a_client_that_has_sent_close_notify_is_still_answered() {
    let server = Secure::start(EdgeSettings::default());
    let mut session = try_session(server.server.address, &server.config).unwrap();
    session.write_all(HEALTH.as_bytes()).unwrap();
    session.conn.send_close_notify();
    session.flush().unwrap();
    let mut answer = String::new();
    session.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
}

/// Reading ends with `Ok(0)` only after a close_notify; without one it is an error.
#[test]
fn every_connection_ends_with_close_notify_against_truncation() {
    let server = Secure::start(EdgeSettings {
        idle_deadline: Duration::from_millis(100),
        ..EdgeSettings::default()
    });
    let close = "GET /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    for request in [close, HEALTH, "GET nonsense\r\n\r\n"] {
        let mut session = try_session(server.server.address, &server.config).unwrap();
        session.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        session.read_to_end(&mut answer).unwrap();
        assert!(answer.starts_with(b"HTTP/1.1 "), "{request}");
    }
}

#[test]
fn shutdown_serves_what_has_begun_and_closes_the_idle() {
    let server = Secure::start(EdgeSettings::default());
    let (mut busy, mut idle) = (server.client(), server.client());
    assert_eq!(idle.ask(HEALTH).status, 200);
    let monitor = server.server.handle.monitor();
    // A client has its answer before the server counts it as idle: for a moment it is the busy one.
    eventually("both are idle", || monitor.counts().idle == 2);
    // One in the middle of its handshake, one that never begins it.
    let stream = TcpStream::connect(server.server.address).unwrap();
    let mut hello = Vec::new();
    let mut half = session(stream.try_clone().unwrap(), &server.config);
    half.conn.write_tls(&mut hello).unwrap();
    (&stream).write_all(&hello[..hello.len() / 2]).unwrap();
    let silent = TcpStream::connect(server.server.address).unwrap();
    busy.send(WAIT);
    eventually("all connections have their state", || {
        let counts = monitor.counts();
        (counts.handshaking, counts.idle, counts.busy) == (2, 1, 1)
    });
    drop(monitor);
    let (echo, handle) = (server.server.echo, server.server.handle);
    let begun = Instant::now();
    let shutdown = thread::spawn(move || handle.shutdown(2 * GENEROUS));
    assert!(idle.is_closed());
    for mut stream in [&stream, &silent] {
        stream.set_read_timeout(Some(GENEROUS)).unwrap();
        let mut rest = Vec::new();
        let end = stream.read_to_end(&mut rest);
        assert!(end.is_ok() || end.is_err_and(|error| error.kind() == ErrorKind::ConnectionReset));
    }
    echo.released.store(true, SeqCst);
    let answer = busy.answer(false);
    assert_eq!(
        (answer.text(), answer.header("Connection")),
        ("waited".into(), Some("close"))
    );
    assert!(busy.is_closed());
    drop(busy);
    assert_eq!(shutdown.join().unwrap(), 0);
    assert!(begun.elapsed() < GENEROUS, "shutdown waited in vain");
}
