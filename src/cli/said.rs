//! How commands speak: results on standard output, faults as a sentence.

use std::io::Write as _;

use serde_json::Value;

use crate::domain::fault::{Fault, Resource};
use crate::domain::operator_error::OperatorError;

/// Prints a result. A reader that closed early (`| head`) has what it wanted.
pub(super) fn print(text: &str) {
    let _ = std::io::stdout().write_all(text.as_bytes());
}

/// JSON as it is printed.
pub(super) fn pretty(value: &Value) -> String {
    format!("{value:#}\n")
}

/// Text of somebody else's as a line of a table: what would move a terminal's cursor is left out.
pub(super) fn plain(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_control()).collect()
}

/// What went wrong, for whoever typed the command.
pub(super) fn said(fault: &Fault) -> OperatorError {
    match fault {
        Fault::EmailTaken => OperatorError::new("This e-mail address is taken", "Choose another."),
        Fault::UsernameTaken(_) => OperatorError::new("This username is taken", "Choose another."),
        Fault::NoAccount => OperatorError::new(
            "There is no such account",
            "See them all with firststep user list.",
        ),
        Fault::NotFound(Resource::Session) => OperatorError::new(
            "No session of this number stands",
            "See those that do with firststep session list.",
        ),
        Fault::StorageDamaged => OperatorError::new(
            "The database is damaged",
            "Nothing was changed. See what is wrong with firststep doctor.",
        ),
        Fault::StorageFull => {
            OperatorError::new("The disk is full", "Free some space; nothing was changed.")
        }
        other => OperatorError::new(
            format!("It couldn't be done ({other:?})"),
            "Nothing was changed; the log may say more.",
        ),
    }
}
