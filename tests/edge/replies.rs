//! The bytes of answers.

use firststep::edge::EdgeSettings;

use crate::support::{Client, Server};

fn ask(client: &mut Client, method: &str, target: &str) -> crate::support::Answer {
    client.send(format!("{method} {target} HTTP/1.1\r\nHost: a\r\n\r\n"));
    client.answer(method == "HEAD")
}

#[test]
fn an_answer_is_exactly_this() {
    let mut client = Server::start(EdgeSettings::default()).client();
    client.send("GET /health HTTP/1.0\r\n\r\n");
    let text = String::from_utf8(client.rest()).unwrap();
    let (before, rest) = text.split_once("Date: ").unwrap();
    let (date, after) = rest.split_once("\r\n").unwrap();
    assert_eq!(before, "HTTP/1.1 200 OK\r\n");
    assert!(date.len() == 29 && date.ends_with(" GMT"), "{date}");
    let expected = "Content-Type: text/plain; charset=utf-8\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";
    assert_eq!(after, expected);
}

#[test]
fn sizes_around_a_write_arrive_whole() {
    let mut client = Server::start(EdgeSettings::default()).client();
    for size in [
        0, 1, 899, 900, 1_400, 4_096, 32_767, 32_768, 32_769, 65_536, 1_000_000,
    ] {
        let answer = ask(&mut client, "GET", &format!("/size?{size}"));
        assert_eq!(answer.header("Content-Length"), Some(&*size.to_string()));
        assert_eq!(answer.body.len(), size);
    }
}

#[test]
fn unknown_sizes_go_in_chunks() {
    let mut client = Server::start(EdgeSettings::default()).client();
    for (target, body) in [("/stream", "a stream"), ("/drip", "abcd")] {
        let answer = ask(&mut client, "GET", target);
        assert_eq!(answer.header("Transfer-Encoding"), Some("chunked"));
        assert_eq!(
            (answer.header("Content-Length"), answer.text()),
            (None, body.into())
        );
    }
}

#[test]
fn head_is_answered_without_the_body() {
    let mut client = Server::start(EdgeSettings::default()).client();
    assert_eq!(
        ask(&mut client, "HEAD", "/health").header("Content-Length"),
        Some("2")
    );
    assert_eq!(
        ask(&mut client, "HEAD", "/size?70000").header("Content-Length"),
        Some("70000")
    );
    assert_eq!(
        ask(&mut client, "HEAD", "/stream").header("Transfer-Encoding"),
        Some("chunked")
    );
    assert_eq!(ask(&mut client, "GET", "/health").text(), "ok");
    client.send("HEAD /panic HTTP/1.1\r\nHost: a\r\n\r\n");
    assert_eq!(client.answer(true).status, 500);
    assert!(client.is_closed());
}

#[test]
fn some_statuses_have_no_body() {
    let mut client = Server::start(EdgeSettings::default()).client();
    for status in [204, 304] {
        let answer = ask(&mut client, "GET", &format!("/{status}"));
        assert_eq!(answer.status, status);
        assert_eq!(answer.header("Content-Length"), None);
        assert_eq!(answer.header("Transfer-Encoding"), None);
    }
    assert_eq!(ask(&mut client, "GET", "/health").text(), "ok");
}

#[test]
fn an_interim_status_is_no_answer() {
    let mut client = Server::start(EdgeSettings::default()).client();
    client.send("GET /101 HTTP/1.1\r\nHost: a\r\n\r\n");
    assert_eq!(client.answer(true).status, 500);
}

#[test]
fn no_header_ends_its_line_early_or_frames_the_answer() {
    let mut client = Server::start(EdgeSettings::default()).client();
    let answer = ask(&mut client, "GET", "/inject");
    assert_eq!(answer.text(), "whole");
    let names: Vec<_> = answer
        .headers
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    let expected = [
        "Date",
        "Content-Type",
        "X-Good",
        "Content-Range",
        "Content-Length",
    ];
    assert_eq!(names, expected);
    assert_eq!(answer.header("X-Good"), Some("1\t2"));
    assert_ne!(answer.header("Date"), Some("never"));
    assert_eq!(ask(&mut client, "GET", "/health").text(), "ok");
}

#[test]
fn a_truncated_answer_is_recognised() {
    let server = Server::start(EdgeSettings::default());
    for target in ["/broken", "/short"] {
        let mut client = server.client();
        client.send(format!("GET {target} HTTP/1.1\r\nHost: a\r\n\r\n"));
        assert!(client.try_answer(false).is_none(), "{target}");
    }
    server.assert_healthy();
}
