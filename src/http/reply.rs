//! A handler's result becomes a response.

use std::borrow::Cow;
use std::fs::File;

use rouille::{Response, ResponseBody};
use schemars::{JsonSchema, json_schema};
use serde::Serialize;

use crate::http::held::Place;
use crate::http::operation::{Operation, ReplyDoc, schema};

/// Something a handler may return.
pub(crate) trait Reply {
    /// Makes it a response.
    fn into_response(self) -> Response;

    /// Where its body is while it is sent.
    fn place(&self) -> Place {
        Place::Memory
    }

    /// Adds itself to the route's description.
    fn describe(operation: &mut Operation);
}

/// A value as JSON, status 200.
pub(crate) struct Json<T>(pub T);

impl<T: Serialize + JsonSchema> Reply for Json<T> {
    fn into_response(self) -> Response {
        json(200, &self.0)
    }

    fn describe(operation: &mut Operation) {
        describe::<T>(operation, 200);
    }
}

/// A value as JSON, status 201: something was created.
pub(crate) struct Created<T>(pub T);

impl<T: Serialize + JsonSchema> Reply for Created<T> {
    fn into_response(self) -> Response {
        json(201, &self.0)
    }

    fn describe(operation: &mut Operation) {
        describe::<T>(operation, 201);
    }
}

/// A reply with a header of its own, such as a cookie.
pub(crate) struct With<T>(pub T, pub &'static str, pub String);

impl<T: Reply> Reply for With<T> {
    fn into_response(self) -> Response {
        self.0
            .into_response()
            .with_additional_header(self.1, self.2)
    }

    fn place(&self) -> Place {
        self.0.place()
    }

    fn describe(operation: &mut Operation) {
        T::describe(operation);
    }
}

/// A value as JSON with bytes behind it, and a header that says where they begin; without bytes just the JSON.
pub(crate) struct WithBytes<T> {
    /// The value.
    pub value: T,
    /// The bytes.
    pub bytes: Vec<u8>,
    /// The header.
    pub header: &'static str,
}

const OCTETS: &str = "application/octet-stream";

impl<T: Serialize + JsonSchema> Reply for WithBytes<T> {
    fn into_response(self) -> Response {
        if self.bytes.is_empty() {
            return json(200, &self.value);
        }
        let mut body = serialized(&self.value);
        let begin = body.len().to_string();
        body.extend_from_slice(&self.bytes);
        response(200, OCTETS, body).with_additional_header(self.header, begin)
    }

    fn describe(operation: &mut Operation) {
        describe::<T>(operation, 200);
        operation.replies.push(ReplyDoc {
            status: 200,
            content_type: OCTETS,
            schema: |_| json_schema!({"type": "string", "format": "binary"}),
        });
    }
}

/// A file to download.
pub(crate) struct Download {
    body: ResponseBody,
    place: Place,
    content_type: &'static str,
    name: String,
}

impl Download {
    /// A table of comma-separated values under this name.
    pub(crate) fn csv(text: String, name: String) -> Self {
        Self {
            body: ResponseBody::from_data(text.into_bytes()),
            place: Place::Memory,
            content_type: "text/csv; charset=utf-8",
            name,
        }
    }

    /// The same that lies in this file, which is never read whole.
    pub(crate) fn table(file: File, name: String) -> Self {
        Self {
            content_type: "text/csv; charset=utf-8",
            ..Self::zip(file, name)
        }
    }

    /// A zip that lies in this file, which is never read whole, under this name.
    pub(crate) fn zip(file: File, name: String) -> Self {
        Self {
            body: ResponseBody::from_file(file),
            place: Place::Elsewhere,
            content_type: "application/zip",
            name,
        }
    }

    /// The same, of which anybody may have one made: they are counted while they are sent.
    pub(crate) fn anybodys(self) -> Self {
        Self {
            place: Place::File,
            ..self
        }
    }
}

impl Reply for Download {
    fn into_response(self) -> Response {
        Response {
            status_code: 200,
            headers: vec![("Content-Type".into(), self.content_type.into())],
            data: self.body,
            upgrade: None,
        }
        .with_additional_header(
            "Content-Disposition",
            format!("attachment; filename=\"{}\"", self.name),
        )
    }

    fn place(&self) -> Place {
        self.place
    }

    fn describe(operation: &mut Operation) {
        Response::describe(operation);
        operation
            .replies
            .iter_mut()
            .for_each(|reply| reply.give("application/zip"));
    }
}

/// One of two replies, for routes that do one of two things.
pub(crate) enum Either<A, B> {
    /// The first.
    One(A),
    /// The second.
    Other(B),
}

impl<A: Reply, B: Reply> Reply for Either<A, B> {
    fn into_response(self) -> Response {
        match self {
            Self::One(reply) => reply.into_response(),
            Self::Other(reply) => reply.into_response(),
        }
    }

    fn place(&self) -> Place {
        match self {
            Self::One(reply) => reply.place(),
            Self::Other(reply) => reply.place(),
        }
    }

    fn describe(operation: &mut Operation) {
        A::describe(operation);
        B::describe(operation);
    }
}

pub(super) fn describe<T: JsonSchema>(operation: &mut Operation, status: u16) {
    operation.replies.push(ReplyDoc {
        status,
        content_type: "application/json",
        schema: schema::<T>,
    });
}

/// A response made by hand, for files and pages: its route says which kind it is, by
/// [`crate::http::route::Route::gives`].
impl Reply for Response {
    fn into_response(self) -> Response {
        self
    }

    fn place(&self) -> Place {
        Place::Elsewhere
    }

    fn describe(operation: &mut Operation) {
        operation.replies.push(ReplyDoc {
            status: 200,
            content_type: "*/*",
            schema: |_| json_schema!({"type": "string", "format": "binary"}),
        });
    }
}

/// A value as a JSON response.
///
/// # Panics
/// Never: our values have text for keys.
#[must_use]
pub(crate) fn json<T: Serialize>(status: u16, value: &T) -> Response {
    response(status, "application/json", serialized(value))
}

pub(crate) fn serialized<T: Serialize>(value: &T) -> Vec<u8> {
    serde_json::to_vec(value).expect("our values always serialise")
}

/// A response with a body of this content type.
#[must_use]
pub(crate) fn response(
    status: u16,
    content_type: &'static str,
    body: impl Into<Cow<'static, [u8]>>,
) -> Response {
    Response {
        status_code: status,
        headers: vec![("Content-Type".into(), content_type.into())],
        data: match body.into() {
            Cow::Borrowed(bytes) => ResponseBody::from_reader_and_size(bytes, bytes.len()),
            Cow::Owned(bytes) => ResponseBody::from_data(bytes),
        },
        upgrade: None,
    }
}

/// Adds to `Vary` a request header that the response depends on.
pub(crate) fn vary(response: &mut Response, header: &str) {
    let mut headers = response.headers.iter_mut();
    match headers.find(|(name, _)| name.eq_ignore_ascii_case("Vary")) {
        Some((_, value)) => *value = format!("{value}, {header}").into(),
        None => response
            .headers
            .push(("Vary".into(), header.to_owned().into())),
    }
}

/// 304: the client's copy is current.
#[must_use]
pub(crate) fn not_modified() -> Response {
    Response::empty_204().with_status_code(304)
}
