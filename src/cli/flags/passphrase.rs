//! The passphrase that seals a backup's secret.

use std::fs;
use std::path::PathBuf;

use clap::Args;

use crate::backup::Passphrase;
use crate::domain::operator_error::OperatorError;

/// The passphrase for the secret in a backup.
#[derive(Debug, Clone, Args)]
pub(crate) struct PassphraseArgs {
    /// The file with the passphrase that encrypts the secret.
    #[arg(long, env = "FIRSTSTEP_BACKUP_PASSPHRASE_FILE", value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,

    /// The passphrase itself, if no file is named. Prefer the variable: other users of this machine can read command lines.
    #[arg(
        long,
        env = "FIRSTSTEP_BACKUP_PASSPHRASE",
        value_name = "TEXT",
        hide_env_values = true
    )]
    pub passphrase: Option<String>,
}

impl PassphraseArgs {
    pub(crate) fn read(&self) -> Result<Option<Passphrase>, OperatorError> {
        passphrase(self.passphrase.as_ref(), self.passphrase_file.as_ref())
    }
}

/// The passphrase in a file, without its line end, or else the given one.
pub(crate) fn passphrase(
    given: Option<&String>,
    file: Option<&PathBuf>,
) -> Result<Option<Passphrase>, OperatorError> {
    let Some(path) = file else {
        let given = given.map(|text| Passphrase::new(without_line_end(text)));
        return given.transpose();
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
    Passphrase::new(without_line_end(&text)).map(Some)
}

fn without_line_end(text: &str) -> &str {
    text.trim_end_matches(['\r', '\n'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passphrase_ends_with_its_line() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let path = file.path().to_owned();
        fs::write(&path, "words in a row\r\n").unwrap();
        assert!(passphrase(None, Some(&path)).unwrap().is_some());
        fs::write(&path, "short\n").unwrap();
        let error = passphrase(None, Some(&path)).unwrap_err().to_string();
        assert!(error.contains("5 characters"), "{error}");
        assert!(passphrase(None, None).unwrap().is_none());
    }
}
