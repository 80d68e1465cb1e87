//! Files in a form.

use std::marker::PhantomData;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use schemars::json_schema;

use crate::domain::fault::Fault;
use crate::domain::field::Problem;
use crate::http::body::media_type;
use crate::http::call::{Call, FromCall};
use crate::http::multipart::parts;
use crate::http::operation::{BodyDoc, Operation};
use crate::photos::{MAX_BYTES, Upload};

/// Most bytes of a form with a photo: the photo, and room for the form around it.
pub(crate) const PHOTO_FORM_LIMIT: u64 = MAX_BYTES as u64 + 64 * 1024;

/// Most bytes of a body with a photo in base64, which makes four letters of
/// three bytes, and may be escaped or broken into lines.
pub(crate) const PHOTO_TEXT_LIMIT: u64 = MAX_BYTES as u64 * 4 / 3 + 1024 * 1024;

/// The bytes of a photo sent as text: base64, padded or not, lines in it or
/// not, as it is or as a browser's `data:` address.
///
/// # Errors
/// [`Problem::NotBase64`].
pub(crate) fn photo_from_text(text: &str) -> Result<Vec<u8>, Problem> {
    let encoded = match text.trim().strip_prefix("data:") {
        Some(address) => address.split_once(";base64,").ok_or(Problem::NotBase64)?.1,
        None => text,
    };
    let encoded: Vec<u8> = encoded
        .bytes()
        .filter(|byte| !byte.is_ascii_whitespace())
        .collect();
    BASE64.decode(encoded).map_err(|_| Problem::NotBase64)
}

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The name of the form's field that carries the file.
pub(crate) trait FileField {
    /// The name.
    const NAME: &'static str;
}

/// A photo sent as a file in a form. Its name and declared type are ignored: what it is, its
/// content decides.
pub(crate) struct PhotoUpload<F: FileField> {
    photo: Upload,
    field: PhantomData<F>,
}

impl<F: FileField> FromCall for PhotoUpload<F> {
    fn from_call(call: &Call) -> Result<Self, Fault> {
        let content_type = call.request.header("Content-Type").unwrap_or_default();
        Self::read(content_type, call.take_body())
    }

    fn describe(operation: &mut Operation) {
        operation.body = Some(BodyDoc {
            schema: |_| {
                json_schema!({
                    "type": "object",
                    "properties": {F::NAME: {"type": "string", "format": "binary", "description": "A JPEG or PNG of 8 MiB at the most."}},
                    "required": [F::NAME],
                })
            },
            content_type: "multipart/form-data",
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
    /// The photo itself, where it arrived: it isn't copied out of the form.
    pub(crate) fn into_photo(self) -> Upload {
        self.photo
    }

    fn read(content_type: &str, body: Vec<u8>) -> Result<Self, Fault> {
        match media_type(content_type) {
            kind if kind.eq_ignore_ascii_case("multipart/form-data") => {}
            // No body, no type: the photo is what is missing.
            "" => return Err(Fault::PhotoMissing),
            _ => return Err(Fault::WrongContentType),
        }
        let parts = parts(content_type, &body)?;
        let photo = parts.into_iter().find(|part| part.name == F::NAME);
        let photo = photo.ok_or(Fault::PhotoMissing)?.content;
        match photo.len() {
            0 => Err(Fault::PhotoMissing),
            length if length > MAX_BYTES => Err(Fault::BodyTooLarge {
                limit: MAX_BYTES as u64,
            }),
            _ => Ok(Self {
                photo: Upload::within(body, photo),
                field: PhantomData,
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Field;

    impl FileField for Field {
        const NAME: &'static str = "photo";
    }

    #[test]
    fn an_upload_is_held_once() {
        let head = "--x\r\nContent-Disposition: form-data; name=photo; filename=a\r\n\r\n";
        let body = format!("{head}bytes\r\n--x--").into_bytes();
        let arrived = body.as_ptr().wrapping_add(head.len());
        let kind = "multipart/form-data; boundary=x";
        let upload = PhotoUpload::<Field>::read(kind, body).expect("a photo");
        let photo = upload.into_photo();
        assert_eq!(&*photo, b"bytes");
        assert_eq!(photo.as_ptr(), arrived);
    }

    #[test]
    fn photos_as_text() {
        for text in [
            "/+8AEA==",
            "/+8AEA",
            " /+8A\r\nEA==\n",
            "data:image/png;base64,/+8AEA==",
            "data:;base64,/+8AEA==",
        ] {
            assert_eq!(
                photo_from_text(text),
                Ok(vec![0xff, 0xef, 0, 16]),
                "{text:?}"
            );
        }
        for text in [
            "x",
            "/+8AEA===",
            "_-8AEA==",
            "data:image/png,abcd",
            "é",
            "a=b=",
        ] {
            assert_eq!(photo_from_text(text), Err(Problem::NotBase64), "{text:?}");
        }
    }
}
