//! Answers that may be used for research. They are kept in the transaction of the result that they make, and only
//! where their giver consented and the operator collects any.

use crate::app::App;
use crate::domain::answers::Answers;
use crate::domain::caller::Caller;
use crate::domain::fault::Fault;
use crate::domain::persona::Prediction;
use crate::domain::reliability::Reliability;
use crate::domain::response::{Given, Sitting};
use crate::services::pieces::in_pieces;
use crate::store;

/// Answers with all that is kept of them.
pub(crate) fn given(
    app: &App,
    answers: &Answers,
    prediction: &Prediction,
    sitting: Sitting,
) -> Given {
    let index = |key| Reliability::of(key, answers, key.fit(answers)).index;
    Given {
        answers: answers.clone(),
        sitting,
        questionnaire_hash: app.questions.hash().to_owned(),
        model_hash: app.classifier.hash().to_owned(),
        reliability: app.questions.key().map(index),
        oddity: prediction.oddity,
    }
}

/// How many of the caller's are kept: to the sixty, and to other instruments.
pub(crate) fn responses(app: &App, caller: Caller) -> Result<i64, Fault> {
    app.store.read(|tx| {
        let others = store::counted_results::count_of_account(tx, caller.account)?;
        Ok(store::responses::count_of_account(tx, caller.account)? + others)
    })
}

/// Deletes all of the caller's, and has those to other instruments count no more; returns how many there were. Their
/// results stay.
pub(crate) fn withdraw(app: &App, caller: Caller) -> Result<i64, Fault> {
    let count = responses(app, caller)?;
    in_pieces(app, move |tx| {
        let some = store::responses::delete_some(tx, caller.account)?
            + store::counted_results::take_back_some(tx, caller.account)?;
        Ok((some == 0).then_some(()))
    })?;
    Ok(count)
}
