//! CultureConnect's errors: English, `{"status": "error", "message": …, "time": …}`.

use serde_json::Value;

use crate::api::cultureconnect::wire;
use crate::api::faults;
use crate::domain::fault::Fault;
use crate::domain::field::{FieldFault, Problem};
use crate::domain::moment::Moment;

/// The status and the body of a fault at this moment.
pub(crate) fn render(fault: &Fault, now: Moment) -> (u16, Value) {
    let own = match fault {
        Fault::InvalidCredentials | Fault::ExpiredCredentials => {
            Some((401, "Session not found or expired"))
        }
        // As for a wrong password: a sign-in doesn't reveal that the account exists.
        Fault::AccountInactive | Fault::AccountSuspended => {
            Some((401, "Incorrect username or password"))
        }
        Fault::WeakPassword => Some((400, "Password too easy to guess")),
        Fault::BreachedPassword => Some((400, "Password known from data leaks")),
        Fault::NotAllowed => Some((403, "Administrators only")),
        // Accounts are looked up by session only.
        Fault::NoAccount => Some((404, "Session not found or expired")),
        _ => None,
    };
    let (status, message) = faults::message(fault, own, field);
    let error = wire::Error {
        status: "error",
        message,
        time: now.rfc3339(),
    };
    (status, faults::body(&error))
}

fn field(fault: &FieldFault) -> String {
    let name = faults::field_name(fault, "The body");
    match fault.problem {
        Problem::Missing => format!("{name} is required"),
        _ => faults::field(fault),
    }
}
