//! flask-api's errors: English sentences, `{"status": false, "response": false, "message": …}`.

use serde_json::Value;

use crate::api::faults;
use crate::api::flaskapi::wire;
use crate::domain::fault::Fault;
use crate::domain::field::{FieldFault, Kind, Problem};
use crate::domain::moment::Moment;

/// The status and the body of a fault.
pub(crate) fn render(fault: &Fault, _: Moment) -> (u16, Value) {
    let own = match fault {
        Fault::UnreadableBody => Some((400, "The body of the request can not be read")),
        Fault::WrongContentType => Some((415, "This content type is not supported")),
        Fault::BodyTooLarge { .. } => Some((413, "The data may have {limit} bytes at the most")),
        Fault::NoSuchPath => Some((404, "Page NOT FOUND")),
        Fault::NoCredentials | Fault::InvalidCredentials => {
            Some((400, "Please Provide a valid auth token"))
        }
        Fault::WrongLogin => Some((401, "Incorrect Username or Password")),
        Fault::AccountInactive => Some((403, "Your account is not active")),
        Fault::AccountSuspended => Some((403, "Your account has been suspended")),
        Fault::NotAllowed => Some((403, "You do not have access to this feature")),
        Fault::EmailTaken => Some((400, "Email have been used")),
        Fault::UsernameTaken(_) => Some((400, "Username `{username}` have been used")),
        Fault::NoAccount | Fault::NoAccounts => Some((404, "User NOT FOUND")),
        Fault::TooManyTries { .. } => Some((429, "Too many tries. Please try again in a moment")),
        Fault::Internal => Some((500, "INTERNAL SERVER ERROR")),
        _ => None,
    };
    let (status, message) = match fault {
        // One at a time, in the order of the fields, as the original checked them.
        Fault::Fields(faults) => (400, faults.first().map(field).unwrap_or_default()),
        _ => faults::message(fault, own, field),
    };
    let end = match fault {
        Fault::ExpiredCredentials | Fault::Internal => "",
        _ => ".",
    };
    let error = wire::Error {
        status: false,
        response: false,
        message: message + end,
        results: wire::Nothing {},
    };
    (status, faults::body(&error))
}

fn field(fault: &FieldFault) -> String {
    use Problem::{Empty, Missing};
    let name = field_name(fault);
    match &fault.problem {
        Missing | Empty if fault.field() == "password_confirm" => format!("{name} is EMPTY"),
        Missing | Empty => format!("{name} should not be EMPTY"),
        Problem::Differs(_) => format!("{name} missmatch with Password"),
        Problem::WrongType(Kind::Text) => format!("{name} should be a text"),
        Problem::WrongType(Kind::Integer) => format!("{name} should be an integer"),
        Problem::WrongType(kind) => format!("{name} should be {}", faults::kind(*kind)),
        Problem::TooShort(least) => format!("{name} should have {least} characters at least"),
        Problem::TooLong(most) => format!("{name} should have {most} characters at the most"),
        Problem::TooManyBytes(most) => format!("{name} should have {most} bytes at the most"),
        Problem::TooMany(most) => format!("{name} should have {most} elements at the most"),
        Problem::Unknown => format!("{name} is unknown"),
        Problem::NotAUsername => format!("{name} has characters that are not allowed"),
        Problem::NotALink => format!("{name} should be a http or https link"),
        Problem::NotAMoment => format!("{name} should be a time as of RFC 3339"),
        problem => faults::problem(&name, problem).1,
    }
}

/// The published names of the sign-up's fields; of all others the way to the field.
fn field_name(fault: &FieldFault) -> String {
    match fault.to_string().as_str() {
        "" => "The body".to_owned(),
        "name" => "Name".to_owned(),
        "username" => "Username".to_owned(),
        "email" => "Email".to_owned(),
        "password" => "Password".to_owned(),
        "password_confirm" => "Password Confirmation".to_owned(),
        place => format!("`{place}`"),
    }
}
