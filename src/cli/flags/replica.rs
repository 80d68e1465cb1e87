//! The copy elsewhere, for `firststep serve`.

use std::path::PathBuf;

use clap::Args;

use crate::backup::objects::{Place, S3Settings};
use crate::backup::replica::ReplicaSettings;
use crate::cli::flags::BackupArgs;
use crate::cli::flags::values::{Every, every};
use crate::domain::operator_error::OperatorError;

/// The program that carries the database to a copy and back.
#[derive(Debug, Clone, Args)]
pub(crate) struct LitestreamArgs {
    /// Litestream's program, version 0.5.17 or newer.
    #[arg(
        long,
        env = "FIRSTSTEP_LITESTREAM",
        value_name = "FILE",
        default_value = "litestream"
    )]
    pub litestream: PathBuf,
}

impl LitestreamArgs {
    /// How a copy is read; whoever keeps one says more.
    pub(crate) fn settings(
        &self,
        url: &str,
        s3: S3Settings,
    ) -> Result<ReplicaSettings, OperatorError> {
        Ok(ReplicaSettings {
            place: Place::open(url, &s3)?,
            s3,
            litestream: self.litestream.clone(),
            drill_every: None,
            passphrase: None,
        })
    }
}

/// The copy elsewhere.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Copy elsewhere")]
pub(crate) struct ReplicaArgs {
    /// Keep a copy there all the time, less than a second old: s3://bucket/prefix, or a folder on another disk or machine. Litestream carries the database.
    #[arg(long, env = "FIRSTSTEP_REPLICA", value_name = "PLACE")]
    pub replica: Option<String>,

    #[command(flatten)]
    pub litestream: LitestreamArgs,

    /// How often to try the way back from the copy, beside the data: it needs as much space as the database, and reads the copy whole. The word `never` leaves that to you.
    #[arg(long, env = "FIRSTSTEP_REPLICA_DRILL_EVERY", value_name = "SPAN", default_value = "7d", value_parser = every)]
    pub replica_drill_every: Every,
}

impl ReplicaArgs {
    /// How the copy is kept, if one is.
    pub(crate) fn settings(
        &self,
        backups: &BackupArgs,
        s3: S3Settings,
    ) -> Result<Option<ReplicaSettings>, OperatorError> {
        let Some(url) = &self.replica else {
            return Ok(None);
        };
        let passphrase = backups
            .passphrase()?
            .filter(|_| !backups.backup_without_secret);
        Ok(Some(ReplicaSettings {
            drill_every: self.replica_drill_every.0,
            passphrase,
            ..self.litestream.settings(url, s3)?
        }))
    }
}
