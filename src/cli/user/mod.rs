//! `firststep user`

mod action;
mod choices;
mod create;
mod edit;
mod input;
mod output;
mod run;

use clap::Args;

use crate::app::App;
use crate::cli::flags::{DataArgs, PasswordArgs};
use crate::domain::operator_error::OperatorError;

use action::UserAction;

/// Create, list and change accounts; the server may be running.
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
        firststep user reset-password ayu@example.com\n  \
        firststep user restore-address budi\n  \
        firststep user --min-password 6 reset-password budi --password-stdin < password.txt\n\n\
        NAME is a username or an e-mail address."
)]
pub(crate) struct UserCommand {
    #[command(subcommand)]
    pub action: UserAction,
    /// Print JSON, for programs: an object or a list of objects.
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub data: DataArgs,
    #[command(flatten)]
    pub passwords: PasswordArgs,
}

impl UserCommand {
    pub(super) fn run(self) -> Result<(), OperatorError> {
        if matches!(self.action, UserAction::List(_)) && self.data.has_nothing_yet() {
            output::list(&[]).print(self.json);
            return Ok(());
        }
        // The first account may be there before the server ever was.
        let data = match self.action {
            UserAction::Create(_) => &self.data,
            _ => self.data.existing()?,
        };
        let settings = self.passwords.in_settings(data.settings()?);
        let app = App::open_beside(&settings)?;
        run::run(&app, self.action)?.print(self.json);
        Ok(())
    }
}
