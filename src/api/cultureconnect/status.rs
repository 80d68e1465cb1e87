//! Whether the server and its database answer.

use crate::api::cultureconnect::wire;
use crate::app::App;
use crate::domain::fault::Fault;
use crate::http::accept::{Accept, PageOr};
use crate::http::assets::Wants;
use crate::http::pages::{PAGE_POLICY, page};
use crate::http::reply::Json;

pub(crate) fn home(
    app: &App,
    accept: Accept,
    wants: Wants,
) -> Result<PageOr<wire::Reached>, Fault> {
    if accept.prefers("text/html", "application/json") {
        return page("index.html", &wants, PAGE_POLICY).map(PageOr::Page);
    }
    Ok(PageOr::Json(wire::Reached {
        status: "success",
        message: "API connection successful",
        timestamp: app.clock.now().naive(),
    }))
}

/// The document knows one answer to a database that fails, however it does; the log says more.
pub(crate) fn check(app: &App) -> Result<Json<wire::Checked>, Fault> {
    let version = app.store.version().map_err(|_| Fault::Internal)?;
    Ok(Json(wire::Checked {
        status: "success",
        message: "Database connection successful",
        database_version: format!("SQLite {version}"),
    }))
}
