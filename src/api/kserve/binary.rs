//! The binary tensor data extension: tensors as bytes behind the JSON of a request or a reply.
//!
//! Source: <https://github.com/triton-inference-server/server>, `docs/protocol/extension_binary_data.md`.

use crate::api::kserve::wire;
use crate::domain::fault::Fault;
use crate::domain::field::{FieldFault, Part, Problem, Step};
use crate::http::body::{Body, media_type};
use crate::http::call::{Call, FromCall};
use crate::http::operation::Operation;

/// How many bytes of a body are JSON; the tensors' bytes follow.
pub(super) const JSON_LENGTH: &str = "Inference-Header-Content-Length";

/// A request to infer: its JSON, and the bytes of each input that came as bytes.
pub(crate) struct InferBody {
    pub(super) fields: wire::Infer,
    pub(super) tensors: Vec<Option<Vec<u8>>>,
}

impl FromCall for InferBody {
    fn from_call(call: &Call) -> Result<Self, Fault> {
        let Some(length) = call.request.header(JSON_LENGTH) else {
            let Body(fields) = Body::<wire::Infer>::from_call(call)?;
            return Self::new(fields, &[]);
        };
        let kind = call.request.header("Content-Type").unwrap_or_default();
        let known = ["", "application/octet-stream", "application/json"];
        if !known.contains(&media_type(kind).to_ascii_lowercase().as_str()) {
            return Err(Fault::WrongContentType);
        }
        let body = call.take_body();
        let (json, bytes) = split(length, &body)?;
        let Body(fields) = Body::<wire::Infer>::from_json(call, json)?;
        Self::new(fields, bytes)
    }

    fn describe(operation: &mut Operation) {
        Body::<wire::Infer>::describe(operation);
        operation.header(
            JSON_LENGTH,
            "How many bytes of the body are JSON, where the inputs' bytes follow it.",
            serde_json::json!({"type": "string", "pattern": "^[0-9]{1,9}$"}),
        );
    }
}

impl InferBody {
    fn new(fields: wire::Infer, bytes: &[u8]) -> Result<Self, Fault> {
        let sizes: Vec<_> = fields.inputs.iter().map(wire::Input::bytes).collect();
        let tensors = tensors(&sizes, bytes)?.into_iter();
        Ok(Self {
            fields,
            tensors: tensors.map(|tensor| tensor.map(<[u8]>::to_vec)).collect(),
        })
    }
}

/// The JSON of a body, and the tensors' bytes behind it.
fn split<'body>(length: &str, body: &'body [u8]) -> Result<(&'body [u8], &'body [u8]), FieldFault> {
    // `parse` alone would take a plus sign, too.
    let digits = length.bytes().all(|byte| byte.is_ascii_digit());
    let length = length.parse().ok().filter(|_| digits);
    length
        .and_then(|length| body.split_at_checked(length))
        .ok_or_else(|| FieldFault::header(JSON_LENGTH, Problem::OutOfRange(0, signed(body.len()))))
}

/// The bytes of each tensor of these sizes, in their order; nothing may be left over.
fn tensors<'body>(
    sizes: &[Option<i64>],
    bytes: &'body [u8],
) -> Result<Vec<Option<&'body [u8]>>, FieldFault> {
    let mut rest = bytes;
    let mut tensors = Vec::with_capacity(sizes.len());
    for (at, size) in sizes.iter().enumerate() {
        let Some(size) = size else {
            tensors.push(None);
            continue;
        };
        let size = usize::try_from(*size).ok();
        let (tensor, behind) = size
            .and_then(|size| rest.split_at_checked(size))
            .ok_or_else(|| not_there(at, rest.len()))?;
        tensors.push(Some(tensor));
        rest = behind;
    }
    if rest.is_empty() {
        Ok(tensors)
    } else {
        // Bytes that no input names may mean that the client counts otherwise than we do.
        Err(left_over(bytes.len() - rest.len()))
    }
}

/// An input has more bytes than are there.
fn not_there(at: usize, left: usize) -> FieldFault {
    let steps = ["parameters", "binary_data_size"].map(|key| Step::Key(key.to_owned()));
    FieldFault {
        part: Part::Body,
        steps: [Step::Key("inputs".to_owned()), Step::Index(at)]
            .into_iter()
            .chain(steps)
            .collect(),
        problem: Problem::OutOfRange(0, signed(left)),
    }
}

/// More bytes follow the JSON than the inputs say.
fn left_over(named: usize) -> FieldFault {
    FieldFault::body("binary data", Problem::TooManyBytes(named as u64))
}

/// A body's length is far below `i64::MAX`.
fn signed(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}

/// A tensor's elements as bytes: numbers little-endian, texts each behind its length.
pub(super) fn encode(data: &wire::Data) -> Vec<u8> {
    match data {
        wire::Data::Chances(chances) => {
            let bytes = chances.iter().flat_map(|chance| chance.to_le_bytes());
            bytes.collect()
        }
        wire::Data::Labels(labels) => {
            let bytes = labels.iter().flat_map(|label| {
                let length = u32::try_from(label.len()).unwrap_or(u32::MAX).to_le_bytes();
                length.into_iter().chain(label.bytes())
            });
            bytes.collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_length_is_a_number_within_the_body() {
        assert_eq!(split("2", b"{}abc"), Ok((&b"{}"[..], &b"abc"[..])));
        assert_eq!(split("5", b"{}abc"), Ok((&b"{}abc"[..], &b""[..])));
        let huge = "9".repeat(40);
        for length in ["", " ", "+2", "-1", "2.0", "0x2", "6", "２", &huge] {
            let fault = split(length, b"{}abc").expect_err(length);
            assert_eq!(fault.part, Part::Header);
            assert_eq!(fault.field(), JSON_LENGTH);
        }
    }

    #[test]
    fn tensors_follow_each_other_and_fill_the_rest() {
        let sizes = [Some(2), None, Some(0), Some(3)];
        let split = [Some(&b"ab"[..]), None, Some(&b""[..]), Some(&b"cde"[..])];
        assert_eq!(tensors(&sizes, b"abcde"), Ok(split.to_vec()));
        for (sizes, bytes, place) in [
            (
                &[Some(6)][..],
                &b"abcde"[..],
                "inputs[0].parameters.binary_data_size",
            ),
            (
                &[Some(2), Some(4)],
                b"abcde",
                "inputs[1].parameters.binary_data_size",
            ),
            (
                &[Some(-1)],
                b"abcde",
                "inputs[0].parameters.binary_data_size",
            ),
            (
                &[Some(i64::MAX), Some(i64::MAX)],
                b"",
                "inputs[0].parameters.binary_data_size",
            ),
            (&[Some(4)], b"abcde", "binary data"),
            (&[None], b"a", "binary data"),
            (&[], b"a", "binary data"),
        ] {
            let fault = tensors(sizes, bytes).expect_err(place);
            assert_eq!(fault.to_string(), place, "{sizes:?}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_claimed_of_whatever_bytes_is_answered(
            length in "[0-9]{0,22}|\\PC{0,5}",
            sizes in prop::collection::vec(prop::option::of(any::<i64>()), 0..5),
            body in prop::collection::vec(any::<u8>(), 0..200),
        ) {
            if let Ok((json, rest)) = split(&length, &body) {
                prop_assert_eq!([json, rest].concat(), body.clone());
            }
            if let Ok(parts) = tensors(&sizes, &body) {
                let joined: Vec<&[u8]> = parts.into_iter().flatten().collect();
                prop_assert_eq!(joined.concat(), body);
            }
        }

        #[test]
        fn what_was_put_together_comes_apart(
            json in "\\PC{0,40}",
            parts in prop::collection::vec(prop::option::of(prop::collection::vec(any::<u8>(), 0..50)), 0..6),
        ) {
            let bytes: Vec<&[u8]> = parts.iter().flatten().map(Vec::as_slice).collect();
            let body = [json.as_bytes(), &bytes.concat()].concat();
            let (found, rest) = split(&json.len().to_string(), &body).expect("within");
            prop_assert_eq!(found, json.as_bytes());
            let sizes: Vec<_> = parts.iter().map(|part| part.as_ref().map(|part| signed(part.len()))).collect();
            let found = tensors(&sizes, rest).expect("whole");
            let expected: Vec<_> = parts.iter().map(Option::as_deref).collect();
            prop_assert_eq!(found, expected);
        }
    }

    #[test]
    fn replies_are_as_the_extension_has_them() {
        let chances = encode(&wire::Data::Chances(vec![1.0, 0.25]));
        assert_eq!(chances, [0, 0, 0x80, 0x3f, 0, 0, 0x80, 0x3e]);
        let labels = encode(&wire::Data::Labels(vec!["INFJ", "ESTP"]));
        assert_eq!(labels, b"\x04\0\0\0INFJ\x04\0\0\0ESTP");
    }
}
