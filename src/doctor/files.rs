//! Whether the data folder and the database exist, can be written, and are closed to others.

use std::path::Path;

use crate::doctor::text::shell_quoted;
use crate::doctor::{DataLocations, Finding};
use crate::platform::file_system;

/// The data folder.
pub(super) fn folder(place: &DataLocations) -> Finding {
    const CHECK: &str = "folder";
    let path = &place.data_dir;
    let shown = path.display();
    if !path.is_dir() {
        let what = if path.exists() {
            "is no folder"
        } else {
            "isn't there"
        };
        return Finding::error(
            CHECK,
            format!("The data folder {shown} {what}."),
            "Name the right one with --data-dir; starting the server makes a new, empty one.",
        );
    }
    if let Some(finding) = unwritable(CHECK, "The data folder", path) {
        return finding;
    }
    if !file_system::has_modes(path) {
        return Finding::note(
            CHECK,
            format!(
                "{shown} lies on a file system without rights, as sticks have: whoever holds it can read all of it."
            ),
            "Encrypt the stick, if others may get hold of it.",
        );
    }
    match open_to_others(path) {
        Some(mode) => Finding::warning(
            CHECK,
            format!(
                "Others on this machine can look into the data folder {shown} (mode {mode:o})."
            ),
            format!("chmod 700 {}", shell_quoted(path)),
        ),
        None => Finding::ok(CHECK, closed(&shown.to_string())),
    }
}

/// Who may look into the data folder.
fn closed(shown: &str) -> String {
    if cfg!(windows) {
        // Windows passes a folder's access rights on to what is in it, and we set none of our own.
        return format!("{shown} has the rights of the folder that it is in.");
    }
    format!("{shown} is its owner's alone.")
}

/// The database's file.
pub(super) fn database(place: &DataLocations) -> Finding {
    const CHECK: &str = "database";
    let path = &place.db;
    let shown = path.display();
    let Ok(meta) = path.metadata() else {
        return Finding::error(
            CHECK,
            format!("There is no database {shown}."),
            "Name the right one with --db or --data-dir, or put a backup there with firststep backup restore FILE; starting the server makes a new, empty one.",
        );
    };
    if let Some(finding) = unwritable(CHECK, "The database", path) {
        return finding;
    }
    match open_to_others(path) {
        Some(mode) => Finding::warning(
            CHECK,
            format!("Others on this machine may read the database {shown} (mode {mode:o})."),
            format!("chmod 600 {}", shell_quoted(path)),
        ),
        None if cfg!(unix) && file_system::has_modes(path) => {
            Finding::ok(CHECK, format!("{} bytes, its owner's alone.", meta.len()))
        }
        // Who may read it, the folder's finding says.
        None => Finding::ok(CHECK, format!("{} bytes.", meta.len())),
    }
}

/// Whether all belongs to one user: a command once run as root leaves files
/// that the server can't write afterwards.
#[cfg(unix)]
pub(super) fn owner(place: &DataLocations) -> Option<Finding> {
    use std::os::unix::fs::MetadataExt as _;
    const CHECK: &str = "owner";
    let owner = place.data_dir.metadata().ok()?.uid();
    let [log, index, _] = crate::store::files::beside(&place.db);
    let mut paths = vec![
        place.db.clone(),
        log,
        index,
        place.photos.clone(),
        place.outbox.clone(),
    ];
    if let crate::doctor::SecretSource::File(path) = &place.secret {
        paths.push(path.clone());
    }
    let foreign = |path: &std::path::PathBuf| path.metadata().is_ok_and(|meta| meta.uid() != owner);
    let found: Vec<String> = paths
        .iter()
        .filter(|path| foreign(path))
        .map(|path| shell_quoted(path))
        .collect();
    Some(if found.is_empty() {
        Finding::ok(CHECK, format!("Everything belongs to user {owner}."))
    } else {
        Finding::error(
            CHECK,
            format!(
                "Not everything belongs to user {owner}, as the data folder does: {}.",
                found.join(", ")
            ),
            format!("chown {owner} {}", found.join(" ")),
        )
    })
}

/// Files have no such owner elsewhere.
#[cfg(not(unix))]
pub(super) fn owner(_: &DataLocations) -> Option<Finding> {
    None
}

/// The finding that this user can't write to a path.
#[cfg(unix)]
fn unwritable(check: &'static str, what: &str, path: &Path) -> Option<Finding> {
    use std::os::unix::fs::MetadataExt as _;
    let error = rustix::fs::access(path, rustix::fs::Access::WRITE_OK).err()?;
    let shown = path.display();
    let error = std::io::Error::from(error);
    let owner = path.metadata().map_or(0, |meta| meta.uid());
    Some(Finding::error(
        check,
        format!("{what} {shown} can't be written to ({error})."),
        format!(
            "Run this as the user who serves, or give it to the one who does: it belongs to user {owner}, and this ran as {}.",
            rustix::process::geteuid().as_raw()
        ),
    ))
}

#[cfg(not(unix))]
fn unwritable(check: &'static str, what: &str, path: &Path) -> Option<Finding> {
    let readonly = path
        .metadata()
        .is_ok_and(|meta| meta.permissions().readonly());
    readonly.then(|| {
        let message = format!("{what} {} can't be written to.", path.display());
        Finding::error(check, message, "Allow it in its properties.")
    })
}

/// A path's mode, if it gives others than its owner any right and can be another.
#[cfg(unix)]
pub(crate) fn open_to_others(path: &Path) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = path.metadata().ok()?.permissions().mode() & 0o777;
    (mode & 0o077 != 0 && file_system::has_modes(path)).then_some(mode)
}

#[cfg(not(unix))]
pub(crate) fn open_to_others(_: &Path) -> Option<u32> {
    None
}
