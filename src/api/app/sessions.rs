//! Where the caller is signed in.

use crate::api::app::extractor::Bearer;
use crate::api::app::wire;
use crate::app::App;
use crate::domain::fault::Fault;
use crate::domain::session::SessionId;
use crate::http::path_numbers::Numbers;
use crate::http::reply::Json;
use crate::services::sessions;

pub(crate) fn list(
    app: &App,
    Bearer { caller, .. }: Bearer,
) -> Result<Json<wire::Sessions>, Fault> {
    let open = sessions::list(app, caller)?;
    let told = |session| wire::SessionEntry::of(session, caller.session);
    Ok(Json(wire::Sessions {
        sessions: open.into_iter().map(told).collect(),
    }))
}

pub(crate) fn end(
    app: &App,
    Bearer { caller, .. }: Bearer,
    Numbers([id]): Numbers<1>,
) -> Result<Json<wire::Done>, Fault> {
    sessions::end_own(app, caller, SessionId(id))?;
    Ok(Json(wire::Done {}))
}

pub(crate) fn end_others(
    app: &App,
    Bearer { caller, .. }: Bearer,
) -> Result<Json<wire::Done>, Fault> {
    sessions::end_others(app, caller)?;
    Ok(Json(wire::Done {}))
}
