//! `firststep backup verify` and `firststep backup list`

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Value, json};

use super::create::{described, missing};
use super::{PassphraseArgs, say, size};
use crate::backup::{self, Listed, Verified};
use crate::cli::DataArgs;
use crate::domain::operator_error::OperatorError;
use crate::platform::background_tasks::Stop;

/// Read backups whole and say whether they would restore.
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  \
        firststep backup verify data/backups/*.zip\n  \
        firststep backup verify sealed.zip --passphrase-file words.txt --json")]
pub struct Verify {
    /// The backups.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,

    /// What a sealed secret is opened with, to try it.
    #[command(flatten)]
    pub passphrase: PassphraseArgs,

    /// Print JSON, for programs.
    #[arg(long)]
    pub json: bool,
}

impl Verify {
    /// Says what became of each, and fails if one of them is of no use.
    pub(super) fn run(&self) -> Result<(), OperatorError> {
        let passphrase = self.passphrase.read()?;
        let judge = |path: &PathBuf| {
            backup::verify(path, passphrase.as_ref(), &Stop::default()).map_err(OperatorError::from)
        };
        let verdicts: Vec<_> = self.files.iter().map(|path| (path, judge(path))).collect();
        if self.json {
            let list = verdicts.iter().map(|(path, verdict)| object(path, verdict));
            say(&format!("{:#}\n", Value::Array(list.collect())));
        }
        if let [(_, Err(trouble))] = &verdicts[..] {
            return Err(trouble.clone());
        }
        if !self.json {
            let lines = verdicts.iter().map(|(path, verdict)| line(path, verdict));
            say(&lines.collect::<String>());
        }
        match verdicts
            .iter()
            .filter(|(_, verdict)| verdict.is_err())
            .count()
        {
            0 => Ok(()),
            bad => Err(OperatorError::new(
                format!("{bad} of {} backups can't be used", self.files.len()),
                "Make new ones with firststep backup create.",
            )),
        }
    }
}

fn line(path: &Path, verdict: &Result<Verified, OperatorError>) -> String {
    match verdict {
        Ok(verified) => format!(
            "{} is sound: made {}, schema {}, {} photos, secret {}.\n{}",
            path.display(),
            verified.manifest.made_at,
            verified.manifest.schema,
            verified.manifest.photos(),
            verified.manifest.secret().word(),
            missing(verified.missing_photos),
        ),
        Err(trouble) => format!("{trouble}\n"),
    }
}

fn object(path: &Path, verdict: &Result<Verified, OperatorError>) -> Value {
    let mut object = match verdict {
        Ok(verified) => described(verified),
        Err(trouble) => json!({"problem": trouble.to_string()}),
    };
    object["path"] = json!(path);
    object["sound"] = json!(verdict.is_ok());
    object
}

/// List the backups in a folder, the newest first.
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  \
        firststep backup list\n  \
        firststep backup list /media/stick --json\n\n\
        What they hold is read from their manifests; firststep backup verify reads them whole.")]
pub struct List {
    /// The folder [default: backups in the data folder].
    #[arg(env = "FIRSTSTEP_BACKUP_DIR", value_name = "FOLDER")]
    pub folder: Option<PathBuf>,

    /// Print JSON, for programs.
    #[arg(long)]
    pub json: bool,
}

impl List {
    pub(super) fn run(&self, data: &DataArgs) -> Result<String, OperatorError> {
        let usual = || data.backups();
        let folder = self.folder.clone().unwrap_or_else(usual);
        let found = backup::list(&folder)?;
        if self.json {
            let list = found.iter().map(listed).collect();
            return Ok(format!("{:#}\n", Value::Array(list)));
        }
        if found.is_empty() {
            return Ok(format!("There is no backup in {}.\n", folder.display()));
        }
        let head = format!(
            "{:<20}  {:>9}  {:>6}  {:>6}  {:<6}  FILE\n",
            "MADE", "SIZE", "PHOTOS", "SCHEMA", "SECRET"
        );
        Ok(head + &found.iter().map(row).collect::<String>())
    }
}

fn row(one: &Listed) -> String {
    let path = one.path.display();
    let size = size(one.bytes);
    match &one.manifest {
        Ok(known) => format!(
            "{:<20}  {size:>9}  {:>6}  {:>6}  {:<6}  {path}\n",
            // To the second.
            format!("{}Z", &known.moment().naive()[..19]),
            known.photos(),
            known.schema,
            known.secret().word()
        ),
        Err(_) => format!(
            "{:<20}  {size:>9}  {:>6}  {:>6}  {:<6}  {path}\n",
            "not a backup", "-", "-", "-"
        ),
    }
}

fn listed(one: &Listed) -> Value {
    let mut object = match &one.manifest {
        Ok(known) => json!({
            "made_at": known.made_at,
            "program": known.program,
            "schema": known.schema,
            "database": known.database,
            "secret": known.secret().word(),
            "photos": known.photos(),
        }),
        Err(trouble) => json!({"problem": trouble.to_string()}),
    };
    object["path"] = json!(one.path);
    object["bytes"] = json!(one.bytes);
    object
}
