//! The files inside the binary, compressed when it was built.

use std::io::Read as _;

use flate2::read::GzDecoder;
use rouille::{Request, Response};

use crate::domain::fault::Fault;
use crate::http::call::{Call, FromCall};
use crate::http::operation::{Operation, ReplyDoc, schema};
use crate::http::reply::{Reply, not_modified, response};
use crate::http::security_headers::RESOURCE_POLICY;
use crate::platform::digest::sha256;

/// A file as `build.rs` packed it.
pub(crate) struct Asset {
    /// Its path below `static/`, or `docs/…` for the documentation's scripts.
    pub name: &'static str,
    /// Its bytes, as gzip.
    pub gzip: &'static [u8],
}

/// All of them, in the order of their names.
pub(crate) const ASSETS: &[Asset] = &include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// How long a browser may keep a file without asking again: not at all, since
/// the next version of the program has other files under the same names; but
/// asking costs only a 304.
const CACHE: &str = "no-cache";

/// The page loads what is ours, and runs no script written into it.
pub(crate) const PAGE_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
     connect-src 'self'; manifest-src 'self'; worker-src 'self'; object-src 'none'; base-uri 'none'; \
     form-action 'self'; frame-ancestors 'none'";

/// A page or one of its files, with the policy of what it may load.
///
/// # Errors
/// [`Fault::NoSuchPath`] if there is no such file.
pub(crate) fn page(name: &str, wants: &Wants, policy: &'static str) -> Result<Response, Fault> {
    let asset = find(name).ok_or(Fault::NoSuchPath)?;
    // Also where an open family serves the page at one of its paths.
    Ok(asset
        .send(wants)
        .with_additional_header("Content-Security-Policy", policy)
        .with_additional_header(RESOURCE_POLICY, "same-origin"))
}

/// The page with this in its head in the reader's language, for an address of its own; never kept, since what it says
/// may be taken back.
///
/// # Panics
/// If the binary was built without its page.
pub(crate) fn page_about(head: &str, status: u16) -> PageAbout {
    let whole = find("index.html").expect("the page is there").unpacked();
    let whole = String::from_utf8(whole).expect("the page is text");
    let told = whole.replacen("</head>", &format!("{head}</head>"), 1);
    let reply = response(status, "text/html; charset=utf-8", told.into_bytes())
        .with_additional_header("Content-Security-Policy", PAGE_POLICY)
        .with_additional_header(RESOURCE_POLICY, "same-origin")
        .with_additional_header("Vary", "Accept-Language");
    PageAbout(reply)
}

/// The page about something, which may not be there.
pub(crate) struct PageAbout(Response);

impl Reply for PageAbout {
    fn into_response(self) -> Response {
        self.0
    }

    fn describe(operation: &mut Operation) {
        operation.replies.extend([200, 404].map(|status| ReplyDoc {
            status,
            content_type: "text/html",
            schema: schema::<String>,
        }));
    }
}

/// The asset of this name.
#[must_use]
pub(crate) fn find(name: &str) -> Option<&'static Asset> {
    let at = ASSETS.binary_search_by(|asset| asset.name.cmp(name)).ok()?;
    Some(&ASSETS[at])
}

impl Asset {
    /// The response that sends it: compressed if the client takes that, 304 if
    /// it has it.
    #[must_use]
    pub(crate) fn send(&self, wants: &Wants) -> Response {
        let coding = if wants.gzip { "-gz" } else { "" };
        let tag = format!("\"{}{coding}\"", &sha256(self.gzip)[..32]);
        let mut reply = if wants.has(&tag) {
            not_modified()
        } else if wants.gzip {
            response(200, self.content_type(), self.gzip)
                .with_additional_header("Content-Encoding", "gzip")
        } else {
            response(200, self.content_type(), self.unpacked())
        };
        for (name, value) in [
            ("ETag", tag.as_str()),
            ("Cache-Control", CACHE),
            ("Vary", "Accept-Encoding"),
        ] {
            reply.headers.push((name.into(), value.to_owned().into()));
        }
        reply
    }

    /// Its bytes as they were.
    ///
    /// # Panics
    /// If the binary was built with a broken file.
    #[must_use]
    pub(crate) fn unpacked(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        GzDecoder::new(self.gzip)
            .read_to_end(&mut bytes)
            .expect("build.rs packed it well");
        bytes
    }

    fn content_type(&self) -> &'static str {
        match self.name.rsplit('.').next() {
            Some("html") => "text/html; charset=utf-8",
            Some("css") => "text/css; charset=utf-8",
            Some("js") => "text/javascript; charset=utf-8",
            Some("svg") => "image/svg+xml; charset=utf-8",
            Some("json") => "application/json",
            Some("webmanifest") => "application/manifest+json",
            Some("png") => "image/png",
            _ => "application/octet-stream",
        }
    }
}

/// What a client has already, and whether it takes gzip.
pub(crate) struct Wants {
    gzip: bool,
    tags: String,
}

impl Wants {
    /// Whether the client has what this strong `ETag` names (RFC 9110, 13.1.2).
    #[must_use]
    pub(crate) fn has(&self, tag: &str) -> bool {
        self.tags
            .split(',')
            .map(str::trim)
            .any(|one| one == "*" || one.strip_prefix("W/").unwrap_or(one) == tag)
    }
}

impl Wants {
    /// Of a request that is answered in full, whatever its client has.
    pub(super) fn anew(request: &Request) -> Self {
        Self {
            gzip: takes_gzip(request.header("Accept-Encoding").unwrap_or_default()),
            tags: String::new(),
        }
    }
}

impl FromCall for Wants {
    fn from_call(call: &Call) -> Result<Self, Fault> {
        let header = |name| call.request.header(name).unwrap_or_default();
        Ok(Self {
            gzip: takes_gzip(header("Accept-Encoding")),
            tags: header("If-None-Match").to_owned(),
        })
    }

    fn describe(_operation: &mut Operation) {}
}

fn takes_gzip(accepted: &str) -> bool {
    accepted.split(',').any(|coding| {
        let mut parts = coding.split(';').map(str::trim);
        parts
            .next()
            .is_some_and(|name| name.eq_ignore_ascii_case("gzip"))
            && !parts.any(refuses)
    })
}

/// `q=0`, with however many zeros it is written.
fn refuses(parameter: &str) -> bool {
    let weight = parameter.split_once('=');
    weight.is_some_and(|(name, value)| {
        let zero = value.trim().parse().is_ok_and(|weight: f32| weight <= 0.0);
        zero && name.trim().eq_ignore_ascii_case("q")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn assets_are_found_and_unpack() {
        for asset in ASSETS {
            assert!(find(asset.name).is_some(), "{}", asset.name);
            assert!(!asset.unpacked().is_empty(), "{}", asset.name);
        }
        assert!(find("nothing").is_none());
        let redoc =
            String::from_utf8(find("docs/redoc.js").expect("there").unpacked()).expect("text");
        assert!(
            !redoc.contains("cdn.redoc.ly"),
            "nothing is fetched from the network"
        );
    }

    #[test]
    fn weights_and_tags() {
        assert!(takes_gzip("br, gzip;q=0.5"));
        assert!(!takes_gzip("gzip;q=0"));
        assert!(!takes_gzip("br"));
        let wants = |tags: &str| Wants {
            gzip: false,
            tags: tags.to_owned(),
        };
        assert!(wants("\"a\", W/\"b\"").has("\"b\""));
        assert!(wants("*").has("\"b\""));
        assert!(!wants("\"a\"").has("\"b\""));
        assert!(!wants("").has("\"b\""));
    }
}
