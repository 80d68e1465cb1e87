//! What commands print: results on standard output, faults as a sentence.

use std::fmt::Write as _;
use std::io::Write as _;

use serde_json::Value;

use crate::domain::fault::{Fault, Resource};
use crate::domain::operator_error::OperatorError;
pub(super) use crate::domain::text::printable;
use crate::domain::text::{is_bidi, printable_lines};

/// A result, for people and for programs.
pub(super) struct CommandOutput {
    pub text: String,
    pub value: Value,
}

impl CommandOutput {
    pub(super) fn print(&self, json: bool) {
        if json {
            print(&pretty(&self.value));
        } else {
            print(&self.text);
        }
    }
}

/// Prints lines; whatever is in them moves no cursor. A reader that closed the pipe (`| head`) is no error.
pub(super) fn print(text: &str) {
    let _ = std::io::stdout().write_all(printable_lines(text).as_bytes());
}

/// JSON as it is printed. Control characters are escaped in it anyway.
pub(super) fn pretty(value: &Value) -> String {
    let mut safe = String::new();
    for letter in format!("{value:#}\n").chars() {
        if is_bidi(letter) {
            let _ = write!(safe, "\\u{:04x}", u32::from(letter));
        } else {
            safe.push(letter);
        }
    }
    safe
}

/// A fault as a sentence with a remedy.
pub(super) fn fault_error(fault: Fault) -> OperatorError {
    match fault {
        Fault::EmailTaken => OperatorError::new("This e-mail address is taken", "Choose another."),
        Fault::UsernameTaken(_) => OperatorError::new("This username is taken", "Choose another."),
        Fault::WeakPassword => OperatorError::new(
            "This password is too easy to guess",
            "Choose another, or leave --strict-passwords out.",
        ),
        Fault::BreachedPassword => OperatorError::new(
            "This password is among the leaked ones",
            "Choose another, or leave --breached-passwords out.",
        ),
        Fault::NoAccount => OperatorError::new(
            "There is no such account",
            "See them all with firststep user list.",
        ),
        Fault::LastAdministrator => OperatorError::new(
            "This is the last active administrator",
            "Make another one first with firststep user role NAME admin, or say --force.",
        ),
        Fault::NotFound(Resource::FormerAddress) => OperatorError::new(
            "The account had no such address within the last seven days",
            "See those that it can get back with firststep user show NAME.",
        ),
        Fault::NotFound(Resource::Session) => OperatorError::new(
            "There is no session with this number",
            "List them with firststep session list.",
        ),
        Fault::StorageDamaged => OperatorError::new(
            "The database is damaged",
            "Nothing was changed. See what is wrong with firststep doctor.",
        ),
        Fault::TakenOver => OperatorError::new(
            "Another server goes on with this data",
            "Nothing was changed. Go on there.",
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

/// A number of bytes with its unit.
pub(super) fn size(bytes: u64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "one place is shown")]
    let count = bytes as f64;
    match bytes {
        0..1024 => format!("{bytes} B"),
        1024..1_048_576 => format!("{:.1} KiB", count / 1024.0),
        1_048_576..1_073_741_824 => format!("{:.1} MiB", count / 1_048_576.0),
        _ => format!("{:.1} GiB", count / 1_073_741_824.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_stays_json() {
        let odd = serde_json::json!({"name": "\u{1b}[2J\u{202e}José\u{2069}"});
        let text = pretty(&odd);
        assert_eq!(printable_lines(&text), text);
        assert_eq!(serde_json::from_str::<Value>(&text).expect("JSON"), odd);
    }

    #[test]
    fn sizes_are_for_people() {
        let sizes = [0, 1023, 1024, 1_572_864, 5 << 30].map(size);
        assert_eq!(sizes, ["0 B", "1023 B", "1.0 KiB", "1.5 MiB", "5.0 GiB"]);
    }
}
