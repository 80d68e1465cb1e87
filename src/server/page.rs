//! The metrics' own small server: one page, for whoever watches.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

use rouille::{Request, Response};

use super::board::Board;
use crate::edge::{self, ReadBody, ReadError, Refusal};

/// The media type of Prometheus' text format.
const TEXT: &str = "text/plain; version=0.0.4; charset=utf-8";
/// A few watchers ask now and then; nobody else has business here.
const CONNECTIONS: usize = 32;

/// Serves the board's page on this listener.
///
/// # Errors
/// As [`edge::serve`].
pub(super) fn serve(listener: TcpListener, board: Board) -> std::io::Result<edge::Handle> {
    let settings = edge::EdgeSettings {
        max_connections: CONNECTIONS,
        body_budget: 0,
        ..edge::EdgeSettings::default()
    };
    edge::serve(listener, settings, Arc::new(Page(board)))
}

struct Page(Board);

impl edge::RequestHandler for Page {
    fn respond(&self, request: &Request, read_body: &mut ReadBody) -> Result<Response, ReadError> {
        read_body(0)?;
        Ok(self.answer(request))
    }

    fn refuse(
        &self,
        refusal: Refusal,
        _method: Option<&str>,
        _target: Option<&str>,
        _client: SocketAddr,
    ) -> Response {
        words(refusal.status(), "That can't be answered.\n")
    }
}

impl Page {
    fn answer(&self, request: &Request) -> Response {
        if request.url() != "/metrics" {
            return words(404, "There is only /metrics here.\n");
        }
        match request.method() {
            "GET" | "HEAD" => Response::from_data(TEXT, self.0.text())
                .with_additional_header("Cache-Control", "no-store"),
            _ => words(405, "It can only be looked at.\n")
                .with_additional_header("Allow", "GET, HEAD"),
        }
    }
}

fn words(status: u16, text: &str) -> Response {
    Response::text(text).with_status_code(status)
}
