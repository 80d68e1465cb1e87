//! Sign-up, sign-in, codes.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::api::faceofmind::wire::User;
use crate::domain::account::Account;
use crate::domain::email::Email;
use crate::domain::moment::Moment;
use crate::domain::name::Name;
use crate::domain::session::{Pair, PairLifetime};
use crate::http::shape::{LINE, LINE_OR_NONE};

/// `POST /auth/register`. Other fields, such as the `role` that the document
/// shows, are passed over: who signs up is a user.
#[derive(Deserialize, JsonSchema)]
#[schemars(example = json!({
    "email": "user@example.com", "password": "password123",
    "first_name": "John", "last_name": "Doe", "role": "user"
}))]
pub(crate) struct Register {
    /// The address: what one signs in with, and where the code goes.
    #[schemars(length(min = 1, max = Email::MAX), email)]
    pub email: String,
    /// 8 characters to 72 bytes, unless the server's operator set another minimum.
    #[schemars(length(min = 1))]
    pub password: String,
    /// The first name.
    #[schemars(length(min = 1, max = Name::MAX), regex(pattern = LINE))]
    pub first_name: String,
    /// The last name; empty for who has one name only.
    #[schemars(length(max = Name::MAX), regex(pattern = LINE_OR_NONE))]
    pub last_name: String,
}

/// `POST /auth/verify-otp`
#[derive(Deserialize, JsonSchema)]
#[schemars(example = json!({"email": "user@example.com", "otp": "123456"}))]
pub(crate) struct VerifyOtp {
    /// The address the code went to.
    #[schemars(length(min = 1, max = Email::MAX), email)]
    pub email: String,
    /// The six digits, or the letters below them in the mail.
    #[schemars(length(min = 1, max = 20))]
    pub otp: String,
}

/// `POST /auth/login`
#[derive(Deserialize, JsonSchema)]
#[schemars(example = json!({"email": "user@example.com", "password": "password123"}))]
pub(crate) struct Login {
    /// The address.
    #[schemars(length(min = 1, max = Email::MAX), email)]
    pub email: String,
    /// The password.
    #[schemars(length(min = 1))]
    pub password: String,
}

/// `POST /auth/refresh`
#[derive(Deserialize, JsonSchema)]
#[schemars(example = json!({"refresh_token": "eyJhbGciOiJIUzI1NiJ9.e30.x"}))]
pub(crate) struct Refresh {
    /// As it came with the access token.
    #[schemars(length(min = 1))]
    pub refresh_token: String,
}

/// `POST /auth/request-password-reset`, `POST /auth/resend-otp`
#[derive(Deserialize, JsonSchema)]
#[schemars(example = json!({"email": "user@example.com"}))]
pub(crate) struct Mailed {
    /// Where the code goes.
    #[schemars(length(min = 1, max = Email::MAX), email)]
    pub email: String,
}

/// `POST /auth/reset-password`
#[derive(Deserialize, JsonSchema)]
#[schemars(example = json!({
    "email": "user@example.com", "otp": "123456", "new_password": "password456"
}))]
pub(crate) struct ResetPassword {
    /// The address the code went to.
    #[schemars(length(min = 1, max = Email::MAX), email)]
    pub email: String,
    /// The six digits, or the letters below them in the mail.
    #[schemars(length(min = 1, max = 20))]
    pub otp: String,
    /// 8 characters to 72 bytes, unless the server's operator set another minimum.
    #[schemars(length(min = 1))]
    pub new_password: String,
}

/// A reply to `POST /auth/reset-password`.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Reset {
    /// What was done.
    message: &'static str,
    /// Until when another address, which the account had until lately, can still take it back; left out if none can.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("format" = "date-time"))]
    can_be_undone_until: Option<String>,
}

impl Reset {
    /// A reply with this message.
    pub(crate) fn new(message: &'static str, until: Option<Moment>) -> Self {
        Self {
            message,
            can_be_undone_until: until.map(Moment::rfc3339),
        }
    }
}

/// A reply to `POST /auth/refresh`.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Tokens {
    /// To be sent as `Authorization: Bearer …`.
    access_token: String,
    /// To be exchanged for the next two, once.
    refresh_token: String,
    token_type: &'static str,
    /// How many seconds the access token lasts.
    expires_in: u64,
}

impl Tokens {
    /// This pair, made just now.
    pub(crate) fn new(pair: Pair, lifetime: PairLifetime) -> Self {
        Self {
            access_token: pair.access.text,
            refresh_token: pair.refresh.text,
            token_type: "bearer",
            expires_in: lifetime.access.as_secs(),
        }
    }
}

/// A reply to `POST /auth/login`: the tokens, and whose they are.
#[derive(Serialize, JsonSchema)]
pub(crate) struct LoggedIn {
    #[serde(flatten)]
    tokens: Tokens,
    /// The same as `id`, under the name that the app looks for first.
    user_id: i64,
    #[serde(flatten)]
    user: User,
}

impl LoggedIn {
    /// These tokens of this account.
    pub(crate) fn new(tokens: Tokens, account: Account) -> Self {
        Self {
            tokens,
            user_id: account.id.0,
            user: account.into(),
        }
    }
}

/// A reply to `POST /auth/verify-otp`.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Verified {
    pub message: &'static str,
    pub user: User,
}
