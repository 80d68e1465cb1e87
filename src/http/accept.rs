//! Content negotiation: which media type a client's `Accept` header prefers, and replies by it.

use rouille::input::parse_priority_header;
use rouille::{Request, Response};
use schemars::JsonSchema;
use serde::Serialize;

use crate::domain::fault::Fault;
use crate::http::call::{Call, FromCall};
use crate::http::operation::{Operation, ReplyDoc, schema};
use crate::http::reply::{Json, Reply, vary};

/// A client's `Accept` header; empty if it sent none.
pub(crate) struct Accept(String);

impl Accept {
    /// A request's.
    pub(super) fn of(request: &Request) -> Self {
        Self(request.header("Accept").unwrap_or_default().to_owned())
    }

    /// Whether the client prefers one media type to the other. Of two with equal weight it prefers
    /// the one it named more exactly: browsers name `text/html` and take anything.
    #[must_use]
    pub(crate) fn prefers(&self, one: &str, other: &str) -> bool {
        let (weight, exactness) = self.weight(one);
        weight > 0.0 && (weight, exactness) > self.weight(other)
    }

    /// The weight of a media type, which the most exact range that fits it
    /// sets (RFC 9110, 12.5.1), and how exact that is.
    fn weight(&self, kind: &str) -> (f32, usize) {
        let fitting = parse_priority_header(&self.0)
            .filter_map(|(range, weight)| Some((weight, exactness(range, kind)?)));
        let best = fitting.max_by_key(|(_, exactness)| *exactness);
        best.unwrap_or((0.0, 0))
    }
}

/// How exactly a range names a media type, if it does at all.
fn exactness(range: &str, kind: &str) -> Option<usize> {
    let (family, _) = kind.split_once('/')?;
    let ranges = ["*/*".to_owned(), format!("{family}/*"), kind.to_owned()];
    ranges
        .iter()
        .position(|known| known.eq_ignore_ascii_case(range))
}

impl FromCall for Accept {
    fn from_call(call: &Call) -> Result<Self, Fault> {
        Ok(Self::of(call.request))
    }

    fn describe(_operation: &mut Operation) {}
}

/// A page for people, or a value for programs.
pub(crate) enum PageOr<T> {
    /// The page.
    Page(Response),
    /// The value, as JSON.
    Json(T),
}

impl<T: Serialize + JsonSchema> Reply for PageOr<T> {
    fn into_response(self) -> Response {
        let mut response = match self {
            Self::Page(page) => page,
            Self::Json(value) => Json(value).into_response(),
        };
        vary(&mut response, "Accept");
        response
    }

    fn describe(operation: &mut Operation) {
        Json::<T>::describe(operation);
        operation.replies.push(ReplyDoc {
            status: 200,
            content_type: "text/html",
            schema: schema::<String>,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html_first(header: &str) -> bool {
        Accept(header.to_owned()).prefers("text/html", "application/json")
    }

    #[test]
    fn browsers_want_the_page() {
        for header in [
            "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
            "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "text/html, application/xhtml+xml, image/jxr, */*",
            "text/html",
            "Text/HTML;level=1",
            "text/*",
            "application/json;q=0.5, text/html",
            "application/json;q=0, */*",
        ] {
            assert!(html_first(header), "{header}");
        }
    }

    #[test]
    fn everything_else_wants_the_value() {
        for header in [
            "",
            "*/*",
            "application/json",
            "application/json, text/plain, */*",
            "application/json, text/html",
            "text/html, application/json",
            "text/html;q=0.5, application/json",
            "text/html;q=0.5, */*",
            "text/html;q=0",
            "text/html;q=0, */*",
            "text/html;q=NaN",
            "text/html;q=-1",
            "image/png",
            "text",
            ",,;q=,/",
        ] {
            assert!(!html_first(header), "{header}");
        }
    }
}
