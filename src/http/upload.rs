//! Files in a form.

use std::marker::PhantomData;

use serde_json::json;

use crate::domain::fault::Fault;
use crate::http::body::content_type;
use crate::http::call::{Call, FromCall};
use crate::http::multipart::parts;
use crate::http::operation::{BodyDoc, Operation};
use crate::photos::MAX_BYTES;

/// Most bytes of a form with a photo: the photo, and room for the form around it.
pub const PHOTO_FORM_LIMIT: u64 = MAX_BYTES as u64 + 64 * 1024;

/// The name of the form's field that carries the file.
pub trait FileField {
    /// The name.
    const NAME: &'static str;
}

/// A photo sent as a file in a form. Its name and declared type are not looked
/// at: what it is, its content says.
pub struct PhotoUpload<F: FileField> {
    /// The file's bytes.
    pub bytes: Vec<u8>,
    field: PhantomData<F>,
}

impl<F: FileField> FromCall for PhotoUpload<F> {
    fn from_call(call: &Call) -> Result<Self, Fault> {
        match content_type(call.request).as_str() {
            "multipart/form-data" => {}
            // No body, no type: the photo is what is missing.
            "" => return Err(Fault::PhotoMissing),
            _ => return Err(Fault::WrongContentType),
        }
        let photo = parts(call.request)?
            .into_iter()
            .find(|part| part.name == F::NAME);
        Self::of(photo.ok_or(Fault::PhotoMissing)?.bytes)
    }

    fn describe(operation: &mut Operation) {
        operation.body = Some(BodyDoc {
            schema: json!({
                "type": "object",
                "properties": {F::NAME: {"type": "string", "format": "binary", "description": "A JPEG or PNG of 8 MiB at the most."}},
                "required": [F::NAME],
            }),
            types: &["multipart/form-data"],
            required: true,
        });
        for fault in [
            Fault::PhotoMissing,
            Fault::PhotoNotAnImage,
            Fault::WrongContentType,
            Fault::BodyTooLarge {
                limit: MAX_BYTES as u64,
            },
        ] {
            operation.fails(fault);
        }
    }
}

impl<F: FileField> PhotoUpload<F> {
    fn of(bytes: Vec<u8>) -> Result<Self, Fault> {
        match bytes.len() {
            0 => Err(Fault::PhotoMissing),
            length if length > MAX_BYTES => Err(Fault::BodyTooLarge {
                limit: MAX_BYTES as u64,
            }),
            _ => Ok(Self {
                bytes,
                field: PhantomData,
            }),
        }
    }
}
