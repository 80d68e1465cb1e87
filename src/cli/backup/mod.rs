//! `firststep backup`

mod create;
mod list;
mod restore;
mod verify;

use clap::{Args, Subcommand};

use crate::cli::flags::DataArgs;
use crate::domain::operator_error::OperatorError;

use crate::cli::output::print;
use create::BackupCreate;
use list::BackupList;
use restore::BackupRestore;
use verify::BackupVerify;

/// Back everything up into one file, and restore it.
#[derive(Debug, Clone, Args)]
#[command(
    arg_required_else_help = true,
    after_help = "Examples:\n  \
        firststep backup create                         into the folder backups in the data folder\n  \
        firststep backup create --to /media/stick --passphrase-file words.txt\n  \
        firststep backup list\n  \
        firststep backup verify data/backups/*.zip\n  \
        firststep backup restore firststep-20261121T221432Z.zip --data-dir data\n\n\
        The server may run meanwhile, but for a restore."
)]
pub struct BackupCommand {
    /// What to do.
    #[command(subcommand)]
    pub action: BackupAction,
    /// Where the data lies.
    #[command(flatten)]
    pub data: DataArgs,
}

/// What can be done with backups.
#[derive(Debug, Clone, Subcommand)]
pub enum BackupAction {
    /// Make a backup and read it back; the server may run meanwhile.
    Create(BackupCreate),
    /// Read backups whole and say whether they would restore.
    Verify(BackupVerify),
    /// List the backups in a folder, the newest first.
    List(BackupList),
    /// Put a backup's state in the place of what is there, which is kept beside it.
    Restore(BackupRestore),
}

impl BackupCommand {
    pub(super) fn run(self) -> Result<(), OperatorError> {
        let text = match self.action {
            BackupAction::Create(create) => create.run(&self.data)?,
            BackupAction::Verify(verify) => return verify.run(),
            BackupAction::List(list) => list.run(&self.data)?,
            BackupAction::Restore(restore) => restore.run(&self.data)?,
        };
        print(&text);
        Ok(())
    }
}
