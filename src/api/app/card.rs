//! The caller's card.

use crate::api::app::extractor::Bearer;
use crate::api::app::wire;
use crate::app::App;
use crate::domain::fault::Fault;
use crate::http::body::Body;
use crate::http::reply::Json;
use crate::services::profiles;

pub(crate) fn show(app: &App, Bearer { caller, .. }: Bearer) -> Result<Json<wire::Card>, Fault> {
    Ok(Json(profiles::card(app, caller)?.into()))
}

pub(crate) fn change(
    app: &App,
    Bearer { caller, .. }: Bearer,
    Body(body): Body<wire::Card>,
) -> Result<Json<wire::Card>, Fault> {
    profiles::change_card(app, caller, body.try_into()?, None)?;
    Ok(Json(profiles::card(app, caller)?.into()))
}
