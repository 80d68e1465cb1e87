//! `firststep backup verify`

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Value, json};

use crate::backup::{self, RemoteFile, VerifiedBackup};
use crate::cli::backup::create::{missing, photos};
use crate::cli::flags::{PassphraseArgs, S3Args};
use crate::cli::output::{pretty, print};
use crate::domain::operator_error::OperatorError;
use crate::platform::background_tasks::Stop;

/// Read backups completely and check that they can be restored.
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  \
        firststep backup verify data/backups/*.zip\n  \
        firststep backup verify sealed.zip --passphrase-file words.txt --json")]
pub(crate) struct BackupVerify {
    /// The backups.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,

    #[command(flatten)]
    pub passphrase: PassphraseArgs,

    /// Print JSON, for programs.
    #[arg(long)]
    pub json: bool,
}

impl BackupVerify {
    /// Prints the result of each, and fails if one of them can't be used.
    pub(super) fn run(&self, s3: &S3Args) -> Result<(), OperatorError> {
        let passphrase = self.passphrase.read()?;
        let verify = |path: &PathBuf| {
            let file = RemoteFile::fetch(path, &s3.settings())?;
            backup::verify(&file.path, passphrase.as_ref(), &Stop::default())
                .map_err(OperatorError::from)
        };
        let results: Vec<_> = self.files.iter().map(|path| (path, verify(path))).collect();
        if self.json {
            let list = results.iter().map(|(path, result)| object(path, result));
            print(&pretty(&list.collect()));
        }
        if let [(_, Err(error))] = &results[..] {
            return Err(error.clone());
        }
        if !self.json {
            let lines = results.iter().map(|(path, result)| line(path, result));
            print(&lines.collect::<String>());
        }
        match results.iter().filter(|(_, result)| result.is_err()).count() {
            0 => Ok(()),
            bad => Err(OperatorError::new(
                format!("{bad} of {} backups can't be used", self.files.len()),
                "Make new ones with firststep backup create.",
            )),
        }
    }
}

fn line(path: &Path, result: &Result<VerifiedBackup, OperatorError>) -> String {
    match result {
        Ok(verified) => format!(
            "{} is sound: made {}, schema {}, {}, secret {}.\n{}",
            path.display(),
            verified.manifest.made_at,
            verified.manifest.schema,
            photos(verified.manifest.photos()),
            verified.manifest.secret().word(),
            missing(verified.missing_photos),
        ),
        Err(error) => format!("{error}\n"),
    }
}

fn object(path: &Path, result: &Result<VerifiedBackup, OperatorError>) -> Value {
    let mut object = match result {
        Ok(verified) => {
            let mut object = json!(verified.manifest.brief());
            object["missing_photos"] = json!(verified.missing_photos);
            object
        }
        Err(error) => json!({"problem": error.to_string()}),
    };
    object["path"] = json!(path.display().to_string());
    object["sound"] = json!(result.is_ok());
    object
}
