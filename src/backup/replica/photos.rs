//! Photos in a copy, under the names that they have here.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

use parking_lot::Mutex;

use crate::backup::error::{BackupError, disk};
use crate::backup::manifest::PHOTOS;
use crate::backup::objects::{Place, PlaceFault};
use crate::backup::space;
use crate::photos::{PhotoKey, Size, file_path};
use crate::platform::folder;
use crate::store::replica::PhotoChange;

/// How many are fetched at once: a store far away takes some milliseconds for each, however small.
const AT_ONCE: usize = 8;

/// The photos' files in a copy, and how many bytes each has.
pub(crate) type Held = HashMap<String, u64>;

fn name(key: &PhotoKey, size: Size) -> String {
    format!("{PHOTOS}{}", key.path(size))
}

/// Carries a photo to the copy, or removes it there. Files that `held` has are there: a name never changes its content.
pub(crate) fn carry(
    place: &Place,
    root: &Path,
    change: &PhotoChange,
    held: &Held,
) -> Result<(), PlaceFault> {
    let Some(key) = PhotoKey::parse(&change.key) else {
        return Ok(());
    };
    for size in Size::ALL {
        let (name, path) = (name(&key, size), file_path(root, &key, size));
        if change.gone {
            place.remove(&name)?;
        } else if path.exists() && !held.contains_key(&name) {
            match place.put_file(&name, &path) {
                // Deleted meanwhile: that is carried next.
                Err(_) if !path.exists() => {}
                put => put?,
            }
        }
    }
    Ok(())
}

/// All of them.
pub(crate) fn held(place: &Place) -> Result<Held, PlaceFault> {
    let files = place.list(PHOTOS)?.into_iter();
    Ok(files.map(|file| (file.name, file.bytes)).collect())
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
        missing += usize::from(found.contains(&None));
    }
    Ok((missing, held.len()))
}

/// A photo's file: its name in a copy, its size in bytes, and where it is to be.
type File = (String, u64, PathBuf);

/// A photo's files, if all are there. Whoever writes to the copy may have put anything in their place: what is larger than
/// the database and its size in pixels let it be is no photo of ours.
fn whole((key, bytes): &(String, u64), held: &Held, root: &Path) -> Option<Vec<File>> {
    let key = PhotoKey::parse(key)?;
    let file = |size: Size| {
        let (name, path) = (name(&key, size), file_path(root, &key, size));
        let bytes = *held.get(&name)?;
        (bytes <= size.most_bytes()).then_some((name, bytes, path))
    };
    let files: Vec<File> = Size::ALL.into_iter().map(file).collect::<Option<_>>()?;
    let together: u64 = files.iter().map(|(_, bytes, _)| bytes).sum();
    (together <= *bytes).then_some(files)
}

/// Fetches the photos that a database names, with the bytes that it says that each has, into a folder; returns how many
/// aren't in the copy, and the folders that were made.
pub(super) fn fetch(
    place: &Place,
    photos: &[(String, u64)],
    root: &Path,
) -> Result<(usize, BTreeSet<PathBuf>), BackupError> {
    let held = held(place)?;
    let found = photos.iter().filter_map(|photo| whole(photo, &held, root));
    let found: Vec<Vec<File>> = found.collect();
    let files = || found.iter().flatten();
    space::check(root, files().map(|(_, bytes, _)| bytes).sum())?;
    let folders = files().filter_map(|(.., path)| path.parent());
    let folders: BTreeSet<PathBuf> = folders.map(Path::to_owned).collect();
    let made = folders.iter().try_for_each(|path| folder::make(path));
    made.map_err(disk("the photos' folders can't be made"))?;
    let lost = Mutex::new(Ok::<_, PlaceFault>(photos.len() - found.len()));
    thread::scope(|scope| {
        for part in found.chunks(found.len().div_ceil(AT_ONCE).max(1)) {
            scope.spawn(|| {
                let gone = part.iter().map(|photo| fetch_one(place, photo)).sum();
                let mut lost = lost.lock();
                *lost = [lost.clone(), gone].into_iter().sum();
            });
        }
    });
    Ok((lost.into_inner()?, folders))
}

/// Fetches a photo's files; returns 1 if one was deleted meanwhile: then there is none.
fn fetch_one(place: &Place, photo: &[File]) -> Result<usize, PlaceFault> {
    for (name, bytes, path) in photo {
        if !place.get_file(name, *bytes, path)? {
            for (.., path) in photo {
                let _ = fs::remove_file(path);
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
            let text = letter.repeat(24);
            let key = PhotoKey::parse(&text).expect("a key");
            for size in Size::ALL {
                let length = if size == Size::Small { small } else { 1 };
                let length = usize::try_from(length).expect("small");
                place.put(&name(&key, size), &vec![0; length]).expect("put");
            }
            (text, bytes)
        });
        let root = folder.path().join("photos");
        let (lost, _) = fetch(&place, &photos, &root).expect("fetched");
        assert_eq!(lost, 2);
        let is_there = |(key, _): &(String, u64)| {
            let key = PhotoKey::parse(key).expect("a key");
            let there = Size::ALL.map(|size| file_path(&root, &key, size).exists());
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
        let known = Held::from([(name(&key, Size::Small), 4)]);
        carry(&place, &root, &change(false), &known).expect("carried");
        let expected = [Size::Full, Size::Medium].map(|size| (name(&key, size), 4));
        assert_eq!(held(&place), Ok(Held::from(expected)));
        carry(&place, &root, &change(false), &Held::new()).expect("carried");
        assert_eq!(held(&place).map(|all| all.len()), Ok(Size::ALL.len()));
        carry(&place, &root, &change(true), &Held::new()).expect("removed");
        assert_eq!(held(&place), Ok(Held::new()));
    }
}
