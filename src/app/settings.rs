//! What a server is opened with, as plain values.

use std::path::PathBuf;

use crate::app::policy::Policy;
use crate::mail::Smtp;

/// Where things lie and how they are done, as plain values.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The folder of everything that has no place of its own; made if missing.
    pub data_dir: PathBuf,
    /// The database's file.
    pub db: PathBuf,
    /// The photos' folder.
    pub photos: PathBuf,
    /// What tokens are signed with.
    pub secret: Vec<u8>,
    /// bcrypt's cost.
    pub bcrypt_cost: u32,
    /// What else was decided.
    pub policy: Policy,
    /// Where mail lies until it is sent, or read.
    pub outbox: PathBuf,
    /// Who sends it, if anybody does.
    pub smtp: Option<Smtp>,
    /// Most connections that read the database at once.
    pub readers: u32,
    /// Somebody else's model, in place of ours.
    pub model: Option<PathBuf>,
    /// Somebody else's statements, in place of ours.
    pub questions: Option<PathBuf>,
}
