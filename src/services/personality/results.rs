//! Results of the quiz, what their answers say by the key, and what influenced them.

use crate::app::App;
use crate::domain::answers::Answers;
use crate::domain::caller::Caller;
use crate::domain::fault::{Fault, Resource};
use crate::domain::norms::Place;
use crate::domain::persona::Prediction;
use crate::domain::response::Sitting;
use crate::domain::result::{Influence, QuizResult, ResultId};
use crate::domain::scores::Scores;
use crate::services::personality::{
    NewResult, given, influences as reasons, keep_response, try_out,
};
use crate::services::statistics;
use crate::store;

/// Finishes the quiz: predicts, keeps the result with its answers, and forgets the draft. Where it is told how the
/// answers were given, they are kept for research as well.
///
/// # Errors
/// As [`try_out`].
pub(crate) fn finish(
    app: &App,
    caller: Caller,
    answers: Answers,
    consent: Option<Sitting>,
) -> Result<QuizResult, Fault> {
    let new = NewResult::of(app, &answers)?;
    let given = consent.map(|sitting| given(app, &answers, &new.prediction, sitting));
    app.store.write(move |tx| {
        let id = new.keep_with(tx, caller, &answers)?;
        keep_response(tx, caller, id, given.as_ref())?;
        store::drafts::remove(tx, caller.account)?;
        Ok(QuizResult {
            id,
            account: caller.account,
            prediction: new.prediction,
            answers: Some(answers),
            questionnaire_hash: Some(new.hashes.questionnaire),
            created_at: tx.now,
        })
    })
}

/// What these answers say and why, for somebody who isn't signed in: nothing is kept of it.
///
/// # Errors
/// [`Fault::Busy`] when too many wait for theirs; else as [`try_out`].
pub(crate) fn explain(app: &App, answers: &Answers) -> Result<(Prediction, Vec<Influence>), Fault> {
    let _permit = app
        .explaining
        .acquire()
        .ok_or(Fault::Busy { retry_after: 1 })?;
    Ok((try_out(app, answers)?, reasons::of(app, answers)?))
}

/// The caller's results, oldest first; of very many the latest.
pub(crate) fn results(app: &App, caller: Caller) -> Result<Vec<QuizResult>, Fault> {
    app.store
        .read(|tx| store::predictions::of_account(tx, caller.account))
}

/// How many the caller has.
pub(crate) fn count(app: &App, caller: Caller) -> Result<i64, Fault> {
    app.store
        .read(|tx| store::predictions::count(tx, caller.account))
}

/// One of the caller's results, or with `None` the latest.
///
/// # Errors
/// [`Fault::NotFound`] if they have no such, [`Fault::NoPrediction`] if they have none at all.
pub(crate) fn result(app: &App, caller: Caller, id: Option<ResultId>) -> Result<QuizResult, Fault> {
    let found = app
        .store
        .read(|tx| store::predictions::get(tx, caller.account, id))?;
    let missing = id.map_or(Fault::NoPrediction, |_| {
        Fault::NotFound(Resource::QuizResult)
    });
    found.ok_or(missing)
}

/// What its answers say by the key; nothing if they weren't kept, or there is no key to what was answered.
pub(crate) fn scores(app: &App, result: &QuizResult) -> Option<Scores> {
    scores_of(app, answers(app, result)?, &result.prediction)
}

/// What answers to this server's statements say by the key, if there is one.
pub(crate) fn scores_of(app: &App, answers: &Answers, prediction: &Prediction) -> Option<Scores> {
    Some(Scores::of(app.questions.key()?, answers, prediction))
}

/// What influenced a result; nothing if its answers weren't kept, or were to other statements.
///
/// # Errors
/// As [`try_out`].
pub(crate) fn influences(app: &App, result: &QuizResult) -> Result<Vec<Influence>, Fault> {
    let found = answers(app, result).map(|answers| reasons::of(app, answers));
    Ok(found.transpose()?.unwrap_or_default())
}

/// Where a result stands among the people of this server; nothing if its answers weren't kept, were to other
/// statements, or there are no norms.
pub(crate) fn place(app: &App, result: &QuizResult) -> Result<Option<Place>, Fault> {
    let place = answers(app, result).map(|answers| statistics::place(app, answers));
    Ok(place.transpose()?.flatten())
}

/// The answers behind a result, if they were to the statements that this server has.
fn answers<'result>(app: &App, result: &'result QuizResult) -> Option<&'result Answers> {
    let same = |hash: &String| hash == app.questions.hash();
    let of_ours = result.questionnaire_hash.as_ref().is_none_or(same);
    result.answers.as_ref().filter(|_| of_ours)
}
