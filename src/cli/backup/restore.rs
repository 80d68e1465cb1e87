//! `firststep backup restore`

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use crate::backup::replica::{self, Fetched};
use crate::backup::{self, RemoteFile, RestoreOptions, Restored, Switched};
use crate::cli::backup::create::{missing, photos};
use crate::cli::flags::{DataArgs, LitestreamArgs, PassphraseArgs, S3Args};
use crate::cli::output::pretty;
use crate::doctor::text::removal;
use crate::domain::moment::Moment;
use crate::domain::operator_error::OperatorError;
use crate::platform::background_tasks::Stop;
use crate::platform::clock::Clock;
use crate::store::copies::VERSION;

/// Restore a backup; the previous data is kept beside it.
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  \
        firststep backup restore data/backups/firststep-20261121T221432Z.zip --force\n  \
        firststep backup restore backup.zip --data-dir /var/lib/firststep\n  \
        firststep backup restore sealed.zip --passphrase-file words.txt\n  \
        firststep backup restore --replica s3://bucket/prefix --data-dir new\n\n\
        Stop the server first. The backup is verified completely before anything is changed. The previous\n\
        data is kept in a folder before-restore-… and never deleted.")]
pub(crate) struct BackupRestore {
    /// The backup; one, even where a pattern such as *.zip names several.
    #[arg(required_unless_present = "replica", value_name = "FILE")]
    pub files: Vec<PathBuf>,

    /// Restore the copy that another server keeps there, instead of a backup. A server that keeps the same copy afterwards goes on with it, and the other one becomes read-only.
    #[arg(
        long,
        env = "FIRSTSTEP_RESTORE_REPLICA",
        value_name = "PLACE",
        conflicts_with = "files"
    )]
    pub replica: Option<String>,

    #[command(flatten)]
    pub litestream: LitestreamArgs,

    /// Replace existing data, which is moved aside.
    #[arg(long)]
    pub force: bool,

    /// Don't restore the secret: the folder keeps its own, or gets a new one.
    #[arg(long)]
    pub without_secret: bool,

    #[command(flatten)]
    pub passphrase: PassphraseArgs,

    /// Print JSON, for programs.
    #[arg(long)]
    pub json: bool,
}

impl BackupRestore {
    pub(super) fn run(&self, data: &DataArgs, s3: &S3Args) -> Result<String, OperatorError> {
        let options = RestoreOptions {
            force: self.force,
            passphrase: self.passphrase.read()?,
            without_secret: self.without_secret,
        };
        let (now, stop) = (Clock::default().now(), Stop::default());
        if let Some(url) = &self.replica {
            let settings = self.litestream.settings(url, s3.settings())?;
            let restored = replica::restore(&settings, &data.places(), &options, now, &stop)?;
            return Ok(self.tell_copy(url, restored, data));
        }
        let file = self.file()?;
        let fetched = RemoteFile::fetch(file, &s3.settings())?;
        let restored = backup::restore(&fetched.path, &data.places(), &options, now, &stop)?;
        if self.json {
            return Ok(object(&restored));
        }
        Ok(summary(file, &restored, data))
    }

    fn tell_copy(
        &self,
        url: &str,
        (fetched, switched): (Fetched, Switched),
        data: &DataArgs,
    ) -> String {
        let alive = fetched.beat.map(Moment::rfc3339);
        let came_back = fetched.photos.len() - fetched.missing_photos;
        if self.json {
            return pretty(&json!({
                "alive_at": alive,
                "photos": came_back,
                "missing_photos": fetched.missing_photos,
                "former": fetched.is_former,
                "secret_restored": switched.secret,
                "previous": paths(&switched),
            }));
        }
        let alive = alive.map_or_else(String::new, |at| {
            format!(", of a server that was alive at {at}")
        });
        let former = if fetched.is_former {
            "The server that took over last had carried nothing yet: this is the copy of the one before.\n"
        } else {
            ""
        };
        format!(
            "Restored the copy in {url}{alive}, with {}, into {}.\n{former}{}{}{}Go on with it: firststep serve --replica {url}\n",
            photos(came_back),
            data.data_dir.display(),
            missing(fetched.missing_photos),
            secret(&switched, data.secret_key.is_some()),
            previous(&switched),
        )
    }

    fn file(&self) -> Result<&Path, OperatorError> {
        let [file] = &*self.files else {
            return Err(OperatorError::new(
                format!(
                    "{} backups are named, and one can be restored",
                    self.files.len()
                ),
                format!(
                    "Name it alone; the last named is {}.",
                    self.files[self.files.len() - 1].display()
                ),
            ));
        };
        Ok(file)
    }
}

fn summary(file: &Path, restored: &Restored, data: &DataArgs) -> String {
    let manifest = &restored.manifest;
    format!(
        "Restored {}, made {}, with {}, into {}.\n{}{}{}{}",
        file.display(),
        manifest.made_at,
        photos(manifest.photos()),
        data.data_dir.display(),
        missing(restored.missing_photos),
        upgraded(manifest.schema),
        secret(&restored.switched, data.secret_key.is_some()),
        previous(&restored.switched),
    )
}

fn upgraded(schema: i32) -> String {
    if schema == VERSION {
        return String::new();
    }
    format!("Its database was of version {schema} and was brought up to date.\n")
}

fn secret(restored: &Switched, given: bool) -> &'static str {
    match (restored.secret, restored.own_secret || given) {
        (true, _) if given => {
            "The secret was restored, but SECRET_KEY wins over it as long as it is set.\n"
        }
        (true, _) => "The secret was restored: who was signed in then is signed in again.\n",
        (false, true) => {
            "No secret was restored; the one that is there stays. If it is another than then, everybody signs in again.\n"
        }
        (false, false) => {
            "No secret was restored: the next start makes a new one, and everybody signs in again.\n"
        }
    }
}

/// Where the old state is, as text: a path needn't be.
fn paths(restored: &Switched) -> Vec<String> {
    let shown = |path: &PathBuf| path.display().to_string();
    restored.previous.iter().map(shown).collect()
}

fn previous(restored: &Switched) -> String {
    let folders: Vec<String> = restored
        .previous
        .iter()
        .map(|folder| folder.display().to_string())
        .collect();
    if folders.is_empty() {
        return String::new();
    }
    let own = if restored.previous_is_data {
        ", a data folder of its own"
    } else {
        ""
    };
    format!(
        "The previous data is in {}{own}. Once you don't need it any more: {}\n",
        folders.join(" and "),
        removal(restored.previous.iter().map(PathBuf::as_path)),
    )
}

fn object(restored: &Restored) -> String {
    let manifest = &restored.manifest;
    let object = json!({
        "made_at": manifest.made_at,
        "schema": manifest.schema,
        "photos": manifest.photos(),
        "missing_photos": restored.missing_photos,
        "secret_restored": restored.switched.secret,
        "previous": paths(&restored.switched),
    });
    pretty(&object)
}
