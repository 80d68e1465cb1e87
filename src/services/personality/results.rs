//! Results of the quiz, and what influenced them.

use crate::app::App;
use crate::domain::answers::Answers;
use crate::domain::caller::Caller;
use crate::domain::fault::{Fault, Resource};
use crate::domain::result::{Explained, Insight, QuizResult, ResultId};
use crate::services::personality::{NewResult, insight as reasons};
use crate::store;

/// Finishes the quiz: predicts, keeps the result with its answers, and forgets the draft.
///
/// # Errors
/// As [`try_out`](crate::services::personality::try_out).
pub(crate) fn finish(app: &App, caller: Caller, answers: Answers) -> Result<Explained, Fault> {
    let new = NewResult::of(app, &answers)?;
    app.store.write(move |tx| {
        let id = new.keep(tx, caller)?;
        store::predictions::keep_answers(tx, id, &answers)?;
        store::drafts::remove(tx, caller.account)?;
        Ok(Explained {
            outcome: QuizResult {
                id,
                account: caller.account,
                prediction: new.prediction,
                created_at: tx.now,
            },
            answers: Some(answers),
        })
    })
}

/// The caller's results, oldest first.
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
pub(crate) fn result(app: &App, caller: Caller, id: Option<ResultId>) -> Result<Explained, Fault> {
    let found = app
        .store
        .read(|tx| store::predictions::get(tx, caller.account, id))?;
    let missing = id.map_or(Fault::NoPrediction, |_| {
        Fault::NotFound(Resource::QuizResult)
    });
    found.ok_or(missing)
}

/// What influenced a result; nothing if its answers weren't kept.
///
/// # Errors
/// As [`try_out`](crate::services::personality::try_out).
pub(crate) fn insight(app: &App, explained: &Explained) -> Result<Option<Insight>, Fault> {
    let answers = explained.answers.as_ref();
    answers.map(|answers| reasons::of(app, answers)).transpose()
}
