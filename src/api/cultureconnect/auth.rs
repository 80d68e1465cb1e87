//! Sign-up, sign-in, sign-out.

use crate::api::cultureconnect::extractor::{EndingSession, new_session_id};
use crate::api::cultureconnect::wire;
use crate::app::App;
use crate::domain::account::Status;
use crate::domain::email::Email;
use crate::domain::fault::Fault;
use crate::domain::field::at;
use crate::domain::name::FullName;
use crate::domain::password::Password;
use crate::domain::query::Which;
use crate::domain::session::Device;
use crate::domain::username::Username;
use crate::http::body::Body;
use crate::http::reply::{Created, Either, Json};
use crate::services::accounts::{self, SignUp};
use crate::services::sessions::{self, Attempt};

/// The name of the family in sessions and logs.
pub(crate) const NAME: &str = "cultureconnect";

pub(crate) fn register(
    app: &App,
    Body(body): Body<wire::Register>,
    device: Device,
) -> Result<Either<Json<wire::OpenedSession>, Created<wire::Pending>>, Fault> {
    let sign_up = SignUp {
        username: Some(Username::parse(&body.username).map_err(at("username"))?),
        email: Email::parse(&body.email).map_err(at("email"))?,
        name: FullName::default(),
        password: Password::parse(&body.password, app.policy.min_password)
            .map_err(at("password"))?,
        status: Status::Active,
    };
    let newcomer = accounts::sign_up(app, sign_up, &device.address)?;
    if newcomer.is_pending {
        return Ok(Either::Other(Created(wire::Pending::new())));
    }
    let credential = sessions::handle(new_session_id(), app.policy.session_lifetime);
    let held = sessions::open(app, newcomer.id, NAME, device, credential)?;
    let opened = wire::OpenedSession::new("User successfully registered", held);
    Ok(Either::One(Json(opened)))
}

pub(crate) fn login(
    app: &App,
    Body(body): Body<wire::Login>,
    device: Device,
) -> Result<Json<wire::OpenedSession>, Fault> {
    let attempt = Attempt {
        name: Which::Username(body.username.trim()),
        password: &body.password,
        code: None,
        family: NAME,
        device,
    };
    let credential = sessions::handle(new_session_id(), app.policy.session_lifetime);
    let signed_in = sessions::sign_in(app, attempt, credential)?;
    Ok(Json(wire::OpenedSession::new(
        "Login successfully",
        signed_in.held,
    )))
}

pub(crate) fn logout(
    app: &App,
    EndingSession(caller): EndingSession,
) -> Result<Json<wire::LoggedOut>, Fault> {
    sessions::end(app, caller)?;
    Ok(Json(wire::LoggedOut {
        message: "Logged out successfully",
    }))
}
