//! Keep-alive, pipelining, bodies, 100-continue, HTTP/1.0 and panics.

use std::fmt::Write;
use std::sync::atomic::Ordering::SeqCst;

use firststep::edge::EdgeSettings;

use crate::support::{Server, eventually};

const HEALTH: &str = "GET /health HTTP/1.1\r\nHost: a\r\n\r\n";

fn server() -> Server {
    Server::start(EdgeSettings::default())
}

#[test]
fn one_connection_carries_many_requests() {
    let mut client = server().client();
    for round in 0..100 {
        let body = "b".repeat(round * 37);
        let length = body.len();
        let answer = client.ask(format!(
            "POST /{round}?q=%20 HTTP/1.1\r\nHost: a\r\nContent-Length: {length}\r\n\r\n{body}"
        ));
        assert_eq!(answer.text(), format!("POST /{round}?q=%20 {body}"));
        assert_eq!(answer.header("Connection"), None);
    }
}

#[test]
fn pipelined_requests_are_answered_in_order() {
    let mut client = server().client();
    let request = |n| match n % 3 {
        0 => format!("GET /p/{n} HTTP/1.1\r\nHost: a\r\n\r\n"),
        1 => format!("POST /p/{n} HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"),
        _ => format!(
            "PUT /p/{n} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
        ),
    };
    client.send((0..300).map(request).collect::<String>());
    for n in 0..300 {
        assert!(
            client.answer(false).text().contains(&format!(" /p/{n} ")),
            "{n}"
        );
    }
}

#[test]
fn a_request_may_come_byte_by_byte() {
    let mut client = server().client();
    let request = "\r\nPOST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2;x\r\nab\r\n1\r\nc\r\n0\r\nT: u\r\n\r\n";
    for byte in request.bytes() {
        client.send([byte]);
    }
    assert_eq!(client.answer(false).text(), "POST /a abc");
    assert_eq!(client.ask(HEALTH).text(), "ok");
}

#[test]
fn big_bodies_arrive_whole() {
    let mut client = server().client();
    let body: String = (0..=u64::MAX)
        .map(|n| n.to_string())
        .take(1_000_000)
        .collect();
    let length = body.len();
    client.send(format!(
        "POST /big HTTP/1.1\r\nHost: a\r\nContent-Length: {length}\r\n\r\n{body}"
    ));
    assert_eq!(client.answer(false).text(), format!("POST /big {body}"));
    let mut chunked =
        String::from("POST /big HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
    for piece in body.as_bytes().chunks(77_777) {
        let piece = std::str::from_utf8(piece).unwrap();
        write!(chunked, "{:X}\r\n{piece}\r\n", piece.len()).unwrap();
    }
    client.send(chunked + "0\r\n\r\n");
    assert_eq!(client.answer(false).text(), format!("POST /big {body}"));
}

#[test]
fn continue_is_sent_once_the_body_is_accepted() {
    let server = server();
    let mut client = server.client();
    let head = "POST /a HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\nContent-Length: 5\r\n\r\n";
    assert_eq!(client.ask(head).status, 100);
    assert_eq!(client.ask("hello").text(), "POST /a hello");
    // A client that doesn't wait for it gets none.
    assert_eq!(client.ask(format!("{head}again")).text(), "POST /a again");
    let chunked =
        "POST /a HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n";
    assert_eq!(client.ask(chunked).status, 100);
    assert_eq!(client.ask("1\r\n!\r\n0\r\n\r\n").text(), "POST /a !");
    // Without a body there is nothing to wait for.
    let none = "POST /a HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n\r\n";
    assert_eq!(client.ask(none).status, 200);
}

#[test]
fn a_refused_body_is_not_asked_for() {
    let server = server();
    let mut client = server.client();
    let answer = client.ask(
        "POST /a HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 99999\r\n\r\n",
    );
    assert_eq!(answer.status, 413);
    assert_eq!(
        answer.text(),
        "refused POST /a BodyTooLarge { limit: 65536 }"
    );
    assert!(client.is_closed());
    assert_eq!(server.echo.entered.load(SeqCst), 0);
}

#[test]
fn a_client_that_sends_a_refused_body_can_read_the_answer() {
    let mut client = server().client();
    client.send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 4000000\r\n\r\n");
    client.send(vec![b'x'; 4_000_000]);
    assert_eq!(client.answer(false).status, 413);
    assert!(client.is_closed());
}

#[test]
fn http_1_0_closes_unless_asked_to_stay() {
    let server = server();
    let mut client = server.client();
    let answer = client.ask("GET /health HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n");
    assert_eq!(answer.header("Connection"), Some("keep-alive"));
    assert_eq!(
        client
            .ask("GET /stream HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
            .text(),
        "a stream"
    );
    assert!(
        client.is_closed(),
        "an answer of unknown size ends with the connection"
    );
    let mut client = server.client();
    let answer = client.ask("GET /health HTTP/1.0\r\n\r\n");
    assert_eq!(
        (answer.header("Connection"), answer.text()),
        (Some("close"), "ok".into())
    );
    assert!(client.is_closed());
}

#[test]
fn close_is_close_in_any_case() {
    let server = server();
    for header in [
        "close",
        "Close",
        "foo, CLOSE",
        "keep-alive,close",
        "close , keep-alive",
    ] {
        let mut client = server.client();
        let answer = client.ask(format!(
            "GET /health HTTP/1.1\r\nHost: a\r\nConnection: {header}\r\n\r\n"
        ));
        assert_eq!(answer.header("Connection"), Some("close"), "{header}");
        assert!(client.is_closed(), "{header}");
    }
}

#[test]
fn a_panic_is_a_500_for_that_request_alone() {
    let server = server();
    let mut neighbour = server.client();
    assert_eq!(neighbour.ask(HEALTH).status, 200);
    let mut client = server.client();
    let answer = client.ask("GET /panic HTTP/1.1\r\nHost: a\r\n\r\n");
    assert_eq!(
        (answer.status, answer.text()),
        (500, "refused GET /panic Panic".into())
    );
    assert!(client.is_closed());
    let twice = server
        .client()
        .ask("GET /panic?twice HTTP/1.1\r\nHost: a\r\n\r\n");
    assert_eq!((twice.status, twice.text()), (500, String::new()));
    let mut client = server.client();
    let answer = client.ask("POST /early-panic HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n!");
    assert_eq!(
        (answer.status, answer.text()),
        (500, "refused POST /early-panic Panic".into())
    );
    assert!(client.is_closed());
    assert_eq!(neighbour.ask(HEALTH).status, 200);
    server.assert_healthy();
}

#[test]
fn a_body_that_nobody_read_is_not_the_next_request() {
    let server = server();
    let mut client = server.client();
    let length = HEALTH.len();
    let answer = client.ask(format!(
        "POST /unread HTTP/1.1\r\nHost: a\r\nContent-Length: {length}\r\n\r\n{HEALTH}"
    ));
    assert_eq!((answer.status, answer.text()), (200, "unread".into()));
    assert!(client.is_closed());
    assert_eq!(server.client().ask(HEALTH).status, 200);
}

#[test]
fn a_panic_closes_its_connection() {
    let server = Server::start(EdgeSettings {
        max_connections: 4,
        linger: std::time::Duration::ZERO,
        ..EdgeSettings::default()
    });
    for _ in 0..20 {
        eventually("room for another", || {
            server
                .client()
                .try_answer_to("GET /panic HTTP/1.1\r\nHost: a\r\n\r\n")
                == Some(500)
        });
    }
}

#[test]
fn headers_and_address_reach_the_handler() {
    let server = server();
    let mut client = server.client();
    let answer = client.ask("GET /headers HTTP/1.1\r\nHost: a\r\nX-oDd:  v  w \r\n\r\n");
    assert_eq!(answer.text(), r#"[("Host", "a"), ("X-oDd", "v  w")]"#);
    let forwarded = "GET /who HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 9.9.9.9, 5.6.7.8\r\n\r\n";
    assert_eq!(
        client.ask(forwarded).text(),
        client.stream.local_addr().unwrap().to_string()
    );
    let trusted_proxies = vec!["127.0.0.0/8".parse().unwrap()];
    let server = Server::start(EdgeSettings {
        trusted_proxies,
        ..EdgeSettings::default()
    });
    assert_eq!(server.client().ask(forwarded).text(), "5.6.7.8:0");
}
