//! `firststep backup`

mod create;
mod list;
mod restore;
mod verify;

use clap::{Args, Subcommand};

use crate::cli::flags::{DataArgs, S3Args};
use crate::domain::operator_error::OperatorError;

use crate::cli::output::print;
use create::BackupCreate;
use list::BackupList;
use restore::BackupRestore;
use verify::BackupVerify;

/// Back up a server into one file, and restore it.
#[derive(Debug, Clone, Args)]
#[command(
    arg_required_else_help = true,
    after_help = "Examples:\n  \
        firststep backup create                         into the folder backups in the data folder\n  \
        firststep backup create --to /media/stick --passphrase-file words.txt\n  \
        firststep backup list\n  \
        firststep backup verify data/backups/*.zip\n  \
        firststep backup restore firststep-20261121T221432Z.zip --data-dir data\n  \
        firststep backup create --to s3://bucket/prefix         into an S3-compatible store\n\n\
        The server may be running, except for a restore."
)]
pub(crate) struct BackupCommand {
    #[command(subcommand)]
    pub action: BackupAction,
    #[command(flatten)]
    pub data: DataArgs,
    #[command(flatten)]
    pub s3: S3Args,
}

/// The subcommands.
#[derive(Debug, Clone, Subcommand)]
pub(crate) enum BackupAction {
    Create(BackupCreate),
    Verify(BackupVerify),
    List(BackupList),
    Restore(BackupRestore),
}

impl BackupCommand {
    pub(super) fn run(self) -> Result<(), OperatorError> {
        let text = match self.action {
            BackupAction::Create(create) => create.run(&self.data, &self.s3)?,
            BackupAction::Verify(verify) => return verify.run(&self.s3),
            BackupAction::List(list) => list.run(&self.data, &self.s3)?,
            BackupAction::Restore(restore) => restore.run(&self.data, &self.s3)?,
        };
        print(&text);
        Ok(())
    }
}
