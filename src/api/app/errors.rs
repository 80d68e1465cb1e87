//! The page's errors: a code the page has sentences for, `{"error": {"code": …, …}}`.

use serde_json::Value;

use crate::api::app::wire::{Error, ErrorDetails, FieldError};
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
