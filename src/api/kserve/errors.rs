//! What the protocol says when something goes wrong: English, `{"error": …}`.

use serde_json::{Value, json};

use crate::domain::fault::Fault;
use crate::domain::field::{FieldFault, Problem};
use crate::domain::moment::Moment;

/// The status and the body of a fault.
pub(crate) fn say(fault: &Fault, _: Moment) -> (u16, Value) {
    let (status, sentence) = words(fault);
    (status, json!({"error": sentence}))
}

/// The schema of such a body.
pub(crate) fn schema() -> Value {
    json!({
        "type": "object",
        "properties": {"error": {"type": "string", "description": "What is wrong."}},
        "required": ["error"],
    })
}

fn words(fault: &Fault) -> (u16, String) {
    let (status, sentence) = match fault {
        Fault::Fields(faults) => return (400, fields(faults)),
        Fault::BodyTooLarge { limit } => {
            return (413, format!("request larger than {limit} bytes"));
        }
        Fault::UnreadableBody => (400, "request body isn't JSON"),
        Fault::MalformedRequest => (400, "malformed request"),
        Fault::WrongContentType => (415, "unsupported content type"),
        Fault::HeadTooLarge => (431, "request head too large"),
        Fault::TooSlow => (408, "request took too long to arrive"),
        Fault::NoSuchPath => (404, "no such model or address"),
        Fault::WrongMethod { .. } => (405, "method not allowed"),
        Fault::NoCredentials => (401, "missing bearer token"),
        Fault::InvalidCredentials | Fault::ExpiredCredentials => (401, "invalid bearer token"),
        Fault::TooManyTries { .. } => (429, "too many requests"),
        Fault::Busy { .. } => (503, "server is busy"),
        Fault::StorageFull => (507, "storage is full"),
        Fault::StorageFailing => (503, "storage is failing"),
        Fault::StorageDamaged => (503, "storage is damaged and read-only"),
        Fault::Internal => (500, "internal error"),
        // Nothing of accounts, photos or diaries is asked for by this protocol.
        Fault::NotAllowed
        | Fault::WrongLogin
        | Fault::AccountInactive
        | Fault::AccountSuspended
        | Fault::WrongCurrentPassword
        | Fault::WeakPassword
        | Fault::WrongCode => (403, "not allowed"),
        Fault::EmailTaken
        | Fault::UsernameTaken(_)
        | Fault::SessionEnded
        | Fault::SessionRunning
        | Fault::FeedbackGiven => (409, "conflict"),
        Fault::NoAccount
        | Fault::NoAccounts
        | Fault::NotFound(_)
        | Fault::NoPrediction
        | Fault::NoPersona
        | Fault::NoPhoto => (404, "not found"),
        Fault::PhotoMissing
        | Fault::PhotoNotAnImage
        | Fault::PhotoBroken
        | Fault::PhotoTooManyPixels { .. } => (400, "not a photo"),
    };
    (status, sentence.to_owned())
}

/// Most faults told at once.
const TOLD: usize = 3;

fn fields(faults: &[FieldFault]) -> String {
    let told = faults.iter().take(TOLD).map(field);
    told.collect::<Vec<_>>().join("; ")
}

fn field(fault: &FieldFault) -> String {
    let name = match fault.to_string() {
        name if name.is_empty() => "the body".to_owned(),
        name => name,
    };
    match &fault.problem {
        Problem::Missing => format!("{name} is missing"),
        Problem::WrongType(_) => format!("{name} has the wrong type"),
        Problem::OutOfRange(least, most) => format!("{name} must be from {least} to {most}"),
        Problem::WrongCount(count) => format!("{name} must have {count} elements"),
        Problem::TooMany(most) => format!("{name} must have at most {most} elements"),
        Problem::NotOneOf(words) => format!("{name} must be one of {}", words.join(", ")),
        _ => format!("{name} can't be used"),
    }
}
