//! What a server is opened with, as plain values.

use std::path::PathBuf;

use crate::app::policy::Policy;
use crate::mail::Smtp;

/// Settings as plain values.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The data folder, which holds everything that has no other path; created if missing.
    pub data_dir: PathBuf,
    /// The database's file.
    pub db: PathBuf,
    /// The photos' folder.
    pub photos: PathBuf,
    /// The secret that tokens are signed with.
    pub secret: Vec<u8>,
    /// bcrypt's cost.
    pub bcrypt_cost: u32,
    /// The operator's decisions.
    pub policy: Policy,
    /// The folder of mail until it is sent or read.
    pub outbox: PathBuf,
    /// The SMTP server, if there is one.
    pub smtp: Option<Smtp>,
    /// Most connections that read the database at once.
    pub readers: u32,
    /// Another model instead of the built-in one.
    pub model: Option<PathBuf>,
    /// A file of leaked passwords' hashes, which new passwords are compared with.
    pub breached_passwords: Option<PathBuf>,
    /// Other statements instead of the built-in ones.
    pub questions: Option<PathBuf>,
    /// The folders of other instruments; `example` is the one of the program.
    pub instruments: Vec<PathBuf>,
}
