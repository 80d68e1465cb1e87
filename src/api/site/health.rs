//! Health and readiness, for whatever watches the server.

use schemars::JsonSchema;
use serde::Serialize;

use crate::app::App;
use crate::doctor;
use crate::domain::fault::Fault;
use crate::http::reply::Json;
use crate::http::route::{Route, get};

/// The routes.
pub(crate) fn routes() -> Vec<Route> {
    vec![
        // FaceofMind's document has it among its own.
        get("/health", health)
            .about("Says that the server runs")
            .for_any_origin(),
        get("/livez", live).about("Says that the server runs"),
        get("/readyz", ready)
            .about("Says that the database takes writes and the model answers")
            .fails(&[
                Fault::StorageFull,
                Fault::StorageFailing,
                Fault::StorageDamaged,
            ]),
    ]
}

/// That the server runs.
#[derive(Serialize, JsonSchema)]
struct Health {
    #[schemars(extend("const" = "healthy"))]
    status: &'static str,
    #[schemars(extend("const" = "API is running"))]
    message: &'static str,
}

/// That the server is alive, or ready.
#[derive(Serialize, JsonSchema)]
struct Liveness {
    status: &'static str,
}

fn live(_app: &App) -> Result<Json<Liveness>, Fault> {
    Ok(Json(Liveness { status: "alive" }))
}

fn ready(app: &App) -> Result<Json<Liveness>, Fault> {
    doctor::health::ready(app)?;
    Ok(Json(Liveness { status: "ready" }))
}

fn health(_app: &App) -> Result<Json<Health>, Fault> {
    Ok(Json(Health {
        status: "healthy",
        message: "API is running",
    }))
}
