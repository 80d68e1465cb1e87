//! Sign-up, sign-in, password, leaving.

use crate::api::firststep::extractor::Bearer;
use crate::api::firststep::wire;
use crate::app::App;
use crate::domain::account::Status;
use crate::domain::email::Email;
use crate::domain::fault::Fault;
use crate::domain::field::{FieldFault, Problem, at};
use crate::domain::name::{FullName, Name};
use crate::domain::password::Password;
use crate::domain::query::Which;
use crate::domain::session::Device;
use crate::http::body::Body;
use crate::http::call::Path;
use crate::http::reply::Json;
use crate::services::accounts::{self, SignUp};
use crate::services::sessions::{self, Attempt};

/// The name of the family in sessions and logs.
pub(crate) const NAME: &str = "firststep";

pub(crate) fn register(
    app: &App,
    Body(body): Body<wire::Register>,
    device: Device,
) -> Result<Json<wire::Done>, Fault> {
    let sign_up = SignUp {
        username: None,
        email: Email::parse(&body.email).map_err(at("email"))?,
        name: FullName {
            front: Name::parse(&body.front_name)
                .and_then(Name::not_empty)
                .map_err(at("frontName"))?,
            last: Name::parse(&body.last_name).map_err(at("lastName"))?,
        },
        password: Password::parse(&body.password, app.policy.min_password)
            .map_err(at("password"))?,
        status: Status::Active,
    };
    let newcomer = accounts::sign_up(app, sign_up, &device.address)?;
    Ok(Json(wire::Done::new(if newcomer.is_pending {
        "Registrasi Berhasil, silakan konfirmasi email dengan kode yang kami kirim"
    } else {
        "Registrasi Berhasil"
    })))
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
    let credential = sessions::access_token(app.policy.token_lifetime);
    let signed_in = sessions::sign_in(app, attempt, credential)?;
    let account = signed_in.account;
    Ok(Json(wire::LoggedIn {
        error: false,
        login_result: wire::LoginResult {
            email: account.email.to_string(),
            name: account.name.joined(),
            token: signed_in.held.text,
            username: account.username.to_string(),
        },
        msg: "success",
    }))
}

pub(crate) fn change_password(
    app: &App,
    Bearer { caller, .. }: Bearer,
    Body(body): Body<wire::ChangePassword>,
) -> Result<Json<wire::Done>, Fault> {
    let current = body.misprinted.or(body.current);
    let current = current.ok_or_else(|| FieldFault::body("currentPassword", Problem::Missing))?;
    let new = Password::parse(&body.new, app.policy.min_password).map_err(at("newPassword"))?;
    accounts::change_password(app, caller, &current, &new)?;
    Ok(Json(wire::Done::new("Password berhasil diubah")))
}

pub(crate) fn delete(
    app: &App,
    Bearer { caller, .. }: Bearer,
    Path(username): Path<String>,
) -> Result<Json<wire::Done>, Fault> {
    accounts::delete_named(app, caller, &username)?;
    Ok(Json(wire::Done::new("User berhasil dihapus")))
}
