//! `/api/users`, which a later version of the published API added for its dashboard: accounts by number, without their
//! documents, for administrators. Deleting one is FirstStep's route of the same path.

use crate::api::flaskapi::extractor::AdminBearer;
use crate::api::flaskapi::list_query::ListQuery;
use crate::api::flaskapi::user;
use crate::api::flaskapi::wire::{self, Person};
use crate::app::App;
use crate::domain::account::AccountId;
use crate::domain::email::Email;
use crate::domain::fault::Fault;
use crate::domain::field::at;
use crate::domain::name::FullName;
use crate::domain::query::Which;
use crate::domain::username::Username;
use crate::http::body::Body;
use crate::http::call::Path;
use crate::http::reply::{Json, With};
use crate::services::accounts::{self, Changes};

/// The list, with its length where react-admin's two data providers look for it.
type People = With<With<Json<wire::ListEnvelope<Person>>>>;

pub(crate) fn list(
    app: &App,
    AdminBearer { admin, .. }: AdminBearer,
    query: ListQuery,
) -> Result<People, Fault> {
    let (accounts, total) = accounts::search(app, admin, &query.search, query.page)?;
    let people: Vec<Person> = accounts.into_iter().map(Person::from).collect();
    let range = match people.len() {
        0 => format!("users */{total}"),
        count => {
            let first = query.page.skip;
            let last = first + i64::try_from(count).unwrap_or(0) - 1;
            format!("users {first}-{last}/{total}")
        }
    };
    let reply = wire::list("Users have been collected.", people, total);
    let reply = With(reply, "X-Total-Count", total.to_string());
    Ok(With(reply, "Content-Range", range))
}

pub(crate) fn create(
    app: &App,
    AdminBearer { admin, .. }: AdminBearer,
    body: Body<wire::Register>,
) -> Result<Json<wire::Envelope<wire::Registered>>, Fault> {
    user::create(app, admin, body)
}

pub(crate) fn show(
    app: &App,
    AdminBearer { admin, .. }: AdminBearer,
    Path(name): Path<String>,
) -> Result<Json<wire::Envelope<Person>>, Fault> {
    let account = accounts::find(app, admin.caller(), which(&name))?;
    Ok(wire::reply("User found.", account.into()))
}

pub(crate) fn change(
    app: &App,
    AdminBearer { admin, .. }: AdminBearer,
    Path(name): Path<String>,
    Body(body): Body<wire::ChangePerson>,
) -> Result<Json<wire::Envelope<Person>>, Fault> {
    let username = body.username.as_deref().map(Username::parse).transpose();
    let email = body.email.as_deref().map(Email::parse).transpose();
    let name_given = body.name.as_deref().map(FullName::parse).transpose();
    let mut changes = Changes {
        username: username.map_err(at("username"))?,
        email: email.map_err(at("email"))?,
        ..Changes::default()
    };
    let here = accounts::find(app, admin.caller(), which(&name))?;
    // The whole record comes back: a name that is the same stays parted as its owner parted it.
    let renamed = name_given.map_err(at("name"))?;
    if let Some(name) = renamed.filter(|name| name.joined() != here.name.joined()) {
        changes.front_name = Some(name.front);
        changes.last_name = Some(name.last);
    }
    let account = accounts::update(app, admin.caller(), Which::Id(here.id), changes)?;
    Ok(wire::reply(
        "You information has been updated.",
        account.into(),
    ))
}

/// Digits are an account's number, as the list gives it.
fn which(name: &str) -> Which<'_> {
    name.parse()
        .map_or(Which::Either(name), |number| Which::Id(AccountId(number)))
}
