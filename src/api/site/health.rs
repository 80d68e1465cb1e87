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
                Fault::TakenOver,
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

/// That the server is alive.
#[derive(Serialize, JsonSchema)]
struct Liveness {
    status: &'static str,
}

/// That the server is ready, with a note on its copy elsewhere.
#[derive(Serialize, JsonSchema)]
struct Readiness {
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    replica: Option<ReplicaNote>,
}

/// How the copy is that the server keeps elsewhere.
#[derive(Serialize, JsonSchema)]
struct ReplicaNote {
    /// How many seconds ago it was last known to hold everything.
    behind: u64,
    /// What is wrong with it, if anything is.
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<&'static str>,
}

fn replica(app: &App) -> Option<ReplicaNote> {
    let status = app.replica.report()?;
    Some(ReplicaNote {
        behind: status.behind(app.clock.now()).as_secs(),
        // The sentence is the operator's: it names paths.
        problem: status.problem.map(|_| "it falls behind; see the log"),
    })
}

fn live(_app: &App) -> Result<Json<Liveness>, Fault> {
    Ok(Json(Liveness { status: "alive" }))
}

fn ready(app: &App) -> Result<Json<Readiness>, Fault> {
    doctor::health::ready(app)?;
    Ok(Json(Readiness {
        status: "ready",
        replica: replica(app),
    }))
}

fn health(_app: &App) -> Result<Json<Health>, Fault> {
    Ok(Json(Health {
        status: "healthy",
        message: "API is running",
    }))
}
