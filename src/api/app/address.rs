//! A new address, with the password and a code; and taking the old one back.

use crate::api::app::account::me_of;
use crate::api::app::extractor::{AdminBearer, Bearer, BearerToken, SameOrigin, SignedIn};
use crate::api::app::wire;
use crate::app::App;
use crate::domain::account::AccountId;
use crate::domain::email::Email;
use crate::domain::fault::Fault;
use crate::domain::field::at;
use crate::domain::password::Password;
use crate::domain::query::Which;
use crate::domain::session::Device;
use crate::http::body::Body;
use crate::http::call::Base;
use crate::http::path_numbers::Numbers;
use crate::http::reply::Json;
use crate::platform::random;
use crate::services::accounts::{self, SentCode};

pub(crate) fn request(
    app: &App,
    Bearer { caller, .. }: Bearer,
    Body(body): Body<wire::RequestAddress>,
    device: Device,
) -> Result<Json<wire::Done>, Fault> {
    let email = Email::parse(&body.email).map_err(at("email"))?;
    accounts::request_address(app, caller, &email, &body.password, &device.address)?;
    Ok(Json(wire::Done {}))
}

pub(crate) fn confirm(
    app: &App,
    Bearer { caller, .. }: Bearer,
    BearerToken(token): BearerToken,
    Body(body): Body<wire::ConfirmAddress>,
    device: Device,
    Base(base): Base,
) -> Result<Json<wire::Me>, Fault> {
    let sent = SentCode {
        email: &Email::parse(&body.email).map_err(at("email"))?,
        code: &body.code,
        address: &device.address,
    };
    accounts::confirm_address(app, caller, sent)?;
    me_of(app, &SignedIn::of(app, &token)?, &base).map(Json)
}

pub(crate) fn undo(
    app: &App,
    _: SameOrigin,
    Body(body): Body<wire::UndoAddress>,
    device: Device,
) -> Result<Json<wire::Undone>, Fault> {
    let new = Password::parse(&body.password, app.policy.min_password).map_err(at("password"))?;
    let account = accounts::undo(app, &body.code, &new, &device.address)?;
    Ok(Json(wire::Undone {
        email: account.email.to_string(),
    }))
}

pub(crate) fn former(
    app: &App,
    AdminBearer { admin, .. }: AdminBearer,
    Numbers([id]): Numbers<1>,
) -> Result<Json<wire::FormerAddresses>, Fault> {
    let former = accounts::former_addresses(app, admin, Which::Id(AccountId(id)))?;
    Ok(Json(wire::FormerAddresses {
        addresses: former.into_iter().map(wire::FormerAddress::from).collect(),
    }))
}

/// Nobody knows the account's password afterwards: its owner sets one with a mailed code.
pub(crate) fn give_back(
    app: &App,
    AdminBearer { admin, .. }: AdminBearer,
    Numbers([id]): Numbers<1>,
    Body(body): Body<wire::GiveBack>,
) -> Result<Json<wire::User>, Fault> {
    let email = Email::parse(&body.email).map_err(at("email"))?;
    let unknown = Password::parse(&random::name(), app.policy.min_password);
    let unknown = unknown.map_err(at("password"))?;
    let whose = Which::Id(AccountId(id));
    let account = accounts::give_back(app, admin, whose, Some(email), &unknown)?;
    Ok(Json(wire::User::from(&account)))
}
