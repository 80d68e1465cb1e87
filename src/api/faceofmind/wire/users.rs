//! Users.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::domain::account::{Account, Role, Status};
use crate::http::shape::{LINE, LINE_OR_NONE};

/// A user, as he and administrators see him.
#[derive(Serialize, JsonSchema)]
pub(crate) struct User {
    id: i64,
    email: String,
    first_name: String,
    last_name: String,
    role: RoleWord,
    status: StatusWord,
    /// When he signed up.
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
            role: account.role.into(),
            status: account.status.into(),
            created_at: account.created_at.rfc3339(),
        }
    }
}

/// What a user may do.
#[derive(Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum RoleWord {
    User,
    Admin,
}

impl From<Role> for RoleWord {
    fn from(role: Role) -> Self {
        match role {
            Role::User => Self::User,
            Role::Admin => Self::Admin,
        }
    }
}

impl From<RoleWord> for Role {
    fn from(word: RoleWord) -> Self {
        match word {
            RoleWord::User => Self::User,
            RoleWord::Admin => Self::Admin,
        }
    }
}

/// Whether a user may sign in.
#[derive(Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum StatusWord {
    Inactive,
    Active,
    Deactivated,
    Suspended,
}

impl From<Status> for StatusWord {
    fn from(status: Status) -> Self {
        match status {
            Status::Inactive => Self::Inactive,
            Status::Active => Self::Active,
            Status::Deactivated => Self::Deactivated,
            Status::Suspended => Self::Suspended,
        }
    }
}

impl From<StatusWord> for Status {
    fn from(word: StatusWord) -> Self {
        match word {
            StatusWord::Inactive => Self::Inactive,
            StatusWord::Active => Self::Active,
            StatusWord::Deactivated => Self::Deactivated,
            StatusWord::Suspended => Self::Suspended,
        }
    }
}

/// `PUT /users/{user_id}`: what isn't sent, or is null, stays as it is.
#[derive(Deserialize, JsonSchema)]
#[schemars(example = json!({"first_name": "Jane", "last_name": "Doe"}))]
pub(crate) struct ChangeUser {
    /// The e-mail address.
    #[schemars(length(min = 1, max = 100), email)]
    pub email: Option<String>,
    /// The first name.
    #[schemars(length(min = 1, max = 50), regex(pattern = LINE))]
    pub first_name: Option<String>,
    /// The last name.
    #[schemars(length(max = 50), regex(pattern = LINE_OR_NONE))]
    pub last_name: Option<String>,
    /// An administrator's to change.
    pub role: Option<RoleWord>,
    /// An administrator's to change.
    pub status: Option<StatusWord>,
}

/// A reply to `PATCH /users/{user_id}/activate` and `…/deactivate`.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Changed {
    pub message: &'static str,
    pub user: User,
}
