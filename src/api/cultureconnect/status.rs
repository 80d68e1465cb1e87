//! Whether the server and its database answer.

use crate::api::cultureconnect::wire;
use crate::app::App;
use crate::domain::fault::Fault;
use crate::http::accept::{Accept, PageOr};
use crate::http::assets::{PAGE_POLICY, Wants, page};
use crate::http::reply::Json;

pub(crate) fn home(
    app: &App,
    accept: Accept,
    wants: Wants,
) -> Result<PageOr<wire::ServerStatus>, Fault> {
    if accept.prefers("text/html", "application/json") {
        return page("index.html", &wants, PAGE_POLICY).map(PageOr::Page);
    }
    Ok(PageOr::Json(wire::ServerStatus {
        status: "success",
        message: "API connection successful",
        timestamp: app.clock.now().naive(),
    }))
}

/// The document has one answer for every database failure; the log has the cause.
pub(crate) fn check(app: &App) -> Result<Json<wire::DatabaseCheck>, Fault> {
    let version = app.store.version().map_err(|_| Fault::Internal)?;
    Ok(Json(wire::DatabaseCheck {
        status: "success",
        message: "Database connection successful",
        database_version: format!("SQLite {version}"),
    }))
}
