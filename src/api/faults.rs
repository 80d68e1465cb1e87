//! The one table of faults: status, code and English message of each. A family's `errors` hold its
//! shape, its language, and what its document says otherwise.

use serde::Serialize;
use serde_json::Value;

use crate::domain::fault::{Fault, Resource};
use crate::domain::field::{FieldFault, Kind, Problem};

/// A fault's status, its code for programs, and its message.
#[rustfmt::skip] // one row a line
pub(crate) const fn entry(fault: &Fault) -> (u16, &'static str, &'static str) {
    match fault {
        // Replaced by the messages of the fields.
        Fault::Fields(_) => (400, "fields", ""),
        Fault::UnreadableBody => (400, "unreadable", "The body can't be read"),
        Fault::MalformedRequest => (400, "malformed", "The request is malformed"),
        Fault::WrongContentType => (415, "content_type", "Content type not supported"),
        Fault::WrongContentCoding => (415, "content_coding", "Content coding not supported"),
        Fault::BodyTooLarge { .. } => (413, "too_large", "The body may have {limit} bytes at the most"),
        Fault::HeadTooLarge => (431, "head_too_large", "The address or the headers are too long"),
        Fault::TooSlow => (408, "too_slow", "The request took too long to arrive"),
        Fault::NoSuchPath => (404, "no_such_path", "Not found"),
        Fault::UnknownHost => (421, "unknown_host", "This server isn't known by the name in this address; its operator can set it with --public-url"),
        Fault::WrongMethod { .. } => (405, "method", "Method not allowed"),
        Fault::NoCredentials => (401, "not_signed_in", "Not authenticated"),
        Fault::InvalidCredentials => (401, "signed_out", "Invalid token"),
        Fault::ExpiredCredentials => (401, "signed_out", "Token has expired"),
        Fault::WrongLogin => (401, "wrong_login", "Incorrect username or password"),
        Fault::AccountInactive => (403, "inactive", "Account is not active"),
        Fault::AccountSuspended => (403, "suspended", "Account is suspended"),
        Fault::WrongCurrentPassword => (400, "wrong_password", "Incorrect current password"),
        Fault::WeakPassword => (400, "weak_password", "Password is too easy to guess"),
        Fault::BreachedPassword => (400, "breached_password", "Password is known from data leaks, choose another"),
        Fault::WrongCode => (400, "wrong_code", "Incorrect or expired code"),
        Fault::SecondFactorNeeded => (403, "second_factor_needed", "A code of the second factor is needed"),
        Fault::SecondFactorMissing => (403, "second_factor_missing", "This account needs a second factor, please set one up on this server's page"),
        Fault::TooManyAppPasswords => (400, "too_many_app_passwords", "There are as many app passwords as an account may have"),
        Fault::TooManyShares => (400, "too_many_shares", "There are as many links as an account may have, please take some back"),
        Fault::NotAllowed => (403, "not_allowed", "Not allowed"),
        Fault::LastAdministrator => (403, "last_administrator", "The last active administrator has to stay one"),
        Fault::EmailTaken => (400, "email_taken", "Email already registered"),
        Fault::UsernameTaken(_) => (400, "username_taken", "Username already registered"),
        Fault::NoAccount => (404, "no_account", "User not found"),
        Fault::NoAccounts => (404, "no_account", "No users found"),
        Fault::NotFound(resource) => (404, "not_found", missing(*resource)),
        Fault::SessionEnded => (400, "session_ended", "Session already ended"),
        Fault::SessionRunning => (400, "session_running", "Session not ended yet"),
        Fault::FeedbackGiven => (400, "feedback_given", "Feedback already given"),
        Fault::RoomEnded => (410, "room_ended", "The room has ended"),
        Fault::RoomPaused => (409, "room_paused", "The room is paused, please try again in a moment"),
        Fault::RoomFull => (409, "room_full", "The room has no free seat"),
        Fault::SeatRemoved => (403, "seat_removed", "This seat was taken away"),
        Fault::QuizFinished => (409, "quiz_finished", "The quiz is finished, its answers stay as they are"),
        Fault::QuizUnfinished => (409, "quiz_unfinished", "Statements are without an answer"),
        Fault::InstrumentChanged => (409, "instrument_changed", "The instrument was changed since it was opened, please open it again"),
        Fault::TooManyRooms => (400, "too_many_rooms", "There are as many rooms as an account may have"),
        Fault::NoPrediction => (404, "no_prediction", "No prediction found"),
        Fault::NoPersona => (404, "not_found", "Personality not found"),
        Fault::NoPhoto => (404, "no_photo", "No photo found"),
        Fault::PhotoMissing => (400, "photo_missing", "The photo is missing"),
        Fault::PhotoNotAnImage => (400, "photo_not_an_image", "The photo must be a JPEG or a PNG"),
        Fault::PhotoOtherFormat { .. } => (400, "photo_other_format", "The photo's format is {format}, please save it as a JPEG or a PNG and send that"),
        Fault::PhotoBroken => (400, "photo_broken", "The photo is damaged or cut short"),
        Fault::PhotoTooManyPixels { .. } => (400, "photo_too_many_pixels", "The photo has more than {limit} pixels"),
        Fault::KeyReused => (422, "key_reused", "This Idempotency-Key was used for another request"),
        Fault::KeyInUse { .. } => (409, "key_in_use", "The request with this Idempotency-Key is under way, please try again in a moment"),
        Fault::ReplyLost => (409, "reply_lost", "The request with this Idempotency-Key was carried out, but its reply is lost"),
        Fault::TooManyTries { .. } => (429, "too_many_tries", "Too many tries, please try again in a moment"),
        Fault::Busy { .. } => (503, "busy", "The server is busy, please try again in a moment"),
        Fault::StorageFull => (507, "full", "The server has no space left, nothing was changed"),
        Fault::StorageFailing => (503, "failing", "The server's disk fails, nothing was changed"),
        Fault::StorageDamaged => (503, "damaged", "The server's database is damaged, nothing was changed"),
        Fault::TakenOver => (503, "taken_over", "Another server goes on with the data, this one is read-only"),
        Fault::Internal => (500, "internal", "Internal server error"),
    }
}

const fn missing(resource: Resource) -> &'static str {
    match resource {
        Resource::Session | Resource::DiarySession => "Session not found",
        Resource::Detection => "Detection not found",
        Resource::Reading => "Data not found",
        Resource::Feedback => "Feedback not found",
        Resource::Post => "Post not found",
        Resource::Comment => "Comment not found",
        Resource::Reminder => "Reminder not found",
        Resource::QuizResult | Resource::InstrumentResult => "Result not found",
        Resource::Share => "Link not found",
        Resource::Instrument => "Instrument not found",
        Resource::Comparison => "Comparison not found",
        Resource::FormerAddress => "Former address not found",
        Resource::AppPassword => "App password not found",
        Resource::Room => "Room not found",
        Resource::Seat => "Seat not found",
        Resource::Mail => "Mail not found",
        Resource::ModelVersion => "Model version not found",
    }
}

/// The code for programs of a problem with the field of this name, and its message.
#[rustfmt::skip] // one row a line
pub(crate) fn problem(name: &str, problem: &Problem) -> (&'static str, String) {
    match problem {
        Problem::Missing => ("missing", format!("{name} is missing")),
        Problem::Empty => ("empty", format!("{name} must not be empty")),
        Problem::WrongType(it) => ("type", format!("{name} must be {}", kind(*it))),
        Problem::TooShort(n) => ("too_short", format!("{name} must have at least {n} characters")),
        Problem::TooLong(n) => ("too_long", format!("{name} must have at most {n} characters")),
        Problem::TooManyBytes(n) => ("too_long", format!("{name} must have at most {n} bytes")),
        Problem::OutOfRange(least, most) => ("out_of_range", format!("{name} must be from {least} to {most}")),
        Problem::WrongCount(n) => ("count", format!("{name} must have {n} elements")),
        Problem::TooMany(n) => ("too_many", format!("{name} must have at most {n} elements")),
        Problem::NotOneOf(words) => ("not_one_of", format!("{name} must be one of {}", words.join(", "))),
        Problem::Unknown => ("unknown", format!("{name} is not known")),
        Problem::NotAnEmail => ("not_an_email", format!("{name} is not a valid email address")),
        Problem::NotAUsername => ("not_a_username", format!("{name} may have letters, digits, . _ - and single blanks only, a letter or digit first")),
        Problem::MixedScripts => ("mixed_scripts", format!("{name} mixes letters of alphabets that look alike")),
        Problem::Reserved => ("reserved", format!("{name} is a reserved word")),
        Problem::ControlCharacters => ("control_characters", format!("{name} has control characters")),
        Problem::NotAscii => ("not_ascii", format!("{name} has characters outside of printable ASCII")),
        Problem::Differs(other) => ("differs", format!("{name} must be the same as {other}")),
        Problem::NotALink => ("not_a_link", format!("{name} must be an http or https link")),
        Problem::NotAMoment => ("not_a_moment", format!("{name} must be an RFC 3339 time")),
        Problem::InThePast => ("in_the_past", format!("{name} is in the past")),
        Problem::Repeated => ("repeated", format!("{name} is given more than once")),
        Problem::NotBase64 => ("not_base64", format!("{name} is not base64")),
    }
}

pub(crate) const fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "text",
        Kind::Integer => "a whole number",
        Kind::Number => "a number",
        Kind::Flag => "true or false",
        Kind::List => "a list",
        Kind::Object => "a JSON object",
    }
}

/// The status and the message of a fault: the family's own, or else the table's. `{limit}`,
/// `{size}`, `{megapixels}`, `{format}` and `{username}` are placeholders for the fault's figures; `field`
/// makes the message about one field.
pub(crate) fn message(
    fault: &Fault,
    own: Option<(u16, &str)>,
    field: fn(&FieldFault) -> String,
) -> (u16, String) {
    let (status, _, message) = entry(fault);
    let (status, message) = own.unwrap_or((status, message));
    let message = match fault {
        Fault::Fields(faults) if own.is_none() => {
            let messages = faults.iter().take(MOST_FIELDS).map(field);
            messages.collect::<Vec<_>>().join("; ")
        }
        Fault::BodyTooLarge { limit } | Fault::PhotoTooManyPixels { limit } => message
            .replace("{limit}", &limit.to_string())
            .replace("{size}", &size(*limit))
            .replace("{megapixels}", &(limit / 1_000_000).to_string()),
        Fault::UsernameTaken(name) => message.replace("{username}", &name.to_string()),
        Fault::PhotoOtherFormat { format } => message.replace("{format}", format),
        _ => message.to_owned(),
    };
    (status, message)
}

/// An error's body.
///
/// # Panics
/// Never: errors are of plain values.
pub(crate) fn body(error: &impl Serialize) -> Value {
    serde_json::to_value(error).expect("plain values")
}

/// Most fields in one message: enough to correct a form.
const MOST_FIELDS: usize = 3;

fn size(bytes: u64) -> String {
    match bytes {
        0..1_048_576 => format!("{} KiB", bytes / 1024),
        _ => format!("{} MiB", bytes / 1_048_576),
    }
}

/// The table's message about a field.
pub(crate) fn field(fault: &FieldFault) -> String {
    problem(&field_name(fault, "The body"), &fault.problem).1
}

/// The way to a field, `profile.city`, or what the whole body is called.
pub(crate) fn field_name(fault: &FieldFault, body: &str) -> String {
    match fault.to_string() {
        name if name.is_empty() => body.to_owned(),
        name => name,
    }
}
