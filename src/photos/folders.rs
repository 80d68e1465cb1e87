//! The folders that photos are in, by the first letters of their keys.

use std::fs;
use std::io;
use std::path::Path;

use super::key::{self, PhotoKey};
use crate::platform::folder;

/// The file that says which database the photos belong to.
pub(super) const OWNER: &str = "database";

/// The names in a photos' folder that are ours: the keys' subfolders, and the owner's file.
pub(crate) fn names_in(root: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(root)? {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else {
            continue;
        };
        if name == OWNER || key::is_folder(&name) && entry.file_type()?.is_dir() {
            names.push(name);
        }
    }
    Ok(names)
}

/// Brings photos into the folders in small letters that newer programs keep them in: out of those of older programs,
/// and out of those that a copy from a stick mixed up. Cut short, it goes on at the next start.
pub(super) fn settle(root: &Path) -> io::Result<()> {
    let mut moved = false;
    for name in names_in(root)? {
        let small = name.to_ascii_lowercase();
        if name == small || name == OWNER {
            continue;
        }
        moved = true;
        let (from, to) = (root.join(&name), root.join(&small));
        // Whole, where the other isn't there; where case makes no difference it is the same folder by a new name.
        if fs::rename(&from, &to).is_err() {
            move_each(&from, root)?;
        }
        folder::sync(&to)?;
    }
    if moved { folder::sync(root) } else { Ok(()) }
}

/// Moves the photos of a folder into their own; what isn't a photo stays.
fn move_each(from: &Path, root: &Path) -> io::Result<()> {
    for file in fs::read_dir(from)? {
        let file = file?;
        let name = file.file_name();
        let below = name.to_str().and_then(PhotoKey::path_of_file);
        if let Some(below) = below {
            fs::rename(file.path(), root.join(below))?;
        }
    }
    // With somebody else's files in it, it stays.
    let _ = fs::remove_dir(from);
    Ok(())
}
