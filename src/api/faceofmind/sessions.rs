//! Sessions of the diary.

use crate::api::faceofmind::extractor::Bearer;
use crate::api::faceofmind::wire::{self, Paging};
use crate::app::App;
use crate::domain::diary::DiaryId;
use crate::domain::fault::Fault;
use crate::http::paging::Bounded;
use crate::http::path_numbers::Numbers;
use crate::http::reply::Json;
use crate::services::diary;

pub(crate) fn create(
    app: &App,
    Bearer { caller, .. }: Bearer,
) -> Result<Json<wire::DiarySession>, Fault> {
    Ok(Json(diary::begin(app, caller)?.into()))
}

pub(crate) fn list(
    app: &App,
    Bearer { caller, .. }: Bearer,
    Bounded(page): Paging,
) -> Result<Json<Vec<wire::DiarySession>>, Fault> {
    let sessions = diary::sessions(app, caller, page)?;
    Ok(Json(
        sessions.into_iter().map(wire::DiarySession::from).collect(),
    ))
}

pub(crate) fn count(app: &App, Bearer { caller, .. }: Bearer) -> Result<Json<wire::Count>, Fault> {
    let count = diary::count(app, caller)?;
    Ok(Json(wire::Count { count }))
}

pub(crate) fn get(
    app: &App,
    Bearer { caller, .. }: Bearer,
    Numbers([id]): Numbers<1>,
) -> Result<Json<wire::DiarySession>, Fault> {
    Ok(Json(diary::session(app, caller, DiaryId(id))?.into()))
}

pub(crate) fn end(
    app: &App,
    Bearer { caller, .. }: Bearer,
    Numbers([id]): Numbers<1>,
) -> Result<Json<wire::DiarySession>, Fault> {
    Ok(Json(diary::end(app, caller, DiaryId(id))?.into()))
}

pub(crate) fn delete(
    app: &App,
    Bearer { caller, .. }: Bearer,
    Numbers([id]): Numbers<1>,
) -> Result<Json<wire::Done>, Fault> {
    diary::delete(app, caller, DiaryId(id))?;
    Ok(Json(wire::Done::new("Session deleted successfully")))
}
