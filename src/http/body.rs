//! Bodies: JSON or a form in, a typed value out.

use percent_encoding::percent_decode;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::domain::fault::Fault;
use crate::http::call::{Call, FromCall};
use crate::http::multipart::parts;
use crate::http::operation::{BodyDoc, Operation, schema};

/// The typed body of a request.
pub(crate) struct Body<T>(pub T);

impl<T: DeserializeOwned + JsonSchema> FromCall for Body<T> {
    fn from_call(call: &Call) -> Result<Self, Fault> {
        let content_type = call.request.header("Content-Type").unwrap_or_default();
        let (mut value, from_form) = read(content_type, &call.take_body())?;
        if let Some(shape) = call.shape.as_ref() {
            shape.check(&mut value, from_form).map_err(Fault::Fields)?;
        }
        // The shape is the type's own; what passed it deserialises.
        serde_json::from_value(value).map(Self).map_err(|error| {
            tracing::error!(%error, "a body passed its shape and not its type");
            Fault::UnreadableBody
        })
    }

    fn describe(operation: &mut Operation) {
        operation.body = Some(BodyDoc {
            schema: schema::<T>,
            content_type: "application/json",
        });
        operation.fails(Fault::UnreadableBody);
        operation.fails(Fault::WrongContentType);
        operation.fails(Fault::BodyTooLarge {
            limit: crate::http::route::FIELDS_LIMIT,
        });
    }
}

/// The body as a value, and whether it came from a form.
fn read(content_type: &str, body: &[u8]) -> Result<(Value, bool), Fault> {
    let media_type = media_type(content_type).to_ascii_lowercase();
    match media_type.as_str() {
        "application/x-www-form-urlencoded" => Ok((urlencoded(body)?, true)),
        "multipart/form-data" => Ok((multipart(content_type, body)?, true)),
        // The second is a misprint in FirstStep's document, which clients copy.
        "application/json" | "appplication/json" => Ok((json(body)?, false)),
        kind if kind.ends_with("+json") => Ok((json(body)?, false)),
        // Some clients leave the type out; what then parses as JSON was meant as JSON.
        "" => Ok((json(body)?, false)),
        _ => Err(Fault::WrongContentType),
    }
}

/// The content type without its parameters.
#[must_use]
pub(crate) fn media_type(content_type: &str) -> &str {
    content_type.split(';').next().unwrap_or_default().trim()
}

/// The byte order mark that some clients put before UTF-8; RFC 8259 (8.1) lets parsers ignore it.
const BOM: &[u8] = b"\xef\xbb\xbf";

fn json(body: &[u8]) -> Result<Value, Fault> {
    // No body at all is an object without fields: each missing one is named.
    let body = body.strip_prefix(BOM).unwrap_or(body);
    if body.trim_ascii().is_empty() {
        return Ok(Value::Object(Map::new()));
    }
    serde_json::from_slice(body).map_err(|_| Fault::UnreadableBody)
}

fn urlencoded(body: &[u8]) -> Result<Value, Fault> {
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

/// rouille's reader knows the content type in small letters only, and replaces
/// invalid UTF-8 by U+FFFD: two passwords that differ only there would be the same.
fn unescape(text: &[u8]) -> Result<String, Fault> {
    let blank = |byte: &u8| if *byte == b'+' { b' ' } else { *byte };
    let spaced: Vec<u8> = text.iter().map(blank).collect();
    let text = percent_decode(&spaced).decode_utf8();
    Ok(text.map_err(|_| Fault::UnreadableBody)?.into_owned())
}

/// A form's text fields; files are passed over.
fn multipart(content_type: &str, body: &[u8]) -> Result<Value, Fault> {
    let parts = parts(content_type, body).ok_or(Fault::UnreadableBody)?;
    let fields = parts.into_iter().filter(|part| !part.is_file);
    let pairs = fields.map(|part| {
        let text = std::str::from_utf8(&body[part.content]).map_err(|_| Fault::UnreadableBody)?;
        Ok((part.name, text.to_owned()))
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

    #[test]
    fn the_same_fields_three_ways() {
        let expected = json!({"email": "a@b.co", "input": ["1", "2"]});
        let form = read(
            "application/x-www-form-urlencoded; charset=utf-8",
            b"email=a%40b.co&input=1&input=2",
        );
        assert_eq!(form, Ok((expected.clone(), true)));
        let body = b"--x\r\nContent-Disposition: form-data; name=\"email\"\r\n\r\na@b.co\r\n\
            --x\r\nContent-Disposition: form-data; name=\"input[]\"\r\n\r\n1\r\n\
            --x\r\nContent-Disposition: form-data; name=\"input[]\"\r\n\r\n2\r\n--x--\r\n";
        assert_eq!(
            read("multipart/form-data; boundary=x", body),
            Ok((expected.clone(), true))
        );
        let json = read("application/json", expected.to_string().as_bytes());
        assert_eq!(json, Ok((expected, false)));
    }

    #[test]
    fn what_cannot_be_read_is_said_so() {
        for body in ["{", "{}x", "nul", "\u{feff}\u{feff}{}", &"[".repeat(10_000)] {
            assert_eq!(
                read("application/json", body.as_bytes()),
                Err(Fault::UnreadableBody),
                "{body:.9}"
            );
        }
        assert_eq!(
            read("application/json", b"\"\xff\""),
            Err(Fault::UnreadableBody)
        );
        for kind in ["text/plain", "application/xml", "json"] {
            assert_eq!(read(kind, b"{}"), Err(Fault::WrongContentType), "{kind}");
        }
        assert_eq!(
            read("multipart/form-data", b"x"),
            Err(Fault::UnreadableBody),
            "no boundary"
        );
        assert_eq!(read("application/json", b" "), Ok((json!({}), false)));
    }
}
