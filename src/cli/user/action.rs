//! The commands under `firststep user`.

use clap::{Args, Subcommand};

use crate::cli::user::choices::{RoleChoice, StatusChoice};
use crate::cli::user::create::UserCreate;
use crate::cli::user::edit::UserEdit;

/// What can be done with accounts.
#[derive(Debug, Clone, Subcommand)]
pub enum UserAction {
    /// Make an account and print its password, unless one is given on standard input.
    Create(UserCreate),
    /// List accounts: all of them, or those that fit.
    List(UserList),
    /// Show one account: where it is signed in, how many results it has.
    Show {
        /// The account.
        name: String,
    },
    /// Change what an account is called, or its address.
    Edit(UserEdit),
    /// Set what an account may do.
    Role {
        /// The account.
        name: String,
        /// What it may do.
        role: RoleChoice,
    },
    /// Set whether an account may sign in; all but `active` end its sessions.
    Status {
        /// The account.
        name: String,
        /// Whether it may sign in.
        status: StatusChoice,
    },
    /// Take an account's e-mail address as confirmed.
    Verify {
        /// The account.
        name: String,
    },
    /// Set a new password, print it unless one is given, and end all sessions.
    ResetPassword {
        /// The account.
        name: String,
        /// Read the password from standard input, a line.
        #[arg(long)]
        password_stdin: bool,
    },
    /// Delete an account and everything that belongs to it.
    Delete {
        /// The account.
        name: String,
        /// Don't ask back.
        #[arg(long)]
        yes: bool,
    },
}

/// List accounts.
#[derive(Debug, Clone, Args)]
pub struct UserList {
    /// Only those with this in their username, address or name.
    #[arg(long, value_name = "TEXT")]
    pub search: Option<String>,
    /// Only those of this role.
    #[arg(long)]
    pub role: Option<RoleChoice>,
    /// Only those of this status.
    #[arg(long)]
    pub status: Option<StatusChoice>,
}
