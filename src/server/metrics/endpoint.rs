//! `/metrics`, on a listener of its own, for whoever scrapes it.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

use rouille::{Request, Response};

use super::registry::MetricsRegistry;
use crate::edge::{self, ReadBody, ReadError, Refusal, RefusedHead};
use crate::http::security_headers;

/// The media type of Prometheus' text format.
const TEXT: &str = "text/plain; version=0.0.4; charset=utf-8";
/// A few scrapers ask now and then.
const CONNECTIONS: usize = 32;

/// Serves the metrics on this listener.
///
/// # Errors
/// As [`edge::serve`].
pub(in crate::server) fn serve(
    listener: TcpListener,
    registry: MetricsRegistry,
) -> std::io::Result<edge::RunningEdge> {
    let settings = edge::EdgeSettings {
        max_connections: CONNECTIONS,
        body_budget: 0,
        ..edge::EdgeSettings::default()
    };
    edge::serve(listener, settings, Arc::new(MetricsEndpoint(registry)))
}

struct MetricsEndpoint(MetricsRegistry);

impl edge::RequestHandler for MetricsEndpoint {
    fn respond(
        &self,
        request: &Request,
        _: SocketAddr,
        read_body: &mut ReadBody,
    ) -> Result<Response, ReadError> {
        read_body(0)?;
        Ok(hardened(self.answer(request)))
    }

    fn refuse(
        &self,
        refusal: Refusal,
        _head: Option<&RefusedHead>,
        _client: SocketAddr,
    ) -> Response {
        hardened(text(refusal.status(), "That can't be answered.\n"))
    }
}

impl MetricsEndpoint {
    fn answer(&self, request: &Request) -> Response {
        if request.url() != "/metrics" {
            return text(404, "There is only /metrics here.\n");
        }
        match request.method() {
            "GET" | "HEAD" => Response::from_data(TEXT, self.0.text()),
            _ => text(405, "It can only be looked at.\n")
                .with_additional_header("Allow", "GET, HEAD"),
        }
    }
}

/// With the headers of every response, as on the main port.
fn hardened(mut response: Response) -> Response {
    security_headers::add(&mut response);
    response
}

fn text(status: u16, text: &str) -> Response {
    Response::text(text).with_status_code(status)
}
