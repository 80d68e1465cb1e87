//! The site's errors: English sentences, `{"error": …}`.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::api::faults;
use crate::domain::fault::Fault;
use crate::domain::field::FieldFault;
use crate::domain::moment::Moment;

/// The status and the body of a fault.
pub(crate) fn render(fault: &Fault, _: Moment) -> (u16, Value) {
    let own = match fault {
        Fault::NoSuchPath => Some((404, "There is nothing at this address")),
        Fault::WrongMethod { .. } => Some((405, "This address doesn't take that method")),
        Fault::EmailTaken => Some((409, "This e-mail address is taken")),
        Fault::UsernameTaken(_) => Some((409, "This username is taken")),
        Fault::StorageFull => Some((507, "The server has no space left. Nothing was changed")),
        Fault::StorageFailing => Some((503, "The server's disk fails. Nothing was changed")),
        Fault::StorageDamaged => Some((503, "The database is damaged. Nothing was changed")),
        Fault::TakenOver => Some((
            503,
            "Another server goes on with the data. Nothing was changed",
        )),
        Fault::NoPhoto => Some((404, "There is no such photo")),
        _ => None,
    };
    let (status, message) = faults::message(fault, own, field);
    let error = message + ".";
    (status, faults::body(&Error { error }))
}

fn field(fault: &FieldFault) -> String {
    let name = faults::field_name(fault, "the body");
    faults::problem(&format!("`{name}`"), &fault.problem).1
}

/// What is answered where something goes wrong.
#[derive(Serialize, JsonSchema)]
pub(super) struct Error {
    /// What is wrong.
    error: String,
}
