//! The profile card's errors: English, as `error`, or as `message` where the document has it so.

use serde_json::Value;

use crate::api::faults;
use crate::api::profilecard::wire::Error;
use crate::domain::fault::{Fault, Resource};
use crate::domain::field::{FieldFault, Problem};
use crate::domain::moment::Moment;

/// The status and the body of a fault.
pub(crate) fn render(fault: &Fault, _: Moment) -> (u16, Value) {
    use Fault::{
        AccountInactive, AccountSuspended, EmailTaken, NoAccount, NoAccounts, UsernameTaken,
        WrongCurrentPassword, WrongLogin,
    };
    let own = match fault {
        Fault::BodyTooLarge { .. } => Some((413, "The body may have {size} at most")),
        Fault::UnreadableBody => Some((400, "The body cannot be read")),
        Fault::NoSuchPath => Some((404, "Path not found")),
        Fault::NoCredentials => Some((401, "Authorization header is missing")),
        Fault::NotFound(Resource::Session) => Some((401, "Session not found")),
        // A success by its status, as the document prints it: its clients show the message of those alone.
        WrongLogin => Some((202, "Password or user are incorrect")),
        WrongCurrentPassword => Some((400, "Current password is incorrect")),
        EmailTaken => Some((400, EMAIL_TAKEN)),
        UsernameTaken(_) => Some((400, USERNAME_TAKEN)),
        Fault::PhotoNotAnImage => Some((400, "image must be a JPEG or a PNG")),
        Fault::PhotoOtherFormat { .. } => Some((
            400,
            "image has the format {format}, it must be a JPEG or a PNG",
        )),
        Fault::PhotoBroken => Some((400, "image is damaged or incomplete")),
        Fault::PhotoTooManyPixels { .. } => {
            Some((400, "image may have {megapixels} megapixels at most"))
        }
        _ => None,
    };
    let (status, message) = faults::message(fault, own, field);
    let error = match fault {
        WrongLogin => Error {
            code: Some("202"),
            ..Error::message(message)
        },
        AccountInactive | AccountSuspended | WrongCurrentPassword | EmailTaken
        | UsernameTaken(_) | NoAccount | NoAccounts => Error::message(message),
        _ => Error::usual(message),
    };
    (status, faults::body(&error))
}

const EMAIL_TAKEN: &str = "Email already taken";
const USERNAME_TAKEN: &str = "Username already taken";

/// At a sign-up, what is taken is a conflict.
pub(crate) fn at_sign_up(fault: &Fault) -> Option<(u16, Value)> {
    match fault {
        Fault::EmailTaken => Some((409, faults::body(&Error::usual(EMAIL_TAKEN)))),
        Fault::UsernameTaken(_) => Some((409, faults::body(&Error::usual(USERNAME_TAKEN)))),
        _ => None,
    }
}

/// If neither field was given, one message for both.
pub(crate) fn at_availability(fault: &Fault) -> Option<(u16, Value)> {
    let is_missing = |fault: &FieldFault| fault.problem == Problem::Missing;
    let neither = matches!(fault, Fault::Fields(faults) if faults.iter().all(is_missing));
    let error = Error::message("Email or username must be provided");
    neither.then(|| (400, faults::body(&error)))
}

fn field(fault: &FieldFault) -> String {
    let name = faults::field_name(fault, "The body");
    match fault.problem {
        Problem::TooShort(least) => format!("{name} must have {least} characters at least"),
        Problem::TooLong(most) => format!("{name} may have {most} characters at most"),
        Problem::TooManyBytes(most) => format!("{name} may have {most} bytes at most"),
        Problem::NotAnEmail => format!("{name} is not an email address"),
        _ => faults::field(fault),
    }
}
