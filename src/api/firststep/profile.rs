//! The caller's own dashboard and profile.

use crate::api::firststep::extractor::Bearer;
use crate::api::firststep::wire;
use crate::api::words::ByWord;
use crate::app::App;
use crate::domain::account::Role;
use crate::domain::fault::Fault;
use crate::http::call::Base;
use crate::http::media;
use crate::http::reply::Json;
use crate::services::accounts;

pub(crate) fn dashboard(
    app: &App,
    Bearer { caller, .. }: Bearer,
    Base(base): Base,
) -> Result<Json<wire::Dashboard>, Fault> {
    let account = accounts::view(app, caller)?;
    Ok(Json(wire::Dashboard {
        dashboard_result: wire::DashboardResult {
            name: account.name.joined(),
            profile_picture: account.photo.map(|link| media::url(&base, &link)),
        },
        error: false,
        msg: "dashboard sukses",
    }))
}

pub(crate) fn profile(
    app: &App,
    Bearer { caller, .. }: Bearer,
    Base(base): Base,
) -> Result<Json<wire::Profile>, Fault> {
    let account = accounts::view(app, caller)?;
    Ok(Json(wire::Profile {
        error: false,
        msg: "Profile berhasil",
        profile_result: wire::ProfileResult {
            mbti: account.mbti.map(ByWord),
            reliable: account.reliable().filter(|reliable| !reliable),
            name: account.name.joined(),
            profile_picture: account.photo.map(|link| media::url(&base, &link)),
            status: match account.role {
                Role::User => "User",
                Role::Admin => "Admin",
            },
            username: account.username.to_string(),
        },
    }))
}
