//! The Open Inference Protocol (KServe v2), for clients of model servers: the
//! personality model by its numbers. Health and metadata are open, as its clients
//! expect; inference needs a token.
//!
//! Of Triton's extensions it speaks those that `tritonclient` uses unasked: tensors as bytes and the
//! model's configuration. Replies aren't compressed, whatever `Accept-Encoding` says: as bytes a row's reply
//! has 322 (258 by gzip), that of 64 rows 4,864 (4,090); who minds the size of JSON (12,537) asks for bytes.
//!
//! Source: <https://github.com/kserve/open-inference-protocol>, `inference_rest.md`.

mod binary;
mod datatype;
mod errors;
mod infer;
mod model;
mod wire;

use crate::domain::fault::{Fault, Resource};
use crate::http::family::Family;
use crate::http::operation::schema;
use crate::http::route::{Route, get, post};

/// The family.
pub(crate) fn family() -> Family {
    Family {
        name: "kserve",
        title: "KServe v2",
        about: "The Open Inference Protocol: `POST /v2/models/personality/infer` takes rows of sixty answers and \
                gives sixteen probabilities and a label for each.",
        scopes: &["/v2"],
        any_origin: true,
        lax_json: false,
        routes: routes(),
        fault: errors::render,
        fault_schema: schema::<wire::Error>,
    }
}

fn routes() -> Vec<Route> {
    use Fault::{BodyTooLarge, Internal, NotFound, StorageDamaged, StorageFailing};
    let too_large = BodyTooLarge { limit: 1 };
    let no_version = [NotFound(Resource::ModelVersion)];
    vec![
        get("/v2", model::server).about("What this server is"),
        get("/v2/health/live", model::live).about("Says that the server runs"),
        get("/v2/health/ready", model::ready)
            .about("Says that the model is loaded and the database takes writes")
            .fails(&[StorageFailing, StorageDamaged, Internal]),
        get("/v2/models/personality", model::metadata).about("The model's inputs and outputs"),
        get("/v2/models/personality/versions/{version}", model::metadata)
            .about("The same, of the version that is announced")
            .fails(&no_version),
        get("/v2/models/personality/ready", model::model_ready)
            .about("Says that the model is loaded"),
        get(
            "/v2/models/personality/versions/{version}/ready",
            model::model_ready,
        )
        .about("Says that this version is loaded")
        .fails(&no_version),
        get("/v2/models/personality/config", model::config)
            .about("The model's inputs and outputs, as Triton's clients ask for them"),
        get(
            "/v2/models/personality/versions/{version}/config",
            model::config,
        )
        .about("The same, of the version that is announced")
        .fails(&no_version),
        post("/v2/models/personality/infer", infer::infer)
            .about("Chances and labels for rows of answers")
            .fails(std::slice::from_ref(&too_large)),
        post(
            "/v2/models/personality/versions/{version}/infer",
            infer::infer,
        )
        .about("The same, by the version that is announced")
        .fails(&[too_large])
        .fails(&no_version),
    ]
}
