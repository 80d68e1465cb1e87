//! What is behind the edge: each request is resolved, answered, counted and logged.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use rouille::{Request, Response};

use crate::api;
use crate::app::App;
use crate::domain::fault::Fault;
use crate::edge::{self, ReadBody, ReadError, Refusal, RefusedHead, client_network};
use crate::http::cors::Cors;
use crate::http::router::{RoutedResponse, Router};
use crate::platform::client::working_for;
use crate::platform::digest::hex;
use crate::platform::random;
use crate::server::metrics::requests::RequestMetrics;

/// Answers the edge's requests through the router, counts each and logs it in a line.
pub(super) struct RouterService {
    router: Router,
    ids: RequestIds,
    /// Whether it speaks TLS.
    by_tls: bool,
    pub(super) requests: RequestMetrics,
}

/// Most letters of a method in the log: every known one has fewer, and a stranger's may have thousands.
const LOGGED: usize = 20;

/// A method as it is logged.
fn logged(method: &str) -> &str {
    let end = method.char_indices().nth(LOGGED).map(|(at, _)| at);
    &method[..end.unwrap_or(method.len())]
}

impl RouterService {
    pub(super) fn new(app: &Arc<App>, cors: Vec<String>, by_tls: bool) -> Self {
        let router = Router::new(Arc::clone(app), api::all(), Cors::new(cors));
        Self {
            by_tls,
            requests: RequestMetrics::new(router.labels()),
            router,
            ids: RequestIds::new(),
        }
    }

    /// Marks the response with the request's id, counts it and logs its line: the route's
    /// pattern, never the path, which may carry what nobody should read.
    fn finish(&self, answer: RoutedResponse, asked: &Asked, id: String) -> Response {
        let mut response = answer.response;
        let took = asked.start.elapsed();
        self.requests
            .count(answer.route.index(), response.status_code, took);
        let ms = (took.as_secs_f64() * 10_000.0).round() / 10.0;
        macro_rules! log_at {
            ($level:expr) => {
                tracing::event!(
                    $level,
                    id,
                    method = logged(asked.method),
                    route = answer.pattern,
                    family = answer.family,
                    status = response.status_code,
                    ms,
                    client = %asked.client.ip(),
                    "request"
                )
            };
        }
        if is_page_file(answer.pattern) && response.status_code < 400 {
            log_at!(tracing::Level::DEBUG);
        } else {
            log_at!(tracing::Level::INFO);
        }
        response.headers.push(("X-Request-Id".into(), id.into()));
        response
    }
}

/// Whether a route serves files of the program itself: a page asks for dozens, and none tells anything.
fn is_page_file(pattern: &str) -> bool {
    pattern.starts_with("/static/") || matches!(pattern, "/favicon.ico" | "/sw.js")
}

/// Who asked, how and when.
struct Asked<'text> {
    method: &'text str,
    client: SocketAddr,
    start: Instant,
}

/// Ids for requests: a random word of this run and a number, so that none costs a system call.
struct RequestIds {
    run: String,
    next: AtomicU64,
}

impl RequestIds {
    fn new() -> Self {
        Self {
            run: hex(&random::bytes::<4>()),
            next: AtomicU64::new(1),
        }
    }

    /// The client's own id for the request, if it is harmless in a log; or one of ours.
    fn of(&self, request: &Request) -> String {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        let sound = |id: &&str| (8..=64).contains(&id.len()) && id.bytes().all(plain);
        let given = request.header("X-Request-Id").filter(sound);
        given.map_or_else(|| self.next(), str::to_owned)
    }

    fn next(&self) -> String {
        format!(
            "{}-{:08x}",
            self.run,
            self.next.fetch_add(1, Ordering::Relaxed)
        )
    }
}

impl edge::RequestHandler for RouterService {
    fn respond(
        &self,
        request: &Request,
        local: SocketAddr,
        read_body: &mut ReadBody,
    ) -> Result<Response, ReadError> {
        let resolved = self.router.resolve(request);
        let body = read_body(self.router.body_limit(&resolved))?;
        let asked = Asked {
            method: request.method(),
            client: *request.remote_addr(),
            start: Instant::now(),
        };
        let network = client_network(asked.client.ip());
        let answer = working_for(network, || {
            self.router.answer(request, local, resolved, body)
        });
        Ok(self.finish(answer, &asked, self.ids.of(request)))
    }

    fn refuse(&self, refusal: Refusal, head: Option<&RefusedHead>, client: SocketAddr) -> Response {
        let asked = Asked {
            method: head.map_or("-", |head| &head.method),
            client,
            start: Instant::now(),
        };
        self.requests.refused(refusal.reason());
        let fault = fault_of(refusal);
        let target = head.map(|head| &*head.target);
        let origin = head.and_then(|head| head.origin.as_deref());
        // Browsers heed it by TLS alone (RFC 6797, 7.2).
        let by_tls = self.by_tls && refusal != Refusal::NeedsTls;
        let mut answer = self.router.refuse(&fault, target, origin, by_tls);
        if refusal == Refusal::NeedsTls {
            answer.response = reworded(answer.response, NEEDS_TLS);
        }
        answer.response.status_code = refusal.status();
        self.finish(answer, &asked, self.ids.next())
    }
}

/// Plain text, not a family's JSON: whoever wrote http where https belongs reads it.
pub(crate) const NEEDS_TLS: &str =
    "This port speaks https: begin the address with https:// instead.\n";

/// A response whose body is plain text instead; its other headers stay.
fn reworded(mut response: Response, text: &str) -> Response {
    let plain = Response::text(text);
    response.headers.retain(|(name, _)| name != "Content-Type");
    response.headers.extend(plain.headers);
    response.data = plain.data;
    response
}

const fn fault_of(refusal: Refusal) -> Fault {
    match refusal {
        Refusal::BodyTooLarge { limit } => Fault::BodyTooLarge { limit },
        Refusal::UriTooLong | Refusal::HeadTooLarge => Fault::HeadTooLarge,
        Refusal::UnsupportedCoding => Fault::WrongContentCoding,
        Refusal::Timeout => Fault::TooSlow,
        Refusal::Busy { retry_after, .. } => Fault::Busy { retry_after },
        Refusal::Panic => Fault::Internal,
        Refusal::BadRequest(_)
        | Refusal::NeedsTls
        | Refusal::ExpectationFailed
        | Refusal::NotImplemented
        | Refusal::VersionNotSupported => Fault::MalformedRequest,
    }
}

#[cfg(test)]
mod tests {
    use super::logged;

    #[test]
    fn a_long_method_makes_no_long_line() {
        assert_eq!(logged("GET"), "GET");
        assert_eq!(logged(&"é".repeat(7000)), "é".repeat(20));
    }
}
