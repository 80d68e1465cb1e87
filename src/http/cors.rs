//! Cross-origin resource sharing: which origins' pages may call the families that are open to them.
//!
//! Their callers prove who they are by a token that the page itself sends, never by a cookie, so that a
//! page of any origin can do no more than a program could. Replies never allow credentials.

use parking_lot::Mutex;
use rouille::{Request, Response};

use crate::edge::is_token;
use crate::http::cookie;
use crate::http::reply::vary;

/// Any origin, as `--cors-origin` and the header write it.
const ANY: &str = "*";
/// The headers of replies that a page may read besides the few that all may.
const EXPOSED: &str = "Accept-Encoding, Content-Range, ETag, Idempotent-Replayed, Inference-Header-Content-Length, \
     Location, Retry-After, WWW-Authenticate, X-Request-Id, X-Total-Count";
/// What a page may send where it doesn't say what it would.
const USUAL_HEADERS: &str =
    "Accept-Language, Authorization, Content-Type, Idempotency-Key, X-Request-Id";
/// Most names of headers that one preflight is answered with.
const MOST_HEADERS: usize = 50;
/// Most origins that the log names, and most letters of each.
const MOST_NAMED: usize = 50;
const LONGEST_NAMED: usize = 200;

/// The origins whose pages may call, and those that were refused so far.
#[derive(Debug)]
pub(crate) struct Cors {
    origins: Vec<String>,
    refused: Mutex<Vec<String>>,
}

impl Cors {
    /// These origins (`https://app.example`), all with `*`, none if there are none.
    #[must_use]
    pub(crate) fn new(origins: Vec<String>) -> Self {
        Self {
            origins,
            refused: Mutex::default(),
        }
    }

    /// Lets a page of this origin read the response, if it may. Where all may, every response says so,
    /// also to who names no origin: a browser may show a photo and read the same copy later.
    pub(crate) fn allow(&self, origin: Option<&str>, response: &mut Response) {
        let allowed = if self.allows_any() {
            Some(ANY)
        } else {
            // For caches: another origin gets another reply.
            vary(response, "Origin");
            origin.filter(|origin| self.allows(origin))
        };
        if let Some(allowed) = allowed {
            add(response, "Access-Control-Allow-Origin", allowed);
            add(response, "Access-Control-Expose-Headers", EXPOSED);
        }
    }

    /// Whether a request is the question of a browser, whose page's origin may call, before the actual
    /// request.
    #[must_use]
    pub(crate) fn is_preflight(&self, request: &Request) -> bool {
        request.method() == "OPTIONS"
            && request.header("Access-Control-Request-Method").is_some()
            && request
                .header("Origin")
                .is_some_and(|origin| self.allows(origin))
    }

    /// Names in the log, once each, the origins that were refused.
    pub(crate) fn log_refused(&self, request: &Request, public_url: Option<&str>) {
        let Some(origin) = request.header("Origin") else {
            return;
        };
        // Browsers name the origin of our own page, too.
        let host = origin.split_once("://").map(|(_, host)| host);
        let is_own = public_url == Some(origin) || host.is_some() && host == request.header("Host");
        if is_own || self.allows(origin) || !self.is_new(origin) {
            return;
        }
        // As a debug text: it is a stranger's, and may hold what moves a terminal's cursor.
        let origin: String = origin.chars().take(LONGEST_NAMED).collect();
        tracing::warn!(
            ?origin,
            "a page of this origin may not call the APIs: --cors-origin doesn't name it"
        );
    }

    /// Whether this origin is refused for the first time, and the log has room for it.
    fn is_new(&self, origin: &str) -> bool {
        let origin: String = origin.chars().take(LONGEST_NAMED).collect();
        let mut refused = self.refused.lock();
        let is_new = refused.len() < MOST_NAMED && !refused.contains(&origin);
        if is_new {
            refused.push(origin);
        }
        is_new
    }

    fn allows_any(&self) -> bool {
        self.origins.iter().any(|known| known == ANY)
    }

    fn allows(&self, origin: &str) -> bool {
        let is = |known: &String| known.eq_ignore_ascii_case(origin);
        self.allows_any() || self.origins.iter().any(is)
    }
}

/// The reply to a preflight for a path with these methods, to which [`Cors::allow`] adds the origin.
#[must_use]
pub(crate) fn preflight(request: &Request, methods: String) -> Response {
    let asked = request.header("Access-Control-Request-Headers");
    Response::empty_204()
        .with_additional_header("Allow", methods.clone())
        .with_additional_header("Access-Control-Allow-Methods", methods)
        .with_additional_header("Access-Control-Allow-Headers", headers(asked))
        .with_additional_header("Access-Control-Max-Age", "600")
}

/// Of the headers that a page would send, those it may: any but the proof that our own page asks.
fn headers(asked: Option<&str>) -> String {
    let may = |name: &&str| {
        !name.is_empty() && name.bytes().all(is_token) && !name.eq_ignore_ascii_case(cookie::PROOF)
    };
    let names = asked.unwrap_or(USUAL_HEADERS).split(',').map(str::trim);
    let names: Vec<&str> = names.filter(may).take(MOST_HEADERS).collect();
    names.join(", ")
}

fn add(response: &mut Response, name: &'static str, value: &str) {
    let value = value.to_owned();
    response.headers.push((name.into(), value.into()));
}

#[cfg(test)]
mod tests {
    use super::*;

    const APP: &str = "https://app.example";

    fn asking(method: &str, headers: &[(&str, &str)]) -> Request {
        let headers = headers
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Request::fake_http(method, "/api/login", headers.collect(), vec![])
    }

    fn allowed(cors: &Cors, origin: Option<&str>) -> Option<String> {
        let mut response = Response::empty_204();
        cors.allow(origin, &mut response);
        let header = |name: &str| {
            let mut headers = response.headers.iter();
            let found = headers.find(|(known, _)| known == name);
            found.map(|(_, value)| value.to_string())
        };
        assert_eq!(header("Access-Control-Allow-Credentials"), None);
        header("Access-Control-Allow-Origin")
    }

    #[test]
    fn only_who_may_is_told_so() {
        let (any, one, none) = (
            Cors::new(vec![ANY.into()]),
            Cors::new(vec![APP.into()]),
            Cors::new(vec![]),
        );
        for origin in [Some(APP), Some("null"), None] {
            assert_eq!(allowed(&any, origin).as_deref(), Some(ANY));
            assert_eq!(allowed(&none, origin), None);
        }
        assert_eq!(allowed(&one, Some(APP)).as_deref(), Some(APP));
        for other in [None, Some("null"), Some("https://app.example.evil.example")] {
            assert_eq!(allowed(&one, other), None);
        }
    }

    #[test]
    fn a_preflight_names_a_method_and_an_origin() {
        let cors = Cors::new(vec![APP.into()]);
        let method = ("Access-Control-Request-Method", "POST");
        assert!(cors.is_preflight(&asking("OPTIONS", &[("Origin", APP), method])));
        for (name, headers) in [
            ("GET", vec![("Origin", APP), method]),
            ("OPTIONS", vec![method]),
            ("OPTIONS", vec![("Origin", APP)]),
            ("OPTIONS", vec![("Origin", "https://evil.example"), method]),
        ] {
            assert!(!cors.is_preflight(&asking(name, &headers)), "{headers:?}");
        }
    }

    #[test]
    fn headers_are_echoed_but_for_what_is_none_and_our_own_pages_proof() {
        assert_eq!(headers(None), USUAL_HEADERS);
        assert_eq!(headers(Some("")), "");
        assert_eq!(
            headers(Some("authorization,x-csrf-token, X-Mine ,,a b,\u{e9}")),
            "authorization, X-Mine"
        );
        let many = headers(Some(&"x,".repeat(5000)));
        assert_eq!(many.split(", ").count(), MOST_HEADERS);
    }

    /// Browsers name its origin too, at its public address and at any other.
    #[test]
    fn our_own_page_is_none_that_was_refused() {
        let cors = Cors::new(vec!["https://known.example".into()]);
        let ask = |origin: &str| {
            let request = asking("POST", &[("Origin", origin), ("Host", "localhost:5000")]);
            cors.log_refused(&request, Some(APP));
        };
        for own in ["http://localhost:5000", APP, "https://known.example"] {
            ask(own);
        }
        assert!(cors.refused.lock().is_empty());
        ask("http://localhost:5001");
        assert_eq!(*cors.refused.lock(), ["http://localhost:5001"]);
    }

    #[test]
    fn a_refused_origin_is_new_once_and_few_are_remembered() {
        let cors = Cors::new(vec![]);
        assert!(cors.is_new(APP) && !cors.is_new(APP));
        let long = "x".repeat(20_000);
        assert!(cors.is_new(&long) && !cors.is_new(&long));
        for number in 0..1000 {
            cors.is_new(&format!("https://{number}.example"));
        }
        let refused = cors.refused.lock();
        assert_eq!(refused.len(), MOST_NAMED);
        assert!(refused.iter().all(|origin| origin.len() <= LONGEST_NAMED));
    }
}
