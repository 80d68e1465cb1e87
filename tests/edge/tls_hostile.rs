//! Handshakes that are slow or broken, and connections without one.

use std::io::{ErrorKind, Read, Write as _};
use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4, TcpStream};
use std::sync::atomic::Ordering::SeqCst;
use std::thread;
use std::time::{Duration, Instant};

use chacha20poly1305::aead::{Aead as _, Payload};
use chacha20poly1305::{ChaCha20Poly1305, KeyInit as _};
use firststep::edge::EdgeSettings;
use rustls::crypto::ring;
use rustls::version::TLS13;
use rustls::{ClientConfig, ConnectionTrafficSecrets};

use crate::secure::{Secure, session, trusting_with, try_session};
use crate::support::{Client, GENEROUS, HEALTH, SHORT, Server, eventually, hurried};

/// Alerts (RFC 8446, section 6.2).
const PROTOCOL_VERSION: u8 = 70;
const INTERNAL_ERROR: u8 = 80;

/// The first message of a handshake.
fn hello(server: &Secure) -> Vec<u8> {
    let mut session = session(
        TcpStream::connect(server.server.address).unwrap(),
        &server.config,
    );
    let mut hello = Vec::new();
    session.conn.write_tls(&mut hello).unwrap();
    hello
}

/// A first message of this version of the protocol, and of none newer.
fn old_hello(version: [u8; 2]) -> Vec<u8> {
    let mut message = version.to_vec();
    message.extend([7; 32]); // random
    message.push(0); // no session
    message.extend([0, 4, 0xc0, 0x2b, 0xc0, 0x09]); // cipher suites
    message.extend([1, 0]); // no compression
    message.extend([0, 22]); // extensions: signatures, groups, points
    message.extend([0, 13, 0, 4, 0, 2, 4, 3, 0, 10, 0, 4, 0, 2, 0, 23]);
    message.extend([0, 11, 0, 2, 1, 0]);
    let length = u8::try_from(message.len()).unwrap();
    let mut record = vec![22, 3, version[1].min(1), 0, length + 4, 1, 0, 0, length];
    record.append(&mut message);
    record
}

/// Everything the server sends until it closes.
fn rest(mut stream: &TcpStream) -> Vec<u8> {
    stream.set_read_timeout(Some(GENEROUS)).unwrap();
    let mut received = Vec::new();
    match stream.read_to_end(&mut received) {
        Err(error) if error.kind() != ErrorKind::ConnectionReset => panic!("{error}"),
        _ => received,
    }
}

fn reply_to(server: &Secure, bytes: &[u8]) -> Vec<u8> {
    let mut stream = TcpStream::connect(server.server.address).unwrap();
    stream.write_all(bytes).unwrap();
    rest(&stream)
}

#[test]
fn old_versions_are_refused_by_their_number() {
    let server = Secure::start(EdgeSettings::default());
    for version in [[3, 0], [3, 1], [3, 2]] {
        let reply = reply_to(&server, &old_hello(version));
        assert_eq!(
            (reply[0], reply[5], reply[6]),
            (21, 2, PROTOCOL_VERSION),
            "{version:?}"
        );
    }
    let mut stream = TcpStream::connect(server.server.address).unwrap();
    stream.write_all(&old_hello([3, 3])).unwrap();
    stream.shutdown(std::net::Shutdown::Write).unwrap();
    assert_eq!(rest(&stream)[0], 22, "nothing else is wrong with it");
    eventually("all four came to nothing", || {
        let counts = server.server.handle.monitor().counts();
        (counts.handshakes, counts.handshakes_failed) == (0, 4)
    });
    server.assert_healthy();
}

#[test]
fn garbage_is_answered_with_an_alert_at_most() {
    let server = Secure::start(EdgeSettings::default());
    let hello = hello(&server);
    let mut broken = vec![
        vec![0x80, 0x2e, 1, 0, 2, 0, 21, 0, 0, 0, 16],
        vec![22, 3, 1, 0xff, 0xff],
        vec![22; 40],
        vec![0; 20_000],
        [&hello[..], &[23, 3, 3, 0, 1, 0]].concat(),
        [
            &[22, 3, 1, 0x40, 0x00, 1, 0xff, 0xff, 0xff][..],
            &[b'x'; 0x4000],
        ]
        .concat(),
    ];
    for at in (0..hello.len()).step_by(7) {
        let mut bytes = hello.clone();
        bytes[at] ^= 0xff;
        broken.push(bytes);
    }
    for bytes in broken {
        let mut stream = TcpStream::connect(server.server.address).unwrap();
        let _ = stream.write_all(&bytes);
        let _ = stream.shutdown(std::net::Shutdown::Write);
        let reply = rest(&stream);
        assert!(
            reply.is_empty() || (20..=22).contains(&reply[0]),
            "{bytes:?}: {reply:?}"
        );
    }
    server.assert_healthy();
}

#[test]
fn plain_http_is_answered_with_a_hint_at_tls() {
    let server = Secure::start(EdgeSettings::default());
    for request in [
        HEALTH,
        "POST /big HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello",
    ] {
        let mut client = server.server.client();
        let answer = client.ask(request);
        assert_eq!(answer.status, 400);
        assert!(answer.text().ends_with(" NeedsTls"), "{}", answer.text());
        assert_eq!(answer.header("Connection"), Some("close"));
        assert!(client.is_closed());
    }
    let mut client = server.server.client();
    client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
    assert_eq!(client.answer(true).status, 400);
    assert!(client.is_closed());
    assert_eq!(server.server.client().ask("G\n").status, 400);
    assert_eq!(
        server.server.echo.entered.load(SeqCst),
        0,
        "nothing was served"
    );
    server.assert_healthy();
}

#[test]
fn silent_stalled_and_slow_handshakes_end_at_the_deadline() {
    let server = Secure::start(hurried());
    let hello = hello(&server);
    let openings: [&[u8]; 5] = [b"", &hello[..1], &hello[..100], &hello, b"GET / HT"];
    for opening in openings {
        let begun = Instant::now();
        let mut stream = TcpStream::connect(server.server.address).unwrap();
        stream.write_all(opening).unwrap();
        let reply = rest(&stream);
        assert!(begun.elapsed() > SHORT * 9 / 10 && begun.elapsed() < GENEROUS);
        let tls = reply.is_empty() || reply[0] == 22 || reply[0] == 21;
        assert!(tls || reply.starts_with(b"HTTP/1.1 408 "), "{reply:?}");
    }
    // Single bytes don't extend the deadline.
    let mut stream = TcpStream::connect(server.server.address).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_millis(20)))
        .unwrap();
    let begun = Instant::now();
    // All but the last, which would be answered.
    let cut = hello[..hello.len() - 1].iter().any(|byte| {
        let _ = stream.write_all(&[*byte]);
        // Windows says the latter.
        let silent = |error: std::io::Error| {
            matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut)
        };
        !stream.read(&mut [0]).is_err_and(silent)
    });
    assert!(cut && begun.elapsed() > SHORT * 9 / 10);
    server.assert_healthy();
}

#[test]
fn deadlines_hold_behind_the_handshake() {
    let server = Secure::start(hurried());
    for (opening, status) in [
        ("GET / HTTP/1.1\r\nHos", Some(408)),
        (
            "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf",
            Some(408),
        ),
        ("", None),
    ] {
        let begun = Instant::now();
        let mut client = server.client();
        assert_eq!(client.try_answer_to(opening), status, "{opening}");
        assert!(begun.elapsed() > SHORT * 9 / 10 && begun.elapsed() < GENEROUS);
    }
    // A client that doesn't read is cut off.
    let mut client = server.client();
    client.send("GET /endless HTTP/1.1\r\nHost: a\r\n\r\n");
    eventually("the answer is aborted", || {
        server.server.echo.readers_dropped.load(SeqCst) == 1
    });
}

/// Empty records move bytes, but no byte of the request.
#[test]
fn endless_empty_records_do_not_extend_the_deadline() {
    let mut server = Secure::start(hurried());
    server.config = only_chacha(&server);
    let mut session = try_session(server.server.address, &server.config).unwrap();
    let head = "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf";
    session.write_all(head.as_bytes()).unwrap();
    let (state, mut socket) = session.into_parts();
    let (first, secrets) = state.dangerous_extract_secrets().unwrap().tx;
    let begun = Instant::now();
    let mut taken = |number| socket.write_all(&empty_record(&secrets, number)).is_ok();
    let mut number = first;
    while begun.elapsed() < GENEROUS && taken(number) {
        number += 1;
    }
    assert!(begun.elapsed() < GENEROUS, "there was no end to it");
    server.assert_healthy();
}

/// With the one cipher that [`empty_record`] supports, and with access to its keys.
fn only_chacha(server: &Secure) -> ClientConfig {
    let mut provider = ring::default_provider();
    provider.cipher_suites = vec![ring::cipher_suite::TLS13_CHACHA20_POLY1305_SHA256];
    let mut config = trusting_with(provider, &server.certificate, &[&TLS13]);
    config.enable_secret_extraction = true;
    config
}

/// A record of application data that carries none (RFC 8446, section 5.2).
fn empty_record(secrets: &ConnectionTrafficSecrets, number: u64) -> Vec<u8> {
    let ConnectionTrafficSecrets::Chacha20Poly1305 { key, iv } = secrets else {
        panic!("another cipher");
    };
    let mut nonce = [0; 12];
    nonce[4..].copy_from_slice(&number.to_be_bytes());
    nonce
        .iter_mut()
        .zip(iv.as_ref())
        .for_each(|(one, other)| *one ^= other);
    let head = [23, 3, 3, 0, 17];
    let content = Payload {
        msg: &[23],
        aad: &head,
    };
    let cipher = ChaCha20Poly1305::new_from_slice(key.as_ref()).unwrap();
    let sealed = cipher.encrypt(&nonce.into(), content).unwrap();
    [&head[..], &sealed].concat()
}

#[test]
fn a_client_that_disconnects_early_leaves_no_connection() {
    let server = Secure::start(EdgeSettings::default());
    let hello = hello(&server);
    for length in [0, 1, hello.len() / 2, hello.len()] {
        let mut stream = TcpStream::connect(server.server.address).unwrap();
        stream.write_all(&hello[..length]).unwrap();
    }
    drop(server.client());
    let monitor = server.server.handle.monitor();
    eventually("no connection is open", || {
        let counts = monitor.counts();
        counts.handshaking + counts.idle + counts.busy == 0
    });
    server.assert_healthy();
}

/// A connection from another of this machine's own addresses.
fn connect_from(own: Ipv4Addr, to: SocketAddr) -> TcpStream {
    use rustix::net::{AddressFamily, SocketType, bind, connect, socket};
    let socket = socket(AddressFamily::INET, SocketType::STREAM, None).unwrap();
    bind(&socket, &SocketAddrV4::new(own, 0)).unwrap();
    connect(&socket, &to).unwrap();
    socket.into()
}

#[test]
fn slow_handshakes_count_against_the_limit_per_client() {
    let server = Secure::start(EdgeSettings {
        max_per_client: 4,
        max_connections: 8,
        ..EdgeSettings::default()
    });
    let address = server.server.address;
    let flood: Vec<TcpStream> = (0..20)
        .map(|_| TcpStream::connect(address).unwrap())
        .collect();
    let counts = server.server.handle.monitor();
    eventually("the client's limit is reached", || {
        let counts = counts.counts();
        counts.accepted == 21 - 1 && counts.handshaking == 4
    });
    // Before a handshake, an alert is the only possible answer.
    let alert = rest(&flood[19]);
    assert_eq!(alert, [21, 3, 3, 0, 2, 2, INTERNAL_ERROR]);
    let other = connect_from(Ipv4Addr::new(127, 0, 0, 2), address);
    let config = server.config.clone();
    let mut other = Client::over(other, |stream| Box::new(session(stream, &config)));
    assert_eq!(other.ask(HEALTH).status, 200);
}

/// All at once, slow ones among them: the others are served.
#[test]
fn many_handshakes_at_once_are_served() {
    let server = Secure::start(EdgeSettings::default());
    let slow: Vec<TcpStream> = (0..50)
        .map(|_| TcpStream::connect(server.server.address).unwrap())
        .collect();
    thread::scope(|scope| {
        for _ in 0..16 {
            scope.spawn(|| (0..5).for_each(|_| server.assert_healthy()));
        }
    });
    drop(slow);
}

#[test]
fn without_tls_a_handshake_is_a_bad_request() {
    let server = Server::start(EdgeSettings::default());
    let secure = Secure::start(EdgeSettings::default());
    let mut client = server.client();
    assert_eq!(client.ask(hello(&secure)).status, 400);
}
