//! The second factor.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::api::qr_code;
use crate::domain::moment::Moment;
use crate::domain::name::Name;
use crate::domain::second_factor;
use crate::http::shape::LINE;
use crate::services::second_factor as service;

/// Most characters of a code, with whatever groups its letters.
pub(crate) const MAX_CODE: u64 = 40;

/// A reply to `GET /app/second-factor`.
#[derive(Serialize, JsonSchema)]
pub(crate) struct SecondFactor {
    /// Since when it is on; null while it is off.
    #[schemars(extend("format" = "date-time"))]
    on_since: Option<String>,
    /// How many recovery codes are left.
    recovery_codes: usize,
    /// Oldest first.
    app_passwords: Vec<AppPassword>,
}

/// An app password, without what it is.
#[derive(Serialize, JsonSchema)]
struct AppPassword {
    id: i64,
    name: String,
    #[schemars(extend("format" = "date-time"))]
    created_at: String,
    /// To about a day; null before the first time.
    #[schemars(extend("format" = "date-time"))]
    last_used_at: Option<String>,
}

impl From<Option<second_factor::SecondFactor>> for SecondFactor {
    fn from(factor: Option<second_factor::SecondFactor>) -> Self {
        let on_since = factor.as_ref().map(|factor| factor.created_at.rfc3339());
        let (recovery_codes, app_passwords) = factor
            .map(|factor| (factor.recovery_codes, factor.app_passwords))
            .unwrap_or_default();
        Self {
            on_since,
            recovery_codes,
            app_passwords: app_passwords.into_iter().map(AppPassword::from).collect(),
        }
    }
}

impl From<second_factor::AppPassword> for AppPassword {
    fn from(one: second_factor::AppPassword) -> Self {
        Self {
            id: one.id.0,
            name: one.name,
            created_at: one.created_at.rfc3339(),
            last_used_at: one.last_used_at.map(Moment::rfc3339),
        }
    }
}

/// A reply to `POST /app/second-factor/offer`.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Offer {
    /// The secret in base32, to be typed into an app.
    secret: String,
    /// What the QR code says.
    link: String,
    /// The QR code's rows, each a text of 1 (dark) and 0, without the margin of four.
    qr_code: Vec<String>,
    /// What is sent back with the first code, within half an hour.
    offer: String,
}

impl From<service::Offer> for Offer {
    fn from(offer: service::Offer) -> Self {
        Self {
            qr_code: qr_code::rows(&offer.link),
            secret: offer.secret,
            link: offer.link,
            offer: URL_SAFE_NO_PAD.encode(offer.sealed),
        }
    }
}

/// `POST /app/second-factor`
#[derive(Deserialize, JsonSchema)]
#[schemars(example = serde_json::json!({"offer": "cm9zZXMgYXJlIHJlZA", "code": "123456"}))]
pub(crate) struct FirstCode {
    /// The `offer` that came with the secret.
    #[schemars(length(min = 1, max = 200))]
    pub offer: String,
    /// What the app shows for it.
    #[schemars(length(min = 1, max = MAX_CODE))]
    pub code: String,
}

impl FirstCode {
    /// The sealed secret; empty if it was garbled.
    pub(crate) fn sealed(&self) -> Vec<u8> {
        URL_SAFE_NO_PAD.decode(&self.offer).unwrap_or_default()
    }
}

/// `DELETE /app/second-factor` and `POST /app/second-factor/recovery-codes`
#[derive(Deserialize, JsonSchema)]
#[schemars(example = serde_json::json!({"password": "password123", "code": "123456"}))]
pub(crate) struct PasswordAndCode {
    /// The password once more.
    #[schemars(length(min = 1))]
    pub password: String,
    /// Six digits of the authenticator app, or a recovery code.
    #[schemars(length(min = 1, max = MAX_CODE))]
    pub code: String,
}

/// Recovery codes, which are told once.
#[derive(Serialize, JsonSchema)]
pub(crate) struct RecoveryCodes {
    /// Each is good once.
    pub recovery_codes: Vec<String>,
}

/// `POST /app/app-passwords`
#[derive(Deserialize, JsonSchema)]
#[schemars(example = serde_json::json!({"name": "Phone", "password": "password123", "code": "123456"}))]
pub(crate) struct MakeAppPassword {
    /// What one calls it.
    #[schemars(length(min = 1, max = Name::MAX), regex(pattern = LINE))]
    pub name: String,
    /// The account's password once more.
    #[schemars(length(min = 1))]
    pub password: String,
    /// Six digits of the authenticator app, or a recovery code.
    #[schemars(length(min = 1, max = MAX_CODE))]
    pub code: String,
}

/// An app password, which is told once.
#[derive(Serialize, JsonSchema)]
pub(crate) struct NewAppPassword {
    pub id: i64,
    /// What to sign in with in the program.
    pub app_password: String,
}
