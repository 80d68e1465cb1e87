//! What the page is told when something goes wrong: a name it has sentences for,
//! `{"error": {"code": …, "fields": […], "retry_after": …}}`.

use serde_json::{Value, json};

use crate::domain::fault::Fault;
use crate::domain::field::{FieldFault, Problem};
use crate::domain::moment::Moment;

/// The status and the body of a fault.
pub(crate) fn say(fault: &Fault, _: Moment) -> (u16, Value) {
    let (status, code) = words(fault);
    let mut error = json!({"code": code});
    match fault {
        Fault::Fields(faults) => error["fields"] = faults.iter().map(field).collect(),
        Fault::EmailTaken => error["fields"] = json!([{"field": "email", "problem": "taken"}]),
        Fault::UsernameTaken(_) => {
            error["fields"] = json!([{"field": "username", "problem": "taken"}]);
        }
        Fault::TooManyTries { retry_after } | Fault::Busy { retry_after } => {
            error["retry_after"] = json!(retry_after);
        }
        Fault::BodyTooLarge { limit } | Fault::PhotoTooManyPixels { limit } => {
            error["limit"] = json!(limit);
        }
        _ => {}
    }
    (status, json!({"error": error}))
}

/// The schema of such a body.
pub(crate) fn schema() -> Value {
    json!({
        "type": "object",
        "properties": {"error": {
            "type": "object",
            "properties": {
                "code": {"type": "string", "description": "The fault's name."},
                "fields": {
                    "type": "array",
                    "description": "The fields at fault.",
                    "items": {
                        "type": "object",
                        "properties": {"field": {"type": "string"}, "problem": {"type": "string"}},
                        "required": ["field", "problem"],
                    },
                },
                "retry_after": {"type": "integer", "description": "Seconds after which to try again."},
                "limit": {"type": "integer", "description": "The bound that was passed."},
            },
            "required": ["code"],
        }},
        "required": ["error"],
    })
}

const fn words(fault: &Fault) -> (u16, &'static str) {
    match fault {
        Fault::Fields(_) => (400, "fields"),
        Fault::UnreadableBody => (400, "unreadable"),
        Fault::MalformedRequest => (400, "malformed"),
        Fault::WrongContentType => (415, "content_type"),
        Fault::BodyTooLarge { .. } => (413, "too_large"),
        Fault::HeadTooLarge => (431, "head_too_large"),
        Fault::TooSlow => (408, "too_slow"),
        Fault::NoSuchPath => (404, "no_such_path"),
        Fault::WrongMethod { .. } => (405, "method"),
        Fault::NoCredentials => (401, "not_signed_in"),
        Fault::InvalidCredentials | Fault::ExpiredCredentials => (401, "signed_out"),
        Fault::WrongLogin => (401, "wrong_login"),
        Fault::AccountInactive => (403, "inactive"),
        Fault::AccountSuspended => (403, "suspended"),
        Fault::WrongCurrentPassword => (403, "wrong_password"),
        Fault::WeakPassword => (400, "weak_password"),
        Fault::WrongCode => (400, "wrong_code"),
        Fault::NotAllowed => (403, "not_allowed"),
        Fault::EmailTaken => (409, "email_taken"),
        Fault::UsernameTaken(_) => (409, "username_taken"),
        Fault::NoAccount | Fault::NoAccounts => (404, "no_account"),
        Fault::NotFound(_) | Fault::NoPersona => (404, "not_found"),
        Fault::SessionEnded => (400, "session_ended"),
        Fault::SessionRunning => (400, "session_running"),
        Fault::FeedbackGiven => (400, "feedback_given"),
        Fault::NoPrediction => (404, "no_prediction"),
        Fault::NoPhoto => (404, "no_photo"),
        Fault::PhotoMissing => (400, "photo_missing"),
        Fault::PhotoNotAnImage => (400, "photo_not_an_image"),
        Fault::PhotoBroken => (400, "photo_broken"),
        Fault::PhotoTooManyPixels { .. } => (400, "photo_too_many_pixels"),
        Fault::TooManyTries { .. } => (429, "too_many_tries"),
        Fault::Busy { .. } => (503, "busy"),
        Fault::StorageFull => (507, "full"),
        Fault::StorageFailing => (503, "failing"),
        Fault::StorageDamaged => (503, "damaged"),
        Fault::Internal => (500, "internal"),
    }
}

fn field(fault: &FieldFault) -> Value {
    let name = match fault.to_string() {
        name if name.is_empty() => "body".to_owned(),
        name => name,
    };
    json!({"field": name, "problem": problem(&fault.problem)})
}

const fn problem(problem: &Problem) -> &'static str {
    match problem {
        Problem::Missing => "missing",
        Problem::Empty => "empty",
        Problem::WrongType(_) => "type",
        Problem::TooShort(_) => "too_short",
        Problem::TooLong(_) | Problem::TooManyBytes(_) => "too_long",
        Problem::OutOfRange(..) => "out_of_range",
        Problem::WrongCount(_) => "count",
        Problem::TooMany(_) => "too_many",
        Problem::NotOneOf(_) => "not_one_of",
        Problem::Unknown => "unknown",
        Problem::NotAnEmail => "not_an_email",
        Problem::NotAUsername => "not_a_username",
        Problem::ControlCharacters => "control_characters",
        Problem::Differs(_) => "differs",
        Problem::NotALink => "not_a_link",
        Problem::NotAMoment => "not_a_moment",
        Problem::InThePast => "in_the_past",
        Problem::NotBase64 => "not_base64",
    }
}
