//! Whether a server could start with these settings, found out without making or opening anything of its own.

use std::fmt::Write as _;
use std::path::Path;

use crate::cli::Serve;
use crate::cli::config::File;
use crate::domain::operator_error::OperatorError;
use crate::model::load;

/// What is to be said of settings that can work.
///
/// # Errors
/// The first thing that can't.
pub(crate) fn examine(serve: &Serve, file: &File) -> Result<String, OperatorError> {
    serve.data.secret()?;
    serve.backups.schedule(&serve.data)?;
    serve.mail.smtp()?;
    if let Some(files) = serve.network.tls()? {
        files.load()?;
    }
    load::classifier(serve.model.as_deref())?;
    load::questions(serve.questions.as_deref())?;
    let mut said = "The settings can work.\n".to_owned();
    if let Some(path) = file.exposed() {
        let path = path.display();
        let _ = writeln!(
            said,
            "Others can read the secrets in {path}: chmod 600 {path}"
        );
    }
    Ok(said)
}

/// Whether others than its owner may read a file.
#[cfg(unix)]
pub(crate) fn open_to_others(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    path.metadata()
        .is_ok_and(|meta| meta.permissions().mode() & 0o077 != 0)
}

/// Elsewhere there is no short answer.
#[cfg(not(unix))]
pub(crate) fn open_to_others(_: &Path) -> bool {
    false
}
