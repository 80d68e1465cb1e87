//! `firststep backup list`

use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use crate::backup::{BackupPlace, ListedBackup};
use crate::cli::flags::{DataArgs, S3Args};
use crate::cli::output::{pretty, size};
use crate::domain::operator_error::OperatorError;

/// List the backups in a folder, the newest first.
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  \
        firststep backup list\n  \
        firststep backup list /media/stick --json\n\n\
        Only their manifests are read; firststep backup verify reads all of them.")]
pub(crate) struct BackupList {
    /// The folder, or s3://bucket/prefix [default: backups in the data folder].
    #[arg(env = "FIRSTSTEP_BACKUP_DIR", value_name = "FOLDER")]
    pub folder: Option<PathBuf>,

    /// Print JSON, for programs.
    #[arg(long)]
    pub json: bool,
}

impl BackupList {
    pub(super) fn run(&self, data: &DataArgs, s3: &S3Args) -> Result<String, OperatorError> {
        let usual = || data.backups();
        let folder = self.folder.clone().unwrap_or_else(usual);
        let place = BackupPlace::open(folder, &s3.settings())?;
        let found = place.list()?;
        if self.json {
            return Ok(pretty(&found.iter().map(object).collect()));
        }
        if found.is_empty() {
            return Ok(format!(
                "There is no backup in {}.\n",
                place.path().display()
            ));
        }
        let head = format!(
            "{:<20}  {:>9}  {:>6}  {:>6}  {:<6}  FILE\n",
            "MADE", "SIZE", "PHOTOS", "SCHEMA", "SECRET"
        );
        Ok(head + &found.iter().map(row).collect::<String>())
    }
}

fn row(one: &ListedBackup) -> String {
    let path = one.path.display();
    let size = size(one.bytes);
    match &one.brief {
        Ok(known) => format!(
            "{:<20}  {size:>9}  {:>6}  {:>6}  {:<6}  {path}\n",
            // To the second.
            one.made()
                .map_or_else(String::new, |made| format!("{}Z", &made.naive()[..19])),
            known.photos,
            known.schema,
            known.secret
        ),
        Err(_) => format!(
            "{:<20}  {size:>9}  {:>6}  {:>6}  {:<6}  {path}\n",
            "not a backup", "-", "-", "-"
        ),
    }
}

fn object(one: &ListedBackup) -> Value {
    let mut object = match &one.brief {
        Ok(brief) => json!(brief),
        Err(error) => json!({"problem": error.to_string()}),
    };
    object["path"] = json!(one.path.display().to_string());
    object["bytes"] = json!(one.bytes);
    object
}
