//! The paths of everything that is checked.

use std::path::PathBuf;

use crate::backup::objects::S3Settings;

/// The paths of everything that is checked. None of them need exist.
#[derive(Debug, Clone)]
pub(crate) struct DataLocations {
    /// The folder of everything.
    pub data_dir: PathBuf,
    /// The database's file.
    pub db: PathBuf,
    /// The photos' folder.
    pub photos: PathBuf,
    /// The folder of mail.
    pub outbox: PathBuf,
    /// The folder of backups.
    pub backups: PathBuf,
    /// How to reach the store that the copy or the backups are in, if they are in one.
    pub s3: S3Settings,
    /// What tokens are signed with.
    pub secret: SecretSource,
    /// The model's file, if it isn't the built-in one.
    pub model: Option<PathBuf>,
    /// The statements' file, if they aren't the built-in ones.
    pub questions: Option<PathBuf>,
    /// Whether an SMTP server is configured, which empties the outbox.
    pub sends_mail: bool,
}

/// Where the secret comes from.
#[derive(Debug, Clone)]
pub(crate) enum SecretSource {
    /// A file.
    File(PathBuf),
    /// The setting `SECRET_KEY`, of this many bytes.
    Given(usize),
}

#[cfg(test)]
impl DataLocations {
    /// Everything in one folder, where the flags have it.
    pub(super) fn within(folder: &std::path::Path) -> Self {
        Self {
            data_dir: folder.to_owned(),
            db: folder.join("firststep.db"),
            photos: folder.join("photos"),
            outbox: folder.join("outbox"),
            backups: folder.join("backups"),
            s3: S3Settings::default(),
            secret: SecretSource::Given(32),
            model: None,
            questions: None,
            sends_mail: false,
        }
    }
}
