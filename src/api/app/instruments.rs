//! Other instruments than the sixty.

use crate::api::app::extractor::{Bearer, SameOrigin};
use crate::api::app::wire;
use crate::api::instrument;
use crate::api::words::ByWord;
use crate::app::App;
use crate::domain::fault::{Fault, Resource};
use crate::domain::instrument::{Counts, InstrumentResult, InstrumentResultId};
use crate::http::body::Body;
use crate::http::call::Path;
use crate::http::path_numbers::Numbers;
use crate::http::reply::Json;
use crate::model::instruments::Instrument;
use crate::services::{instruments, statistics};

pub(crate) fn list(app: &App) -> Result<Json<wire::InstrumentList>, Fault> {
    let all = instruments::all(app).iter();
    Ok(Json(wire::InstrumentList {
        instruments: all.map(wire::InstrumentEntry::of).collect(),
    }))
}

pub(crate) fn one(
    app: &App,
    Path(id): Path<String>,
) -> Result<Json<instrument::Instrument>, Fault> {
    let found = instruments::find(app, &id)?;
    Ok(Json(instrument::Instrument::of(found)))
}

pub(crate) fn finish(
    app: &App,
    Bearer { caller, .. }: Bearer,
    Path(id): Path<String>,
    Body(body): Body<wire::FinishInstrument>,
) -> Result<Json<wire::InstrumentResult>, Fault> {
    let instrument = instruments::find(app, &id)?;
    let sheet = instruments::sheet(instrument, body.hash.as_deref(), &body.answers)?;
    let counts = body.may_count.unwrap_or(false).then(|| Counts {
        language: body.language.map(|ByWord(language)| language),
    });
    told(
        app,
        &instruments::finish(app, caller, instrument, sheet, counts)?,
    )
}

/// Only our own page asks, as for the sixty.
pub(crate) fn guest_result(
    app: &App,
    _: SameOrigin,
    Path(id): Path<String>,
    Body(body): Body<wire::FinishInstrument>,
) -> Result<Json<wire::InstrumentResult>, Fault> {
    let instrument = instruments::find(app, &id)?;
    let sheet = instruments::sheet(instrument, body.hash.as_deref(), &body.answers)?;
    let scores = instruments::explain(app, instrument, &sheet)?;
    let place = statistics::place_among(app, instrument, sheet.values())?;
    Ok(Json(wire::InstrumentResult::of_guest(
        instrument,
        &sheet,
        (&scores, place),
        app.clock.now(),
    )))
}

pub(crate) fn results(
    app: &App,
    Bearer { caller, .. }: Bearer,
) -> Result<Json<wire::InstrumentResults>, Fault> {
    let found = instruments::results(app, caller)?;
    let entry = |one| wire::InstrumentSummary::of(app, one);
    Ok(Json(wire::InstrumentResults {
        results: found.into_iter().map(entry).collect(),
    }))
}

pub(crate) fn result(
    app: &App,
    Bearer { caller, .. }: Bearer,
    Numbers([id]): Numbers<1>,
) -> Result<Json<wire::InstrumentResult>, Fault> {
    told(
        app,
        &instruments::result(app, caller, InstrumentResultId(id))?,
    )
}

pub(crate) fn let_count(
    app: &App,
    Bearer { caller, .. }: Bearer,
    Numbers([id]): Numbers<1>,
    Body(body): Body<wire::LetCount>,
) -> Result<Json<wire::InstrumentResult>, Fault> {
    let id = InstrumentResultId(id);
    told(
        app,
        &instruments::let_count(app, caller, id, body.may_count)?,
    )
}

pub(crate) fn remove(
    app: &App,
    Bearer { caller, .. }: Bearer,
    Numbers([id]): Numbers<1>,
) -> Result<Json<wire::Done>, Fault> {
    instruments::remove(app, caller, InstrumentResultId(id))?;
    Ok(Json(wire::Done {}))
}

/// A result with its instrument as it was; one whose document can't be read is as good as gone.
fn told(app: &App, result: &InstrumentResult) -> Result<Json<wire::InstrumentResult>, Fault> {
    let missing = Fault::NotFound(Resource::InstrumentResult);
    let then = Instrument::written(&result.document).ok_or(missing.clone())?;
    let place = statistics::place_among(app, &then, &result.answers)?;
    let told = wire::InstrumentResult::of(app, result, &then, place).ok_or(missing)?;
    Ok(Json(told))
}
