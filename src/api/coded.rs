//! Errors as a code that a client has sentences for, `{"error": {"code": …, …}}`: the page's own API and the rooms.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::api::faults;
use crate::domain::fault::Fault;
use crate::domain::field::FieldFault;
use crate::domain::moment::Moment;

/// The status and the body of a fault.
pub(crate) fn render(fault: &Fault, _: Moment) -> (u16, Value) {
    let (status, code, _) = faults::entry(fault);
    let mut error = ErrorDetails {
        code,
        ..ErrorDetails::default()
    };
    let taken = |field: &str| {
        vec![FieldError {
            field: field.to_owned(),
            problem: "taken",
        }]
    };
    match fault {
        Fault::Fields(faults) => error.fields = faults.iter().map(field).collect(),
        Fault::EmailTaken => error.fields = taken("email"),
        Fault::UsernameTaken(_) => error.fields = taken("username"),
        Fault::TooManyTries { retry_after }
        | Fault::Busy { retry_after }
        | Fault::KeyInUse { retry_after } => {
            error.retry_after = Some(*retry_after);
        }
        Fault::PhotoOtherFormat { format } => error.format = Some(format),
        Fault::BodyTooLarge { limit } | Fault::PhotoTooManyPixels { limit } => {
            error.limit = Some(*limit);
        }
        _ => {}
    }
    let status = match fault {
        Fault::WrongCurrentPassword => 403,
        Fault::EmailTaken | Fault::UsernameTaken(_) => 409,
        _ => status,
    };
    (status, faults::body(&Error { error }))
}

fn field(fault: &FieldFault) -> FieldError {
    let name = faults::field_name(fault, "body");
    let (problem, _) = faults::problem(&name, &fault.problem);
    FieldError {
        field: name,
        problem,
    }
}

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
