//! The values of roles and statuses.

use clap::ValueEnum;

use crate::domain::account::{Role, Status};

/// Roles.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum RoleChoice {
    /// May use their own data.
    User,
    /// May manage all accounts.
    Admin,
}

/// Statuses.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum StatusChoice {
    /// Signed up; the address isn't confirmed.
    Inactive,
    /// May sign in.
    Active,
    /// Closed for now.
    Deactivated,
    /// Blocked by an administrator.
    Suspended,
}

impl From<RoleChoice> for Role {
    fn from(word: RoleChoice) -> Self {
        match word {
            RoleChoice::User => Self::User,
            RoleChoice::Admin => Self::Admin,
        }
    }
}

impl From<StatusChoice> for Status {
    fn from(word: StatusChoice) -> Self {
        match word {
            StatusChoice::Inactive => Self::Inactive,
            StatusChoice::Active => Self::Active,
            StatusChoice::Deactivated => Self::Deactivated,
            StatusChoice::Suspended => Self::Suspended,
        }
    }
}
