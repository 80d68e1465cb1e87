//! Every request and reply, field by field as the protocol has them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The model's name.
pub(super) const NAME: &str = "personality";
/// Its input.
pub(super) const INPUT: &str = "answers";
/// How many answers a row of it has.
pub(super) const COUNT: i64 = 60;
/// Its first output.
pub(super) const CHANCES: &str = "probabilities";
/// Its second output.
pub(super) const LABEL: &str = "label";

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
    pub parameters: Option<InferParameters>,
}

/// What else is wanted: of the protocol's extensions the binary one alone.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct InferParameters {
    /// Whether outputs that don't say it themselves come as bytes behind the reply's JSON.
    pub binary_data_output: Option<bool>,
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
    /// The numbers from -3 to 3, row after row or each row a list of its own; left out where they follow
    /// the JSON as bytes.
    #[schemars(extend("items" = {"description": "A number, or a row of them."}))]
    pub data: Option<Vec<Value>>,
    pub parameters: Option<InputParameters>,
}

impl Input {
    /// How many bytes behind the JSON are its elements.
    pub(crate) fn bytes(&self) -> Option<i64> {
        self.parameters.as_ref()?.binary_data_size
    }
}

/// How an input comes.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct InputParameters {
    /// How many bytes behind the JSON are its elements, little-endian.
    #[schemars(range(min = 0, max = i64::MAX))]
    pub binary_data_size: Option<i64>,
}

/// An output that is wanted.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct RequestedOutput {
    /// `probabilities` or `label`.
    pub name: String,
    pub parameters: Option<OutputParameters>,
}

impl RequestedOutput {
    /// Every output there is.
    pub(crate) fn all() -> Vec<Self> {
        let all = [CHANCES, LABEL].map(|name| Self {
            name: name.to_owned(),
            parameters: None,
        });
        all.into()
    }

    /// Whether it is wanted as bytes, if that is said.
    pub(crate) fn as_bytes(&self) -> Option<bool> {
        self.parameters.as_ref()?.binary_data
    }
}

/// How an output is wanted.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OutputParameters {
    /// Whether it comes as bytes behind the reply's JSON.
    pub binary_data: Option<bool>,
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
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameters: Option<BinarySize>,
    /// Its elements; left out where they follow the JSON as bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<Data>,
}

/// Says that a tensor's elements follow the JSON as bytes.
#[derive(Serialize, JsonSchema)]
pub(crate) struct BinarySize {
    /// How many they are.
    pub binary_data_size: usize,
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
    /// What Triton's clients know beyond the protocol.
    #[schemars(with = "Vec<String>")]
    pub extensions: [&'static str; 2],
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

/// A reply to `GET /v2/models/personality/config`.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ModelConfig {
    pub name: &'static str,
    pub platform: &'static str,
    pub backend: &'static str,
    pub max_batch_size: usize,
    pub input: Vec<ConfigTensor>,
    pub output: Vec<ConfigTensor>,
}

/// A tensor's name and form, in the words of the configuration.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ConfigTensor {
    pub name: &'static str,
    pub data_type: &'static str,
    pub dims: Vec<i64>,
}

/// What is answered where something goes wrong.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Error {
    /// What is wrong.
    pub error: String,
}
