//! Errors for the operator: why the program can't start or a command can't be done.

use std::fmt;

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

impl fmt::Display for OperatorError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}. {}", self.what, self.remedy)
    }
}

impl std::error::Error for OperatorError {}
