//! The model and the statements that a server works with: its own, or those in a file.

use std::fs;
use std::path::Path;

use crate::domain::operator_error::OperatorError;
use crate::model::classifier::Classifier;
use crate::model::texts::Questions;

/// Our model, or the one in a file.
///
/// # Errors
/// A sentence if the file can't be read or holds no fitting model.
pub(crate) fn classifier(path: Option<&Path>) -> Result<Classifier, OperatorError> {
    let Some(path) = path else {
        return Ok(Classifier::built_in());
    };
    let bytes = fs::read(path).map_err(|error| unreadable("model", path, &error))?;
    Classifier::load(&bytes, &path.display().to_string())
}

/// Our statements, or those in a file.
///
/// # Errors
/// A sentence if the file can't be read or holds no sixty statements.
pub(crate) fn questions(path: Option<&Path>) -> Result<Questions, OperatorError> {
    let Some(path) = path else {
        return Ok(Questions::built_in());
    };
    let text = fs::read_to_string(path).map_err(|error| unreadable("statements", path, &error))?;
    Questions::parse(&text, &path.display().to_string())
}

fn unreadable(what: &str, path: &Path, error: &std::io::Error) -> OperatorError {
    OperatorError::new(
        format!("The {what} file {} can't be read ({error})", path.display()),
        "Check the path and its permissions.",
    )
}
