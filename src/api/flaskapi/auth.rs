//! Signing in and out, and the next pair of tokens.

use crate::api::flaskapi::extractor::{Bearer, RefreshToken};
use crate::api::flaskapi::wire;
use crate::app::App;
use crate::domain::fault::Fault;
use crate::domain::query::Which;
use crate::domain::session::Device;
use crate::http::body::Body;
use crate::http::reply::Json;
use crate::services::accounts;
use crate::services::sessions::{self, Attempt};

/// The name of the family in sessions and logs.
pub(crate) const NAME: &str = "flaskapi";

pub(crate) fn login(
    app: &App,
    Body(body): Body<wire::Login>,
    device: Device,
) -> Result<Json<wire::Envelope<wire::Tokens>>, Fault> {
    let attempt = Attempt {
        name: Which::Either(body.username.trim()),
        password: &body.password,
        code: None,
        family: NAME,
        device,
    };
    let signed_in = sessions::sign_in(
        app,
        attempt,
        sessions::token_pair(app.policy.flaskapi_tokens),
    )?;
    let tokens = wire::Tokens::new(&signed_in.account.username, signed_in.held);
    Ok(wire::reply("Login Success.", tokens))
}

/// The [`Bearer`] parameter is the check.
pub(crate) fn is_signed_in(_: &App, _: Bearer) -> Result<Json<wire::Yes>, Fault> {
    Ok(Json(wire::Yes { status: true }))
}

pub(crate) fn logout(app: &App, Bearer { caller, .. }: Bearer) -> Result<Json<wire::Done>, Fault> {
    sessions::end(app, caller)?;
    Ok(wire::done("Logout Success."))
}

pub(crate) fn refresh(
    app: &App,
    RefreshToken(token): RefreshToken,
) -> Result<Json<wire::Envelope<wire::Tokens>>, Fault> {
    let (_, pair) = sessions::refresh(app, &token, NAME, app.policy.flaskapi_tokens)?;
    let caller = sessions::authenticate(app, &pair.access.text)?;
    let account = accounts::view(app, caller)?;
    let tokens = wire::Tokens::new(&account.username, pair);
    Ok(wire::reply("New access_token has been generated", tokens))
}
