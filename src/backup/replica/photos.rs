//! Photos in a copy, under the names that they have here.

use std::collections::{BTreeSet, HashSet};
use std::fs;
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::thread::{self, ScopedJoinHandle};

use crate::backup::manifest::PHOTOS;
use crate::backup::objects::{Place, PlaceFault};
use crate::photos::{PhotoKey, Size, file_path};
use crate::platform::folder;
use crate::store::replica::PhotoChange;

/// How many are fetched at once: a store far away takes some milliseconds for each, however small.
const AT_ONCE: usize = 8;

fn name(key: &PhotoKey, size: Size) -> String {
    format!("{PHOTOS}{}", key.path(size))
}

/// Carries a photo to the copy, or removes it there. Files that `held` has are there: a name never changes its content.
pub(crate) fn carry(
    place: &Place,
    root: &Path,
    change: &PhotoChange,
    held: &HashSet<String>,
) -> Result<(), PlaceFault> {
    let Some(key) = PhotoKey::parse(&change.key) else {
        return Ok(());
    };
    for size in Size::ALL {
        let (name, path) = (name(&key, size), file_path(root, &key, size));
        if change.gone {
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

/// Fetches photos into a folder; returns how many aren't in the copy, and the folders that were made.
pub(super) fn fetch(
    place: &Place,
    keys: &[PhotoKey],
    root: &Path,
) -> Result<(usize, BTreeSet<PathBuf>), PlaceFault> {
    let path = |key: &PhotoKey| file_path(root, key, Size::Full);
    let folders = keys
        .iter()
        .filter_map(|key| Some(path(key).parent()?.to_owned()));
    let folders: BTreeSet<PathBuf> = folders.collect();
    for made in &folders {
        // Whoever writes there says what failed.
        let _ = folder::make(made);
    }
    let lost = thread::scope(|scope| {
        let fetch = |part: &[PhotoKey]| part.iter().map(|key| fetch_one(place, key, root)).sum();
        let fetching: Vec<ScopedJoinHandle<Result<usize, PlaceFault>>> = keys
            .chunks(keys.len().div_ceil(AT_ONCE).max(1))
            .map(|part| scope.spawn(move || fetch(part)))
            .collect();
        let fetched = fetching.into_iter().map(ScopedJoinHandle::join);
        let fetched = fetched.map(|part| part.unwrap_or_else(|panic| resume_unwind(panic)));
        fetched.sum::<Result<usize, PlaceFault>>()
    })?;
    Ok((lost, folders))
}

/// Fetches a photo's files; returns 1 if the copy lacks one of them: then there is none.
fn fetch_one(place: &Place, key: &PhotoKey, root: &Path) -> Result<usize, PlaceFault> {
    for size in Size::ALL {
        if !place.get_file(&name(key, size), &file_path(root, key, size))? {
            for size in Size::ALL {
                let _ = fs::remove_file(file_path(root, key, size));
            }
            return Ok(1);
        }
    }
    Ok(0)
}
