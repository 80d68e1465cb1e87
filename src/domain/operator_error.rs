//! Errors for the operator: why the program can't start or a command can't be done.

use std::fmt;

use crate::domain::text::printable_lines;

/// What is wrong, and what the operator can do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OperatorError {
    what: String,
    remedy: String,
}

impl OperatorError {
    /// `what` is wrong, without a full stop; `remedy` is a whole sentence.
    pub(crate) fn new(what: impl fmt::Display, remedy: impl fmt::Display) -> Self {
        Self {
            what: what.to_string(),
            remedy: remedy.to_string(),
        }
    }
}

/// For a terminal: names of files, settings and entries of a backup may be a stranger's, so what would move the
/// cursor, or turn the letters after it round, is escaped.
impl fmt::Display for OperatorError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, remedy } = self;
        out.write_str(&printable_lines(&format!("{what}. {remedy}")))
    }
}

impl std::error::Error for OperatorError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_strangers_name_moves_no_cursor() {
        let error = OperatorError::new(
            "There is no file a\u{1b}[2J\u{9b}\u{202e}é",
            "See\nthe list.",
        );
        assert_eq!(
            error.to_string(),
            "There is no file a\\u{1b}[2J\\u{9b}\\u{202e}é. See\nthe list."
        );
    }
}
