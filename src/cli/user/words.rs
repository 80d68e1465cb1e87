//! Roles and statuses, as they are typed.

use clap::ValueEnum;

use crate::domain::account::{Role, Status};

/// The roles as words.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum RoleWord {
    /// His own things.
    User,
    /// Everybody's.
    Admin,
}

/// The statuses as words.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum StatusWord {
    /// Signed up, address not confirmed.
    Inactive,
    /// In use.
    Active,
    /// Closed for now.
    Deactivated,
    /// Shut out.
    Suspended,
}

impl From<RoleWord> for Role {
    fn from(word: RoleWord) -> Self {
        match word {
            RoleWord::User => Self::User,
            RoleWord::Admin => Self::Admin,
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
