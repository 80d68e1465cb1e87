//! Users: oneself, and for administrators everybody.

use crate::api::faceofmind::extractor::{AdminBearer, Bearer};
use crate::api::faceofmind::wire::{self, Paging};
use crate::app::App;
use crate::domain::account::{AccountId, Status};
use crate::domain::caller::{Admin, Caller};
use crate::domain::email::Email;
use crate::domain::fault::Fault;
use crate::domain::field::at;
use crate::domain::name::Name;
use crate::domain::query::Which;
use crate::http::body::Body;
use crate::http::paging::Bounded;
use crate::http::path_numbers::Numbers;
use crate::http::reply::Json;
use crate::services::accounts::{self, Changes};

pub(crate) fn list(
    app: &App,
    AdminBearer { admin, .. }: AdminBearer,
    Bounded(page): Paging,
) -> Result<Json<Vec<wire::User>>, Fault> {
    let accounts = accounts::list(app, admin, page)?;
    Ok(Json(accounts.into_iter().map(wire::User::from).collect()))
}

pub(crate) fn me(app: &App, Bearer { caller, .. }: Bearer) -> Result<Json<wire::User>, Fault> {
    Ok(Json(accounts::view(app, caller)?.into()))
}

pub(crate) fn change_me(
    app: &App,
    Bearer { caller, .. }: Bearer,
    Body(body): Body<wire::ChangeUser>,
) -> Result<Json<wire::User>, Fault> {
    changed(app, caller, caller.account, body)
}

pub(crate) fn get(
    app: &App,
    Bearer { caller, .. }: Bearer,
    Numbers([id]): Numbers<1>,
) -> Result<Json<wire::User>, Fault> {
    let account = accounts::find(app, caller, Which::Id(AccountId(id)))?;
    Ok(Json(account.into()))
}

pub(crate) fn change(
    app: &App,
    Bearer { caller, .. }: Bearer,
    Numbers([id]): Numbers<1>,
    Body(body): Body<wire::ChangeUser>,
) -> Result<Json<wire::User>, Fault> {
    changed(app, caller, AccountId(id), body)
}

fn changed(
    app: &App,
    caller: Caller,
    account: AccountId,
    body: wire::ChangeUser,
) -> Result<Json<wire::User>, Fault> {
    let name = |text: Option<String>| text.as_deref().map(Name::parse).transpose();
    let changes = Changes {
        username: None,
        email: (body.email.as_deref().map(Email::parse).transpose()).map_err(at("email"))?,
        front_name: name(body.first_name).map_err(at("first_name"))?,
        last_name: name(body.last_name).map_err(at("last_name"))?,
        role: body.role.map(|role| role.0),
        status: body.status.map(|status| status.0),
    };
    let account = accounts::update(app, caller, Which::Id(account), changes)?;
    Ok(Json(account.into()))
}

pub(crate) fn delete(
    app: &App,
    AdminBearer { admin, .. }: AdminBearer,
    Numbers([id]): Numbers<1>,
) -> Result<Json<wire::Done>, Fault> {
    accounts::delete(app, admin.caller(), Which::Id(AccountId(id)))?;
    Ok(Json(wire::Done::new("User deleted successfully")))
}

pub(crate) fn activate(
    app: &App,
    AdminBearer { admin, .. }: AdminBearer,
    Numbers([id]): Numbers<1>,
) -> Result<Json<wire::Changed>, Fault> {
    Ok(Json(wire::Changed {
        message: "User activated successfully",
        user: set_status(app, admin, id, Status::Active)?,
    }))
}

pub(crate) fn deactivate(
    app: &App,
    AdminBearer { admin, .. }: AdminBearer,
    Numbers([id]): Numbers<1>,
) -> Result<Json<wire::Changed>, Fault> {
    Ok(Json(wire::Changed {
        message: "User deactivated successfully",
        user: set_status(app, admin, id, Status::Deactivated)?,
    }))
}

fn set_status(app: &App, admin: Admin, id: i64, status: Status) -> Result<wire::User, Fault> {
    let changes = Changes {
        status: Some(status),
        ..Changes::default()
    };
    let account = accounts::update(app, admin.caller(), Which::Id(AccountId(id)), changes)?;
    Ok(account.into())
}
