//! An error's body.

use schemars::JsonSchema;
use serde::Serialize;

/// What is answered where something goes wrong.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Error {
    pub error: ErrorDetails,
}

/// What is wrong.
#[derive(Default, Serialize, JsonSchema)]
pub(crate) struct ErrorDetails {
    /// The fault's name.
    pub code: &'static str,
    /// The fields at fault.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldError>,
    /// Seconds after which to try again.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "u32")]
    pub retry_after: Option<u32>,
    /// The bound that was passed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "u64")]
    pub limit: Option<u64>,
    /// The format that a photo has.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub format: Option<&'static str>,
}

/// A field at fault.
#[derive(Serialize, JsonSchema)]
pub(crate) struct FieldError {
    /// The way to it.
    pub field: String,
    /// What is wrong with it, for programs.
    pub problem: &'static str,
}
