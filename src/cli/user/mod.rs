//! `firststep user`

mod act;
mod create;
mod edit;
mod input;
mod shown;
mod words;

use clap::{Args, Subcommand};

use crate::app::App;
use crate::cli::DataArgs;
use crate::cli::said::{pretty, print};
use crate::domain::account::{Role, Status};
use crate::domain::operator_error::OperatorError;

pub(crate) use create::Create;
pub(crate) use edit::Edit;

/// Look after accounts; the server may run meanwhile.
#[derive(Debug, Clone, Args)]
#[command(
    arg_required_else_help = true,
    after_help = "Examples:\n  \
        firststep user create --email ayu@example.com --admin\n  \
        firststep user list --json\n  \
        firststep user list --search ayu --status active\n  \
        firststep user show budi\n  \
        firststep user edit budi --email budi@example.com\n  \
        firststep user status budi suspended\n  \
        firststep user reset-password ayu@example.com\n\n\
        NAME is a username or an e-mail address."
)]
pub struct User {
    /// What to do.
    #[command(subcommand)]
    pub action: Action,
    /// Print JSON, for programs: an object, or a list of them.
    #[arg(long)]
    pub json: bool,
    /// Where the data lies.
    #[command(flatten)]
    pub data: DataArgs,
}

/// What can be done with accounts.
#[derive(Debug, Clone, Subcommand)]
pub enum Action {
    /// Make an account and print its password, unless one is given on standard input.
    Create(Create),
    /// List accounts: all of them, or those that fit.
    List(List),
    /// Show one account: where it is signed in, how many results it has.
    Show {
        /// The account.
        name: String,
    },
    /// Change what an account is called, or its address.
    Edit(Edit),
    /// Set what an account may do.
    Role {
        /// The account.
        name: String,
        /// What it may do.
        role: Role,
    },
    /// Set whether an account may sign in; all but `active` end its sessions.
    Status {
        /// The account.
        name: String,
        /// Whether it may sign in.
        status: Status,
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
pub struct List {
    /// Only those with this in their username, address or name.
    #[arg(long, value_name = "TEXT")]
    pub search: Option<String>,
    /// Only those of this role.
    #[arg(long)]
    pub role: Option<Role>,
    /// Only those of this status.
    #[arg(long)]
    pub status: Option<Status>,
}

impl User {
    pub(super) fn run(self) -> Result<(), OperatorError> {
        let app = App::open_beside(&self.data.settings()?)?;
        let told = act::act(&app, self.action)?;
        if self.json {
            print(&pretty(&told.value));
        } else {
            print(&told.text);
        }
        Ok(())
    }
}
