//! Changing an address, and taking the old one back.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::email::Email;
use crate::domain::query;

/// `POST /app/address`
#[derive(Deserialize, JsonSchema)]
#[schemars(example = serde_json::json!({"email": "ayu@example.org", "password": "password123"}))]
pub(crate) struct RequestAddress {
    /// The new address.
    #[schemars(length(min = 1, max = Email::MAX), email)]
    pub email: String,
    /// The password once more.
    #[schemars(length(min = 1))]
    pub password: String,
}

/// `PUT /app/address`
#[derive(Deserialize, JsonSchema)]
#[schemars(example = serde_json::json!({"email": "ayu@example.org", "code": "123456"}))]
pub(crate) struct ConfirmAddress {
    /// The new address.
    #[schemars(length(min = 1, max = Email::MAX), email)]
    pub email: String,
    /// The digits or the letters of the mail that was sent there.
    #[schemars(length(min = 1, max = 40))]
    pub code: String,
}

/// `POST /app/undo-address`
#[derive(Deserialize, JsonSchema)]
#[schemars(example = serde_json::json!({"code": "ABCD-EFGH-JKLM-NPQR", "password": "password456"}))]
pub(crate) struct UndoAddress {
    /// The letters of the mail that was sent to the old address.
    #[schemars(length(min = 1, max = 40))]
    pub code: String,
    /// The new password: 8 characters to 72 bytes, unless the server's operator set another minimum.
    #[schemars(length(min = 1))]
    pub password: String,
}

/// A reply to `POST /app/undo-address`.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Undone {
    /// The account's address again, to sign in with.
    pub email: String,
}

/// A reply to `GET /app/admin/users/{user_id}/addresses`.
#[derive(Serialize, JsonSchema)]
pub(crate) struct FormerAddresses {
    pub addresses: Vec<FormerAddress>,
}

/// An address that an account had until lately.
#[derive(Serialize, JsonSchema)]
pub(crate) struct FormerAddress {
    email: String,
    /// Until when it can be taken back.
    #[schemars(extend("format" = "date-time"))]
    until: String,
}

impl From<query::FormerAddress> for FormerAddress {
    fn from(former: query::FormerAddress) -> Self {
        Self {
            email: former.email.to_string(),
            until: former.expires_at.rfc3339(),
        }
    }
}

/// An address that the caller's account had until lately: enough of it that its owner knows it again.
#[derive(Serialize, JsonSchema)]
pub(super) struct VeiledAddress {
    /// Its first letter and its domain.
    email: String,
    /// Until when it can take the account back.
    #[schemars(extend("format" = "date-time"))]
    until: String,
}

impl From<query::FormerAddress> for VeiledAddress {
    fn from(former: query::FormerAddress) -> Self {
        Self {
            email: former.email.veiled(),
            until: former.expires_at.rfc3339(),
        }
    }
}

/// `POST /app/admin/users/{user_id}/addresses`
#[derive(Deserialize, JsonSchema)]
#[schemars(example = serde_json::json!({"email": "ayu@example.com"}))]
pub(crate) struct GiveBack {
    /// Which of them the account is to have again.
    #[schemars(length(min = 1, max = Email::MAX), email)]
    pub email: String,
}
