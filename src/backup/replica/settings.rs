//! How a copy is kept.

use std::path::PathBuf;
use std::time::Duration;

use crate::backup::objects::{Place, S3Settings};
use crate::backup::seal::Passphrase;

/// How a copy is kept.
#[derive(Debug, Clone)]
pub(crate) struct ReplicaSettings {
    /// Where it is.
    pub place: Place,
    /// How to reach it, if it is a store.
    pub s3: S3Settings,
    /// Litestream's program: a path, or a name that is looked for on the path.
    pub litestream: PathBuf,
    /// How often to try the way back.
    pub drill_every: Option<Duration>,
    /// Whether to take the copy over from another server.
    pub take_over: bool,
    /// What seals the secret in the copy; without it, it isn't there.
    pub passphrase: Option<Passphrase>,
}
