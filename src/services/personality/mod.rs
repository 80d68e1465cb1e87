//! The quiz and its results.

mod comparisons;
mod drafts;
mod influences;
mod responses;
mod results;
mod shares;

pub(crate) use comparisons::{
    Compared, Profile, agree, comparison, comparisons, end_comparison, invitation, invite,
};
pub(crate) use drafts::{change_draft, draft, forget_draft};
pub(crate) use responses::{given, responses, withdraw};
pub(crate) use results::{
    count, explain, finish, influences, place, result, results, scores, scores_of,
};
pub(crate) use shares::{Shared, revoke, share, shared, shares};

use std::sync::Arc;

use crate::app::App;
use crate::domain::answers::Answers;
use crate::domain::caller::Caller;
use crate::domain::fault::Fault;
use crate::domain::language::Language;
use crate::domain::persona::{PersonaType, Prediction};
use crate::domain::response::{Given, Respondent, Sitting};
use crate::domain::result::{Provenance, ResultId};
use crate::model::texts::PersonaText;
use crate::platform::digest::sha256;
use crate::services::accounts;
use crate::store;
use crate::store::Tx;

/// Predicts a type without keeping it.
///
/// # Errors
/// [`Fault::Internal`] if the model returns no chances (an operator's own model may).
pub(crate) fn try_out(app: &App, answers: &Answers) -> Result<Prediction, Fault> {
    let key = app.questions.key();
    app.classifier.predict(answers, key).ok_or_else(|| {
        tracing::error!("the model gave something that isn't sixteen probabilities");
        Fault::Internal
    })
}

/// Predicts the caller's type, keeps it in their history and sets it on their account; and the answers for research,
/// where it is told how they were given.
pub(crate) fn predict(
    app: &App,
    caller: Caller,
    answers: &Answers,
    consent: Option<Sitting>,
) -> Result<Prediction, Fault> {
    let new = NewResult::of(app, answers)?;
    let given = consent.map(|sitting| new.given(app, answers, sitting));
    app.store.write(move |tx| {
        let id = new.keep(tx, caller)?;
        keep_response(tx, caller, id, given.as_ref())?;
        Ok(new.prediction)
    })
}

/// Keeps the answers behind a result of the caller's for research, if they may be.
fn keep_response(
    tx: &Tx,
    caller: Caller,
    result: ResultId,
    given: Option<&Given>,
) -> Result<(), Fault> {
    let Some(given) = given else { return Ok(()) };
    let from = Respondent {
        account: Some(caller.account),
        result: Some(result),
        ..Respondent::default()
    };
    store::responses::insert(tx, from, given)?;
    Ok(())
}

/// A prediction with what its row needs, made before the transaction.
pub(crate) struct NewResult {
    prediction: Prediction,
    hashes: Provenance,
}

impl NewResult {
    /// What the model says of these answers.
    ///
    /// # Errors
    /// As [`try_out`].
    pub(crate) fn of(app: &App, answers: &Answers) -> Result<Self, Fault> {
        Ok(Self {
            prediction: try_out(app, answers)?,
            hashes: Provenance {
                answers: sha256(&answers.values().map(i8::cast_unsigned)),
                model: app.classifier.hash().to_owned(),
                questionnaire: app.questions.hash().to_owned(),
            },
        })
    }

    /// The answers behind it, as they are kept for research.
    pub(crate) fn given(&self, app: &App, answers: &Answers, sitting: Sitting) -> Given {
        given(app, answers, &self.prediction, sitting)
    }

    /// Adds it to the caller's history and sets the type on their account.
    fn keep(&self, tx: &Tx, caller: Caller) -> Result<ResultId, Fault> {
        let Prediction {
            persona, oddity, ..
        } = self.prediction;
        store::accounts::set_mbti(tx, caller.account, persona, oddity.is_none())?;
        store::predictions::insert(tx, caller.account, &self.prediction, &self.hashes)
    }

    /// The same, with the answers behind it.
    pub(crate) fn keep_with(
        &self,
        tx: &Tx,
        caller: Caller,
        answers: &Answers,
    ) -> Result<ResultId, Fault> {
        let id = self.keep(tx, caller)?;
        store::predictions::keep_answers(tx, id, answers)?;
        Ok(id)
    }
}

/// The scale's seven names, from strongest disagreement to strongest agreement.
#[must_use]
pub(crate) fn scale(app: &App, language: Language) -> &[String] {
    app.questions.scale(language)
}

/// The statements to answer.
#[must_use]
pub(crate) fn questions(app: &App, language: Language) -> Arc<[String]> {
    app.questions.texts(language)
}

/// An account's type, and what people of that type tend to be like.
pub(crate) struct Portrait<'app> {
    /// The type.
    pub persona: PersonaType,
    /// Whether the answers behind it deserve trust.
    pub is_reliable: bool,
    /// Its text.
    pub text: PersonaText<'app>,
}

/// The caller's type and its text.
///
/// # Errors
/// [`Fault::NoPrediction`] before the first one, [`Fault::NoPersona`] if the
/// type has no text.
pub(crate) fn persona(
    app: &App,
    caller: Caller,
    language: Language,
) -> Result<Portrait<'_>, Fault> {
    let account = accounts::view(app, caller)?;
    let persona = account.mbti.ok_or(Fault::NoPrediction)?;
    let text = app
        .personas
        .text(persona, language)
        .ok_or(Fault::NoPersona)?;
    Ok(Portrait {
        persona,
        is_reliable: account.mbti_reliable,
        text,
    })
}
