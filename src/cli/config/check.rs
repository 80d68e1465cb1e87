//! Whether a server could start with these settings; nothing is created.

use std::path::Path;

use crate::auth::breached_passwords::BreachedPasswords;
use crate::backup::objects::Place;
use crate::cli::config::file::SettingsFile;
use crate::cli::serve::ServeCommand;
use crate::domain::operator_error::OperatorError;
use crate::model::{instruments, load};
use crate::platform::lock;
use crate::server;

/// Checks settings. Those that can work may be worth a few remarks.
pub(crate) fn examine(
    serve: &ServeCommand,
    file: &SettingsFile,
) -> Result<Vec<String>, OperatorError> {
    folders(serve)?;
    serve.data.secret()?;
    let schedule = serve.backups.schedule(&serve.data, &serve.s3.settings())?;
    serve
        .replica
        .settings(&serve.backups, serve.s3.settings())?;
    let smtp = serve.mail.smtp()?;
    serve.cors()?;
    if let Some(files) = serve.network.tls()? {
        files.load()?;
    }
    if let Some(path) = &serve.policy.passwords.breached_passwords {
        BreachedPasswords::open(path)?;
    }
    load::pair(serve.quiz.model.as_deref(), serve.quiz.questions.as_deref())?;
    instruments::load(&serve.instrument)?;
    let mut remarks = Vec::new();
    if addresses(serve)? {
        remarks
            .push("A server runs on this data folder, so its addresses aren't tried.".to_owned());
    }
    let doubts = smtp.iter().flat_map(|smtp| serve.mail.doubts(smtp));
    let doubts = doubts.chain(schedule.and_then(|schedule| schedule.doubt()));
    remarks.extend(doubts.map(|doubt| format!("But {doubt}.")));
    if let Some(path) = file.exposed() {
        let path = path.display();
        remarks.push(format!(
            "Others can read the secrets in {path}: chmod 600 {path}"
        ));
    }
    Ok(remarks)
}

/// Whether a server runs already, which has the addresses; otherwise they must be free.
fn addresses(serve: &ServeCommand) -> Result<bool, OperatorError> {
    if lock::is_held(&serve.data.data_dir) {
        return Ok(true);
    }
    server::try_address(serve.place.address(), serve.place.spare_ports())?;
    serve
        .network
        .metrics
        .map_or(Ok(()), server::try_metrics_address)?;
    Ok(false)
}

fn folders(serve: &ServeCommand) -> Result<(), OperatorError> {
    let places = serve.data.places();
    writable(&places.folder, "--data-dir")?;
    writable(&places.photos, "--photos")?;
    let database = places.db.parent().unwrap_or(&places.db);
    writable(database, "--db")?;
    if let Some(file) = &serve.logging.log_file {
        writable(file.parent().unwrap_or(file), "--log-file")?;
    }
    serve
        .backups
        .backup_dir
        .as_deref()
        .filter(|folder| !Place::is_bucket(&folder.to_string_lossy()))
        .map_or(Ok(()), |folder| writable(folder, "--backup-dir"))
}

/// Whether a folder can be written to, or made.
fn writable(folder: &Path, flag: &str) -> Result<(), OperatorError> {
    let named = |path: &&Path| !path.as_os_str().is_empty();
    let mut there = folder.ancestors().filter(named);
    let there = there.find(|path| path.symlink_metadata().is_ok());
    let there = there.unwrap_or(Path::new("."));
    let why = if there.is_dir() {
        no_right(there)
    } else {
        Some(format!("{} is no folder", there.display()))
    };
    why.map_or(Ok(()), |why| {
        Err(OperatorError::new(
            format!("The folder {} can't be used: {why}", folder.display()),
            format!("Check its permissions, or choose another with {flag}."),
        ))
    })
}

/// Why nothing can be written there. Permissions don't say: to root they mean nothing, and /proc takes no file of
/// anybody's. The file that is tried has no name, where the system knows such, and is gone at once.
fn no_right(folder: &Path) -> Option<String> {
    let denied = tempfile::tempfile_in(folder).err()?;
    // Its own text names a path that nobody chose.
    let reason = denied.raw_os_error().map(std::io::Error::from_raw_os_error);
    let reason = reason.map_or_else(|| denied.kind().to_string(), |error| error.to_string());
    Some(format!(
        "{} can't be written to ({reason})",
        folder.display()
    ))
}
