//! Users.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::api::words::ByWord;
use crate::domain::account::{Account, Role, Status};
use crate::domain::email::Email;
use crate::domain::name::Name;
use crate::http::shape::{LINE, LINE_OR_NONE};

/// A user, as they and administrators see them.
#[derive(Serialize, JsonSchema)]
pub(crate) struct User {
    id: i64,
    email: String,
    first_name: String,
    last_name: String,
    role: ByWord<Role>,
    status: ByWord<Status>,
    /// When they signed up.
    #[schemars(extend("format" = "date-time"))]
    created_at: String,
}

impl From<Account> for User {
    fn from(account: Account) -> Self {
        Self {
            id: account.id.0,
            email: account.email.to_string(),
            first_name: account.name.front.as_str().to_owned(),
            last_name: account.name.last.as_str().to_owned(),
            role: ByWord(account.role),
            status: ByWord(account.status),
            created_at: account.created_at.rfc3339(),
        }
    }
}

/// `PUT /users/{user_id}`: what isn't sent, or is null, stays as it is.
#[derive(Deserialize, JsonSchema)]
#[schemars(example = json!({"first_name": "Jane", "last_name": "Doe"}))]
pub(crate) struct ChangeUser {
    /// The e-mail address.
    #[schemars(length(min = 1, max = Email::MAX), email)]
    pub email: Option<String>,
    /// The first name.
    #[schemars(length(min = 1, max = Name::MAX), regex(pattern = LINE))]
    pub first_name: Option<String>,
    /// The last name.
    #[schemars(length(max = Name::MAX), regex(pattern = LINE_OR_NONE))]
    pub last_name: Option<String>,
    /// An administrator's to change.
    pub role: Option<ByWord<Role>>,
    /// An administrator's to change.
    pub status: Option<ByWord<Status>>,
}

/// A reply to `PATCH /users/{user_id}/activate` and `…/deactivate`.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Changed {
    pub message: &'static str,
    pub user: User,
}
