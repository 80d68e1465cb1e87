//! The list of users, and one's own record.

use crate::api::cultureconnect::extractor::{ListReader, PathSession};
use crate::api::cultureconnect::wire;
use crate::app::App;
use crate::domain::fault::Fault;
use crate::domain::query::Page;
use crate::http::reply::Json;
use crate::services::accounts;

pub(crate) fn list(
    app: &App,
    reader: ListReader,
) -> Result<Json<wire::DataReply<Vec<wire::User>>>, Fault> {
    let accounts = match reader {
        ListReader::Admin(admin) => accounts::list(app, admin, Page::ALL)?,
        ListReader::Anybody => accounts::list_openly(app, Page::ALL)?,
    };
    if accounts.is_empty() {
        return Err(Fault::NoAccounts);
    }
    let users = accounts.into_iter().map(wire::User::from).collect();
    Ok(Json(wire::DataReply::new(users, app.clock.now())))
}

pub(crate) fn own(
    app: &App,
    PathSession(caller): PathSession,
) -> Result<Json<wire::DataReply<wire::User>>, Fault> {
    let user = accounts::view(app, caller)?.into();
    Ok(Json(wire::DataReply::new(user, app.clock.now())))
}
