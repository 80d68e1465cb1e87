//! Bodies: JSON or a form in, a typed value out.

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::domain::fault::Fault;
use crate::http::call::{Call, FromCall};
use crate::http::coercion::Source;
use crate::http::form;
use crate::http::operation::{BodyDoc, Operation, schema};

/// The typed body of a request.
pub(crate) struct Body<T>(pub T);

impl<T: DeserializeOwned + JsonSchema> FromCall for Body<T> {
    fn from_call(call: &Call) -> Result<Self, Fault> {
        let content_type = call.request.header("Content-Type").unwrap_or_default();
        let (value, source) = read(content_type, &call.take_body())?;
        Self::typed(call, value, source)
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

impl<T: DeserializeOwned> Body<T> {
    /// The same from JSON that isn't all of a body.
    pub(crate) fn from_json(call: &Call, text: &[u8]) -> Result<Self, Fault> {
        Self::typed(call, json(text)?, Source::Json)
    }

    fn typed(call: &Call, mut value: Value, mut source: Source) -> Result<Self, Fault> {
        if source == Source::Json && call.lax_json {
            source = Source::LaxJson;
        }
        if let Some(shape) = call.shape.as_ref() {
            shape.check(&mut value, source).map_err(Fault::Fields)?;
        }
        // The shape is the type's own; what passed it deserialises.
        serde_json::from_value(value).map(Self).map_err(|error| {
            tracing::error!(%error, "a body passed its shape and not its type");
            Fault::UnreadableBody
        })
    }
}

/// The body as a value, and what it was written in.
fn read(content_type: &str, body: &[u8]) -> Result<(Value, Source), Fault> {
    let media_type = media_type(content_type).to_ascii_lowercase();
    match media_type.as_str() {
        "application/x-www-form-urlencoded" => Ok((form::urlencoded(body)?, Source::Form)),
        "multipart/form-data" => Ok((form::multipart(content_type, body)?, Source::Form)),
        // The second is a misprint in FirstStep's document, which clients copy.
        "application/json" | "appplication/json" => Ok((json(body)?, Source::Json)),
        kind if kind.ends_with("+json") => Ok((json(body)?, Source::Json)),
        // Some clients leave the type out; what then parses as JSON was meant as JSON.
        "" => Ok((json(body)?, Source::Json)),
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
        assert_eq!(form, Ok((expected.clone(), Source::Form)));
        let body = b"--x\r\nContent-Disposition: form-data; name=\"email\"\r\n\r\na@b.co\r\n\
            --x\r\nContent-Disposition: form-data; name=\"input[]\"\r\n\r\n1\r\n\
            --x\r\nContent-Disposition: form-data; name=\"input[]\"\r\n\r\n2\r\n--x--\r\n";
        assert_eq!(
            read("multipart/form-data; boundary=x", body),
            Ok((expected.clone(), Source::Form))
        );
        let json = read("application/json", expected.to_string().as_bytes());
        assert_eq!(json, Ok((expected, Source::Json)));
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
        assert_eq!(
            read("application/json", b" "),
            Ok((json!({}), Source::Json))
        );
    }
}
