//! FaceofMind's errors: English, `{"detail": …}`, for fields a list in pydantic's form.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::api::faceofmind::pydantic::{self, FieldError};
use crate::api::faults;
use crate::domain::fault::Fault;
use crate::domain::moment::Moment;

/// What is answered where something goes wrong.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Error {
    detail: Detail,
}

/// A sentence, or the fields at fault.
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
enum Detail {
    /// What is wrong.
    Sentence(String),
    /// Each field that is wrong.
    Fields(Vec<FieldError>),
}

fn sentence(text: impl Into<String>) -> Value {
    let detail = Detail::Sentence(text.into());
    faults::body(&Error { detail })
}

fn fields(fields: Vec<FieldError>) -> Value {
    let detail = Detail::Fields(fields);
    faults::body(&Error { detail })
}

/// The status and the body of a fault.
pub(crate) fn render(fault: &Fault, _: Moment) -> (u16, Value) {
    let own = match fault {
        Fault::Fields(faults) => return (422, fields(pydantic::fields(faults))),
        Fault::UnreadableBody => return (422, fields(vec![pydantic::unreadable()])),
        Fault::BodyTooLarge { .. } => Some((413, "Body larger than {limit} bytes")),
        Fault::WrongContentType => Some((415, "Unsupported Media Type")),
        Fault::NoSuchPath => Some((404, "Not Found")),
        Fault::WrongMethod { .. } => Some((405, "Method Not Allowed")),
        Fault::NoCredentials => Some((403, "Not authenticated")),
        Fault::InvalidCredentials | Fault::ExpiredCredentials => {
            Some((401, "Could not validate credentials"))
        }
        Fault::WrongLogin => Some((401, "Incorrect email or password")),
        Fault::AccountInactive => Some((400, "Inactive user")),
        Fault::AccountSuspended => {
            Some((403, "Account is suspended. Please contact administrator."))
        }
        Fault::WrongCode => Some((400, "Invalid or expired OTP")),
        Fault::NotAllowed => Some((403, "Not enough permissions")),
        Fault::TooManyTries { .. } => Some((429, "Too many attempts. Please try again later.")),
        Fault::Internal => Some((500, "Internal Server Error")),
        _ => None,
    };
    let (status, message) = faults::message(fault, own, faults::field);
    (status, sentence(message))
}

/// At sign-in, an account that isn't active has a message of its own.
pub(crate) fn of_login(fault: &Fault) -> Option<(u16, Value)> {
    let message = "Account is not active. Please contact administrator.";
    matches!(fault, Fault::AccountInactive).then(|| (400, sentence(message)))
}

/// At a refresh, a bad token has a message of its own.
pub(crate) fn of_refresh(fault: &Fault) -> Option<(u16, Value)> {
    let is_its_own = matches!(fault, Fault::InvalidCredentials | Fault::ExpiredCredentials);
    is_its_own.then(|| (401, sentence("Invalid refresh token")))
}
