//! The model and the statements of a server: the built-in ones, or those in a file.

use std::fs;
use std::path::Path;

use crate::domain::operator_error::OperatorError;
use crate::model::classifier::Classifier;
use crate::model::pair::PairFit;
use crate::model::texts::QuestionSet;

/// The built-in model, or the one in a file.
pub(crate) fn classifier(path: Option<&Path>) -> Result<Classifier, OperatorError> {
    let Some(path) = path else {
        return Ok(Classifier::built_in());
    };
    let bytes = fs::read(path).map_err(|error| unreadable("model", path, &error))?;
    Classifier::load(&bytes, &path.display().to_string())
}

/// Both, and whether they fit together where the model isn't the built-in one: it knows an answer by its place as well.
pub(crate) fn pair(
    model: Option<&Path>,
    statements: Option<&Path>,
) -> Result<(Classifier, QuestionSet), OperatorError> {
    let (classifier, questions) = (classifier(model)?, questions(statements, model.is_some())?);
    let fit = model.map_or(PairFit::Fits, |_| PairFit::of(&classifier, &questions));
    match fit {
        PairFit::Fits | PairFit::Unkeyed => Ok((classifier, questions)),
        fit => Err(unfit(&fit)),
    }
}

/// That a model and statements don't fit together.
pub(crate) fn unfit(fit: &PairFit) -> OperatorError {
    OperatorError::new(
        format!("The statements don't fit the model: {fit}"),
        "Name the statements that the model was made for with --questions, in its order and with its key.",
    )
}

/// The built-in statements, or those in a file. The built-in model knows an answer by its place: with it, others that
/// ask for something else there would turn into wrong types without a word.
pub(crate) fn questions(
    path: Option<&Path>,
    with_own_model: bool,
) -> Result<QuestionSet, OperatorError> {
    let Some(path) = path else {
        return Ok(QuestionSet::built_in());
    };
    let text = fs::read_to_string(path).map_err(|error| unreadable("statements", path, &error))?;
    let questions = QuestionSet::parse(&text, &path.display().to_string())?;
    match questions.misplaced() {
        Some(at) if !with_own_model => Err(OperatorError::new(
            format!(
                "The statements in {} don't fit the built-in model: it takes the answer to statement {} for one to \
                 another",
                path.display(),
                at + 1
            ),
            "Keep the order of seed/questions.json, or name the model that was made for them with --model.",
        )),
        _ if with_own_model => Ok(questions),
        _ => Ok(questions.with_built_in_key()),
    }
}

/// That a file can't be read.
pub(crate) fn unreadable(what: &str, path: &Path, error: &std::io::Error) -> OperatorError {
    OperatorError::new(
        format!("The {what} file {} can't be read ({error})", path.display()),
        "Check the path and its permissions.",
    )
}
