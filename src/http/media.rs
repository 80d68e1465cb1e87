//! The route that serves photos, and the links to it.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use rouille::{Response, ResponseBody};

use crate::app::App;
use crate::domain::fault::Fault;
use crate::domain::field::{FieldFault, Problem};
use crate::domain::photo::PhotoLink;
use crate::http::assets::Wants;
use crate::http::call::{Call, FromCall};
use crate::http::operation::Operation;
use crate::http::reply::not_modified;
use crate::http::route::{Route, get};
use crate::http::security_headers::RESOURCE_POLICY;
use crate::photos::Size;
use crate::services::profiles;

/// A link leads to one picture for ever, or to none: the next upload has another link. Private,
/// since only those who were given the link may see it.
const CACHE: &str = "private, max-age=31536000, immutable";

/// The routes.
#[must_use]
pub(crate) fn routes() -> Vec<Route> {
    vec![
        get("/photos/{key}/{file}", photo)
            .about("A photo, by the link its owner was given")
            .for_any_origin()
            .gives("image/jpeg")
            .fails(&[Fault::NoPhoto]),
    ]
}

/// The whole link to a photo. Its name has the letters of a username, of any script.
#[must_use]
pub(crate) fn url(base: &str, link: &PhotoLink) -> String {
    let name = utf8_percent_encode(&link.file_name, IN_A_SEGMENT);
    format!("{base}/photos/{}/{name}", link.key)
}

/// All but RFC 3986's unreserved characters.
const IN_A_SEGMENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The two parameters of a photo's path.
struct Named {
    key: String,
    file: String,
}

impl FromCall for Named {
    fn from_call(call: &Call) -> Result<Self, Fault> {
        match call.parameters.as_slice() {
            [key, file] => Ok(Self {
                key: key.clone(),
                file: file.clone(),
            }),
            _ => Err(Fault::NoSuchPath),
        }
    }

    fn describe(_operation: &mut Operation) {}
}

/// `?size=`: the longest side in pixels.
impl FromCall for Size {
    fn from_call(call: &Call) -> Result<Self, Fault> {
        let Some(text) = call.request.get_param("size") else {
            return Ok(Self::Full);
        };
        let fits = |size: &Self| size.longest().to_string() == text;
        Self::ALL
            .into_iter()
            .find(fits)
            .ok_or_else(|| unknown_size().into())
    }

    fn describe(operation: &mut Operation) {
        let sizes = Self::ALL.map(|size| size.longest().to_string());
        operation.query(
            "size",
            "The longest side at the most, in pixels.",
            serde_json::json!({"type": "string", "enum": sizes, "default": sizes[0]}),
        );
        operation.fails(unknown_size().into());
    }
}

fn unknown_size() -> FieldFault {
    let sizes = Size::ALL.map(|size| size.longest().to_string());
    FieldFault::query("size", Problem::NotOneOf(sizes.to_vec()))
}

fn photo(app: &App, named: Named, size: Size, wants: Wants) -> Result<Response, Fault> {
    let found = profiles::open_photo(app, &named.key, &named.file, size)?;
    let tag = format!("\"{}-{}\"", found.photo.hash, size.longest());
    let mut response = if wants.has(&tag) {
        not_modified()
    } else {
        let length = usize::try_from(found.length).map_err(|_| Fault::Internal)?;
        Response {
            status_code: 200,
            headers: vec![("Content-Type".into(), "image/jpeg".into())],
            data: ResponseBody::from_reader_and_size(found.file, length),
            upgrade: None,
        }
    };
    for (name, value) in [
        ("ETag", tag),
        ("Cache-Control", CACHE.to_owned()),
        // Pages of other origins may embed these photos: that is what the links are for.
        (RESOURCE_POLICY, "cross-origin".to_owned()),
    ] {
        response.headers.push((name.into(), value.into()));
    }
    Ok(response)
}
