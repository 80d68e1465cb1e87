//! The whole way of an archive, and what becomes of damaged ones.

mod pace;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use proptest::prelude::*;
use tempfile::TempDir;

use super::error::BackupError;
use super::manifest::Manifest;
use super::*;
use crate::domain::account::Status;
use crate::domain::email::Email;
use crate::domain::moment::Moment;
use crate::domain::name::FullName;
use crate::domain::photo::{Photo, PhotoLink};
use crate::photos::Photos;
use crate::platform::background_tasks::Stop;
use crate::platform::clock::Clock;
use crate::store::accounts::NewAccount;
use crate::store::{self, Store};

/// A folder with a database and a photo that its only account has.
pub(super) struct Fixture {
    pub(super) folder: TempDir,
    pub(super) store: Store,
    pub(super) source: BackupSource,
}

pub(super) fn fixture() -> Fixture {
    let folder = tempfile::tempdir().unwrap();
    let source = BackupSource {
        db: folder.path().join("firststep.db"),
        photos: folder.path().join("photos"),
        secret: Some(Secret(
            b"a secret of the tests that is long enough".to_vec(),
        )),
    };
    let store = Store::open(&source.db, 2, Arc::<Clock>::default()).unwrap();
    let photos = Photos::open(source.photos.clone(), 1).unwrap();
    let stored = photos.store(picture().into()).unwrap();
    let photo = Photo {
        link: PhotoLink {
            key: stored.key.to_string(),
            file_name: "a_1.jpg".to_owned(),
        },
        hash: stored.sha256,
        width: stored.width,
        height: stored.height,
        bytes: stored.bytes,
    };
    let account = NewAccount {
        username: None,
        email: Email::stored("a@example.org".to_owned()),
        name: FullName::parse("Ayu").unwrap(),
        password_hash: "x".to_owned(),
        status: Status::Active,
    };
    let moved_in = store.write(move |tx| {
        let id = store::accounts::insert(tx, &account)?;
        store::photos::replace(tx, id, &photo)
    });
    moved_in.unwrap();
    Fixture {
        folder,
        store,
        source,
    }
}

fn picture() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let image = image::RgbImage::from_pixel(8, 8, [200, 100, 50].into());
    image
        .write_to(&mut bytes, image::ImageFormat::Jpeg)
        .unwrap();
    bytes.into_inner()
}

fn now() -> Moment {
    Moment::from_micros(1_795_300_000_000_000)
}

pub(super) fn make(source: &BackupSource, into: &Path) -> Result<CreatedBackup, BackupError> {
    let target = Target::Folder(into.to_owned(), "firststep-".to_owned());
    create(
        source,
        &SecretHandling::Plain,
        &target,
        now(),
        &Stop::default(),
    )
}

fn places(folder: &Path) -> Places {
    Places {
        folder: folder.to_owned(),
        db: folder.join("firststep.db"),
        photos: folder.join("photos"),
        secret: folder.join("secret"),
    }
}

fn restore_into(path: &Path, folder: &Path) -> Result<Restored, BackupError> {
    let how = RestoreOptions::default();
    restore(path, &places(folder), &how, now(), &Stop::default())
}

#[test]
fn names_never_collide_and_nothing_else_stays() {
    let fixture = fixture();
    let into = fixture.folder.path().join("backups");
    let names: Vec<_> = (0..3)
        .map(|_| make(&fixture.source, &into).unwrap().path)
        .collect();
    let expected =
        ["", "-2", "-3"].map(|end| into.join(format!("firststep-20261121T222640Z{end}.zip")));
    assert_eq!(names, expected);
    assert_eq!(fs::read_dir(&into).unwrap().count(), 3);
    assert_eq!(list::list(&into).unwrap().len(), 3);
}

#[test]
fn a_photo_that_is_gone_is_counted_and_no_reason_not_to() {
    let fixture = fixture();
    let key = fs::read_dir(&fixture.source.photos).unwrap().flatten();
    let key = key
        .map(|entry| entry.path())
        .find(|path| path.is_dir())
        .unwrap();
    let photo = fs::read_dir(key).unwrap().flatten().next().unwrap();
    fs::remove_file(photo.path()).unwrap();
    let made = make(&fixture.source, fixture.folder.path()).unwrap();
    assert_eq!(
        (
            made.verified.missing_photos,
            made.verified.manifest.photos()
        ),
        (1, 0)
    );
    let again = verify(&made.path, None, &Stop::default()).unwrap();
    assert_eq!(again.missing_photos, 1);
}

#[test]
fn the_restored_database_owns_its_photos() {
    let fixture = fixture();
    let made = make(&fixture.source, fixture.folder.path()).unwrap();
    let other = fixture.folder.path().join("other");
    let restored = restore_into(&made.path, &other).unwrap();
    assert!(restored.switched.secret && restored.switched.previous.is_empty());
    let name = fixture.store.read(store::identity::name).unwrap();
    let owner = fs::read_to_string(other.join("photos/database")).unwrap();
    assert_eq!(
        (owner.trim(), restored.manifest.database),
        (&*name, Some(name.clone()))
    );
    let secret = fs::read(other.join("secret")).unwrap();
    assert_eq!(secret.trim_ascii(), fixture.source.secret.unwrap().0);
}

/// Restores over what is there, at one and the same moment as all others.
fn restore_over(path: &Path, folder: &Path) -> Restored {
    let how = RestoreOptions {
        force: true,
        ..RestoreOptions::default()
    };
    restore(path, &places(folder), &how, now(), &Stop::default()).unwrap()
}

#[test]
fn two_restores_within_a_second_leave_two_whole_old_states() {
    let fixture = fixture();
    let made = make(&fixture.source, fixture.folder.path()).unwrap();
    let data = fixture.folder.path().join("data");
    fs::create_dir_all(data.join("photos")).unwrap();
    let mut seen = Vec::new();
    for state in ["first", "second"] {
        // What is put aside isn't read.
        fs::write(data.join("firststep.db"), state).unwrap();
        fs::write(data.join("secret"), state).unwrap();
        let [previous] =
            <[PathBuf; 1]>::try_from(restore_over(&made.path, &data).switched.previous).unwrap();
        seen.push((previous, state));
    }
    assert_ne!(seen[0].0, seen[1].0);
    for (previous, state) in seen {
        for file in ["firststep.db", "secret"] {
            assert_eq!(
                fs::read_to_string(previous.join(file)).unwrap(),
                state,
                "{file}"
            );
        }
        assert!(previous.join("photos").is_dir(), "{previous:?}");
    }
}

#[test]
fn a_secret_alone_is_something_that_is_there() {
    let fixture = fixture();
    let made = make(&fixture.source, fixture.folder.path()).unwrap();
    let data = fixture.folder.path().join("other");
    fs::create_dir(&data).unwrap();
    fs::write(data.join("secret"), "mine").unwrap();
    let refused = restore_into(&made.path, &data);
    assert!(
        matches!(refused, Err(BackupError::Refused(_))),
        "{refused:?}"
    );
    let how = RestoreOptions {
        without_secret: true,
        ..RestoreOptions::default()
    };
    let restored = restore(&made.path, &places(&data), &how, now(), &Stop::default()).unwrap();
    assert!(
        restored.switched.own_secret
            && !restored.switched.secret
            && restored.switched.previous.is_empty()
    );
    assert_eq!(fs::read_to_string(data.join("secret")).unwrap(), "mine");
}

#[test]
fn waiting_mail_goes_aside_with_the_state_that_wrote_it() {
    let fixture = fixture();
    let made = make(&fixture.source, fixture.folder.path()).unwrap();
    let data = fixture.folder.path().join("data");
    fs::create_dir_all(data.join("outbox")).unwrap();
    fs::write(data.join("firststep.db"), "old").unwrap();
    fs::write(data.join("outbox/1.eml"), "a code of the old state").unwrap();
    let restored = restore_over(&made.path, &data);
    assert!(!data.join("outbox").exists());
    let mail = fs::read_to_string(restored.switched.previous[0].join("outbox/1.eml")).unwrap();
    assert_eq!(mail, "a code of the old state");
}

/// The free space is checked by the manifest's sizes, before a byte is unpacked.
#[test]
fn what_no_disk_has_room_for_is_refused_before_it_is_unpacked() {
    let folder = tempfile::tempdir().unwrap();
    let places = places(&folder.path().join("data"));
    let manifest = |size: u64, photo: u64| {
        let entry = |name: &str, size| serde_json::json!({"name": name, "size": size, "sha256": "0".repeat(64)});
        let files = [
            entry("firststep.db", size),
            entry("photos/ab/abcdefghijklmnopqrstuvwx.jpg", photo),
        ];
        let whole = serde_json::json!({
            "format": "firststep-backup", "format_version": 1, "program": "1", "schema": 1,
            "database": null, "made_at": "2026-11-21T22:26:40Z", "files": files,
        });
        Manifest::parse(whole.to_string().as_bytes()).unwrap()
    };
    assert!(restore::check_space(&places, &manifest(4096, 4096)).is_ok());
    for (size, photo) in [(1 << 60, 0), (0, 1 << 60), (1 << 63, 0)] {
        let refused = restore::check_space(&places, &manifest(size, photo));
        assert!(
            matches!(refused, Err(BackupError::Full { .. })),
            "{size} {photo}"
        );
    }
    assert!(!places.folder.exists());
}

#[test]
fn asked_to_stop_it_stops_and_leaves_nothing() {
    let fixture = fixture();
    let into = fixture.folder.path().join("backups");
    let stop = Stop::default();
    let mut tasks = crate::platform::background_tasks::BackgroundTasks::default();
    // Dropping the tasks asks every holder of their `Stop`.
    let (tell, told) = std::sync::mpsc::channel();
    let long = std::time::Duration::from_secs(3600);
    let hand = move |stop: &Stop| {
        tell.send(stop.clone()).unwrap();
        long
    };
    tasks
        .start("hand", std::time::Duration::ZERO, hand)
        .unwrap();
    let asked = told.recv().unwrap();
    assert!(!stop.asked());
    drop(tasks);
    assert!(asked.asked());
    let target = Target::Folder(into.clone(), "firststep-".to_owned());
    let stopped = create(
        &fixture.source,
        &SecretHandling::Plain,
        &target,
        now(),
        &asked,
    );
    assert!(matches!(stopped, Err(BackupError::Stopping)));
    assert_eq!(fs::read_dir(into).unwrap().count(), 0);
}

/// A sound archive's bytes.
static SOUND: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let fixture = fixture();
    let made = make(&fixture.source, fixture.folder.path()).unwrap();
    fs::read(made.path).unwrap()
});

/// Whatever was done to an archive: reading never panics, and what is refused has changed nothing.
fn judge(bytes: &[u8]) -> Option<Manifest> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.zip");
    fs::write(&path, bytes).unwrap();
    let verified = verify(&path, None, &Stop::default());
    let data: PathBuf = folder.path().join("data");
    let restored = restore_into(&path, &data);
    assert_eq!(
        verified.is_ok(),
        restored.is_ok(),
        "{verified:?} {restored:?}"
    );
    if restored.is_err() {
        let left: Vec<_> = fs::read_dir(folder.path()).unwrap().flatten().collect();
        assert_eq!(left.len(), 1, "{left:?}");
    }
    verified.ok().map(|verified| verified.manifest)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(160))]

    #[test]
    fn changed_bytes_change_nothing_that_is_believed(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4)
    ) {
        let mut bytes = SOUND.clone();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Some(manifest) = judge(&bytes) {
            // Times, permissions and the like; or the moment in the manifest.
            let sound = judge(&SOUND).unwrap();
            prop_assert_eq!(manifest.files, sound.files);
        }
    }

    /// The lists at the end are where a reader can be misled.
    #[test]
    fn changed_lists_change_nothing_that_is_believed(
        back in 0_usize..2500, byte in any::<u8>(), bit in 0_u8..8
    ) {
        let mut bytes = SOUND.clone();
        let at = bytes.len() - 1 - back;
        bytes[at] = if byte == 0 { bytes[at] ^ (1 << bit) } else { byte };
        if let Some(manifest) = judge(&bytes) {
            let sound = judge(&SOUND).unwrap();
            prop_assert_eq!(manifest.files, sound.files);
        }
    }

    #[test]
    fn cut_and_doubled_pieces_change_nothing_that_is_believed(
        from in any::<prop::sample::Index>(), length in 1_usize..5000, insert in any::<bool>()
    ) {
        let mut bytes = SOUND.clone();
        let from = from.index(bytes.len());
        let to = (from + length).min(bytes.len());
        let piece = bytes[from..to].to_vec();
        if insert {
            bytes.splice(from..from, piece);
        } else {
            bytes.drain(from..to);
        }
        let believed = judge(&bytes);
        prop_assert!(insert || believed.is_none());
        if let Some(manifest) = believed {
            // It is where no reader looks.
            let sound = judge(&SOUND).unwrap();
            prop_assert_eq!(manifest, sound);
        }
    }

    #[test]
    fn noise_is_refused(noise in prop::collection::vec(any::<u8>(), 0..2000)) {
        prop_assert!(judge(&noise).is_none());
        let ended = [&noise[..], &SOUND[SOUND.len() - 2000..]].concat();
        prop_assert!(judge(&ended).is_none());
    }
}
