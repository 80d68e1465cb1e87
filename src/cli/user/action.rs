//! The commands under `firststep user`.

use clap::{Args, Subcommand, ValueEnum};

use crate::cli::user::create::UserCreate;
use crate::cli::user::edit::UserEdit;
use crate::domain::account::{Role, Status};

/// The subcommands.
#[derive(Debug, Clone, Subcommand)]
pub(crate) enum UserAction {
    Create(UserCreate),
    List(UserList),
    /// Show one account with the number of its sessions and results.
    #[command(after_help = "Example:\n  firststep user show budi")]
    Show {
        /// The account.
        name: String,
    },
    Edit(UserEdit),
    /// Set an account's role.
    #[command(after_help = "Example:\n  firststep user role ayu@example.com admin")]
    Role {
        /// The account.
        name: String,
        /// The new role.
        role: Role,
        /// Even if this is the last active administrator.
        #[arg(long)]
        force: bool,
    },
    /// Set an account's status; any but `active` ends its sessions.
    #[command(after_help = "Example:\n  firststep user status budi suspended")]
    Status {
        /// The account.
        name: String,
        /// The new status.
        status: Status,
        /// Even if this is the last active administrator.
        #[arg(long)]
        force: bool,
    },
    /// Mark an account's e-mail address as confirmed.
    #[command(after_help = "Example:\n  firststep user verify budi")]
    Verify {
        /// The account.
        name: String,
    },
    /// Set a new password and end all sessions; the password is generated and printed, or read from standard input.
    #[command(after_help = "Example:\n  firststep user reset-password ayu@example.com")]
    ResetPassword {
        /// The account.
        name: String,
        /// Read the password from standard input, one line.
        #[arg(long)]
        password_stdin: bool,
    },
    /// Undo a change of address within seven days: the old address, a new password, all sessions ended. The password is generated and printed, or read from standard input.
    #[command(after_help = "Examples:\n  \
        firststep user restore-address budi\n  \
        firststep user restore-address budi --to budi@example.com")]
    RestoreAddress {
        /// The account.
        name: String,
        /// Which of the addresses that `user show` lists [default: the earliest].
        #[arg(long, value_name = "ADDRESS")]
        to: Option<String>,
        /// Read the password from standard input, one line.
        #[arg(long)]
        password_stdin: bool,
    },
    /// Show an account's second factor, or switch it off for who has lost both app and recovery codes; that ends all sessions and app passwords.
    #[command(after_help = "Examples:\n  \
        firststep user second-factor ayu@example.com\n  \
        firststep user second-factor ayu@example.com off")]
    SecondFactor {
        /// The account.
        name: String,
        /// Switch it off.
        off: Option<Off>,
    },
    /// Delete an account and all of its data.
    #[command(after_help = "Example:\n  firststep user delete budi --yes")]
    Delete {
        /// The account.
        name: String,
        /// Confirm the deletion.
        #[arg(long)]
        yes: bool,
        /// Even if this is the last active administrator.
        #[arg(long)]
        force: bool,
    },
}

/// The one change of a second factor that isn't its owner's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Off {
    /// The password alone opens the account.
    Off,
}

/// List accounts: all, or those that match.
#[derive(Debug, Clone, Args)]
#[command(after_help = "Example:\n  firststep user list --search ayu --status active")]
pub(crate) struct UserList {
    /// Only those whose username, address or name contains this.
    #[arg(long, value_name = "TEXT")]
    pub search: Option<String>,
    /// Only those of this role.
    #[arg(long)]
    pub role: Option<Role>,
    /// Only those of this status.
    #[arg(long)]
    pub status: Option<Status>,
}
