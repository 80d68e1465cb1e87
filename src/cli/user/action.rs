//! The commands under `firststep user`.

use clap::{Args, Subcommand};

use crate::cli::user::choices::{RoleChoice, StatusChoice};
use crate::cli::user::create::UserCreate;
use crate::cli::user::edit::UserEdit;

/// The subcommands.
#[derive(Debug, Clone, Subcommand)]
pub enum UserAction {
    /// Create an account; its password is generated and printed, or read from standard input.
    Create(UserCreate),
    /// List accounts: all, or those that match.
    List(UserList),
    /// Show one account with the number of its sessions and results.
    Show {
        /// The account.
        name: String,
    },
    /// Change an account's username, name or e-mail address.
    Edit(UserEdit),
    /// Set an account's role.
    Role {
        /// The account.
        name: String,
        /// The new role.
        role: RoleChoice,
    },
    /// Set an account's status; any but `active` ends its sessions.
    Status {
        /// The account.
        name: String,
        /// The new status.
        status: StatusChoice,
    },
    /// Mark an account's e-mail address as confirmed.
    Verify {
        /// The account.
        name: String,
    },
    /// Set a new password and end all sessions; the password is generated and printed, or read from standard input.
    ResetPassword {
        /// The account.
        name: String,
        /// Read the password from standard input, one line.
        #[arg(long)]
        password_stdin: bool,
    },
    /// Delete an account and all of its data.
    Delete {
        /// The account.
        name: String,
        /// Confirm the deletion.
        #[arg(long)]
        yes: bool,
    },
}

/// List accounts.
#[derive(Debug, Clone, Args)]
pub struct UserList {
    /// Only those whose username, address or name contains this.
    #[arg(long, value_name = "TEXT")]
    pub search: Option<String>,
    /// Only those of this role.
    #[arg(long)]
    pub role: Option<RoleChoice>,
    /// Only those of this status.
    #[arg(long)]
    pub status: Option<StatusChoice>,
}
