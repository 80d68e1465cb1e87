//! The model, as the protocol sees it.

use crate::api::kserve::wire::{self, CHANCES, COUNT, ConfigTensor, INPUT, LABEL, NAME, Tensor};
use crate::app::App;
use crate::doctor::health;
use crate::domain::fault::{Fault, Resource};
use crate::http::call::{Call, FromCall};
use crate::http::operation::Operation;
use crate::http::reply::Json;

const PLATFORM: &str = "tensorflow_tflite";

/// The version in the path, if there is one: it must be the one that the metadata announce.
pub(crate) struct AnnouncedVersion;

impl FromCall for AnnouncedVersion {
    fn from_call(call: &Call) -> Result<Self, Fault> {
        match call.parameters.first() {
            Some(asked) if *asked != version(call.app) => {
                Err(Fault::NotFound(Resource::ModelVersion))
            }
            _ => Ok(Self),
        }
    }

    // The routes with a version say themselves what can go wrong.
    fn describe(_operation: &mut Operation) {}
}

pub(crate) fn server(_: &App) -> Result<Json<wire::ServerMetadata>, Fault> {
    Ok(Json(wire::ServerMetadata {
        name: "firststep",
        version: env!("CARGO_PKG_VERSION"),
        extensions: ["binary_tensor_data", "model_configuration"],
    }))
}

pub(crate) fn live(_: &App) -> Result<Json<wire::Live>, Fault> {
    Ok(Json(wire::Live { live: true }))
}

pub(crate) fn ready(app: &App) -> Result<Json<wire::Ready>, Fault> {
    health::ready(app)?;
    Ok(Json(wire::Ready { ready: true }))
}

pub(crate) fn model_ready(app: &App, _: AnnouncedVersion) -> Result<Json<wire::ModelReady>, Fault> {
    health::ready(app)?;
    Ok(Json(wire::ModelReady {
        name: NAME,
        ready: true,
    }))
}

pub(crate) fn metadata(app: &App, _: AnnouncedVersion) -> Result<Json<wire::ModelMetadata>, Fault> {
    let tensor = |name, datatype, shape: &[i64]| Tensor {
        name,
        datatype,
        shape: shape.to_vec(),
    };
    Ok(Json(wire::ModelMetadata {
        name: NAME,
        versions: vec![version(app)],
        platform: PLATFORM,
        inputs: vec![tensor(INPUT, "INT8", &[-1, COUNT])],
        outputs: vec![
            tensor(CHANCES, "FP32", &[-1, 16]),
            tensor(LABEL, "BYTES", &[-1]),
        ],
    }))
}

/// The same in the words of Triton's configuration, which its clients ask for.
pub(crate) fn config(_: &App, _: AnnouncedVersion) -> Result<Json<wire::ModelConfig>, Fault> {
    let tensor = |name, data_type, dims: &[i64]| ConfigTensor {
        name,
        data_type,
        dims: dims.to_vec(),
    };
    Ok(Json(wire::ModelConfig {
        name: NAME,
        platform: PLATFORM,
        backend: "tflite",
        // Rows are a dimension of the tensors themselves.
        max_batch_size: 0,
        input: vec![tensor(INPUT, "TYPE_INT8", &[-1, COUNT])],
        output: vec![
            tensor(CHANCES, "TYPE_FP32", &[-1, 16]),
            tensor(LABEL, "TYPE_STRING", &[-1]),
        ],
    }))
}

/// The model's file, by the beginning of its SHA-256.
pub(super) fn version(app: &App) -> String {
    app.classifier.hash().chars().take(12).collect()
}
