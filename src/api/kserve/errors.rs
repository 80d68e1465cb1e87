//! The errors of the Open Inference Protocol: English, `{"error": …}`.

use serde_json::Value;

use crate::api::faults;
use crate::api::kserve::wire;
use crate::domain::fault::Fault;
use crate::domain::moment::Moment;

/// The status and the body of a fault.
pub(crate) fn render(fault: &Fault, _: Moment) -> (u16, Value) {
    let own = match fault {
        Fault::NoCredentials => Some((401, "missing bearer token")),
        Fault::InvalidCredentials | Fault::ExpiredCredentials => {
            Some((401, "invalid bearer token"))
        }
        _ => None,
    };
    let (status, message) = faults::message(fault, own, faults::field);
    (status, faults::body(&wire::Error { error: message }))
}
