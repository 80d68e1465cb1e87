//! Requests that two parsers could read in two ways, and harmless ones that resemble them.
//!
//! Each row is sent unchanged. The statuses are all the answers that come; a row that ends
//! `Closed` gets no more of them, one that ends `Open` still answers a health check.

use firststep::edge::EdgeSettings;

use crate::support::Server;

#[derive(Clone, Copy, PartialEq)]
enum End {
    Open,
    Closed,
}
use End::{Closed, Open};

type Row = (&'static str, &'static [u8], &'static [u16], End);

#[rustfmt::skip]
const REQUEST_LINES: &[Row] = &[
    ("plain", b"GET /a HTTP/1.1\r\nHost: a\r\n\r\n", &[200], Open),
    ("unknown method", b"BREW /a HTTP/1.1\r\nHost: a\r\n\r\n", &[200], Open),
    ("one empty line before", b"\r\nGET /a HTTP/1.1\r\nHost: a\r\n\r\n", &[200], Open),
    ("two empty lines before", b"\r\n\r\nGET /a HTTP/1.1\r\nHost: a\r\n\r\n", &[200], Open),
    ("three empty lines before", b"\r\n\r\n\r\nGET /a HTTP/1.1\r\nHost: a\r\n\r\n", &[400], Closed),
    ("bare LF before", b"\nGET /a HTTP/1.1\r\nHost: a\r\n\r\n", &[400], Closed),
    ("bare LF line", b"GET /a HTTP/1.1\nHost: a\r\n\r\n", &[400], Closed),
    ("bare CR in line", b"GET /a\rb HTTP/1.1\r\nHost: a\r\n\r\n", &[400], Closed),
    ("two spaces", b"GET  /a HTTP/1.1\r\nHost: a\r\n\r\n", &[400], Closed),
    ("space before version", b"GET /a  HTTP/1.1\r\nHost: a\r\n\r\n", &[400], Closed),
    ("space after version", b"GET /a HTTP/1.1 \r\nHost: a\r\n\r\n", &[400], Closed),
    ("space before method", b" GET /a HTTP/1.1\r\nHost: a\r\n\r\n", &[400], Closed),
    ("tab for space", b"GET\t/a\tHTTP/1.1\r\nHost: a\r\n\r\n", &[400], Closed),
    ("space in target", b"GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", &[400], Closed),
    ("NUL in target", b"GET /a\0b HTTP/1.1\r\nHost: a\r\n\r\n", &[400], Closed),
    ("DEL in target", b"GET /a\x7fb HTTP/1.1\r\nHost: a\r\n\r\n", &[400], Closed),
    ("raw UTF-8 in target", b"GET /\xc3\xa9 HTTP/1.1\r\nHost: a\r\n\r\n", &[400], Closed),
    ("raw byte in target", b"GET /\xe9 HTTP/1.1\r\nHost: a\r\n\r\n", &[400], Closed),
    ("fragment", b"GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n", &[400], Closed),
    ("no slash", b"GET a HTTP/1.1\r\nHost: a\r\n\r\n", &[400], Closed),
    ("no target", b"GET HTTP/1.1\r\nHost: a\r\n\r\n", &[400], Closed),
    ("HTTP/0.9", b"GET /a\r\n\r\n", &[400], Closed),
    ("HTTP/2.0", b"GET /a HTTP/2.0\r\nHost: a\r\n\r\n", &[505], Closed),
    ("HTTP/1.2", b"GET /a HTTP/1.2\r\nHost: a\r\n\r\n", &[505], Closed),
    ("lower-case http", b"GET /a http/1.1\r\nHost: a\r\n\r\n", &[400], Closed),
    ("HTTP/2 preface", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", &[505], Closed),
    ("TLS hello", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", &[400], Closed),
    ("CONNECT", b"CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n", &[501], Closed),
    ("OPTIONS *", b"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", &[200], Open),
    ("GET *", b"GET * HTTP/1.1\r\nHost: a\r\n\r\n", &[400], Closed),
    ("absolute", b"GET http://a/b HTTP/1.1\r\nHost: a\r\n\r\n", &[200], Open),
    ("absolute, elsewhere", b"GET http://b/b HTTP/1.1\r\nHost: a\r\n\r\n", &[400], Closed),
    ("absolute with a user", b"GET http://u@a/b HTTP/1.1\r\nHost: a\r\n\r\n", &[400], Closed),
    ("absolute, other scheme", b"GET ftp://a/b HTTP/1.1\r\nHost: a\r\n\r\n", &[400], Closed),
    ("method with bad byte", b"G(T /a HTTP/1.1\r\nHost: a\r\n\r\n", &[400], Closed),
];

#[rustfmt::skip]
const HEADERS: &[Row] = &[
    ("no Host", b"GET /a HTTP/1.1\r\n\r\n", &[400], Closed),
    ("no Host, HTTP/1.0", b"GET /a HTTP/1.0\r\n\r\n", &[200], Closed),
    ("two Hosts", b"GET /a HTTP/1.1\r\nHost: a\r\nhost: a\r\n\r\n", &[400], Closed),
    ("two Hosts, HTTP/1.0", b"GET /a HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n", &[400], Closed),
    ("empty Host", b"GET /a HTTP/1.1\r\nHost:\r\n\r\n", &[400], Closed),
    ("Host with path", b"GET /a HTTP/1.1\r\nHost: a/b\r\n\r\n", &[400], Closed),
    ("Host with user", b"GET /a HTTP/1.1\r\nHost: u@a\r\n\r\n", &[400], Closed),
    ("Host with space", b"GET /a HTTP/1.1\r\nHost: a b\r\n\r\n", &[400], Closed),
    ("Host with long port", b"GET /a HTTP/1.1\r\nHost: a:123456\r\n\r\n", &[400], Closed),
    ("Host with odd port", b"GET /a HTTP/1.1\r\nHost: a:b\r\n\r\n", &[400], Closed),
    ("Host with port", b"GET /a HTTP/1.1\r\nHost: a.example:8080\r\n\r\n", &[200], Open),
    ("Host IPv6", b"GET /a HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n", &[200], Open),
    ("Host bad IPv6", b"GET /a HTTP/1.1\r\nHost: [::1:8080\r\n\r\n", &[400], Closed),
    ("Host odd IPv6", b"GET /a HTTP/1.1\r\nHost: [a]\r\n\r\n", &[400], Closed),
    ("space before colon", b"GET /a HTTP/1.1\r\nHost : a\r\n\r\n", &[400], Closed),
    ("tab before colon", b"GET /a HTTP/1.1\r\nHost: a\r\nX\t: a\r\n\r\n", &[400], Closed),
    ("space in name", b"GET /a HTTP/1.1\r\nHost: a\r\nX Y: a\r\n\r\n", &[400], Closed),
    ("no name", b"GET /a HTTP/1.1\r\nHost: a\r\n: a\r\n\r\n", &[400], Closed),
    ("no colon", b"GET /a HTTP/1.1\r\nHost: a\r\nX\r\n\r\n", &[400], Closed),
    ("raw byte in name", b"GET /a HTTP/1.1\r\nHost: a\r\nX\xe9: a\r\n\r\n", &[400], Closed),
    ("fold with space", b"GET /a HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n\r\n", &[400], Closed),
    ("fold with tab", b"GET /a HTTP/1.1\r\nHost: a\r\nX: a\r\n\tb\r\n\r\n", &[400], Closed),
    ("fold at once", b"GET /a HTTP/1.1\r\n X: a\r\nHost: a\r\n\r\n", &[400], Closed),
    ("folded length", b"POST /a HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n 5\r\n\r\nhello", &[400], Closed),
    ("bare LF between headers", b"GET /a HTTP/1.1\r\nHost: a\nX: a\r\n\r\n", &[400], Closed),
    ("bare LF at the end", b"GET /a HTTP/1.1\r\nHost: a\r\n\n", &[400], Closed),
    ("bare CR in value", b"GET /a HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n", &[400], Closed),
    ("CR CR LF", b"GET /a HTTP/1.1\r\nHost: a\r\r\n\r\n", &[400], Closed),
    ("NUL in value", b"GET /a HTTP/1.1\r\nHost: a\r\nX: a\0\r\n\r\n", &[400], Closed),
    ("control byte in value", b"GET /a HTTP/1.1\r\nHost: a\r\nX: a\x0bb\r\n\r\n", &[400], Closed),
    ("DEL in value", b"GET /a HTTP/1.1\r\nHost: a\r\nX: a\x7f\r\n\r\n", &[400], Closed),
    ("tab in value", b"GET /a HTTP/1.1\r\nHost: a\r\nX: a\tb\r\n\r\n", &[200], Open),
    ("raw bytes in value", b"GET /a HTTP/1.1\r\nHost: a\r\nX: \xe9\xff\r\n\r\n", &[200], Open),
    ("other expectation", b"POST /a HTTP/1.1\r\nHost: a\r\nExpect: tea\r\nContent-Length: 1\r\n\r\n", &[417], Closed),
    ("ended early", b"GET /a HTTP/1.1\r\nHos", &[400], Closed),
];

#[rustfmt::skip]
const LENGTHS: &[Row] = &[
    ("length", b"POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello", &[200], Open),
    ("no length", b"POST /a HTTP/1.1\r\nHost: a\r\n\r\n", &[200], Open),
    ("zero", b"POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n", &[200], Open),
    ("leading zeros", b"POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 005\r\n\r\nhello", &[200], Open),
    ("GET with a body", b"GET /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello", &[200], Open),
    ("the body is no request", b"POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 37\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n  ", &[200], Open),
    ("twice", b"POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!", &[400], Closed),
    ("twice the same", b"POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\ncontent-length: 5\r\n\r\nhello", &[400], Closed),
    ("a list", b"POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5, 5\r\n\r\nhello", &[400], Closed),
    ("plus", b"POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: +5\r\n\r\nhello", &[400], Closed),
    ("minus", b"POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\nhello", &[400], Closed),
    ("blank", b"POST /a HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n\r\nhello", &[400], Closed),
    ("spaces alone", b"POST /a HTTP/1.1\r\nHost: a\r\nContent-Length:   \r\n\r\nhello", &[400], Closed),
    ("hexadecimal", b"POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 0x5\r\n\r\nhello", &[400], Closed),
    ("letters", b"POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: five\r\n\r\nhello", &[400], Closed),
    ("two words", b"POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5 5\r\n\r\nhello", &[400], Closed),
    ("fraction", b"POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5.0\r\n\r\nhello", &[400], Closed),
    ("digits of elsewhere", b"POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: \xd9\xa5\r\n\r\nhello", &[400], Closed),
    ("overflow", b"POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 18446744073709551621\r\n\r\nhello", &[400], Closed),
    ("huge", b"POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 100000000000000\r\n\r\nhello", &[413], Closed),
    ("huge GET", b"GET /health HTTP/1.1\r\nHost: a\r\nContent-Length: 9223372036854775807\r\n\r\n", &[413], Closed),
    ("over the limit", b"POST /none HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n!", &[413], Closed),
    ("over the limit, pipelined", b"POST /none HTTP/1.1\r\nHost: a\r\nContent-Length: 36\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n", &[413], Closed),
    ("ended early", b"POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhello", &[400], Closed),
    ("with chunks", b"POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", &[400], Closed),
    ("chunks, then with it", b"POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n", &[400], Closed),
    ("zero with chunks", b"POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", &[400], Closed),
];

#[rustfmt::skip]
const CODINGS: &[Row] = &[
    ("twice", b"POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", &[400], Closed),
    ("a list of it", b"POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n", &[400], Closed),
    ("not last", b"POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n", &[400], Closed),
    ("comma", b"POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: ,chunked\r\n\r\n0\r\n\r\n", &[400], Closed),
    ("blank", b"POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\r\n\r\n0\r\n\r\n", &[400], Closed),
    ("gzip", b"POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", &[501], Closed),
    ("identity", b"POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\n\r\n", &[501], Closed),
    ("x before", b"POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", &[501], Closed),
    ("quoted", b"POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n", &[501], Closed),
    ("parameter", b"POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked;a=b\r\n\r\n0\r\n\r\n", &[501], Closed),
    ("vertical tab", b"POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n", &[400], Closed),
    ("space before colon", b"POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n", &[400], Closed),
    ("HTTP/1.0", b"POST /a HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", &[400], Closed),
    ("any case", b"POST /a HTTP/1.1\r\nHost: a\r\ntransfer-ENCODING: ChunKed\r\n\r\n5\r\nhello\r\n0\r\n\r\n", &[200], Open),
];

/// Sent behind the head of a chunked request.
#[rustfmt::skip]
const CHUNKS: &[Row] = &[
    ("none", b"0\r\n\r\n", &[200], Open),
    ("two", b"5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n", &[200], Open),
    ("upper case", b"A\r\n0123456789\r\n0\r\n\r\n", &[200], Open),
    ("leading zeros", b"0005\r\nhello\r\n000\r\n\r\n", &[200], Open),
    ("extension", b"5;a=b;c=\"d\"\r\nhello\r\n0;e\r\n\r\n", &[200], Open),
    ("trailers", b"5\r\nhello\r\n0\r\nX-A: b\r\nX-C: d\r\n\r\n", &[200], Open),
    ("the data is no request", b"25\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n  \r\n0\r\n\r\n", &[200], Open),
    ("pipelined", b"5\r\nhello\r\n0\r\n\r\nGET /health HTTP/1.1\r\nHost: a\r\n\r\n", &[200, 200], Open),
    ("no hex", b"g\r\nhello\r\n0\r\n\r\n", &[400], Closed),
    ("0x", b"0x5\r\nhello\r\n0\r\n\r\n", &[400], Closed),
    ("plus", b"+5\r\nhello\r\n0\r\n\r\n", &[400], Closed),
    ("minus", b"-5\r\nhello\r\n0\r\n\r\n", &[400], Closed),
    ("no size", b"\r\nhello\r\n0\r\n\r\n", &[400], Closed),
    ("extension alone", b";a\r\nhello\r\n0\r\n\r\n", &[400], Closed),
    ("space before", b" 5\r\nhello\r\n0\r\n\r\n", &[400], Closed),
    ("space after", b"5 \r\nhello\r\n0\r\n\r\n", &[400], Closed),
    ("underscore", b"1_0\r\nhello\r\n0\r\n\r\n", &[400], Closed),
    ("too short", b"4\r\nhello\r\n0\r\n\r\n", &[400], Closed),
    ("too long", b"6\r\nhello\r\n0\r\n\r\n", &[400], Closed),
    ("no CRLF", b"5\r\nhello0\r\n\r\n", &[400], Closed),
    ("anything for CRLF", b"5\r\nhello!!0\r\n\r\n", &[400], Closed),
    ("LF after the size", b"5\nhello\r\n0\r\n\r\n", &[400], Closed),
    ("LF after the data", b"5\r\nhello\n0\r\n\r\n", &[400], Closed),
    ("CR in an extension", b"5;a\rb\r\nhello\r\n0\r\n\r\n", &[400], Closed),
    ("LF in an extension", b"5;a\nb\r\nhello\r\n0\r\n\r\n", &[400], Closed),
    ("NUL in an extension", b"5;a\0b\r\nhello\r\n0\r\n\r\n", &[400], Closed),
    ("overflow", b"10000000000000005\r\nhello\r\n0\r\n\r\n", &[400], Closed),
    ("huge", b"ffffffffffffffff\r\nhello\r\n0\r\n\r\n", &[413], Closed),
    ("over the limit", b"10001\r\nhello", &[413], Closed),
    ("over the limit, in two", b"5\r\nhello\r\nffff\r\n", &[413], Closed),
    ("LF ends", b"5\r\nhello\r\n0\r\n\n", &[400], Closed),
    ("folded trailer", b"0\r\nX-A: b\r\n c\r\n\r\n", &[400], Closed),
    ("trailer without colon", b"0\r\nGET /smuggled HTTP/1.1\r\n\r\n", &[400], Closed),
    ("trailer without name", b"0\r\n: b\r\n\r\n", &[400], Closed),
    ("trailer with space", b"0\r\nX : b\r\n\r\n", &[400], Closed),
    ("ended in a size", b"5", &[400], Closed),
    ("ended in data", b"5\r\nhel", &[400], Closed),
    ("ended before the last", b"5\r\nhello\r\n", &[400], Closed),
    ("ended in trailers", b"0\r\nX-A: b\r\n", &[400], Closed),
];

fn check(server: &Server, (name, request, statuses, end): (&str, &[u8], &[u16], End)) {
    let mut client = server.client();
    client.send(request);
    if end == Closed {
        client.stop_sending();
    }
    for status in statuses {
        let answer = client
            .try_answer(false)
            .unwrap_or_else(|| panic!("{name}: no {status}"));
        assert_eq!(answer.status, *status, "{name}: {}", answer.text());
        let last = end == Closed && answer.header("Connection") == Some("close");
        assert!(last || end == Open, "{name}: no Connection: close");
    }
    match end {
        Closed => assert!(client.is_closed(), "{name}: more than was asked for"),
        Open => {
            let answer = client.ask("GET /health HTTP/1.1\r\nHost: a\r\n\r\n");
            assert_eq!(answer.text(), "ok", "{name}: the connection is out of step");
        }
    }
}

fn check_all(rows: &[Row], before: &[u8]) {
    let server = Server::start(EdgeSettings::default());
    for &(name, request, statuses, end) in rows {
        check(&server, (name, &[before, request].concat(), statuses, end));
    }
    let reached = server.echo.served.lock().unwrap();
    assert!(
        !reached.iter().any(|target| target.contains("smuggled")),
        "{reached:?}"
    );
}

#[test]
fn request_lines() {
    check_all(REQUEST_LINES, b"");
}

#[test]
fn headers() {
    check_all(HEADERS, b"");
}

#[test]
fn lengths() {
    check_all(LENGTHS, b"");
}

#[test]
fn codings() {
    check_all(CODINGS, b"");
}

#[test]
fn chunks() {
    check_all(
        CHUNKS,
        b"POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n",
    );
}

/// Rows that are long rather than odd.
#[rustfmt::skip]
fn long_rows() -> Vec<(&'static str, String, u16, End)> {
    let get = |target: &str, headers: &str| format!("GET {target} HTTP/1.1\r\nHost: a\r\n{headers}\r\n");
    let chunked = |body: &str| format!("POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n{body}");
    let long = |count: usize| "x".repeat(count);
    vec![
        ("63 headers beside Host", get("/a", &"X: y\r\n".repeat(63)), 200, Open),
        ("64 headers beside Host", get("/a", &"X: y\r\n".repeat(64)), 431, Closed),
        ("15 KiB of head", get("/a", &format!("X: {}\r\n", long(15 << 10))), 200, Open),
        ("17 KiB of head", get("/a", &format!("X: {}\r\n", long(17 << 10))), 431, Closed),
        ("a name without end", get("/a", &long(40 << 10)), 431, Closed),
        ("8 KiB of target", get(&format!("/{}", long((8 << 10) - 1)), ""), 200, Open),
        ("more than 8 KiB of target", get(&format!("/{}", long(8 << 10)), ""), 414, Closed),
        ("a target without end", get(&format!("/{}", long(40 << 10)), ""), 414, Closed),
        ("a method without end", long(40 << 10), 414, Closed),
        ("a long extension", chunked(&format!("5;{}\r\nhello\r\n0\r\n\r\n", long(300))), 400, Closed),
        ("a long size", chunked(&format!("{}5\r\nhello\r\n0\r\n\r\n", "0".repeat(300))), 400, Closed),
        ("a long trailer", chunked(&format!("0\r\nX: {}\r\n\r\n", long(300))), 400, Closed),
        ("32 trailers", chunked(&format!("0\r\n{}\r\n", "X: y\r\n".repeat(32))), 200, Open),
        ("33 trailers", chunked(&format!("0\r\n{}\r\n", "X: y\r\n".repeat(33))), 431, Closed),
        ("a thousand small chunks", chunked(&("1\r\n!\r\n".repeat(1000) + "0\r\n\r\n")), 200, Open),
        ("chunks of almost nothing", chunked(&(format!("1;{}\r\n!\r\n", long(200)).repeat(200) + "0\r\n\r\n")), 400, Closed),
    ]
}

#[test]
fn sizes() {
    let server = Server::start(EdgeSettings::default());
    for (name, request, status, end) in long_rows() {
        check(&server, (name, request.as_bytes(), &[status], end));
    }
}
