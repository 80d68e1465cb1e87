//! `firststep backup verify`

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Value, json};

use crate::backup::{self, VerifiedBackup};
use crate::cli::backup::create::{described, missing};
use crate::cli::flags::PassphraseArgs;
use crate::cli::output::print;
use crate::domain::operator_error::OperatorError;
use crate::platform::background_tasks::Stop;

/// Read backups whole and say whether they would restore.
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  \
        firststep backup verify data/backups/*.zip\n  \
        firststep backup verify sealed.zip --passphrase-file words.txt --json")]
pub struct BackupVerify {
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

impl BackupVerify {
    /// Says what became of each, and fails if one of them is of no use.
    pub(super) fn run(&self) -> Result<(), OperatorError> {
        let passphrase = self.passphrase.read()?;
        let judge = |path: &PathBuf| {
            backup::verify(path, passphrase.as_ref(), &Stop::default()).map_err(OperatorError::from)
        };
        let verdicts: Vec<_> = self.files.iter().map(|path| (path, judge(path))).collect();
        if self.json {
            let list = verdicts.iter().map(|(path, verdict)| object(path, verdict));
            print(&format!("{:#}\n", Value::Array(list.collect())));
        }
        if let [(_, Err(trouble))] = &verdicts[..] {
            return Err(trouble.clone());
        }
        if !self.json {
            let lines = verdicts.iter().map(|(path, verdict)| line(path, verdict));
            print(&lines.collect::<String>());
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

fn line(path: &Path, verdict: &Result<VerifiedBackup, OperatorError>) -> String {
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

fn object(path: &Path, verdict: &Result<VerifiedBackup, OperatorError>) -> Value {
    let mut object = match verdict {
        Ok(verified) => described(verified),
        Err(trouble) => json!({"problem": trouble.to_string()}),
    };
    object["path"] = json!(path);
    object["sound"] = json!(verdict.is_ok());
    object
}
