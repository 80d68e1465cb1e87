//! Bodies: JSON or a form in, a typed value out.

use std::io::Read as _;

use percent_encoding::percent_decode;
use rouille::Request;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::domain::fault::Fault;
use crate::http::call::{Call, FromCall};
use crate::http::multipart::parts;
use crate::http::operation::{BodyDoc, Operation};
use crate::http::shape::schema_of;

/// The typed body of a request.
pub(crate) struct Body<T>(pub T);

const TYPES: &[&str] = &[
    "application/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
];

impl<T: DeserializeOwned + JsonSchema> FromCall for Body<T> {
    fn from_call(call: &Call) -> Result<Self, Fault> {
        let (mut value, from_form) = read(call.request)?;
        if let Some(shape) = call.route.shape() {
            shape.check(&mut value, from_form).map_err(Fault::Fields)?;
        }
        // The shape is the type's own; what passed it deserialises.
        serde_json::from_value(value).map(Self).map_err(|error| {
            tracing::error!(%error, "a body passed its shape and not its type");
            Fault::UnreadableBody
        })
    }

    fn describe(operation: &mut Operation) {
        let schema = schema_of::<T>();
        // A body whose every field may be left out may be left out itself.
        let required = schema["required"]
            .as_array()
            .is_some_and(|names| !names.is_empty());
        operation.body = Some(BodyDoc {
            schema,
            types: TYPES,
            required,
        });
        operation.fails(Fault::UnreadableBody);
        operation.fails(Fault::WrongContentType);
        operation.fails(Fault::BodyTooLarge {
            limit: crate::http::route::FIELDS_LIMIT,
        });
    }
}

/// The body as a value, and whether it came from a form.
fn read(request: &Request) -> Result<(Value, bool), Fault> {
    match content_type(request).as_str() {
        "application/x-www-form-urlencoded" => Ok((urlencoded(request)?, true)),
        "multipart/form-data" => Ok((multipart(request)?, true)),
        kind if kind == "application/json" || kind.ends_with("+json") => {
            Ok((json(request)?, false))
        }
        // Some clients forget to say; what then parses as JSON can't have been meant otherwise.
        "" => Ok((json(request)?, false)),
        _ => Err(Fault::WrongContentType),
    }
}

/// The content type without its parameters, in small letters.
#[must_use]
pub(crate) fn content_type(request: &Request) -> String {
    let header = request.header("Content-Type").unwrap_or_default();
    let kind = header.split(';').next().unwrap_or_default();
    kind.trim().to_ascii_lowercase()
}

fn json(request: &Request) -> Result<Value, Fault> {
    let text = bytes(request)?;
    // No body at all is an object without fields: each missing one is named.
    if text.trim_ascii().is_empty() {
        return Ok(Value::Object(Map::new()));
    }
    serde_json::from_slice(&text).map_err(|_| Fault::UnreadableBody)
}

fn urlencoded(request: &Request) -> Result<Value, Fault> {
    let body = bytes(request)?;
    let pairs = body
        .split(|byte| *byte == b'&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let end = pair.iter().position(|byte| *byte == b'=');
            let (name, value) = pair.split_at(end.unwrap_or(pair.len()));
            Ok((
                unescape(name)?,
                unescape(value.get(1..).unwrap_or_default())?,
            ))
        });
    Ok(collect(pairs.collect::<Result<_, Fault>>()?))
}

/// rouille's reader knows the content type in small letters only, and puts a sign of its own in
/// place of what is no text: two passwords that differ only there would be the same.
fn unescape(text: &[u8]) -> Result<String, Fault> {
    let blank = |byte: &u8| if *byte == b'+' { b' ' } else { *byte };
    let spaced: Vec<u8> = text.iter().map(blank).collect();
    let text = percent_decode(&spaced).decode_utf8();
    Ok(text.map_err(|_| Fault::UnreadableBody)?.into_owned())
}

fn bytes(request: &Request) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::new();
    let mut body = request.data().ok_or(Fault::UnreadableBody)?;
    body.read_to_end(&mut bytes)
        .map_err(|_| Fault::UnreadableBody)?;
    Ok(bytes)
}

/// A form's text fields; files are passed over.
fn multipart(request: &Request) -> Result<Value, Fault> {
    let fields = parts(request)?.into_iter().filter(|part| !part.is_file);
    let pairs = fields.map(|part| {
        let text = String::from_utf8(part.bytes).map_err(|_| Fault::UnreadableBody)?;
        Ok((part.name, text))
    });
    Ok(collect(pairs.collect::<Result<_, Fault>>()?))
}

/// An object of the pairs; a name that comes more than once, or ends in `[]`, is a list.
fn collect(pairs: Vec<(String, String)>) -> Value {
    let mut object = Map::new();
    for (name, text) in pairs {
        let (name, is_list) = match name.strip_suffix("[]") {
            Some(name) => (name.to_owned(), true),
            None => (name, false),
        };
        match object.get_mut(&name) {
            Some(Value::Array(list)) => list.push(text.into()),
            Some(first) => *first = Value::Array(vec![first.take(), text.into()]),
            None if is_list => drop(object.insert(name, Value::Array(vec![text.into()]))),
            None => drop(object.insert(name, text.into())),
        }
    }
    Value::Object(object)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn request(content_type: &str, body: &[u8]) -> Request {
        let headers = vec![("Content-Type".to_owned(), content_type.to_owned())];
        Request::fake_http("POST", "/", headers, body.to_vec())
    }

    #[test]
    fn the_same_fields_three_ways() {
        let expected = json!({"email": "a@b.co", "input": ["1", "2"]});
        let form = request(
            "application/x-www-form-urlencoded; charset=utf-8",
            b"email=a%40b.co&input=1&input=2",
        );
        assert_eq!(read(&form), Ok((expected.clone(), true)));
        let body = b"--x\r\nContent-Disposition: form-data; name=\"email\"\r\n\r\na@b.co\r\n\
            --x\r\nContent-Disposition: form-data; name=\"input[]\"\r\n\r\n1\r\n\
            --x\r\nContent-Disposition: form-data; name=\"input[]\"\r\n\r\n2\r\n--x--\r\n";
        assert_eq!(
            read(&request("multipart/form-data; boundary=x", body)),
            Ok((expected.clone(), true))
        );
        let json = request("application/json", expected.to_string().as_bytes());
        assert_eq!(read(&json), Ok((expected, false)));
    }

    #[test]
    fn what_cannot_be_read_is_said_so() {
        for body in ["{", "{}x", "nul", "\u{feff}{}", &"[".repeat(10_000)] {
            assert_eq!(
                read(&request("application/json", body.as_bytes())),
                Err(Fault::UnreadableBody),
                "{body:.9}"
            );
        }
        assert_eq!(
            read(&request("application/json", b"\"\xff\"")),
            Err(Fault::UnreadableBody)
        );
        for kind in ["text/plain", "application/xml", "json"] {
            assert_eq!(
                read(&request(kind, b"{}")),
                Err(Fault::WrongContentType),
                "{kind}"
            );
        }
        assert_eq!(
            read(&request("multipart/form-data", b"x")),
            Err(Fault::UnreadableBody),
            "no boundary"
        );
        assert_eq!(
            read(&request("application/json", b" ")),
            Ok((json!({}), false))
        );
    }
}
