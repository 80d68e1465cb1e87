//! `firststep backup`

mod create;
mod look;
mod restore;
mod schedule;

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::backup::Passphrase;
use crate::cli::DataArgs;
use crate::domain::operator_error::OperatorError;

pub(crate) use create::Create;
pub(crate) use look::{List, Verify};
pub(crate) use restore::Restore;
pub(crate) use schedule::BackupArgs;

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
pub struct Backup {
    /// What to do.
    #[command(subcommand)]
    pub action: Action,
    /// Where the data lies.
    #[command(flatten)]
    pub data: DataArgs,
}

/// What can be done with backups.
#[derive(Debug, Clone, Subcommand)]
pub enum Action {
    /// Make a backup and read it back; the server may run meanwhile.
    Create(Create),
    /// Read backups whole and say whether they would restore.
    Verify(Verify),
    /// List the backups in a folder, the newest first.
    List(List),
    /// Put a backup's state in the place of what is there, which is kept beside it.
    Restore(Restore),
}

impl Backup {
    pub(super) fn run(self) -> Result<(), OperatorError> {
        let said = match self.action {
            Action::Create(create) => create.run(&self.data)?,
            Action::Verify(verify) => return verify.run(),
            Action::List(list) => list.run(&self.data)?,
            Action::Restore(restore) => restore.run(&self.data)?,
        };
        say(&said);
        Ok(())
    }
}

/// To standard output; a reader that closed early (`| head`) has what it wanted.
fn say(text: &str) {
    let _ = std::io::stdout().write_all(text.as_bytes());
}

/// What opens or closes the secret in a backup.
#[derive(Debug, Clone, Args)]
pub struct PassphraseArgs {
    /// The file with the passphrase that the secret is sealed with.
    #[arg(long, env = "FIRSTSTEP_BACKUP_PASSPHRASE_FILE", value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,

    /// The passphrase itself, if no file is named. Better in the variable than on the command line, which others can read.
    #[arg(
        long,
        env = "FIRSTSTEP_BACKUP_PASSPHRASE",
        value_name = "TEXT",
        hide_env_values = true
    )]
    pub passphrase: Option<String>,
}

impl PassphraseArgs {
    fn read(&self) -> Result<Option<Passphrase>, OperatorError> {
        passphrase(self.passphrase.as_ref(), self.passphrase_file.as_ref())
    }
}

/// The passphrase in a file, without the end of its line, or one that was given.
fn passphrase(
    given: Option<&String>,
    file: Option<&PathBuf>,
) -> Result<Option<Passphrase>, OperatorError> {
    let Some(path) = file else {
        return given.map(|text| Passphrase::new(text)).transpose();
    };
    let text = fs::read_to_string(path).map_err(|error| {
        OperatorError::new(
            format!(
                "The passphrase file {} can't be read ({error})",
                path.display()
            ),
            "Check the path and its permissions.",
        )
    })?;
    Passphrase::new(text.trim_end_matches(['\r', '\n'])).map(Some)
}

/// A number of bytes for people.
fn size(bytes: u64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "one place is shown")]
    let count = bytes as f64;
    match bytes {
        0..1024 => format!("{bytes} B"),
        1024..1_048_576 => format!("{:.1} KiB", count / 1024.0),
        1_048_576..1_073_741_824 => format!("{:.1} MiB", count / 1_048_576.0),
        _ => format!("{:.1} GiB", count / 1_073_741_824.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_for_people() {
        let sizes = [0, 1023, 1024, 1_572_864, 5 << 30].map(size);
        assert_eq!(sizes, ["0 B", "1023 B", "1.0 KiB", "1.5 MiB", "5.0 GiB"]);
    }

    #[test]
    fn a_passphrase_ends_with_its_line() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let path = file.path().to_owned();
        fs::write(&path, "words in a row\r\n").unwrap();
        assert!(passphrase(None, Some(&path)).unwrap().is_some());
        fs::write(&path, "short\n").unwrap();
        let trouble = passphrase(None, Some(&path)).unwrap_err().to_string();
        assert!(trouble.contains("5 characters"), "{trouble}");
        assert!(passphrase(None, None).unwrap().is_none());
    }
}
