//! Whether a server could start with these settings; nothing is created.

use std::fmt::Write as _;

use crate::auth::breached_passwords::BreachedPasswords;
use crate::cli::config::file::SettingsFile;
use crate::cli::serve::ServeCommand;
use crate::domain::operator_error::OperatorError;
use crate::model::load;

/// Checks settings; the text is for settings that can work.
pub(crate) fn examine(serve: &ServeCommand, file: &SettingsFile) -> Result<String, OperatorError> {
    serve.data.secret()?;
    serve.backups.schedule(&serve.data)?;
    serve.mail.smtp()?;
    serve.cors()?;
    if let Some(files) = serve.network.tls()? {
        files.load()?;
    }
    if let Some(path) = &serve.policy.passwords.breached_passwords {
        BreachedPasswords::open(path)?;
    }
    load::classifier(serve.model.as_deref())?;
    load::questions(serve.questions.as_deref())?;
    let mut text = "The settings can work.\n".to_owned();
    if let Some(path) = file.exposed() {
        let path = path.display();
        let _ = writeln!(
            text,
            "Others can read the secrets in {path}: chmod 600 {path}"
        );
    }
    Ok(text)
}
