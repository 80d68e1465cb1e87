//! Verbs: the quiz and what comes of it.

use std::sync::Arc;

use crate::app::App;
use crate::digest::sha256;
use crate::domain::answers::Answers;
use crate::domain::caller::Caller;
use crate::domain::fault::Fault;
use crate::domain::language::Language;
use crate::domain::persona::{PersonaType, Prediction};
use crate::seed::PersonaText;
use crate::{accounts, store};

/// Predicts a type, and keeps nothing of it.
///
/// # Errors
/// [`Fault::Internal`] if the model gives no chances (somebody else's may).
pub fn try_out(app: &App, answers: &Answers) -> Result<Prediction, Fault> {
    app.classifier.predict(answers).ok_or_else(|| {
        tracing::error!("the model gave something that isn't sixteen chances");
        Fault::Internal
    })
}

/// Predicts the caller's type, keeps it in his history and sets it on his account.
///
/// # Errors
/// As [`try_out`].
pub fn predict(app: &App, caller: Caller, answers: &Answers) -> Result<Prediction, Fault> {
    let prediction = try_out(app, answers)?;
    let answers_hash = sha256(&answers.values().map(i8::cast_unsigned));
    let model_hash = app.classifier.hash().to_owned();
    app.store.write(move |tx| {
        store::accounts::set_mbti(tx, caller.account, prediction.persona)?;
        store::predictions::insert(tx, caller.account, &prediction, &answers_hash, &model_hash)?;
        Ok(prediction)
    })
}

/// The statements to answer.
#[must_use]
pub fn questions(app: &App, language: Language) -> Arc<[String]> {
    app.questions.texts(language)
}

/// The caller's type and its text.
///
/// # Errors
/// [`Fault::NoPrediction`] before the first one, [`Fault::NoPersona`] if the
/// type has no text.
pub fn persona(
    app: &App,
    caller: Caller,
    language: Language,
) -> Result<(PersonaType, PersonaText<'_>), Fault> {
    let persona = accounts::view(app, caller)?
        .mbti
        .ok_or(Fault::NoPrediction)?;
    let text = app
        .personas
        .text(persona, language)
        .ok_or(Fault::NoPersona)?;
    Ok((persona, text))
}
