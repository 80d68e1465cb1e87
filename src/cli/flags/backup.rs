//! Scheduled backups, for `firststep serve`.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use crate::backup::objects::S3Settings;
use crate::backup::{BackupPlace, Passphrase, SecretHandling};
use crate::cli::flags::DataArgs;
use crate::cli::flags::passphrase::passphrase;
use crate::cli::flags::values::lifetime;
use crate::domain::operator_error::OperatorError;
use crate::services::backups::Schedule;

/// Scheduled backups.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Backups")]
pub(crate) struct BackupArgs {
    /// How often to make a backup, such as 24h; without it none is made. One that is overdue at the start is made then.
    #[arg(long, env = "FIRSTSTEP_BACKUP_EVERY", value_name = "SPAN", value_parser = lifetime)]
    pub backup_every: Option<Duration>,

    /// How many of these backups to keep; those made by hand are never removed.
    #[arg(
        long,
        env = "FIRSTSTEP_BACKUP_KEEP",
        value_name = "COUNT",
        default_value_t = 7,
        value_parser = clap::value_parser!(u16).range(1..)
    )]
    pub backup_keep: u16,

    /// The folder for backups, better on another disk, or s3://bucket/prefix [default: backups in the data folder].
    #[arg(long, env = "FIRSTSTEP_BACKUP_DIR", value_name = "FOLDER")]
    pub backup_dir: Option<PathBuf>,

    /// The file with the passphrase that encrypts the secret in these backups. Without one, whoever has a backup can sign in as anybody, and a backup in a store lacks the secret.
    #[arg(long, env = "FIRSTSTEP_BACKUP_PASSPHRASE_FILE", value_name = "FILE")]
    pub backup_passphrase_file: Option<PathBuf>,

    /// The passphrase itself, if no file is named. Prefer the variable: other users of this machine can read command lines.
    #[arg(
        long,
        env = "FIRSTSTEP_BACKUP_PASSPHRASE",
        value_name = "TEXT",
        hide_env_values = true
    )]
    pub backup_passphrase: Option<String>,

    /// Leave the secret out of these backups. After a restore elsewhere everybody signs in again.
    #[arg(long, env = "FIRSTSTEP_BACKUP_WITHOUT_SECRET")]
    pub backup_without_secret: bool,
}

impl BackupArgs {
    /// What seals the secret, if anything does.
    pub(crate) fn passphrase(&self) -> Result<Option<Passphrase>, OperatorError> {
        let file = self.backup_passphrase_file.as_ref();
        passphrase(self.backup_passphrase.as_ref(), file)
    }

    /// The schedule, if backups are to be made.
    pub(crate) fn schedule(
        &self,
        data: &DataArgs,
        s3: &S3Settings,
    ) -> Result<Option<Schedule>, OperatorError> {
        let Some(every) = self.backup_every else {
            return Ok(None);
        };
        let usual = || data.backups();
        let secret = match self.passphrase()? {
            _ if self.backup_without_secret => SecretHandling::Absent,
            Some(passphrase) => SecretHandling::Sealed(passphrase),
            None => SecretHandling::Plain,
        };
        let folder = self.backup_dir.clone().unwrap_or_else(usual);
        Ok(Some(Schedule {
            every,
            keep: usize::from(self.backup_keep),
            place: BackupPlace::open(folder, s3)?,
            secret,
        }))
    }
}
