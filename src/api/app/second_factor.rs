//! The caller's second factor.

use crate::api::app::extractor::{Bearer, EvenWithoutSecondFactor};
use crate::api::app::wire;
use crate::app::App;
use crate::domain::fault::Fault;
use crate::domain::field::at;
use crate::domain::name::Name;
use crate::domain::second_factor::AppPasswordId;
use crate::domain::session::Device;
use crate::http::body::Body;
use crate::http::path_numbers::Numbers;
use crate::http::reply::Json;
use crate::services::second_factor;

/// A caller who may have to set one up before anything else.
type Anybody = Bearer<EvenWithoutSecondFactor>;

pub(crate) fn show(
    app: &App,
    Bearer { caller, .. }: Anybody,
) -> Result<Json<wire::SecondFactor>, Fault> {
    Ok(Json(second_factor::view(app, caller)?.into()))
}

pub(crate) fn offer(
    app: &App,
    Bearer { caller, .. }: Anybody,
    Body(body): Body<wire::PasswordAgain>,
) -> Result<Json<wire::Offer>, Fault> {
    let offer = second_factor::offer(app, caller, &body.password)?;
    Ok(Json(offer.into()))
}

pub(crate) fn switch_on(
    app: &App,
    Bearer { caller, .. }: Anybody,
    Body(body): Body<wire::FirstCode>,
) -> Result<Json<wire::RecoveryCodes>, Fault> {
    let recovery_codes = second_factor::switch_on(app, caller, &body.sealed(), &body.code)?;
    Ok(Json(wire::RecoveryCodes { recovery_codes }))
}

pub(crate) fn switch_off(
    app: &App,
    Bearer { caller, .. }: Bearer,
    Body(body): Body<wire::PasswordAndCode>,
    device: Device,
) -> Result<Json<wire::Done>, Fault> {
    let address = &device.address;
    second_factor::switch_off(app, caller, &body.password, &body.code, address)?;
    Ok(Json(wire::Done {}))
}

pub(crate) fn renew_recovery_codes(
    app: &App,
    Bearer { caller, .. }: Bearer,
    Body(body): Body<wire::PasswordAndCode>,
    device: Device,
) -> Result<Json<wire::RecoveryCodes>, Fault> {
    let address = &device.address;
    let recovery_codes =
        second_factor::renew_recovery_codes(app, caller, &body.password, &body.code, address)?;
    Ok(Json(wire::RecoveryCodes { recovery_codes }))
}

pub(crate) fn make_app_password(
    app: &App,
    Bearer { caller, .. }: Bearer,
    Body(body): Body<wire::MakeAppPassword>,
    device: Device,
) -> Result<Json<wire::NewAppPassword>, Fault> {
    let name = Name::parse(&body.name).and_then(Name::not_empty);
    let name = name.map_err(at("name"))?;
    let proven = [&*body.password, &body.code];
    let address = &device.address;
    let (AppPasswordId(id), app_password) =
        second_factor::make_app_password(app, caller, proven, name, address)?;
    Ok(Json(wire::NewAppPassword { id, app_password }))
}

pub(crate) fn revoke_app_password(
    app: &App,
    Bearer { caller, .. }: Bearer,
    Numbers([id]): Numbers<1>,
) -> Result<Json<wire::Done>, Fault> {
    second_factor::revoke_app_password(app, caller, AppPasswordId(id))?;
    Ok(Json(wire::Done {}))
}
