//! What CultureConnect says when something goes wrong: English,
//! `{"status": "error", "message": …, "time": …}`.

use serde_json::{Value, json};

use crate::domain::fault::{Fault, Resource};
use crate::domain::field::{FieldFault, Kind, Problem};
use crate::domain::moment::Moment;

/// The status and the body of a fault told at this moment.
pub(crate) fn say(fault: &Fault, now: Moment) -> (u16, Value) {
    let (status, sentence) = words(fault);
    (
        status,
        json!({"status": "error", "message": sentence, "time": now.rfc3339()}),
    )
}

/// The schema of such a body.
pub(crate) fn schema() -> Value {
    json!({
        "type": "object",
        "properties": {
            "status": {"const": "error"},
            "message": {"type": "string", "description": "What is wrong."},
            "time": {"type": "string", "format": "date-time", "description": "When it went wrong."},
        },
        "required": ["status", "message", "time"],
    })
}

/// Accounts are asked for by a session alone here: whose account is gone has none.
fn words(fault: &Fault) -> (u16, String) {
    let (status, sentence) = match fault {
        Fault::Fields(faults) => return (400, fields(faults)),
        Fault::BodyTooLarge { limit } => {
            return (413, format!("The body may have {limit} bytes at the most"));
        }
        Fault::PhotoTooManyPixels { limit } => {
            return (400, format!("The photo has more than {limit} pixels"));
        }
        Fault::UnreadableBody => (400, "The body can't be read"),
        Fault::MalformedRequest => (400, "The request is malformed"),
        Fault::WrongContentType => (415, "Content type not supported"),
        Fault::HeadTooLarge => (431, "The address or the headers are too long"),
        Fault::TooSlow => (408, "The request took too long to arrive"),
        Fault::WrongMethod { .. } => (405, "Method not allowed"),
        Fault::NoCredentials => (401, "Not authenticated"),
        Fault::InvalidCredentials | Fault::ExpiredCredentials => {
            (401, "Session not found or expired")
        }
        // Who signs in isn't told that the account is there but closed.
        Fault::WrongLogin | Fault::AccountInactive | Fault::AccountSuspended => {
            (401, "Incorrect username or password")
        }
        Fault::WrongCurrentPassword => (400, "Incorrect current password"),
        Fault::WeakPassword => (400, "Password too easy to guess"),
        Fault::WrongCode => (400, "Incorrect or expired code"),
        Fault::NotAllowed => (403, "Administrators only"),
        Fault::EmailTaken => (400, "Email already registered"),
        Fault::UsernameTaken(_) => (400, "Username already registered"),
        Fault::NoAccount => (404, "Session not found or expired"),
        Fault::NoAccounts => (404, "No users found"),
        Fault::NotFound(Resource::Session) => (404, "Session not found"),
        Fault::NoSuchPath | Fault::NotFound(_) | Fault::NoPersona => (404, "Not found"),
        Fault::SessionEnded => (400, "Session already ended"),
        Fault::SessionRunning => (400, "Session not ended yet"),
        Fault::FeedbackGiven => (400, "Feedback already given"),
        Fault::NoPrediction => (404, "No prediction found"),
        Fault::NoPhoto => (404, "No photo found"),
        Fault::PhotoMissing => (400, "The photo is missing"),
        Fault::PhotoNotAnImage => (400, "The photo must be a JPEG or a PNG"),
        Fault::PhotoBroken => (400, "The photo is damaged or cut short"),
        Fault::TooManyTries { .. } => (429, "Too many tries, please try again in a moment"),
        Fault::Busy { .. } => (503, "The server is busy, please try again in a moment"),
        Fault::StorageFull => (507, "The server has no space left, nothing was changed"),
        Fault::StorageFailing => (503, "The server's disk fails, nothing was changed"),
        Fault::StorageDamaged => (503, "The server's database is damaged, nothing was changed"),
        Fault::Internal => (500, "Internal server error"),
    };
    (status, sentence.to_owned())
}

/// Most faults told at once: enough to mend a form.
const TOLD: usize = 3;

fn fields(faults: &[FieldFault]) -> String {
    let told = faults.iter().take(TOLD).map(field);
    told.collect::<Vec<_>>().join("; ")
}

fn field(fault: &FieldFault) -> String {
    let name = match fault.field() {
        "" => "The body".to_owned(),
        _ => fault.to_string(),
    };
    match &fault.problem {
        Problem::Missing => format!("{name} is required"),
        Problem::Empty => format!("{name} must not be empty"),
        Problem::WrongType(kind) => format!("{name} must be {}", noun(*kind)),
        Problem::TooShort(least) => format!("{name} must have at least {least} characters"),
        Problem::TooLong(most) => format!("{name} must have at most {most} characters"),
        Problem::TooManyBytes(most) => format!("{name} must have at most {most} bytes"),
        Problem::OutOfRange(least, most) => format!("{name} must be between {least} and {most}"),
        Problem::WrongCount(count) => format!("{name} must have {count} elements"),
        Problem::TooMany(most) => format!("{name} must have at most {most} elements"),
        Problem::NotOneOf(words) => format!("{name} must be one of {}", words.join(", ")),
        Problem::Unknown => format!("{name} is not known"),
        Problem::NotAnEmail => format!("{name} is not a valid email address"),
        Problem::NotAUsername => {
            format!("{name} may have letters, digits and . _ - + @ only, a letter or digit first")
        }
        Problem::ControlCharacters => format!("{name} has control characters"),
        Problem::Differs(other) => format!("{name} must be the same as {other}"),
        Problem::NotALink => format!("{name} must be an http or https link"),
        Problem::NotAMoment => format!("{name} must be a time as RFC 3339 has it"),
        Problem::InThePast => format!("{name} is in the past"),
        Problem::NotBase64 => format!("{name} must be base64"),
    }
}

const fn noun(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "text",
        Kind::Integer => "a whole number",
        Kind::Number => "a number",
        Kind::Flag => "true or false",
        Kind::List => "a list",
        Kind::Object => "a JSON object",
    }
}
