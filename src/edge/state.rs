//! What all connections of one server share.

use std::io;
use std::net::SocketAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64};

use rouille::Response;

use super::budget::BodyBudget;
use super::connection_limits::ConnectionLimits;
use super::workers::Workers;
use super::{EdgeSettings, Refusal, RefusedHead, RequestHandler};

pub(super) struct EdgeState {
    pub settings: EdgeSettings,
    pub handler: Arc<dyn RequestHandler>,
    pub limits: Arc<ConnectionLimits>,
    pub workers: Arc<Workers>,
    pub budget: Arc<BodyBudget>,
    pub draining: AtomicBool,
    pub totals: EdgeTotals,
}

/// What has happened since the start.
#[derive(Debug, Default)]
pub(super) struct EdgeTotals {
    pub accepted: AtomicU64,
    pub handshakes: AtomicU64,
    pub handshakes_failed: AtomicU64,
}

impl EdgeState {
    pub(crate) fn new(
        settings: EdgeSettings,
        handler: Arc<dyn RequestHandler>,
    ) -> io::Result<Self> {
        Ok(Self {
            budget: Arc::new(BodyBudget::new(settings.body_budget)),
            workers: Workers::start(settings.stack_bytes)?,
            settings,
            handler,
            limits: Arc::default(),
            draining: AtomicBool::new(false),
            totals: EdgeTotals::default(),
        })
    }

    /// The handler's response to a refusal; an empty one if the handler panics.
    pub(crate) fn refuse(
        &self,
        refusal: Refusal,
        head: Option<&RefusedHead>,
        client: SocketAddr,
    ) -> Response {
        let refuse = || self.handler.refuse(refusal, head, client);
        let mut response =
            catch_unwind(AssertUnwindSafe(refuse)).unwrap_or_else(|_| Response::text(""));
        response.status_code = refusal.status();
        if let Refusal::Busy { retry_after, .. } = refusal {
            response = response.with_unique_header("Retry-After", retry_after.to_string());
        }
        response
    }
}
