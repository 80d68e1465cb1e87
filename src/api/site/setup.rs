//! Making the first administrator.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::domain::email::Email;
use crate::domain::fault::Fault;
use crate::domain::field::at;
use crate::domain::password::Password;
use crate::http::assets::{PAGE_POLICY, Wants, page};
use crate::http::body::Body;
use crate::http::reply::Json;
use crate::http::route::{Route, get, post};
use crate::services::accounts;

/// The routes.
pub(crate) fn routes() -> Vec<Route> {
    vec![
        get("/setup", |_: &App, wants: Wants| {
            page("setup.html", &wants, PAGE_POLICY)
        })
        .about("The page that makes the first administrator")
        .gives("text/html"),
        post("/setup", set_up)
            .about("Makes the first administrator, with the key of the link printed at the start")
            .fails(&[Fault::WrongCode, Fault::NotAllowed, Fault::EmailTaken]),
    ]
}

/// `POST /setup`
#[derive(Deserialize, JsonSchema)]
#[schemars(example = serde_json::json!({
    "key": "Xr0yC1oZ3g5v7m9q1s3u5w", "email": "admin@example.com", "password": "password123"
}))]
struct SetUp {
    /// The part of the link behind the `#`.
    #[schemars(length(min = 1, max = 100))]
    key: String,
    /// The administrator's e-mail address.
    #[schemars(length(min = 1, max = Email::MAX))]
    email: String,
    /// 8 characters to 72 bytes, unless the server's operator set another minimum.
    #[schemars(length(min = 1))]
    password: String,
}

/// The administrator that was made.
#[derive(Serialize, JsonSchema)]
struct NewAdmin {
    /// What to sign in with, besides the e-mail address.
    username: String,
    email: String,
}

fn set_up(app: &App, Body(body): Body<SetUp>) -> Result<Json<NewAdmin>, Fault> {
    let email = Email::parse(&body.email).map_err(at("email"))?;
    let password =
        Password::parse(&body.password, app.policy.min_password).map_err(at("password"))?;
    let account = accounts::set_up(app, &body.key, email, &password)?;
    Ok(Json(NewAdmin {
        username: account.username.to_string(),
        email: account.email.to_string(),
    }))
}
