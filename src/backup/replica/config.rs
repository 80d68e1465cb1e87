//! How a copy is kept, and Litestream's configuration, made of that.

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::json;

use crate::backup::objects::{Place, S3Settings};
use crate::backup::seal::Passphrase;
use crate::domain::operator_error::OperatorError;

/// How often it looks for new commits, and how often it carries them away: together the most that a cut loses. Each look
/// that finds some is a file of its own in the copy, which a store may charge for.
const LOOK: &str = "250ms";
const CARRY: &str = "250ms";

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
    /// What seals the secret in the copy; without it, it isn't there.
    pub passphrase: Option<Passphrase>,
}

/// What the names of the owners' folders begin with.
pub(super) const FOLDER: &str = "db-";

/// The configuration for one database, and where its Litestream is asked and writes things down. It holds no keys: Litestream
/// has them from its environment. A JSON text is one of YAML, so a path may have any letters.
pub(super) fn text(
    settings: &ReplicaSettings,
    db: &Path,
    generation: u32,
    socket: &Path,
    meta: &Path,
) -> String {
    let folder = format!("{FOLDER}{generation:08}");
    let mut replica = match &settings.place {
        Place::Folder(root) => {
            json!({"type": "file", "path": root.0.join(folder).to_string_lossy()})
        }
        Place::Store(store) => json!({
            "type": "s3",
            "bucket": store.bucket(),
            "path": store.key(&folder),
            "region": settings.s3.region(),
            "endpoint": settings.s3.endpoint.as_deref().unwrap_or_default(),
            "force-path-style": settings.s3.path_style(),
        }),
    };
    replica["sync-interval"] = json!(CARRY);
    let all = json!({
        "logging": {"level": "warn", "type": "text", "stderr": true},
        "shutdown-sync-timeout": "20s",
        "socket": {"enabled": true, "path": socket.to_string_lossy(), "permissions": 0o600},
        "dbs": [{
            "path": db.to_string_lossy(),
            "replica": replica,
            "meta-path": meta.to_string_lossy(),
            "monitor-interval": LOOK,
            "busy-timeout": "1s",
        }],
    });
    all.to_string()
}

/// That Litestream can be told of this database: its configuration is text, which a path needn't be.
///
/// # Errors
/// A sentence.
pub(crate) fn check_path(db: &Path) -> Result<(), OperatorError> {
    let db = absolute(db);
    if db.to_str().is_some() {
        return Ok(());
    }
    Err(OperatorError::new(
        format!(
            "Litestream can't be told of {}, whose path isn't UTF-8",
            db.display()
        ),
        "Give the folder another name.",
    ))
}

/// Litestream's folder may be another than ours.
pub(super) fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}
