//! Roles and statuses, as they are typed.

use clap::ValueEnum;

use crate::domain::account::{Role, Status};

/// The roles as words.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum RoleChoice {
    /// His own things.
    User,
    /// Everybody's.
    Admin,
}

/// The statuses as words.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum StatusChoice {
    /// Signed up, address not confirmed.
    Inactive,
    /// In use.
    Active,
    /// Closed for now.
    Deactivated,
    /// Shut out.
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
