//! Whatever bytes come: no panic, no hang, no memory beyond the limit.
//! `PROPTEST_CASES=1000000 cargo test --lib edge::property_tests` runs a million of each.

use std::io::{BufReader, Read};
use std::sync::Arc;

use proptest::collection::vec;
use proptest::prelude::*;

use super::body::RequestBody;
use super::budget::BodyBudget;
use super::refusal::{ReadError, Refusal};
use super::{chunks, head};

/// Bytes that come near to being HTTP.
fn nearly_http() -> impl Strategy<Value = Vec<u8>> {
    let word = prop_oneof![
        4 => Just(&b"GET / HTTP/1.1\r\n"[..]),
        4 => Just(&b"Host: a\r\n"[..]),
        2 => Just(&b"\r\n"[..]),
        1 => Just(&b"Content-Length: 5"[..]),
        1 => Just(&b"Transfer-Encoding: chunked\r\n"[..]),
        1 => Just(&b"http://a?b"[..]),
        1 => Just(&b": ,;"[..]),
        1 => Just(&b"\n"[..]),
        1 => Just(&b"\r"[..]),
        1 => Just(&b"\0\xff[::]:"[..]),
        2 => Just(&b"5\r\nhello\r\n"[..]),
        1 => Just(&b"0\r\n"[..]),
        1 => Just(&b"ffffffffffffffff\r\n"[..]),
        1 => Just(&b"fF;x=y"[..]),
    ];
    vec(
        prop_oneof![9 => word.prop_map(<[u8]>::to_vec), 1 => vec(any::<u8>(), 0..9)],
        0..24,
    )
    .prop_map(|words| words.concat())
}

fn read_chunks(bytes: &[u8], limit: u64, buffer: usize) -> (Result<(), ReadError>, Vec<u8>) {
    let budget = Arc::new(BodyBudget::new(1 << 20));
    let mut body = RequestBody {
        bytes: Vec::new(),
        limit,
        reservation: budget.reservation(std::net::Ipv4Addr::LOCALHOST.into()),
    };
    let result = chunks::read(&mut BufReader::with_capacity(buffer, bytes), &mut body);
    (result, body.bytes)
}

fn encode(pieces: &[Vec<u8>]) -> Vec<u8> {
    let mut sent = Vec::new();
    for piece in pieces {
        sent.extend(format!("{:x}\r\n", piece.len()).bytes());
        sent.extend(piece);
        sent.extend(b"\r\n");
    }
    sent.extend(b"0\r\n\r\n");
    sent
}

proptest! {
    #[test]
    fn any_head_is_parsed_or_refused(bytes in nearly_http()) {
        let whole = head::end(&bytes, 0);
        if let Ok(Some(end)) = whole {
            prop_assert!(bytes[..end].ends_with(b"\r\n\r\n"));
            if let Ok(head) = head::parse(&bytes[..end]) {
                prop_assert!(head.headers.len() <= 64);
                prop_assert!(head.target.starts_with('/') || head.target == "*");
                prop_assert!(head.target.bytes().all(|byte| byte.is_ascii_graphic()));
            }
        }
        let _ = head::request_line(&bytes);
    }

    #[test]
    fn a_head_ends_where_it_ends_however_it_arrives(bytes in nearly_http(), step in 1_usize..9) {
        let whole = head::end(&bytes, 0);
        let (mut seen, mut dripped) = (0, Ok(None));
        while dripped == Ok(None) && seen < bytes.len() {
            let arrived = (seen + step).min(bytes.len());
            dripped = head::end(&bytes[..arrived], seen);
            seen = arrived;
        }
        prop_assert_eq!(whole, dripped);
    }

    #[test]
    fn any_chunks_are_read_or_refused(bytes in nearly_http(), limit in 0_u64..99, buffer in 1_usize..40) {
        let (result, body) = read_chunks(&bytes, limit, buffer);
        prop_assert!(body.len() as u64 <= limit);
        prop_assert!(result != Err(ReadError::Disconnected));
        prop_assert_eq!(read_chunks(&bytes, limit, 4096), (result, body));
    }

    #[test]
    fn chunks_come_out_as_they_went_in(
        pieces in vec(vec(any::<u8>(), 1..300), 0..20),
        buffer in 1_usize..99,
    ) {
        let sent = encode(&pieces);
        prop_assert_eq!(read_chunks(&sent, 1 << 20, buffer), (Ok(()), pieces.concat()));
    }

    #[test]
    fn chunks_cut_short_are_refused(pieces in vec(vec(any::<u8>(), 1..50), 0..5), cut in 1_usize..40) {
        let sent = encode(&pieces);
        let (result, _) = read_chunks(&sent[..sent.len().saturating_sub(cut)], 1 << 20, 64);
        prop_assert!(matches!(result, Err(ReadError::Refused(Refusal::BadRequest(_)))));
    }
}

#[test]
fn memory_follows_arrival_not_announcement() {
    let budget = Arc::new(BodyBudget::new(u64::MAX));
    let mut body = RequestBody {
        bytes: Vec::new(),
        limit: u64::MAX,
        reservation: budget.reservation(std::net::Ipv4Addr::LOCALHOST.into()),
    };
    let sent = b"x".repeat(100_000);
    let mut from = BufReader::new(&sent[..]).take(100_000);
    assert!(body.append(&mut from, 1 << 50).is_err());
    assert_eq!(body.bytes.len(), 100_000);
    assert!(
        body.bytes.capacity() <= 400_000,
        "{}",
        body.bytes.capacity()
    );
}
