//! The Open Inference Protocol (KServe v2), for clients of model servers: the
//! personality model by its numbers. Health and metadata are open, as its clients
//! expect; inference needs a token.
//!
//! Source: <https://github.com/kserve/open-inference-protocol>, `inference_rest.md`.

mod errors;
mod model;
mod wire;

use crate::domain::fault::Fault;
use crate::http::family::Family;
use crate::http::operation::schema;
use crate::http::route::{Route, get, post};

/// The family.
pub(crate) fn family() -> Family {
    Family {
        name: "kserve",
        title: "KServe v2",
        about: "The Open Inference Protocol: `POST /v2/models/personality/infer` takes rows of sixty answers and \
                gives sixteen chances and a label for each.",
        scopes: &["/v2"],
        routes: routes(),
        fault: errors::render,
        fault_schema: schema::<wire::Error>,
    }
}

fn routes() -> Vec<Route> {
    use Fault::{BodyTooLarge, Internal, StorageDamaged, StorageFailing};
    let too_large = BodyTooLarge { limit: 1 };
    vec![
        get("/v2", model::server).about("What this server is"),
        get("/v2/health/live", model::live).about("Says that the server runs"),
        get("/v2/health/ready", model::ready)
            .about("Says that the model is loaded and the database takes writes")
            .fails(&[StorageFailing, StorageDamaged, Internal]),
        get("/v2/models/personality", model::metadata).about("The model's inputs and outputs"),
        get("/v2/models/personality/ready", model::model_ready)
            .about("Says that the model is loaded"),
        post("/v2/models/personality/infer", model::infer)
            .about("Chances and labels for rows of answers")
            .fails(&[too_large]),
    ]
}
