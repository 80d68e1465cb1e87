//! The site's errors: English sentences, `{"error": …}`.

use serde_json::{Value, json};

use crate::api::faults;
use crate::api::schema::object;
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
        Fault::NoPhoto => Some((404, "There is no such photo")),
        _ => None,
    };
    let (status, message) = faults::message(fault, own, field);
    (status, json!({"error": message + "."}))
}

fn field(fault: &FieldFault) -> String {
    let name = faults::field_name(fault, "the body");
    faults::problem(&format!("`{name}`"), &fault.problem).1
}

/// The schema of such a body.
pub(crate) fn schema() -> Value {
    object(&[("error", "string", "What is wrong.")])
}
