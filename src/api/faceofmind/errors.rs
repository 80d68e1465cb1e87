//! What FaceofMind says when something goes wrong: English, `{"detail": …}`, and
//! for fields a list in pydantic's form.

use serde_json::{Value, json};

use crate::api::faceofmind::pydantic;
use crate::domain::fault::{Fault, Resource};
use crate::domain::moment::Moment;

/// The status and the body of a fault.
pub(crate) fn say(fault: &Fault, _: Moment) -> (u16, Value) {
    let (status, sentence) = match fault {
        Fault::Fields(faults) => return (422, json!({"detail": pydantic::fields(faults)})),
        Fault::UnreadableBody => return (422, json!({"detail": [pydantic::unreadable()]})),
        Fault::BodyTooLarge { limit } => (413, format!("Body larger than {limit} bytes")),
        Fault::PhotoTooManyPixels { limit } => (400, format!("Photo larger than {limit} pixels")),
        fault => words(fault),
    };
    (status, json!({"detail": sentence}))
}

/// What signing in says of an account that isn't active; whoever is signed in
/// already is told another sentence.
pub(crate) fn of_login(fault: &Fault) -> Option<(u16, Value)> {
    let sentence = "Account is not active. Please contact administrator.";
    matches!(fault, Fault::AccountInactive).then(|| (400, json!({"detail": sentence})))
}

/// What a refresh says of a token it doesn't take.
pub(crate) fn of_refresh(fault: &Fault) -> Option<(u16, Value)> {
    let is_its_own = matches!(fault, Fault::InvalidCredentials | Fault::ExpiredCredentials);
    is_its_own.then(|| (401, json!({"detail": "Invalid refresh token"})))
}

/// The schema of such a body.
pub(crate) fn schema() -> Value {
    json!({
        "type": "object",
        "properties": {"detail": {"anyOf": [
            {"type": "string", "description": "What is wrong."},
            pydantic::schema(),
        ]}},
        "required": ["detail"],
    })
}

fn words(fault: &Fault) -> (u16, String) {
    let (status, sentence) = match fault {
        // These four are told with more than a sentence, above.
        Fault::Fields(_) | Fault::UnreadableBody => (422, "Unprocessable Entity"),
        Fault::BodyTooLarge { .. } => (413, "Content Too Large"),
        Fault::PhotoTooManyPixels { .. } => (400, "Photo too large"),
        Fault::MalformedRequest => (400, "Bad Request"),
        Fault::WrongContentType => (415, "Unsupported Media Type"),
        Fault::HeadTooLarge => (431, "Request Header Fields Too Large"),
        Fault::TooSlow => (408, "Request Timeout"),
        Fault::NoSuchPath => (404, "Not Found"),
        Fault::WrongMethod { .. } => (405, "Method Not Allowed"),
        Fault::NoCredentials => (403, "Not authenticated"),
        Fault::InvalidCredentials | Fault::ExpiredCredentials => {
            (401, "Could not validate credentials")
        }
        Fault::WrongLogin => (401, "Incorrect email or password"),
        Fault::AccountInactive => (400, "Inactive user"),
        Fault::AccountSuspended => (403, "Account is suspended. Please contact administrator."),
        Fault::WrongCurrentPassword => (400, "Incorrect current password"),
        Fault::WeakPassword => (400, "Password is too easy to guess"),
        Fault::WrongCode => (400, "Invalid or expired OTP"),
        Fault::NotAllowed => (403, "Not enough permissions"),
        Fault::EmailTaken => (400, "Email already registered"),
        Fault::UsernameTaken(_) => (400, "Username already registered"),
        Fault::NoAccount | Fault::NoAccounts => (404, "User not found"),
        Fault::NotFound(noun) => (404, missing(*noun)),
        Fault::SessionEnded => (400, "Session already ended"),
        Fault::SessionRunning => (400, "Session not ended yet"),
        Fault::FeedbackGiven => (400, "Feedback already given"),
        Fault::NoPrediction | Fault::NoPersona => (404, "Personality not found"),
        Fault::NoPhoto => (404, "Photo not found"),
        Fault::PhotoMissing => (400, "Photo missing"),
        Fault::PhotoNotAnImage => (400, "Photo must be a JPEG or a PNG"),
        Fault::PhotoBroken => (400, "Photo is damaged"),
        Fault::TooManyTries { .. } => (429, "Too many attempts. Please try again later."),
        Fault::Busy { .. } => (503, "Server is busy. Please try again later."),
        Fault::StorageFull => (507, "Server storage is full. Nothing was changed."),
        Fault::StorageFailing => (503, "Server storage is failing. Nothing was changed."),
        Fault::StorageDamaged => (503, "Server database is damaged. Nothing was changed."),
        Fault::Internal => (500, "Internal Server Error"),
    };
    (status, sentence.to_owned())
}

const fn missing(noun: Resource) -> &'static str {
    match noun {
        Resource::Session | Resource::DiarySession => "Session not found",
        Resource::Detection => "Detection not found",
        Resource::Reading => "Data not found",
        Resource::Feedback => "Feedback not found",
        Resource::Post => "Post not found",
        Resource::Comment => "Comment not found",
        Resource::Reminder => "Reminder not found",
        Resource::Outcome => "Result not found",
        Resource::Share => "Link not found",
    }
}
