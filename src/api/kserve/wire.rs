//! Every request and reply, field by field as the protocol has them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// `POST /v2/models/personality/infer`
#[derive(Deserialize, JsonSchema)]
#[schemars(example = serde_json::json!({"inputs": [{
    "name": "answers", "shape": [1, 60], "datatype": "INT8", "data": [
        0, 0, 1, 2, -1, 2, 1, 0, 1, 0, 0, 0, 3, 1, -1, 0, 0, 2, -1, 2, 0, 0, 0, 0, 3, 1, -2, 0, -3, -1,
        1, 0, -1, 0, -1, 3, 1, 2, 0, 1, 1, -2, -1, -1, -1, 0, 0, 0, -1, -1, 0, 1, 0, 0, 2, 0, 0, 1, 2, 1
    ]
}]}))]
pub(crate) struct Infer {
    /// Comes back with the reply.
    #[schemars(length(max = 200))]
    pub id: Option<String>,
    /// One tensor, `answers`.
    #[schemars(length(equal = 1))]
    pub inputs: Vec<Input>,
    /// The outputs wanted; all of them if left out.
    #[schemars(length(max = 2))]
    pub outputs: Option<Vec<RequestedOutput>>,
}

/// A tensor that comes in.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct Input {
    /// `answers`.
    pub name: String,
    /// Rows, and sixty.
    #[schemars(length(equal = 2))]
    pub shape: Vec<i64>,
    /// `INT8` to `INT64`, `FP32` or `FP64`; the numbers are whole all the same.
    pub datatype: String,
    /// The numbers from -3 to 3, row after row or each row a list of its own.
    #[schemars(extend("items" = {"description": "A number, or a row of them."}))]
    pub data: Vec<Value>,
}

/// An output that is wanted.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct RequestedOutput {
    /// `probabilities` or `label`.
    pub name: String,
}

/// A reply to it.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Inferred {
    pub model_name: &'static str,
    pub model_version: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    pub outputs: Vec<Output>,
}

/// A tensor that goes out.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Output {
    pub name: &'static str,
    pub shape: Vec<usize>,
    pub datatype: &'static str,
    pub data: Data,
}

/// Its elements, row after row.
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
pub(crate) enum Data {
    Chances(Vec<f32>),
    Labels(Vec<&'static str>),
}

/// A reply to `GET /v2`.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ServerMetadata {
    pub name: &'static str,
    pub version: &'static str,
    /// None: what the protocol has is all there is.
    #[schemars(with = "Vec<String>")]
    pub extensions: [String; 0],
}

/// A reply to `GET /v2/health/live`.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Live {
    pub live: bool,
}

/// A reply to `GET /v2/health/ready`.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Ready {
    pub ready: bool,
}

/// A reply to `GET /v2/models/personality/ready`.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ModelReady {
    pub name: &'static str,
    pub ready: bool,
}

/// A reply to `GET /v2/models/personality`.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ModelMetadata {
    pub name: &'static str,
    pub versions: Vec<String>,
    pub platform: &'static str,
    pub inputs: Vec<Tensor>,
    pub outputs: Vec<Tensor>,
}

/// A tensor's name and form; -1 is as many rows as one likes.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Tensor {
    pub name: &'static str,
    pub datatype: &'static str,
    pub shape: Vec<i64>,
}

/// What is answered where something goes wrong.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Error {
    /// What is wrong.
    pub error: String,
}
