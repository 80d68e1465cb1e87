//! Cross-origin resource sharing: which origins' pages may call the API.

use rouille::{Request, Response};

use crate::http::reply::vary;

/// The allowed origins; none unless configured.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cors {
    origins: Vec<String>,
}

impl Cors {
    /// These origins (`https://app.example`), or all with `*`.
    #[must_use]
    pub(crate) fn new(origins: Vec<String>) -> Self {
        Self { origins }
    }

    /// The reply to a preflight of an allowed origin; `None` for any other request.
    #[must_use]
    pub(crate) fn preflight(&self, request: &Request) -> Option<Response> {
        if request.method() != "OPTIONS" {
            return None;
        }
        let method = request.header("Access-Control-Request-Method")?;
        let origin = self.allowed(request)?;
        let mut response = Response::empty_204()
            .with_additional_header("Access-Control-Allow-Methods", method.to_owned())
            .with_additional_header("Access-Control-Max-Age", "600");
        if let Some(headers) = request.header("Access-Control-Request-Headers") {
            response =
                response.with_additional_header("Access-Control-Allow-Headers", headers.to_owned());
        }
        allow(&mut response, origin);
        Some(response)
    }

    /// Lets the calling page read the response, if its origin is allowed. Where any is, every
    /// response varies by origin, for caches.
    pub(crate) fn allow(&self, request: &Request, response: &mut Response) {
        if self.origins.is_empty() {
            return;
        }
        match self.allowed(request) {
            Some(origin) => allow(response, origin),
            None => vary(response, "Origin"),
        }
    }

    /// The request's origin, if it is allowed. Never with credentials: our tokens are sent in a
    /// header that the page sets itself.
    fn allowed<'request>(&self, request: &'request Request) -> Option<&'request str> {
        let origin = request.header("Origin")?;
        let known = self
            .origins
            .iter()
            .any(|known| known == "*" || known.eq_ignore_ascii_case(origin));
        known.then_some(origin)
    }
}

fn allow(response: &mut Response, origin: &str) {
    for (name, value) in [
        ("Access-Control-Allow-Origin", origin),
        ("Access-Control-Expose-Headers", "X-Request-Id, Retry-After"),
    ] {
        response
            .headers
            .push((name.into(), value.to_owned().into()));
    }
    vary(response, "Origin");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(cors: &Cors, method: &str, headers: &[(&str, &str)]) -> Option<Response> {
        let headers = headers
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        cors.preflight(&Request::fake_http(
            method,
            "/api/login",
            headers.collect(),
            vec![],
        ))
    }

    const ASKING: [(&str, &str); 2] = [
        ("Origin", "https://app.example"),
        ("Access-Control-Request-Method", "POST"),
    ];

    #[test]
    fn only_who_may_is_told_so() {
        let cors = Cors::new(vec!["https://app.example".into()]);
        let response = ask(&cors, "OPTIONS", &ASKING).expect("allowed");
        assert!(response.headers.contains(&(
            "Access-Control-Allow-Origin".into(),
            "https://app.example".into()
        )));
        assert!(
            response
                .headers
                .iter()
                .all(|(name, _)| name != "Access-Control-Allow-Credentials")
        );
        assert!(ask(&Cors::default(), "OPTIONS", &ASKING).is_none());
        assert!(ask(&cors, "GET", &ASKING).is_none());
        let other = [("Origin", "https://evil.example"), ASKING[1]];
        assert!(ask(&cors, "OPTIONS", &other).is_none());
        assert!(ask(&Cors::new(vec!["*".into()]), "OPTIONS", &other).is_some());
    }
}
