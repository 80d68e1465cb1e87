//! `firststep backup create`

use std::path::{MAIN_SEPARATOR_STR, Path, PathBuf};

use clap::Args;
use serde_json::{Value, json};

use crate::backup::objects::Place;
use crate::backup::{
    self, BackupPlace, BackupSource, CreatedBackup, SecretHandling, SecretKind, Target,
};
use crate::cli::flags::{DataArgs, PassphraseArgs, S3Args};
use crate::cli::output::{pretty, size};
use crate::domain::operator_error::OperatorError;
use crate::platform::background_tasks::Stop;
use crate::platform::clock::Clock;

/// The prefix of backups made by hand.
const PREFIX: &str = "firststep-";

/// Make a backup and verify it; the server may be running.
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  \
        firststep backup create\n  \
        firststep backup create --to /media/stick\n  \
        firststep backup create --to s3://bucket/prefix\n  \
        firststep backup create --to before-the-fair.zip --without-secret\n\n\
        The file holds the database, the photos and the secret that tokens are signed with: whoever has it\n\
        can sign in as anybody. A passphrase encrypts the secret, and only it (scrypt, ChaCha20-Poly1305).\n\
        Into a store (s3://) it goes under a passphrase alone: without one the backup there lacks it.")]
pub(crate) struct BackupCreate {
    /// The backup's file, which ends in .zip, or its folder, or s3://bucket/prefix [default: backups in the data folder].
    #[arg(long, env = "FIRSTSTEP_BACKUP_DIR", value_name = "PATH")]
    pub to: Option<PathBuf>,

    /// Leave out the secret. After a restore elsewhere everybody signs in again.
    #[arg(long)]
    pub without_secret: bool,

    #[command(flatten)]
    pub passphrase: PassphraseArgs,

    /// Print JSON, for programs.
    #[arg(long)]
    pub json: bool,
}

impl BackupCreate {
    pub(super) fn run(&self, data: &DataArgs, s3: &S3Args) -> Result<String, OperatorError> {
        backup::settle(&data.data_dir)?;
        let places = data.existing()?.places();
        let source = BackupSource {
            db: places.db,
            photos: places.photos,
            secret: data.secret()?,
        };
        let (now, stop) = (Clock::default().now(), Stop::default());
        let secret = self.secret_handling()?;
        let made = match target(self.to.as_deref(), data.backups()) {
            Target::Folder(folder, prefix) => {
                let place = BackupPlace::open(folder, &s3.settings())?;
                place.create(&prefix, &source, &secret, &data.data_dir, now, &stop)?
            }
            file @ Target::File(_) => backup::create(&source, &secret, &file, now, &stop)?,
        };
        if self.json {
            return Ok(pretty(&object(&made)));
        }
        Ok(summary(&made))
    }

    fn secret_handling(&self) -> Result<SecretHandling, OperatorError> {
        if self.without_secret {
            return Ok(SecretHandling::Absent);
        }
        Ok(self
            .passphrase
            .read()?
            .map_or(SecretHandling::Plain, SecretHandling::Sealed))
    }
}

fn target(to: Option<&Path>, usual: PathBuf) -> Target {
    let Some(path) = to else {
        return Target::Folder(usual, PREFIX.to_owned());
    };
    let named = path.extension().is_some_and(|end| end == "zip");
    let text = path.to_string_lossy();
    let folder = path.is_dir() || text.ends_with(MAIN_SEPARATOR_STR) || Place::is_bucket(&text);
    if named && !folder {
        Target::File(path.to_owned())
    } else {
        Target::Folder(path.to_owned(), PREFIX.to_owned())
    }
}

fn object(made: &CreatedBackup) -> Value {
    let mut object = json!(made.verified.manifest.brief());
    object["missing_photos"] = json!(made.verified.missing_photos);
    object["path"] = json!(made.path.display().to_string());
    object["bytes"] = json!(made.bytes);
    object
}

fn summary(made: &CreatedBackup) -> String {
    let manifest = &made.verified.manifest;
    let secret = match manifest.secret() {
        SecretKind::Plain => {
            "It holds the secret that tokens are signed with: who has this file can sign in as anybody.\n\
             Keep it as safe as the server, or see --passphrase-file and --without-secret."
        }
        SecretKind::Sealed => {
            "The secret in it is sealed; without the passphrase everybody signs in again after a restore."
        }
        SecretKind::Absent if Place::is_bucket(&made.path.to_string_lossy()) => {
            "The secret isn't in it: after a restore elsewhere everybody signs in again, and second factors are\n\
             switched off one by one. With --passphrase-file it goes into a store, sealed."
        }
        SecretKind::Absent => {
            "The secret isn't in it: after a restore elsewhere everybody signs in again."
        }
    };
    format!(
        "Made {} ({}, {}), read back and verified.\n{}{secret}\n",
        made.path.display(),
        size(made.bytes),
        photos(manifest.photos()),
        missing(made.verified.missing_photos),
    )
}

/// A number of photos, in words.
pub(super) fn photos(count: usize) -> String {
    let noun = if count == 1 { "photo" } else { "photos" };
    format!("{count} {noun}")
}

/// A line about missing photos, if any are missing.
pub(super) fn missing(count: usize) -> String {
    match count {
        0 => String::new(),
        count => format!(
            "The backup lacks {} whose files were missing already.\n",
            photos(count)
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_zip_is_a_file_and_all_else_a_folder() {
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path();
        let into = |path: &Path| Target::Folder(path.to_owned(), PREFIX.to_owned());
        let usual = || dir.join("backups");
        assert_eq!(target(None, usual()), into(&usual()));
        let [file, new, odd] = ["a.zip", "new", "b.zip"].map(|name| dir.join(name));
        std::fs::create_dir(&odd).unwrap();
        assert_eq!(target(Some(&file), usual()), Target::File(file));
        assert_eq!(target(Some(&new), usual()), into(&new));
        assert_eq!(target(Some(&odd), usual()), into(&odd));
    }
}
