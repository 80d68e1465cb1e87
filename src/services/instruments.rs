//! Other instruments than the sixty: answered, scored by their key, kept in the account's history.

use std::borrow::Cow;

use crate::app::App;
use crate::domain::caller::Caller;
use crate::domain::fault::{Fault, Resource};
use crate::domain::instrument::{
    AnswerSheet, Counts, InstrumentResult, InstrumentResultId, InstrumentSummary, Score,
};
use crate::model::instruments::Instrument;
use crate::store::{self, Tx};

/// All that this server offers.
#[must_use]
pub(crate) fn all(app: &App) -> &[Instrument] {
    &app.instruments
}

/// The one with this id.
///
/// # Errors
/// [`Fault::NotFound`].
pub(crate) fn find<'app>(app: &'app App, id: &str) -> Result<&'app Instrument, Fault> {
    let mut all = app.instruments.iter();
    let found = all.find(|one| one.content().id == id);
    found.ok_or(Fault::NotFound(Resource::Instrument))
}

/// The one with this id, as it is offered, or else as it was answered last; or the version whose hash begins so.
///
/// # Errors
/// [`Fault::NotFound`].
pub(crate) fn known(app: &App, name: &str) -> Result<Instrument, Fault> {
    let offered = find(app, name).cloned();
    offered.or_else(|missing| {
        let written = app
            .store
            .read(|tx| store::counted_results::document(tx, name))?;
        let read = written.and_then(|document| Instrument::written(&document));
        read.ok_or(missing)
    })
}

/// The ids of all that were answered.
pub(crate) fn answered(app: &App) -> Result<Vec<String>, Fault> {
    app.store.read(store::counted_results::names)
}

/// This version of an instrument, as it is offered, or as it was when it was.
///
/// # Errors
/// [`Fault::NotFound`].
pub(crate) fn version<'app>(app: &'app App, hash: &str) -> Result<Cow<'app, Instrument>, Fault> {
    let offered = app.instruments.iter().find(|one| one.hash() == hash);
    offered.map_or_else(
        || known(app, hash).map(Cow::Owned),
        |one| Ok(Cow::Borrowed(one)),
    )
}

/// Whether this version of an instrument is offered.
#[must_use]
pub(crate) fn is_offered(app: &App, hash: &str) -> bool {
    app.instruments.iter().any(|one| one.hash() == hash)
}

/// The answers, if they fit the instrument as it is now; `hash` is the version that whoever answers saw.
///
/// # Errors
/// [`Fault::InstrumentChanged`], or [`Fault::Fields`].
pub(crate) fn sheet(
    instrument: &Instrument,
    hash: Option<&str>,
    answers: &[i64],
) -> Result<AnswerSheet, Fault> {
    if hash.is_some_and(|seen| seen != instrument.hash()) {
        return Err(Fault::InstrumentChanged);
    }
    let sheet = instrument.key().sheet("answers", answers);
    sheet.map_err(Fault::Fields)
}

/// What answers say, for somebody who isn't signed in: nothing is kept of it.
///
/// # Errors
/// [`Fault::Busy`] when too many wait for theirs.
pub(crate) fn explain(
    app: &App,
    instrument: &Instrument,
    sheet: &AnswerSheet,
) -> Result<Vec<Score>, Fault> {
    let _permit = app
        .explaining
        .acquire()
        .ok_or(Fault::Busy { retry_after: 1 })?;
    app.store.read(|tx| scores(tx, instrument, sheet))
}

/// The scores, with ranges by the people whose answers count. Each account counts once.
fn scores(tx: &Tx, instrument: &Instrument, sheet: &AnswerSheet) -> Result<Vec<Score>, Fault> {
    let key = instrument.key();
    let rows = store::counted_results::latest(tx, instrument.hash())?;
    let read = |row: &Vec<i64>| key.sheet("answers", row).ok();
    let people: Vec<AnswerSheet> = rows.iter().filter_map(read).collect();
    Ok(key.scores(sheet, &key.consistency(&people)))
}

/// Makes answers a result in the caller's history. `counts` is how they were given, if they let their answers count in
/// ranges, statistics and norms and for research; where the operator has nobody asked, none do.
///
/// # Errors
/// [`Fault::Busy`] when too many wait for theirs.
pub(crate) fn finish(
    app: &App,
    caller: Caller,
    instrument: &Instrument,
    sheet: AnswerSheet,
    counts: Option<Counts>,
) -> Result<InstrumentResult, Fault> {
    let scores = explain(app, instrument, &sheet)?;
    let counts = counts.filter(|_| app.policy.research);
    let (hash, document) = (
        instrument.hash().to_owned(),
        instrument.document().to_owned(),
    );
    app.store.write(move |tx| {
        let version = (hash.as_str(), document.as_str());
        let account = caller.account;
        let id = store::instrument_results::insert(tx, account, version, &sheet, &scores, counts)?;
        store::instrument_results::get(tx, account, id)
    })
}

/// The caller's results, oldest first; of very many the latest.
pub(crate) fn results(app: &App, caller: Caller) -> Result<Vec<InstrumentSummary>, Fault> {
    app.store
        .read(|tx| store::instrument_results::of_account(tx, caller.account))
}

/// One of the caller's results.
///
/// # Errors
/// [`Fault::NotFound`] if they have no such.
pub(crate) fn result(
    app: &App,
    caller: Caller,
    id: InstrumentResultId,
) -> Result<InstrumentResult, Fault> {
    app.store
        .read(|tx| store::instrument_results::get(tx, caller.account, id))
}

/// Lets the answers behind a result count, or no longer. Where nobody is asked, none do.
///
/// # Errors
/// As [`result`].
pub(crate) fn let_count(
    app: &App,
    caller: Caller,
    id: InstrumentResultId,
    may_count: bool,
) -> Result<InstrumentResult, Fault> {
    let may_count = may_count && app.policy.research;
    app.store.write(move |tx| {
        store::instrument_results::set_may_count(tx, caller.account, id, may_count)?;
        store::instrument_results::get(tx, caller.account, id)
    })
}

/// Deletes a result with its answers.
///
/// # Errors
/// As [`result`].
pub(crate) fn remove(app: &App, caller: Caller, id: InstrumentResultId) -> Result<(), Fault> {
    app.store
        .write(move |tx| store::instrument_results::remove(tx, caller.account, id))
}
