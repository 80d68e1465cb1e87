//! What the profile card says when something goes wrong: in English, as `error`,
//! or as `message` where the document has it so.

use serde_json::{Value, json};

use crate::domain::fault::{Fault, Resource};
use crate::domain::field::{FieldFault, Kind, Problem};
use crate::domain::moment::Moment;

/// The status and the body of a fault.
pub(crate) fn say(fault: &Fault, _: Moment) -> (u16, Value) {
    let (status, sentence) = words(fault);
    (status, json!({key(fault): sentence}))
}

/// The schema of such a body.
pub(crate) fn schema() -> Value {
    json!({
        "type": "object",
        "properties": {
            "error": {"type": "string", "description": "What is wrong."},
            "message": {"type": "string", "description": "What is wrong, where the document names it so."},
        },
        "minProperties": 1,
        "maxProperties": 1,
    })
}

/// At a sign-up, what is taken is a conflict.
pub(crate) fn at_sign_up(fault: &Fault) -> Option<(u16, Value)> {
    match fault {
        Fault::EmailTaken => Some((409, json!({"error": EMAIL_TAKEN}))),
        Fault::UsernameTaken(_) => Some((409, json!({"error": USERNAME_TAKEN}))),
        _ => None,
    }
}

/// Asked about nothing, one sentence for both fields.
pub(crate) fn at_availability(fault: &Fault) -> Option<(u16, Value)> {
    let is_missing = |fault: &FieldFault| fault.problem == Problem::Missing;
    match fault {
        Fault::Fields(faults) if faults.iter().all(is_missing) => Some((
            400,
            json!({"message": "Email or username must be provided"}),
        )),
        _ => None,
    }
}

const EMAIL_TAKEN: &str = "Email already taken";
const USERNAME_TAKEN: &str = "Username already taken";

/// What the document's code tells as `message`; all else is an `error`.
fn key(fault: &Fault) -> &'static str {
    match fault {
        Fault::WrongLogin
        | Fault::AccountInactive
        | Fault::AccountSuspended
        | Fault::WrongCurrentPassword
        | Fault::EmailTaken
        | Fault::UsernameTaken(_)
        | Fault::NoAccount
        | Fault::NoAccounts => "message",
        _ => "error",
    }
}

fn words(fault: &Fault) -> (u16, String) {
    let (status, sentence) = match fault {
        Fault::Fields(faults) => return (400, fields(faults)),
        Fault::BodyTooLarge { limit } => {
            return (413, format!("The body may have {} at most", size(*limit)));
        }
        Fault::PhotoTooManyPixels { limit } => {
            return (
                400,
                format!("image may have {} megapixels at most", limit / 1_000_000),
            );
        }
        Fault::UnreadableBody => (400, "The body cannot be read"),
        Fault::MalformedRequest => (400, "The request is malformed"),
        Fault::WrongContentType => (415, "Content type not supported"),
        Fault::HeadTooLarge => (431, "The request's address or headers are too long"),
        Fault::TooSlow => (408, "The request took too long to arrive"),
        Fault::NoSuchPath => (404, "Path not found"),
        Fault::WrongMethod { .. } => (405, "Method not allowed"),
        Fault::NoCredentials => (401, "Authorization header is missing"),
        Fault::InvalidCredentials => (401, "Invalid token"),
        Fault::ExpiredCredentials => (401, "Token has expired"),
        Fault::NotFound(Resource::Session) => (401, "Session not found"),
        Fault::WrongLogin => (401, "Password or user are incorrect"),
        Fault::AccountInactive => (403, "Account is not active"),
        Fault::AccountSuspended => (403, "Account is suspended"),
        Fault::WrongCurrentPassword => (400, "Current password is incorrect"),
        Fault::WeakPassword => (400, "Password is too easy to guess"),
        Fault::WrongCode => (400, "Code is wrong or has expired"),
        Fault::NotAllowed => (403, "Not allowed"),
        Fault::EmailTaken => (400, EMAIL_TAKEN),
        Fault::UsernameTaken(_) => (400, USERNAME_TAKEN),
        Fault::NoAccount | Fault::NoAccounts => (404, "User not found"),
        Fault::SessionEnded => (400, "Session has ended already"),
        Fault::SessionRunning => (400, "Session has not ended yet"),
        Fault::FeedbackGiven => (400, "Feedback was given already"),
        Fault::NoPrediction | Fault::NoPersona | Fault::NotFound(_) => (404, "Not found"),
        Fault::NoPhoto => (404, "There is no image"),
        Fault::PhotoMissing => (400, "image is missing"),
        Fault::PhotoNotAnImage => (400, "image must be a JPEG or a PNG"),
        Fault::PhotoBroken => (400, "image is damaged or incomplete"),
        Fault::TooManyTries { .. } => (429, "Too many tries, please try again in a moment"),
        Fault::Busy { .. } => (503, "The server is busy, please try again in a moment"),
        Fault::StorageFull => (507, "The server's storage is full, nothing was changed"),
        Fault::StorageFailing => (503, "The server's storage fails, nothing was changed"),
        Fault::StorageDamaged => (503, "The server's database is damaged, nothing was changed"),
        Fault::Internal => (500, "Something went wrong on the server"),
    };
    (status, sentence.to_owned())
}

fn size(bytes: u64) -> String {
    match bytes {
        0..1_048_576 => format!("{} KiB", bytes / 1024),
        _ => format!("{} MiB", bytes / 1_048_576),
    }
}

/// Most faults told at once.
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
        Problem::Missing => format!("{name} is missing"),
        Problem::Empty => format!("{name} must not be empty"),
        Problem::WrongType(kind) => format!("{name} must be {}", noun(*kind)),
        Problem::TooShort(least) => format!("{name} must have {least} characters at least"),
        Problem::TooLong(most) => format!("{name} may have {most} characters at most"),
        Problem::TooManyBytes(most) => format!("{name} may have {most} bytes at most"),
        Problem::OutOfRange(least, most) => format!("{name} must be from {least} to {most}"),
        Problem::WrongCount(count) => format!("{name} must have {count} elements"),
        Problem::TooMany(most) => format!("{name} may have {most} elements at most"),
        Problem::NotOneOf(words) => format!("{name} must be one of {}", words.join(", ")),
        Problem::Unknown => format!("{name} is not known"),
        Problem::NotAnEmail => format!("{name} is not an email address"),
        Problem::NotAUsername => format!("{name} has characters a username cannot have"),
        Problem::ControlCharacters => format!("{name} has control characters"),
        Problem::Differs(other) => format!("{name} differs from {other}"),
        Problem::NotALink => format!("{name} must be an http or https link"),
        Problem::NotAMoment => format!("{name} is not an RFC 3339 time"),
        Problem::InThePast => format!("{name} is in the past"),
        Problem::NotBase64 => format!("{name} is not base64"),
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
