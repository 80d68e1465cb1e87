//! Photos in a copy, under the names that they have here.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use parking_lot::Mutex;

use crate::backup::manifest::PHOTOS;
use crate::backup::objects::{Place, PlaceFault};
use crate::photos::{PhotoKey, Size, file_path};
use crate::platform::folder;

/// How many are fetched at once: a store far away takes some milliseconds for each, however small.
const AT_ONCE: usize = 8;

fn name(key: &PhotoKey, size: Size) -> String {
    format!("{PHOTOS}{}", key.path(size))
}

/// Carries a photo to the copy, or removes it there. Files that `held` has are there: a name never changes its content.
pub(crate) fn carry(
    place: &Place,
    root: &Path,
    key: &str,
    gone: bool,
    held: &HashSet<String>,
) -> Result<(), PlaceFault> {
    let Some(key) = PhotoKey::parse(key) else {
        return Ok(());
    };
    for size in Size::ALL {
        let (name, path) = (name(&key, size), file_path(root, &key, size));
        if gone {
            place.remove(&name)?;
        } else if path.exists() && !held.contains(&name) {
            match place.put_file(&name, &path) {
                // Deleted meanwhile: that is carried next.
                Err(_) if !path.exists() => {}
                put => put?,
            }
        }
    }
    Ok(())
}

/// The names of all photos' files in a copy.
pub(crate) fn held(place: &Place) -> Result<HashSet<String>, PlaceFault> {
    Ok(place
        .list(PHOTOS)?
        .into_iter()
        .map(|file| file.name)
        .collect())
}

/// How many of these photos a copy lacks, in any of their sizes, and how many of its files belong to none of them.
pub(crate) fn missing<'a>(
    place: &Place,
    keys: impl Iterator<Item = &'a str>,
) -> Result<(usize, usize), PlaceFault> {
    let mut held = held(place)?;
    let mut missing = 0;
    for key in keys.filter_map(PhotoKey::parse) {
        let found = Size::ALL.map(|size| held.remove(&name(&key, size)));
        missing += usize::from(found.contains(&false));
    }
    Ok((missing, held.len()))
}

/// Fetches photos into a folder; returns how many aren't in the copy, and adds the folders that were made.
pub(super) fn fetch(
    place: &Place,
    keys: &[String],
    root: &Path,
    made: &mut Vec<std::path::PathBuf>,
) -> Result<usize, PlaceFault> {
    let keys: Vec<PhotoKey> = keys.iter().filter_map(|key| PhotoKey::parse(key)).collect();
    for key in &keys {
        let path = file_path(root, key, Size::Full);
        let Some(parent) = path.parent() else {
            continue;
        };
        if made.last().is_none_or(|last| last != parent) && !parent.exists() {
            let _ = folder::make(parent);
            made.push(parent.to_owned());
        }
    }
    let (next, lost, failed) = (Mutex::new(keys.iter()), Mutex::new(0), Mutex::new(None));
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE.min(keys.len()) {
            scope.spawn(|| {
                loop {
                    let Some(key) = next.lock().next() else { break };
                    match fetch_one(place, key, root) {
                        Ok(true) => {}
                        Ok(false) => *lost.lock() += 1,
                        Err(fault) => {
                            *failed.lock() = Some(fault);
                            break;
                        }
                    }
                }
            });
        }
    });
    failed
        .into_inner()
        .map_or_else(|| Ok(lost.into_inner()), Err)
}

fn fetch_one(place: &Place, key: &PhotoKey, root: &Path) -> Result<bool, PlaceFault> {
    for size in Size::ALL {
        if !place.get_file(&name(key, size), &file_path(root, key, size))? {
            for size in Size::ALL {
                let _ = fs::remove_file(file_path(root, key, size));
            }
            return Ok(false);
        }
    }
    Ok(true)
}
