//! Accounts and their documents.

use std::time::Duration;

use crate::api::flaskapi::document::{ChangeDocument, User};
use crate::api::flaskapi::extractor::{AdminBearer, Bearer};
use crate::api::flaskapi::wire;
use crate::app::App;
use crate::domain::account::{Account, AccountId, Role, Status};
use crate::domain::caller::{Admin, Caller};
use crate::domain::email::Email;
use crate::domain::fault::Fault;
use crate::domain::field::{Problem, at};
use crate::domain::name::FullName;
use crate::domain::password::Password;
use crate::domain::query::Which;
use crate::domain::session::Device;
use crate::domain::username::Username;
use crate::http::body::Body;
use crate::http::call::Path;
use crate::http::paging::Clamped;
use crate::http::reply::Json;
use crate::services::accounts::{self, SignUp};
use crate::services::profiles;

/// Most users in a reply.
pub(crate) const MAX_USERS: i64 = 500;
/// How long somebody is active after signing in.
const ACTIVE: Duration = Duration::from_secs(5 * 60 * 60);

type OneUser = Json<wire::Envelope<User>>;
type Users = Json<wire::ListEnvelope<User>>;

type Registered = Json<wire::Envelope<wire::Registered>>;

pub(crate) fn register(
    app: &App,
    Body(body): Body<wire::Register>,
    device: Device,
) -> Result<Registered, Fault> {
    let (sign_up, registered) = read(app, &body)?;
    let newcomer = accounts::sign_up(app, sign_up, &device.address)?;
    let message = if newcomer.is_pending {
        "Registration is success. Confirm your email address with the code we sent, then login."
    } else {
        REGISTERED
    };
    Ok(wire::reply(message, registered(newcomer.id)))
}

/// An account that an administrator makes is active at once.
pub(crate) fn create(
    app: &App,
    admin: Admin,
    Body(body): Body<wire::Register>,
) -> Result<Registered, Fault> {
    let (sign_up, registered) = read(app, &body)?;
    let account = accounts::create(app, admin, sign_up, Role::User)?;
    Ok(wire::reply(REGISTERED, registered(account.id)))
}

const REGISTERED: &str = "Registration is success. Now, you can login into our system.";

/// Who is to be registered, and what is told of them once they have a number.
fn read(
    app: &App,
    body: &wire::Register,
) -> Result<(SignUp, impl FnOnce(AccountId) -> wire::Registered + use<>), Fault> {
    let username = Username::parse(&body.username).map_err(at("username"))?;
    let name = FullName::parse(&body.name).map_err(at("name"))?;
    let sign_up = SignUp {
        username: Some(username.clone()),
        email: Email::parse(&body.email).map_err(at("email"))?,
        name: name.clone(),
        password: Password::parse(&body.password, app.policy.min_password)
            .map_err(at("password"))?,
        status: Status::Active,
    };
    if body.password_confirm != body.password {
        return Err(at("password_confirm")(Problem::Differs("password")).into());
    }
    let registered = move |id: AccountId| wire::Registered {
        id: id.0,
        name: name.joined(),
        username: username.to_string(),
    };
    Ok((sign_up, registered))
}

pub(crate) fn me(app: &App, Bearer { caller, .. }: Bearer) -> Result<OneUser, Fault> {
    found(app, accounts::view(app, caller)?)
}

pub(crate) fn show(
    app: &App,
    Bearer { caller, .. }: Bearer,
    Path(name): Path<String>,
) -> Result<OneUser, Fault> {
    found(app, accounts::find(app, caller, Which::Either(&name))?)
}

fn found(app: &App, account: Account) -> Result<OneUser, Fault> {
    let described = profiles::describe(app, account)?;
    Ok(wire::reply("User found.", User::read(described)?))
}

pub(crate) fn all(
    app: &App,
    AdminBearer { admin, .. }: AdminBearer,
    Clamped(page): Clamped<MAX_USERS>,
) -> Result<Users, Fault> {
    let accounts = accounts::list(app, admin, page)?;
    let total = accounts::count(app, admin, None)?;
    users(app, accounts, total, "Users have been collected.")
}

pub(crate) fn active(
    app: &App,
    AdminBearer { admin, .. }: AdminBearer,
    Clamped(page): Clamped<MAX_USERS>,
) -> Result<Users, Fault> {
    let since = app.clock.now().before(ACTIVE);
    let accounts = accounts::signed_in_since(app, admin, since, page)?;
    let total = accounts::count(app, admin, Some(since))?;
    users(app, accounts, total, "Active users have been collected.")
}

fn users(
    app: &App,
    accounts: Vec<Account>,
    total: i64,
    message: &'static str,
) -> Result<Users, Fault> {
    let described = profiles::describe_all(app, accounts)?;
    let results = described.into_iter().map(User::read);
    let results = results.collect::<Result<_, Fault>>()?;
    Ok(wire::list(message, results, total))
}

pub(crate) fn change_own(
    app: &App,
    Bearer { caller, .. }: Bearer,
    Body(change): Body<ChangeDocument>,
) -> Result<OneUser, Fault> {
    changed(app, caller, Which::Id(caller.account), change)
}

pub(crate) fn change(
    app: &App,
    Bearer { caller, .. }: Bearer,
    Path(name): Path<String>,
    Body(change): Body<ChangeDocument>,
) -> Result<OneUser, Fault> {
    changed(app, caller, Which::Either(&name), change)
}

fn changed(
    app: &App,
    caller: Caller,
    which: Which,
    change: ChangeDocument,
) -> Result<OneUser, Fault> {
    let (patch, name) = change.take_apart()?;
    let described = profiles::change_document(app, caller, which, patch, name)?;
    let user = User::read(described)?;
    Ok(wire::reply("You information has been updated.", user))
}

pub(crate) fn delete(
    app: &App,
    AdminBearer { admin, .. }: AdminBearer,
    Path(name): Path<String>,
) -> Result<Json<wire::Done>, Fault> {
    accounts::delete(app, admin.caller(), Which::Either(&name))?;
    Ok(wire::done(format!("Username [{name}] has been deleted.")))
}
