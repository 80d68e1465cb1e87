//! Sign-up, sign-in and what goes by mail.

use crate::api::faceofmind::extractor::Bearer;
use crate::api::faceofmind::wire;
use crate::app::App;
use crate::domain::account::Status;
use crate::domain::email::Email;
use crate::domain::fault::Fault;
use crate::domain::field::at;
use crate::domain::name::{FullName, Name};
use crate::domain::password::Password;
use crate::domain::query::Which;
use crate::domain::session::Device;
use crate::http::body::Body;
use crate::http::reply::Json;
use crate::services::accounts::{self, SentCode, SignUp};
use crate::services::sessions::{self, Attempt};

/// The name of the family in sessions and logs.
pub(crate) const NAME: &str = "faceofmind";

/// What FaceofMind's app sends as the new password to learn whether a code is right, before it asks for one. Everybody
/// can read it in the app, so no reset makes it anybody's password.
const PLACEHOLDER: &str = "dummyPassword123";

pub(crate) fn register(
    app: &App,
    Body(body): Body<wire::Register>,
    device: Device,
) -> Result<Json<wire::User>, Fault> {
    let sign_up = SignUp {
        username: None,
        email: Email::parse(&body.email).map_err(at("email"))?,
        name: FullName {
            front: Name::parse(&body.first_name).map_err(at("first_name"))?,
            last: Name::parse(&body.last_name).map_err(at("last_name"))?,
        },
        password: Password::parse(&body.password, app.policy.min_password)
            .map_err(at("password"))?,
        status: Status::Inactive,
    };
    let account = accounts::register_by_mail(app, sign_up, &device.address)?;
    Ok(Json(account.into()))
}

pub(crate) fn verify_otp(
    app: &App,
    Body(body): Body<wire::VerifyOtp>,
    device: Device,
) -> Result<Json<wire::Verified>, Fault> {
    let email = Email::parse(&body.email).map_err(at("email"))?;
    let account = accounts::verify(app, sent(&email, &body.otp, &device))?;
    Ok(Json(wire::Verified {
        message: "OTP verified, account activated",
        user: account.into(),
    }))
}

pub(crate) fn resend_otp(
    app: &App,
    Body(body): Body<wire::Mailed>,
    device: Device,
) -> Result<Json<wire::Done>, Fault> {
    let email = Email::parse(&body.email).map_err(at("email"))?;
    accounts::request_verification(app, &email, &device.address)?;
    Ok(Json(wire::Done::new(
        "If this account is waiting to be verified, a new OTP has been sent.",
    )))
}

pub(crate) fn login(
    app: &App,
    Body(body): Body<wire::Login>,
    device: Device,
) -> Result<Json<wire::LoggedIn>, Fault> {
    let attempt = Attempt {
        name: Which::Email(body.email.trim()),
        password: &body.password,
        code: None,
        family: NAME,
        device,
    };
    let lifetime = app.policy.faceofmind_tokens;
    let signed_in = sessions::sign_in(app, attempt, sessions::token_pair(lifetime))?;
    Ok(Json(wire::LoggedIn::new(
        wire::Tokens::new(signed_in.held, lifetime),
        signed_in.account,
    )))
}

pub(crate) fn refresh(
    app: &App,
    Body(body): Body<wire::Refresh>,
) -> Result<Json<wire::Tokens>, Fault> {
    let lifetime = app.policy.faceofmind_tokens;
    let (_, pair) = sessions::refresh(app, body.refresh_token.trim(), NAME, lifetime)?;
    Ok(Json(wire::Tokens::new(pair, lifetime)))
}

pub(crate) fn logout(app: &App, Bearer { caller, .. }: Bearer) -> Result<Json<wire::Done>, Fault> {
    sessions::end(app, caller)?;
    Ok(Json(wire::Done::new("Successfully logged out.")))
}

pub(crate) fn request_password_reset(
    app: &App,
    Body(body): Body<wire::Mailed>,
    device: Device,
) -> Result<Json<wire::Done>, Fault> {
    let email = Email::parse(&body.email).map_err(at("email"))?;
    accounts::request_reset(app, &email, &device.address)?;
    Ok(Json(wire::Done::new(
        "If this email is registered, a password reset OTP has been sent.",
    )))
}

pub(crate) fn reset_password(
    app: &App,
    Body(body): Body<wire::ResetPassword>,
    device: Device,
) -> Result<Json<wire::Reset>, Fault> {
    let email = Email::parse(&body.email).map_err(at("email"))?;
    let sent = sent(&email, &body.otp, &device);
    if body.new_password == PLACEHOLDER {
        accounts::check_reset_code(app, sent)?;
        return Ok(Json(wire::Reset::new(
            "OTP verified. Choose a new password.",
            None,
        )));
    }
    let new =
        Password::parse(&body.new_password, app.policy.min_password).map_err(at("new_password"))?;
    let until = accounts::reset_password(app, sent, &new)?;
    Ok(Json(wire::Reset::new(
        "Password has been reset successfully.",
        until,
    )))
}

fn sent<'text>(email: &'text Email, code: &'text str, device: &'text Device) -> SentCode<'text> {
    SentCode {
        email,
        code: code.trim(),
        address: &device.address,
    }
}
