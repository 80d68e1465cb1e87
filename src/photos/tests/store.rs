//! The folder of photos: stored, read, removed, swept.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::thread;

use tempfile::TempDir;

use super::super::sweep::{StoredFile, file_path, photo_files};
use super::super::test_images::{jpeg, photo, png};
use super::super::{PhotoFault, PhotoKey, Photos, Size};
use super::prepare;

fn open(threads: usize) -> (TempDir, Photos) {
    let folder = tempfile::tempdir().unwrap();
    let photos = Photos::open(folder.path().join("photos"), threads).unwrap();
    (folder, photos)
}

/// The bytes of all files of photos in the folder.
fn total_bytes(folder: &TempDir) -> u64 {
    let photos = photo_files(&folder.path().join("photos")).unwrap();
    let length = |photo: &StoredFile| photo.path.metadata().unwrap().len();
    photos.iter().map(length).sum()
}

/// Every file under the folder, with its full path.
fn files(folder: &TempDir) -> Vec<PathBuf> {
    let mut folders = vec![folder.path().to_owned()];
    let mut files = Vec::new();
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            let list = if path.is_dir() {
                &mut folders
            } else {
                &mut files
            };
            list.push(path);
        }
    }
    files
}

#[test]
fn what_was_stored_is_found_again() {
    let (folder, photos) = open(1);
    let upload = jpeg(&photo(300, 200));
    let stored = photos.store(upload.clone().into()).unwrap();
    let prepared = prepare(&upload).unwrap();
    for size in Size::ALL {
        let bytes = photos.read(&stored.key, size).unwrap().unwrap();
        assert_eq!(bytes, prepared.bytes(size));
        let (mut file, length) = photos.open_file(&stored.key, size).unwrap().unwrap();
        assert_eq!(file.read_to_end(&mut Vec::new()).unwrap() as u64, length);
    }
    assert_eq!((stored.width, stored.height), (300, 200));
    assert_eq!(stored.sha256.len(), 64);
    assert_eq!(total_bytes(&folder), stored.bytes);

    let again = Photos::open(folder.path().join("photos"), 1).unwrap();
    assert!(again.read(&stored.key, Size::Full).unwrap().is_some());
    // The same picture twice: the same bytes and hash under another name.
    let other = again.store(upload.clone().into()).unwrap();
    assert_eq!(other.sha256, stored.sha256);
    assert_ne!(other.key, stored.key);
}

#[test]
fn what_was_removed_is_gone_also_twice() {
    let (folder, photos) = open(1);
    let [gone, kept] = [30, 40].map(|side| photos.store(png(&photo(side, side)).into()).unwrap());
    photos.remove(&gone.key);
    photos.remove(&gone.key);
    for size in Size::ALL {
        assert!(photos.read(&gone.key, size).unwrap().is_none());
        assert!(photos.read(&kept.key, size).unwrap().is_some());
    }
    assert_eq!(files(&folder).len(), 3);
    assert!(
        photos
            .open_file(&PhotoKey::random().unwrap(), Size::Full)
            .unwrap()
            .is_none()
    );
}

#[test]
fn a_fault_leaves_nothing_on_disk() {
    let (folder, photos) = open(1);
    let whole = jpeg(&photo(200, 100));
    assert!(matches!(
        photos.store(whole[..whole.len() / 2].to_vec().into()),
        Err(PhotoFault::Broken)
    ));
    assert!(matches!(
        photos.store(b"hello.jpg".to_vec().into()),
        Err(PhotoFault::NotAnImage)
    ));
    assert!(files(&folder).is_empty());

    fs::remove_dir_all(folder.path().join("photos")).unwrap();
    fs::write(folder.path().join("photos"), "a file in the folder's place").unwrap();
    assert!(matches!(
        photos.store(whole.clone().into()),
        Err(PhotoFault::Disk(_))
    ));
    assert!(Photos::open(folder.path().join("photos"), 1).is_err());
}

#[test]
fn a_sweep_takes_orphans_and_unfinished_files_and_nothing_else() {
    let (folder, photos) = open(1);
    let [known, orphan] =
        [30, 40].map(|side| photos.store(png(&photo(side, side)).into()).unwrap());
    let root = folder.path().join("photos");
    let place = root.join(known.key.as_str()[..2].to_lowercase());
    fs::write(place.join(format!("{}.64.jpg.tmp", known.key)), "cut off").unwrap();
    let strangers = [
        root.join("notes.txt"),
        place.join("holiday.jpg"),
        place.join("x.tmp"),
    ];
    for stranger in &strangers {
        fs::write(stranger, "not ours").unwrap();
    }
    let keys = HashSet::from([known.key.to_string()]);
    assert_eq!(photos.sweep(&keys).unwrap(), 3 + 1);
    assert_eq!(photos.sweep(&keys).unwrap(), 0);
    assert!(photos.read(&orphan.key, Size::Full).unwrap().is_none());
    assert!(photos.read(&known.key, Size::Small).unwrap().is_some());
    assert!(strangers.iter().all(|stranger| stranger.exists()));
    assert_eq!(total_bytes(&folder), known.bytes);
}

/// Moves a photo's files to where an older program kept them; where it does now.
fn make_older(root: &Path, key: &PhotoKey) -> (PathBuf, PathBuf) {
    let [now, then] = [key.folder(root), root.join(&key.as_str()[..2])];
    if now != then {
        fs::create_dir_all(&then).unwrap();
        for size in Size::ALL {
            let name = key.file_name(size);
            fs::rename(now.join(&name), then.join(&name)).unwrap();
        }
    }
    (now, then)
}

#[test]
fn photos_in_folders_of_older_programs_are_found_and_moved() {
    let (folder, photos) = open(1);
    let root = folder.path().join("photos");
    let bytes = png(&photo(30, 20));
    let stored: Vec<PhotoKey> = (0..24)
        .map(|_| photos.store(bytes.clone().into()).unwrap().key)
        .collect();
    drop(photos);
    let capital = |key: &&PhotoKey| key.folder(&root) != root.join(&key.as_str()[..2]);
    assert!(stored.iter().any(|key| capital(&key)));
    // One has both folders, and somebody's note in the older one.
    let both = stored.iter().find(capital).unwrap();
    let (now, then) = make_older(&root, both);
    fs::create_dir_all(&now).unwrap();
    fs::write(now.join("here"), "").unwrap();
    fs::write(then.join("note.txt"), "not ours").unwrap();
    for key in stored.iter().filter(|key| *key != both) {
        make_older(&root, key);
    }
    for key in &stored {
        assert!(
            file_path(&root, key, Size::Full).exists(),
            "before it is moved"
        );
    }
    let photos = Photos::open(root.clone(), 1).unwrap();
    for key in &stored {
        for size in Size::ALL {
            assert!(photos.read(key, size).unwrap().is_some());
            assert_eq!(
                file_path(&root, key, size),
                key.folder(&root).join(key.file_name(size))
            );
        }
    }
    let left: Vec<PathBuf> = fs::read_dir(&root)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.file_name() != path.file_name().map(OsStr::to_ascii_lowercase).as_deref()
        })
        .collect();
    assert!(left.iter().all(|path| *path == then), "{left:?}");
    assert!(then.join("note.txt").exists());
}

#[test]
fn uploads_beyond_the_queue_are_refused_at_once() {
    let (folder, photos) = open(2);
    let upload = png(&photo(300, 200));
    let held = [
        photos.decoders.semaphore.acquire().unwrap(),
        photos.decoders.semaphore.acquire().unwrap(),
    ];
    let results: Vec<_> = thread::scope(|scope| {
        let uploads: Vec<_> = (0..40)
            .map(|_| scope.spawn(|| photos.store(upload.clone().into())))
            .collect();
        // Eight wait, four for each thread; the others are refused without waiting.
        while uploads.iter().filter(|one| one.is_finished()).count() < 32 {
            thread::yield_now();
        }
        assert!(matches!(
            photos.store(b"no image".to_vec().into()),
            Err(PhotoFault::NotAnImage)
        ));
        drop(held);
        uploads.into_iter().map(|one| one.join().unwrap()).collect()
    });
    let (stored, refused): (Vec<_>, Vec<_>) = results.into_iter().partition(Result::is_ok);
    assert_eq!(stored.len(), 8);
    let busy = |result: &Result<_, _>| matches!(result, Err(PhotoFault::Busy { retry_after: 1.. }));
    assert!(refused.iter().all(busy));
    assert_eq!(files(&folder).len(), 3 * 8);
}
