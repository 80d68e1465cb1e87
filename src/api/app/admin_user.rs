//! One account in an administrator's hands.

use crate::api::app::account::full_name;
use crate::api::app::extractor::{AdminBearer, SameOrigin};
use crate::api::app::wire;
use crate::app::App;
use crate::domain::account::AccountId;
use crate::domain::email::Email;
use crate::domain::fault::Fault;
use crate::domain::field::at;
use crate::domain::password::Password;
use crate::domain::query::Which;
use crate::domain::session::{Device, SessionId};
use crate::http::body::Body;
use crate::http::call::Base;
use crate::http::path_numbers::Numbers;
use crate::http::reply::Json;
use crate::services::accounts::{self, Invitation};
use crate::services::profiles;
use crate::services::sessions;

pub(crate) fn invite(
    app: &App,
    AdminBearer { admin, .. }: AdminBearer,
    Body(body): Body<wire::InviteUser>,
) -> Result<Json<wire::User>, Fault> {
    let invitation = Invitation {
        email: Email::parse(&body.email).map_err(at("email"))?,
        name: full_name(&body.front_name, body.last_name.as_deref())?,
        role: body.role.0,
    };
    let account = accounts::invite(app, admin, invitation)?;
    Ok(Json(wire::User::from(&account)))
}

pub(crate) fn show(
    app: &App,
    AdminBearer { admin, .. }: AdminBearer,
    Numbers([id]): Numbers<1>,
    Base(base): Base,
) -> Result<Json<wire::UserDetails>, Fault> {
    let dossier = accounts::dossier(app, admin, Which::Id(AccountId(id)))?;
    let current = admin.caller().session;
    Ok(Json(wire::UserDetails::of(dossier, &base, current)))
}

pub(crate) fn end_password(
    app: &App,
    AdminBearer { admin, .. }: AdminBearer,
    Numbers([id]): Numbers<1>,
) -> Result<Json<wire::Done>, Fault> {
    accounts::end_password(app, admin, Which::Id(AccountId(id)))?;
    Ok(Json(wire::Done {}))
}

pub(crate) fn send_again(
    app: &App,
    AdminBearer { admin, .. }: AdminBearer,
    Numbers([id]): Numbers<1>,
) -> Result<Json<wire::MailSentAgain>, Fault> {
    let sent = accounts::send_again(app, admin, Which::Id(AccountId(id)))?;
    Ok(Json(wire::MailSentAgain { sent: sent.word() }))
}

pub(crate) fn delete_photo(
    app: &App,
    AdminBearer { admin, .. }: AdminBearer,
    Numbers([id]): Numbers<1>,
) -> Result<Json<wire::Done>, Fault> {
    profiles::delete_photo_of(app, admin, AccountId(id))?;
    Ok(Json(wire::Done {}))
}

pub(crate) fn end_sessions(
    app: &App,
    AdminBearer { admin, .. }: AdminBearer,
    Numbers([id]): Numbers<1>,
) -> Result<Json<wire::Done>, Fault> {
    sessions::end_all(app, admin, Which::Id(AccountId(id)))?;
    Ok(Json(wire::Done {}))
}

pub(crate) fn end_session(
    app: &App,
    AdminBearer { admin, .. }: AdminBearer,
    Numbers([id, session]): Numbers<2>,
) -> Result<Json<wire::Done>, Fault> {
    sessions::end_any(app, admin, Some(AccountId(id)), SessionId(session))?;
    Ok(Json(wire::Done {}))
}

/// For the owner of an account, who isn't signed in.
pub(crate) fn set_by_link(
    app: &App,
    _: SameOrigin,
    Body(body): Body<wire::SetByLink>,
    device: Device,
) -> Result<Json<wire::Undone>, Fault> {
    let new = Password::parse(&body.password, app.policy.min_password).map_err(at("password"))?;
    let account = accounts::set_by_link(app, &body.code, &new, &device.address)?;
    Ok(Json(wire::Undone {
        email: account.email.to_string(),
    }))
}
