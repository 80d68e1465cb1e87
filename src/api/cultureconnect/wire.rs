//! Every request and reply, field by field as the document has them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::account::Account;
use crate::domain::email::Email;
use crate::domain::moment::Moment;
use crate::domain::session::Issued;
use crate::domain::username::Username;

/// `POST /auth/register`
#[derive(Deserialize, JsonSchema)]
#[schemars(example = serde_json::json!({
    "username": "example", "email": "example@example.com", "password": "examplePass"
}))]
pub(crate) struct Register {
    /// What one signs in with: letters and digits of any script, `. _ -` and single blanks.
    #[schemars(length(min = 1, max = Username::MAX))]
    pub username: String,
    /// The e-mail address.
    #[schemars(length(min = 1, max = Email::MAX))]
    pub email: String,
    /// 8 characters to 72 bytes, unless the server's operator set another minimum.
    #[schemars(length(min = 1))]
    pub password: String,
}

/// `POST /auth/login`
#[derive(Deserialize, JsonSchema)]
#[schemars(example = serde_json::json!({"username": "example", "password": "examplePass"}))]
pub(crate) struct Login {
    /// The username.
    #[schemars(length(min = 1))]
    pub username: String,
    /// The password.
    #[schemars(length(min = 1))]
    pub password: String,
}

/// `POST /auth/logout`
#[derive(Deserialize, JsonSchema)]
#[schemars(example = serde_json::json!({"session-id": "26f0f94b-b382-4f68-a38b-183b5cd17b7b"}))]
pub(crate) struct Logout {
    /// The session to end; without it, the one of the `Authorization` header.
    #[serde(rename = "session-id")]
    #[schemars(length(min = 1))]
    pub session_id: Option<String>,
}

/// A reply to `GET /`.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ServerStatus {
    /// `success`
    pub status: &'static str,
    /// That it is reached.
    pub message: &'static str,
    /// The present moment in UTC, without a zone.
    pub timestamp: String,
}

/// A reply to `GET /check`.
#[derive(Serialize, JsonSchema)]
pub(crate) struct DatabaseCheck {
    /// `success`
    pub status: &'static str,
    /// That the database answers.
    pub message: &'static str,
    /// What the database is.
    pub database_version: String,
}

/// A reply to `POST /auth/register` and `POST /auth/login`.
#[derive(Serialize, JsonSchema)]
pub(crate) struct OpenedSession {
    /// `success`
    status: &'static str,
    /// What was done.
    message: &'static str,
    /// To be sent from now on.
    #[schemars(extend("format" = "uuid"))]
    session_id: String,
    /// When it ends, in UTC without a zone.
    expires_at: String,
}

impl OpenedSession {
    /// Hands out a fresh session.
    pub(crate) fn new(message: &'static str, held: Issued) -> Self {
        Self {
            status: "success",
            message,
            session_id: held.text,
            expires_at: held.expires_at.naive(),
        }
    }
}

/// A reply to `POST /auth/register` where e-mail addresses are confirmed: there is no session yet.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Pending {
    /// `success`
    status: &'static str,
    /// What was done, and what to do.
    message: &'static str,
}

impl Pending {
    /// An account that waits for its code.
    pub(crate) const fn new() -> Self {
        Self {
            status: "success",
            message: "User successfully registered. Confirm your email address with the code we sent, then log in",
        }
    }
}

/// A reply to `POST /auth/logout`.
#[derive(Serialize, JsonSchema)]
pub(crate) struct LoggedOut {
    /// Confirms the sign-out.
    pub message: &'static str,
}

/// A reply to `GET /users` and `GET /users/{session_id}`.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "{T}_Reply")]
pub(crate) struct DataReply<T> {
    /// `success`
    status: &'static str,
    /// What was asked for.
    data: T,
    /// When it was so.
    #[schemars(extend("format" = "date-time"))]
    time: String,
}

impl<T> DataReply<T> {
    /// What was found at this moment.
    pub(crate) fn new(data: T, moment: Moment) -> Self {
        Self {
            status: "success",
            data,
            time: moment.rfc3339(),
        }
    }
}

/// A user.
#[derive(Serialize, JsonSchema)]
pub(crate) struct User {
    /// Their account's number.
    id: i64,
    username: String,
    email: String,
}

impl From<Account> for User {
    fn from(account: Account) -> Self {
        Self {
            id: account.id.0,
            username: account.username.to_string(),
            email: account.email.to_string(),
        }
    }
}

/// What is answered where something goes wrong.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Error {
    #[schemars(extend("const" = "error"))]
    pub status: &'static str,
    /// What is wrong.
    pub message: String,
    /// When it went wrong.
    #[schemars(extend("format" = "date-time"))]
    pub time: String,
}
