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

/// A photo that the database of a copy names.
pub(super) struct Named {
    pub key: PhotoKey,
    /// How many bytes it says that its files have together.
    pub bytes: u64,
}

impl Named {
    /// More bytes than its files have together, if they are ours.
    pub(super) fn most_bytes(&self) -> u64 {
        let most = Size::ALL.map(Size::most_bytes);
        self.bytes.min(most.iter().sum())
    }
}

/// Fetches photos into a folder; returns how many aren't in the copy, and the folders that were made. Whoever writes to
/// the copy may have put anything in their place: a file that is larger than the database and its size in pixels let it
/// be is no photo of ours, and isn't read any further.
pub(super) fn fetch(
    place: &Place,
    photos: &[Named],
    root: &Path,
) -> Result<(usize, BTreeSet<PathBuf>), PlaceFault> {
    let folder = |photo: &Named| {
        let path = file_path(root, &photo.key, Size::Full);
        Some(path.parent()?.to_owned())
    };
    let folders: BTreeSet<PathBuf> = photos.iter().filter_map(folder).collect();
    for made in &folders {
        // Whoever writes there says what failed.
        let _ = folder::make(made);
    }
    let lost = thread::scope(|scope| {
        let fetch = |part: &[Named]| part.iter().map(|one| fetch_one(place, one, root)).sum();
        let fetching: Vec<ScopedJoinHandle<Result<usize, PlaceFault>>> = photos
            .chunks(photos.len().div_ceil(AT_ONCE).max(1))
            .map(|part| scope.spawn(move || fetch(part)))
            .collect();
        let fetched = fetching.into_iter().map(ScopedJoinHandle::join);
        let fetched = fetched.map(|part| part.unwrap_or_else(|panic| resume_unwind(panic)));
        fetched.sum::<Result<usize, PlaceFault>>()
    })?;
    Ok((lost, folders))
}

/// Fetches a photo's files; returns 1 if the copy lacks one of them: then there is none.
fn fetch_one(
    place: &Place,
    Named { key, bytes }: &Named,
    root: &Path,
) -> Result<usize, PlaceFault> {
    let mut left = *bytes;
    for size in Size::ALL {
        let (most, path) = (left.min(size.most_bytes()), file_path(root, key, size));
        let found = match place.get_file(&name(key, size), most, &path) {
            Err(PlaceFault::TooLarge(what)) => {
                tracing::warn!("{what}");
                false
            }
            found => found?,
        };
        left -= fs::metadata(&path).map_or(0, |file| file.len().min(left));
        if !found {
            for size in Size::ALL {
                let _ = fs::remove_file(file_path(root, key, size));
            }
            return Ok(1);
        }
    }
    Ok(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backup::objects::S3Settings;

    #[test]
    fn what_is_larger_than_the_photo_can_be_is_none() {
        let folder = tempfile::tempdir().expect("a folder");
        let place = place_in(folder.path());
        // Sound; larger than its row says; and larger than a photo of its pixels can be, whatever its row says.
        let rows = [
            ("a", 9, 7),
            ("b", 9, 8),
            ("c", u64::MAX, Size::Small.most_bytes() + 1),
        ];
        let photos = rows.map(|(letter, bytes, small)| {
            let key = PhotoKey::parse(&letter.repeat(24)).expect("a key");
            for size in Size::ALL {
                let length = if size == Size::Small { small } else { 1 };
                let length = usize::try_from(length).expect("small");
                place.put(&name(&key, size), &vec![0; length]).expect("put");
            }
            Named { key, bytes }
        });
        let root = folder.path().join("photos");
        let (lost, _) = fetch(&place, &photos, &root).expect("fetched");
        assert_eq!(lost, 2);
        let is_there = |photo: &Named| {
            let there = Size::ALL.map(|size| file_path(&root, &photo.key, size).exists());
            assert!(there == [there[0]; 3], "whole or not at all");
            there[0]
        };
        assert_eq!(photos.each_ref().map(is_there), [true, false, false]);
    }

    fn place_in(folder: &Path) -> Place {
        let copy = folder.join("copy");
        Place::open(&copy.to_string_lossy(), &S3Settings::default()).expect("a place")
    }

    #[test]
    fn a_photo_that_lacks_one_size_is_missing_and_what_no_row_names_is_too_many() {
        let folder = tempfile::tempdir().expect("a folder");
        let place = place_in(folder.path());
        let keys = ["a", "b", "c", "d"].map(|letter| letter.repeat(24));
        let put = |key: &str, size| {
            let key = PhotoKey::parse(key).expect("a key");
            place.put(&name(&key, size), b"x").expect("put");
        };
        // One is whole, one lacks a size, one isn't there, and the last is nobody's.
        for size in Size::ALL {
            put(&keys[0], size);
            put(&keys[3], size);
        }
        put(&keys[1], Size::Full);
        put(&keys[1], Size::Medium);
        let known = keys[..3].iter().map(String::as_str);
        assert_eq!(missing(&place, known), Ok((2, Size::ALL.len())));
    }

    #[test]
    fn a_photo_is_carried_and_removed_in_all_its_sizes() {
        let folder = tempfile::tempdir().expect("a folder");
        let (place, root) = (place_in(folder.path()), folder.path().join("photos"));
        let key = PhotoKey::parse(&"a".repeat(24)).expect("a key");
        for size in Size::ALL {
            let path = file_path(&root, &key, size);
            folder::make(path.parent().expect("a folder")).expect("made");
            fs::write(path, b"here").expect("written");
        }
        let change = |gone| PhotoChange {
            key: key.as_str().to_owned(),
            gone,
        };
        // What the copy has isn't carried again.
        let known = HashSet::from([name(&key, Size::Small)]);
        carry(&place, &root, &change(false), &known).expect("carried");
        let expected = [Size::Full, Size::Medium].map(|size| name(&key, size));
        assert_eq!(held(&place), Ok(HashSet::from(expected)));
        carry(&place, &root, &change(false), &HashSet::new()).expect("carried");
        assert_eq!(held(&place).map(|all| all.len()), Ok(Size::ALL.len()));
        carry(&place, &root, &change(true), &HashSet::new()).expect("removed");
        assert_eq!(held(&place), Ok(HashSet::new()));
    }
}
