//! What flask-api says when something goes wrong: English, `{"status": false, "message": …}`.

use serde_json::{Value, json};

use crate::domain::fault::{Fault, Resource};
use crate::domain::field::{FieldFault, Kind, Problem};
use crate::domain::moment::Moment;

/// The status and the body of a fault.
pub(crate) fn say(fault: &Fault, _: Moment) -> (u16, Value) {
    let (status, sentence) = words(fault);
    (
        status,
        json!({"status": false, "message": sentence, "results": {}}),
    )
}

/// The schema of such a body.
pub(crate) fn schema() -> Value {
    json!({
        "type": "object",
        "properties": {
            "status": {"type": "boolean", "description": "False."},
            "message": {"type": "string", "description": "What is wrong."},
            "results": {"type": "object", "description": "Empty."},
        },
        "required": ["status", "message", "results"],
    })
}

fn words(fault: &Fault) -> (u16, String) {
    let (status, sentence) = match fault {
        Fault::Fields(faults) => return (400, fields(faults)),
        Fault::UsernameTaken(name) => return (400, format!("Username `{name}` have been used.")),
        Fault::BodyTooLarge { limit } => {
            return (413, format!("The data may have {limit} bytes at the most."));
        }
        Fault::PhotoTooManyPixels { limit } => {
            return (400, format!("The photo has more than {limit} pixels."));
        }
        Fault::NotFound(noun) => return (404, format!("{} NOT FOUND.", capital(*noun))),
        Fault::UnreadableBody => (400, "The body of the request can not be read."),
        Fault::MalformedRequest => (400, "The request is malformed."),
        Fault::WrongContentType => (415, "This content type is not supported."),
        Fault::HeadTooLarge => (431, "The address or the headers are too long."),
        Fault::TooSlow => (408, "The request took too long to arrive."),
        Fault::NoSuchPath => (404, "Page NOT FOUND."),
        Fault::WrongMethod { .. } => (405, "Method not allowed."),
        Fault::NoCredentials | Fault::InvalidCredentials => {
            (400, "Please Provide a valid auth token.")
        }
        Fault::ExpiredCredentials => (401, "Token has expired"),
        Fault::WrongLogin => (401, "Incorrect Username or Password."),
        Fault::AccountInactive => (403, "Your account is not active."),
        Fault::AccountSuspended => (403, "Your account has been suspended."),
        Fault::WrongCurrentPassword => (400, "Incorrect current Password."),
        Fault::WeakPassword => (400, "Password is too easy to guess."),
        Fault::WrongCode => (400, "The code is wrong or too old."),
        Fault::NotAllowed => (403, "You do not have access to this feature."),
        Fault::EmailTaken => (400, "Email have been used."),
        Fault::NoAccount | Fault::NoAccounts => (404, "User NOT FOUND."),
        Fault::SessionEnded => (400, "The session has ended already."),
        Fault::SessionRunning => (400, "The session has not ended yet."),
        Fault::FeedbackGiven => (400, "Feedback has been given already."),
        Fault::NoPrediction | Fault::NoPersona => (404, "Result NOT FOUND."),
        Fault::NoPhoto => (404, "Photo NOT FOUND."),
        Fault::PhotoMissing => (400, "Photo should not be EMPTY."),
        Fault::PhotoNotAnImage => (400, "Photo should be a JPEG or a PNG."),
        Fault::PhotoBroken => (400, "The photo is damaged."),
        Fault::TooManyTries { .. } => (429, "Too many tries. Please try again in a moment."),
        Fault::Busy { .. } => (503, "The server is busy. Please try again in a moment."),
        Fault::StorageFull => (507, "The server's disk is full. Nothing has been changed."),
        Fault::StorageFailing => (503, "The server's disk fails. Nothing has been changed."),
        Fault::StorageDamaged => (503, "The database is damaged. Nothing has been changed."),
        Fault::Internal => (500, "INTERNAL SERVER ERROR"),
    };
    (status, sentence.to_owned())
}

const fn capital(noun: Resource) -> &'static str {
    match noun {
        Resource::Session | Resource::DiarySession => "Session",
        Resource::Detection => "Detection",
        Resource::Feedback => "Feedback",
        Resource::Reading => "Reading",
        Resource::Post => "Post",
        Resource::Comment => "Comment",
        Resource::Reminder => "Reminder",
        Resource::Outcome => "Result",
        Resource::Share => "Link",
    }
}

/// One at a time, in the order of the fields, as the original checked them.
fn fields(faults: &[FieldFault]) -> String {
    faults.first().map(field).unwrap_or_default()
}

fn field(fault: &FieldFault) -> String {
    use Problem::{Empty, Missing};
    let name = name_of(fault);
    match &fault.problem {
        Missing | Empty if fault.field() == "password_confirm" => format!("{name} is EMPTY."),
        Missing | Empty => format!("{name} should not be EMPTY."),
        Problem::Differs(_) => format!("{name} missmatch with Password."),
        Problem::WrongType(kind) => format!("{name} should be {}.", noun(*kind)),
        Problem::TooShort(least) => format!("{name} should have {least} characters at least."),
        Problem::TooLong(most) => format!("{name} should have {most} characters at the most."),
        Problem::TooManyBytes(most) => format!("{name} should have {most} bytes at the most."),
        Problem::OutOfRange(least, most) => format!("{name} should be between {least} and {most}."),
        Problem::WrongCount(count) => format!("{name} should have {count} elements."),
        Problem::TooMany(most) => format!("{name} should have {most} elements at the most."),
        Problem::NotOneOf(words) => format!("{name} should be one of: {}.", words.join(", ")),
        Problem::Unknown => format!("{name} is unknown."),
        Problem::NotAnEmail => format!("{name} is not a valid email address."),
        Problem::NotAUsername => format!("{name} has characters that are not allowed."),
        Problem::ControlCharacters => format!("{name} has control characters."),
        Problem::NotALink => format!("{name} should be a http or https link."),
        Problem::NotAMoment => format!("{name} should be a time as of RFC 3339."),
        Problem::InThePast => format!("{name} is in the past."),
        Problem::NotBase64 => format!("{name} should be base64."),
    }
}

/// The published names of the sign-up's fields; of all others the way to the field.
fn name_of(fault: &FieldFault) -> String {
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

const fn noun(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "a text",
        Kind::Integer => "an integer",
        Kind::Number => "a number",
        Kind::Flag => "true or false",
        Kind::List => "a list",
        Kind::Object => "a JSON object",
    }
}
