//! Sessions of the diary.

use crate::api::faceofmind::extractor::SignedIn;
use crate::api::faceofmind::{Paging, wire};
use crate::app::App;
use crate::domain::diary::DiaryId;
use crate::domain::fault::Fault;
use crate::http::paging::Bounded;
use crate::http::path_numbers::Numbers;
use crate::http::reply::Json;
use crate::services::diary;

pub(crate) fn create(app: &App, SignedIn(caller): SignedIn) -> Result<Json<wire::Session>, Fault> {
    Ok(Json(diary::begin(app, caller)?.into()))
}

pub(crate) fn list(
    app: &App,
    SignedIn(caller): SignedIn,
    Bounded(page): Paging,
) -> Result<Json<Vec<wire::Session>>, Fault> {
    let sessions = diary::sessions(app, caller, page)?;
    Ok(Json(
        sessions.into_iter().map(wire::Session::from).collect(),
    ))
}

pub(crate) fn get(
    app: &App,
    SignedIn(caller): SignedIn,
    Numbers([id]): Numbers<1>,
) -> Result<Json<wire::Session>, Fault> {
    Ok(Json(diary::session(app, caller, DiaryId(id))?.into()))
}

pub(crate) fn end(
    app: &App,
    SignedIn(caller): SignedIn,
    Numbers([id]): Numbers<1>,
) -> Result<Json<wire::Session>, Fault> {
    Ok(Json(diary::end(app, caller, DiaryId(id))?.into()))
}

pub(crate) fn delete(
    app: &App,
    SignedIn(caller): SignedIn,
    Numbers([id]): Numbers<1>,
) -> Result<Json<wire::Done>, Fault> {
    diary::delete(app, caller, DiaryId(id))?;
    Ok(Json(wire::Done::new("Session deleted successfully")))
}
