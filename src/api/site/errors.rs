//! What the house says when something goes wrong: English, `{"error": …}`.

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
            return (413, format!("The body may have {limit} bytes at the most."));
        }
        Fault::PhotoTooManyPixels { limit } => {
            return (400, format!("The picture has more than {limit} pixels."));
        }
        Fault::UnreadableBody => (400, "The body can't be read."),
        Fault::MalformedRequest => (400, "The request is malformed."),
        Fault::WrongContentType => (415, "This address doesn't take that content type."),
        Fault::HeadTooLarge => (431, "The request's address or headers are too long."),
        Fault::TooSlow => (408, "The request took too long to arrive."),
        Fault::NoSuchPath => (404, "There is nothing at this address."),
        Fault::WrongMethod { .. } => (405, "This address doesn't take that method."),
        Fault::NoCredentials | Fault::InvalidCredentials | Fault::ExpiredCredentials => {
            (401, "Please sign in.")
        }
        Fault::AccountInactive => (403, "This account isn't active."),
        Fault::AccountSuspended => (403, "This account is suspended."),
        Fault::WeakPassword => (400, "This password is too easy to guess."),
        Fault::WrongCode => (400, "The code is wrong or too old."),
        Fault::WrongLogin => (401, "The name or the password is wrong."),
        Fault::WrongCurrentPassword => (400, "The current password is wrong."),
        Fault::NotAllowed => (403, "You may not do this."),
        Fault::EmailTaken => (409, "This e-mail address is taken."),
        Fault::UsernameTaken(_) => (409, "This username is taken."),
        Fault::NoAccount | Fault::NoAccounts => (404, "There is no such account."),
        Fault::NotFound(_) => (404, "There is no such thing."),
        Fault::SessionEnded => (400, "The session has ended before."),
        Fault::SessionRunning => (400, "The session hasn't ended yet."),
        Fault::FeedbackGiven => (400, "Feedback was given before."),
        Fault::NoPrediction => (404, "There is no result yet."),
        Fault::NoPersona => (404, "There is no text for this type."),
        Fault::NoPhoto => (404, "There is no such photo."),
        Fault::PhotoMissing => (400, "There is no photo in the form."),
        Fault::PhotoNotAnImage => (400, "The photo must be a JPEG or a PNG."),
        Fault::PhotoBroken => (400, "The photo is damaged or cut short."),
        Fault::TooManyTries { .. } => (429, "Too many tries. Please wait a moment."),
        Fault::Busy { .. } => (503, "The server is busy. Please try again in a moment."),
        Fault::StorageFull => (507, "The server has no space left. Nothing was changed."),
        Fault::StorageFailing => (503, "The server's disk fails. Nothing was changed."),
        Fault::StorageDamaged => (503, "The database is damaged. Nothing was changed."),
        Fault::Internal => (500, "Something went wrong on the server."),
    };
    (status, sentence.to_owned())
}

fn fields(faults: &[FieldFault]) -> String {
    let sentences = faults.iter().map(|fault| match &fault.problem {
        Problem::NotOneOf(words) => format!("`{fault}` must be one of {}.", words.join(", ")),
        _ => format!("`{fault}` is wrong."),
    });
    sentences.collect::<Vec<_>>().join(" ")
}
