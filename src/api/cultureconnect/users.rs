//! Who is here.

use crate::api::cultureconnect::extractor::{OfPath, Onlooker};
use crate::api::cultureconnect::wire;
use crate::app::App;
use crate::domain::fault::Fault;
use crate::domain::query::Page;
use crate::http::reply::Json;
use crate::services::accounts;

pub(crate) fn list(
    app: &App,
    onlooker: Onlooker,
) -> Result<Json<wire::Found<Vec<wire::User>>>, Fault> {
    let accounts = match onlooker {
        Onlooker::Admin(admin) => accounts::list(app, admin, Page::ALL)?,
        Onlooker::Anybody => accounts::list_openly(app, Page::ALL)?,
    };
    if accounts.is_empty() {
        return Err(Fault::NoAccounts);
    }
    let users = accounts.into_iter().map(wire::User::from).collect();
    Ok(Json(wire::Found::new(users, app.clock.now())))
}

pub(crate) fn own(
    app: &App,
    OfPath(caller): OfPath,
) -> Result<Json<wire::Found<wire::User>>, Fault> {
    let user = accounts::view(app, caller)?.into();
    Ok(Json(wire::Found::new(user, app.clock.now())))
}
