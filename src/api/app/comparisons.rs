//! Two people who show each other a result.

use crate::api::app::extractor::Bearer;
use crate::api::app::shares::lifetime;
use crate::api::app::wire;
use crate::app::App;
use crate::domain::comparison::{Comparison, ComparisonId};
use crate::domain::fault::Fault;
use crate::domain::result::ResultId;
use crate::http::body::Body;
use crate::http::call::Path;
use crate::http::path_numbers::Numbers;
use crate::http::reply::Json;
use crate::services::personality;

pub(crate) fn ask(
    app: &App,
    Bearer { caller, .. }: Bearer,
    Body(body): Body<wire::AskToCompare>,
) -> Result<Json<wire::NewComparison>, Fault> {
    let lifetime = lifetime(body.days, Comparison::MAX_DAYS)?;
    let (made, key) = personality::invite(app, caller, ResultId(body.result), lifetime)?;
    Ok(Json(wire::NewComparison::new(app, &made, key)))
}

pub(crate) fn list(
    app: &App,
    Bearer { caller, .. }: Bearer,
) -> Result<Json<wire::ComparisonList>, Fault> {
    let found = personality::comparisons(app, caller)?;
    Ok(Json(wire::ComparisonList {
        comparisons: found.iter().map(wire::ComparisonSummary::from).collect(),
    }))
}

pub(crate) fn one(
    app: &App,
    Bearer { caller, .. }: Bearer,
    Numbers([id]): Numbers<1>,
) -> Result<Json<wire::Comparison>, Fault> {
    let found = personality::comparison(app, caller, ComparisonId(id))?;
    Ok(Json(wire::Comparison::of(app, &found)))
}

pub(crate) fn end(
    app: &App,
    Bearer { caller, .. }: Bearer,
    Numbers([id]): Numbers<1>,
) -> Result<Json<wire::Done>, Fault> {
    personality::end_comparison(app, caller, ComparisonId(id))?;
    Ok(Json(wire::Done {}))
}

pub(crate) fn invitation(
    app: &App,
    Path(key): Path<String>,
) -> Result<Json<wire::Invitation>, Fault> {
    let (account, comparison) = personality::invitation(app, &key)?;
    Ok(Json(wire::Invitation::of(&account, &comparison)))
}

pub(crate) fn agree(
    app: &App,
    Bearer { caller, .. }: Bearer,
    Path(key): Path<String>,
    Body(body): Body<wire::AgreeToCompare>,
) -> Result<Json<wire::Comparison>, Fault> {
    let found = personality::agree(app, caller, &key, ResultId(body.result))?;
    Ok(Json(wire::Comparison::of(app, &found)))
}
