//! The model and the statements of a server: the built-in ones, or those in a file.

use std::fs;
use std::path::Path;

use crate::domain::operator_error::OperatorError;
use crate::model::classifier::Classifier;
use crate::model::texts::QuestionSet;

/// The built-in model, or the one in a file.
pub(crate) fn classifier(path: Option<&Path>) -> Result<Classifier, OperatorError> {
    let Some(path) = path else {
        return Ok(Classifier::built_in());
    };
    let bytes = fs::read(path).map_err(|error| unreadable("model", path, &error))?;
    Classifier::load(&bytes, &path.display().to_string())
}

/// The built-in statements, or those in a file.
pub(crate) fn questions(path: Option<&Path>) -> Result<QuestionSet, OperatorError> {
    let Some(path) = path else {
        return Ok(QuestionSet::built_in());
    };
    let text = fs::read_to_string(path).map_err(|error| unreadable("statements", path, &error))?;
    QuestionSet::parse(&text, &path.display().to_string())
}

fn unreadable(what: &str, path: &Path, error: &std::io::Error) -> OperatorError {
    OperatorError::new(
        format!("The {what} file {} can't be read ({error})", path.display()),
        "Check the path and its permissions.",
    )
}
