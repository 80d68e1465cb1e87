//! The page's errors: a code the page has sentences for, `{"error": {"code": …, …}}`.

use serde_json::{Value, json};

use crate::api::faults;
use crate::domain::fault::Fault;
use crate::domain::field::FieldFault;
use crate::domain::moment::Moment;

/// The status and the body of a fault.
pub(crate) fn render(fault: &Fault, _: Moment) -> (u16, Value) {
    let (status, code, _) = faults::entry(fault);
    let mut error = json!({"code": code});
    match fault {
        Fault::Fields(faults) => error["fields"] = faults.iter().map(field).collect(),
        Fault::EmailTaken => error["fields"] = json!([{"field": "email", "problem": "taken"}]),
        Fault::UsernameTaken(_) => {
            error["fields"] = json!([{"field": "username", "problem": "taken"}]);
        }
        Fault::TooManyTries { retry_after }
        | Fault::Busy { retry_after }
        | Fault::KeyInUse { retry_after } => {
            error["retry_after"] = json!(retry_after);
        }
        Fault::PhotoOtherFormat { format } => error["format"] = json!(format),
        Fault::BodyTooLarge { limit } | Fault::PhotoTooManyPixels { limit } => {
            error["limit"] = json!(limit);
        }
        _ => {}
    }
    let status = match fault {
        Fault::WrongCurrentPassword => 403,
        Fault::EmailTaken | Fault::UsernameTaken(_) => 409,
        _ => status,
    };
    (status, json!({"error": error}))
}

fn field(fault: &FieldFault) -> Value {
    let name = faults::field_name(fault, "body");
    let (problem, _) = faults::problem(&name, &fault.problem);
    json!({"field": name, "problem": problem})
}
