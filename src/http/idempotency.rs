//! The `Idempotency-Key` header: routes that create may be asked again after a lost reply.

use rouille::{Request, Response, ResponseBody};
use serde::{Deserialize, Serialize};

use crate::domain::account::AccountId;
use crate::domain::fault::Fault;
use crate::domain::field::{FieldFault, Problem};
use crate::http::call::Call;
use crate::http::operation::Operation;
use crate::platform::digest::sha256;
use crate::services::idempotency::{KeyedRequest, Reply, once};

const HEADER: &str = "Idempotency-Key";
/// Says that a reply is the one that was given before.
const REPLAYED: &str = "Idempotent-Replayed";
/// Most characters of a key.
const MAX: u64 = 255;

/// Who asks an idempotent route, as its table entry says: `None` for a sign-up.
pub(crate) type Owner = fn(&Call) -> Result<Option<AccountId>, Fault>;

/// The owner of a sign-up's key: nobody yet.
pub(crate) fn newcomer(_: &Call) -> Result<Option<AccountId>, Fault> {
    Ok(None)
}

/// Whether a request carries a key.
pub(super) fn is_keyed(call: &Call) -> bool {
    call.request.header(HEADER).is_some()
}

/// Answers a request with a key: by its handler, or by the reply that was kept.
pub(super) fn serve(
    call: &Call,
    owner: Owner,
    handler: impl FnOnce() -> Result<Response, Fault>,
) -> Result<Response, Fault> {
    let account = owner(call)?;
    let key = key(call.request)?;
    let body = call.take_body();
    let digest = sha256(&body);
    call.body.set(body);
    let asked = KeyedRequest {
        key,
        address: &call.client_address(),
        account,
        line: [call.request.method(), call.request.raw_url()],
        digest: &digest,
    };
    match once(call.app, &asked, || Ok(pack(handler()?)))? {
        Reply::First(reply) => unpack(&reply),
        Reply::Replayed(reply) => Ok(unpack(&reply)?.with_additional_header(REPLAYED, "true")),
    }
}

/// The one key of a request: printable ASCII, in quotes (as the draft has it) or without.
fn key(request: &Request) -> Result<&str, Fault> {
    let wrong = |problem| Fault::from(FieldFault::header(HEADER, problem));
    let mut keys = request
        .headers()
        .filter(|(name, _)| name.eq_ignore_ascii_case(HEADER))
        .map(|(_, value)| value.trim());
    let first = keys.next().unwrap_or_default();
    if keys.any(|other| other != first) {
        return Err(wrong(Problem::TooMany(1)));
    }
    let quoted = first
        .strip_prefix('"')
        .and_then(|key| key.strip_suffix('"'));
    let key = quoted.unwrap_or(first);
    if key.is_empty() {
        Err(wrong(Problem::Empty))
    } else if key.chars().count() as u64 > MAX {
        Err(wrong(Problem::TooLong(MAX)))
    } else if key.bytes().any(|byte| !(b' '..=b'~').contains(&byte)) {
        Err(wrong(Problem::NotAscii))
    } else {
        Ok(key)
    }
}

/// What is kept of a response beside its body.
#[derive(Serialize, Deserialize)]
struct Head {
    status: u16,
    headers: Vec<(String, String)>,
}

/// A response as bytes: a line of JSON, and the body.
fn pack(response: Response) -> Vec<u8> {
    let head = Head {
        status: response.status_code,
        headers: response
            .headers
            .into_iter()
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .collect(),
    };
    let mut bytes = serde_json::to_vec(&head).expect("texts always serialise");
    bytes.push(b'\n');
    let (mut body, _) = response.data.into_reader_and_size();
    // Bodies of these routes are in memory, where reading can't fail.
    let _ = std::io::Read::read_to_end(&mut body, &mut bytes);
    bytes
}

/// The response that [`pack`] packed.
fn unpack(bytes: &[u8]) -> Result<Response, Fault> {
    let end = bytes.iter().position(|byte| *byte == b'\n');
    let (head, body) = bytes.split_at(end.ok_or(Fault::ReplyLost)?);
    let head: Head = serde_json::from_slice(head).map_err(|_| Fault::ReplyLost)?;
    let headers = head.headers.into_iter();
    Ok(Response {
        status_code: head.status,
        headers: headers
            .map(|(name, value)| (name.into(), value.into()))
            .collect(),
        data: ResponseBody::from_data(&body[1..]),
        upgrade: None,
    })
}

/// Adds the header to a route's description.
pub(super) fn describe(operation: &mut Operation) {
    operation.header(
        HEADER,
        "Such as a UUID: for a day the same request under it gets the same reply, and does nothing more.",
        serde_json::json!({"type": "string", "minLength": 1, "maxLength": MAX, "pattern": "^[ -~]+$"}),
    );
    for fault in [
        Fault::KeyReused,
        Fault::KeyInUse { retry_after: 1 },
        Fault::ReplyLost,
    ] {
        operation.fails(fault);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(values: &[&str]) -> Result<String, Fault> {
        let header = |value: &&str| ("idempotency-key".to_owned(), (*value).to_owned());
        let headers = values.iter().map(header).collect();
        let request = Request::fake_http("POST", "/", headers, Vec::new());
        key(&request).map(str::to_owned)
    }

    #[test]
    fn keys_are_printable_ascii_with_or_without_quotes() {
        let longest = "k".repeat(255);
        for (value, key) in [
            ("1", "1"),
            (
                "8e03978e-40d5-43dd-bc93-6894a57f9324",
                "8e03978e-40d5-43dd-bc93-6894a57f9324",
            ),
            ("\"8e03978e\"", "8e03978e"),
            ("a b \"c", "a b \"c"),
            (longest.as_str(), longest.as_str()),
        ] {
            assert_eq!(sent(&[value]), Ok(key.to_owned()));
        }
        assert_eq!(sent(&["a", "a"]), Ok("a".to_owned()), "sent twice");
    }

    #[test]
    fn other_keys_are_refused() {
        let long = "k".repeat(256);
        for (values, problem) in [
            (&[""][..], Problem::Empty),
            (&["\"\""], Problem::Empty),
            (&["  "], Problem::Empty),
            (&[long.as_str()], Problem::TooLong(255)),
            (&["ключ"], Problem::NotAscii),
            (&["a\tb"], Problem::NotAscii),
            (&["a\u{7f}"], Problem::NotAscii),
            (&["a", "b"], Problem::TooMany(1)),
        ] {
            let fault = FieldFault::header(HEADER, problem);
            assert_eq!(sent(values), Err(fault.into()), "{values:?}");
        }
    }

    #[test]
    fn a_response_comes_back_as_it_was() {
        let response = Response::text("a\nb")
            .with_status_code(201)
            .with_additional_header("Set-Cookie", "a=b; Path=/");
        let again = unpack(&pack(response)).expect("packed");
        assert_eq!(again.status_code, 201);
        let cookie = again.headers.iter().find(|(name, _)| name == "Set-Cookie");
        assert_eq!(cookie.map(|(_, value)| value.as_ref()), Some("a=b; Path=/"));
        let mut text = String::new();
        let (mut body, _) = again.data.into_reader_and_size();
        std::io::Read::read_to_string(&mut body, &mut text).expect("text");
        assert_eq!(text, "a\nb");
        assert!(unpack(b"no line").is_err());
    }
}
