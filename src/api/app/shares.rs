//! Links that show a result.

use std::time::Duration;

use crate::api::app::extractor::Bearer;
use crate::api::app::wire;
use crate::app::App;
use crate::domain::fault::Fault;
use crate::domain::field::{FieldFault, Problem};
use crate::domain::result::{ResultId, Share, ShareId};
use crate::http::body::Body;
use crate::http::call::Path;
use crate::http::path_numbers::Numbers;
use crate::http::reply::Json;
use crate::services::personality;

pub(crate) fn share(
    app: &App,
    Bearer { caller, .. }: Bearer,
    Body(body): Body<wire::CreateShare>,
) -> Result<Json<wire::NewShare>, Fault> {
    let lifetime = lifetime(body.days, Share::MAX_DAYS)?;
    let (share, key) = personality::share(app, caller, ResultId(body.result), lifetime)?;
    Ok(Json(wire::NewShare::new(&share, key)))
}

/// So many days, from 1 to the most there may be.
pub(super) fn lifetime(days: i64, most: i64) -> Result<Duration, Fault> {
    let within = u64::try_from(days)
        .ok()
        .filter(|_| (1..=most).contains(&days));
    let out_of_range = || FieldFault::body("days", Problem::OutOfRange(1, most));
    let days = within.ok_or_else(out_of_range)?;
    Ok(Duration::from_secs(days * 24 * 60 * 60))
}

pub(crate) fn list(
    app: &App,
    Bearer { caller, .. }: Bearer,
) -> Result<Json<wire::ShareList>, Fault> {
    let shares = personality::shares(app, caller)?;
    Ok(Json(wire::ShareList {
        shares: shares.iter().map(wire::Share::from).collect(),
    }))
}

pub(crate) fn revoke(
    app: &App,
    Bearer { caller, .. }: Bearer,
    Numbers([id]): Numbers<1>,
) -> Result<Json<wire::Done>, Fault> {
    personality::revoke(app, caller, ShareId(id))?;
    Ok(Json(wire::Done {}))
}

pub(crate) fn shared(
    app: &App,
    Path(key): Path<String>,
) -> Result<Json<wire::SharedResult>, Fault> {
    let shared = personality::shared(app, &key)?;
    Ok(Json(wire::SharedResult::of(app, &shared)))
}
