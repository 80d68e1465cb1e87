//! Signing up, in and out, and one's own account.

use crate::api::app::extractor::{Bearer, BearerToken, SameOrigin, SignedIn, Visitor};
use crate::api::app::wire;
use crate::app::App;
use crate::domain::account::Status;
use crate::domain::email::Email;
use crate::domain::fault::Fault;
use crate::domain::field::{at, optional};
use crate::domain::name::{FullName, Name};
use crate::domain::password::Password;
use crate::domain::query::Which;
use crate::domain::session::{Device, PAGE};
use crate::domain::username::Username;
use crate::http::body::Body;
use crate::http::call::Base;
use crate::http::cookie;
use crate::http::reply::{Download, Json, With};
use crate::services::accounts::{self, SignUp};
use crate::services::diary;
use crate::services::personality;
use crate::services::profiles;
use crate::services::sessions::{self, Attempt};

/// Who is signed in now, with the cookie that holds the session.
type MeWithCookie = With<Json<wire::Me>>;

const SET_COOKIE: &str = "Set-Cookie";

pub(crate) fn me(
    app: &App,
    Visitor(visitor): Visitor,
    Base(base): Base,
) -> Result<Json<wire::Me>, Fault> {
    match visitor {
        Some(visitor) => me_of(app, &visitor, &base).map(Json),
        None => Ok(Json(wire::Me::nobody(app))),
    }
}

/// The reply of `GET /app/me` for whoever is signed in.
pub(super) fn me_of(app: &App, visitor: &SignedIn, base: &str) -> Result<wire::Me, Fault> {
    let caller = visitor.caller;
    let account = accounts::view(app, caller)?;
    let answered = personality::draft(app, caller)?.answered();
    let results = personality::count(app, caller)?;
    let state = accounts::address_state(app, caller)?;
    let outlook = diary::reminder_outlook(app, caller)?;
    let account = wire::Account::of(&account, base, answered, results, state, outlook);
    let me = wire::Me::of(app, account, cookie::csrf(&visitor.token));
    Ok(wire::Me {
        second_factor_missing: visitor.lacks_second_factor,
        ..me
    })
}

/// A new account's name: the front one is needed, the last one may be left out.
pub(super) fn full_name(front: &str, last: Option<&str>) -> Result<FullName, Fault> {
    Ok(FullName {
        front: Name::parse(front)
            .and_then(Name::not_empty)
            .map_err(at("front_name"))?,
        last: Name::parse(last.unwrap_or_default()).map_err(at("last_name"))?,
    })
}

pub(crate) fn sign_up(
    app: &App,
    ours: SameOrigin,
    Visitor(before): Visitor,
    Body(body): Body<wire::SignUp>,
    device: Device,
    Base(base): Base,
) -> Result<MeWithCookie, Fault> {
    let sign_up = SignUp {
        username: None,
        email: Email::parse(&body.email).map_err(at("email"))?,
        name: full_name(&body.front_name, body.last_name.as_deref())?,
        password: Password::parse(&body.password, app.policy.min_password)
            .map_err(at("password"))?,
        status: Status::Active,
    };
    let newcomer = accounts::sign_up(app, sign_up, &device.address)?;
    replace(app, before)?;
    if newcomer.is_pending {
        let me = wire::Me::to_confirm(app);
        return Ok(With(Json(me), SET_COOKIE, cookie::clear(ours.secure)));
    }
    let credential = sessions::access_token(app.policy.token_lifetime);
    let held = sessions::open(app, newcomer.id, PAGE, device, credential)?;
    signed_in(app, &ours, &held.text, &base)
}

pub(crate) fn sign_in(
    app: &App,
    ours: SameOrigin,
    Visitor(before): Visitor,
    Body(body): Body<wire::SignIn>,
    device: Device,
    Base(base): Base,
) -> Result<MeWithCookie, Fault> {
    let attempt = Attempt {
        name: Which::Either(body.name.trim()),
        password: &body.password,
        code: Some(body.code.as_deref().unwrap_or_default()),
        family: PAGE,
        device,
    };
    let credential = sessions::access_token(app.policy.token_lifetime);
    let session = sessions::sign_in(app, attempt, credential)?;
    replace(app, before)?;
    signed_in(app, &ours, &session.held.text, &base)
}

/// Ends the session of the cookie that a new one takes the place of: nobody could end it by signing out any more.
fn replace(app: &App, before: Option<SignedIn>) -> Result<(), Fault> {
    before.map_or(Ok(()), |before| sessions::end(app, before.caller))
}

/// The reply to a successful sign-in, with its cookie.
fn signed_in(app: &App, ours: &SameOrigin, token: &str, base: &str) -> Result<MeWithCookie, Fault> {
    let visitor = SignedIn::of(app, token)?;
    let me = me_of(app, &visitor, base)?;
    let cookie = cookie::set(token, app.policy.token_lifetime, ours.secure);
    Ok(With(Json(me), SET_COOKIE, cookie))
}

/// The reply after a sign-out, which clears the cookie.
fn signed_out(app: &App, ours: &SameOrigin) -> MeWithCookie {
    let me = wire::Me::nobody(app);
    With(Json(me), SET_COOKIE, cookie::clear(ours.secure))
}

pub(crate) fn sign_out(
    app: &App,
    ours: SameOrigin,
    Visitor(visitor): Visitor,
) -> Result<MeWithCookie, Fault> {
    if let Some(visitor) = visitor {
        sessions::end(app, visitor.caller)?;
    }
    Ok(signed_out(app, &ours))
}

pub(crate) fn strength(
    app: &App,
    _: SameOrigin,
    Body(body): Body<wire::StrengthQuery>,
) -> Result<Json<wire::Strength>, Fault> {
    let hints = body.hints.unwrap_or_default();
    let known: Vec<&str> = hints.split_whitespace().collect();
    Ok(Json(wire::Strength {
        score: accounts::strength(app, &body.password, &known)?,
    }))
}

pub(crate) fn change(
    app: &App,
    Bearer { caller, .. }: Bearer,
    BearerToken(token): BearerToken,
    Body(body): Body<wire::ChangeAccount>,
    Base(base): Base,
) -> Result<Json<wire::Me>, Fault> {
    let front_name = |text: &str| Name::parse(text).and_then(Name::not_empty);
    // The form sends the name again; one of an older version may stay though it wouldn't be taken today.
    let own = accounts::view(app, caller)?.username;
    let username = body.username.filter(|text| text != own.as_str());
    let changes = accounts::Changes {
        username: optional(username, "username", Username::parse)?,
        front_name: optional(body.front_name, "front_name", front_name)?,
        last_name: optional(body.last_name, "last_name", Name::parse)?,
        ..accounts::Changes::default()
    };
    accounts::update(app, caller, Which::Id(caller.account), changes)?;
    me_of(app, &SignedIn::of(app, &token)?, &base).map(Json)
}

pub(crate) fn change_password(
    app: &App,
    Bearer { caller, .. }: Bearer,
    Body(body): Body<wire::ChangePassword>,
) -> Result<Json<wire::Done>, Fault> {
    let new = Password::parse(&body.new, app.policy.min_password).map_err(at("new"))?;
    accounts::change_password(app, caller, &body.current, &new)?;
    Ok(Json(wire::Done {}))
}

pub(crate) fn leave(
    app: &App,
    ours: SameOrigin,
    Bearer { caller, .. }: Bearer,
    Body(body): Body<wire::PasswordAgain>,
) -> Result<MeWithCookie, Fault> {
    accounts::leave(app, caller, &body.password)?;
    Ok(signed_out(app, &ours))
}

pub(crate) fn export(app: &App, Bearer { caller, .. }: Bearer) -> Result<Download, Fault> {
    let archive = profiles::export(app, caller)?;
    Ok(Download::zip(archive, "firststep-data.zip".to_owned()).anybodys())
}
