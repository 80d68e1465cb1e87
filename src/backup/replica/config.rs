//! Litestream's configuration, made of ours.

use std::fmt::Write as _;
use std::path::Path;

use serde_json::json;

use super::settings::ReplicaSettings;
use crate::backup::objects::Place;

/// How often it looks for new commits, and how often it carries them away: together the most that a cut loses. Each look
/// that finds some is a file of its own in the copy, which a store may charge for.
const LOOK: &str = "250ms";
const CARRY: &str = "250ms";

/// The folder of an owner's database in the copy.
pub(super) fn folder(generation: u32) -> String {
    format!("db-{generation:08}")
}

/// The configuration for one database. It holds no keys: Litestream has them from its environment. A JSON text is
/// one of YAML, so a path may have any letters.
pub(super) fn text(
    settings: &ReplicaSettings,
    db: &Path,
    generation: u32,
    own: Option<(&Path, &Path)>,
) -> String {
    let folder = folder(generation);
    let mut text =
        "logging:\n  level: warn\n  type: text\n  stderr: true\nshutdown-sync-timeout: 20s\n"
            .to_owned();
    if let Some((socket, _)) = own {
        let _ = writeln!(
            text,
            "socket:\n  enabled: true\n  path: {}\n  permissions: 0600",
            json!(socket)
        );
    }
    let _ = writeln!(text, "dbs:\n  - path: {}", json!(db));
    if let Some((_, meta)) = own {
        let _ = writeln!(
            text,
            "    meta-path: {}\n    monitor-interval: {LOOK}\n    busy-timeout: 1s",
            json!(meta)
        );
    }
    text += "    replica:\n";
    let mut line = |key: &str, value: serde_json::Value| {
        let _ = writeln!(text, "      {key}: {value}");
    };
    match &settings.place {
        Place::Folder(root) => {
            line("type", json!("file"));
            line("path", json!(absolute(root).join(folder)));
        }
        Place::Store(store) => {
            line("type", json!("s3"));
            line("bucket", json!(store.bucket()));
            line("path", json!(store.key(&folder)));
            line("region", json!(settings.s3.region()));
            if let Some(endpoint) = &settings.s3.endpoint {
                line("endpoint", json!(endpoint));
            }
            line("force-path-style", json!(settings.s3.path_style()));
        }
    }
    line("sync-interval", json!(CARRY));
    text
}

/// Litestream's folder may be another than ours.
pub(super) fn absolute(path: &Path) -> std::path::PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}
