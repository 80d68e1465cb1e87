//! Where backups lie: in a folder, or in an S3-compatible store. Beside each in a store lies a brief of its manifest,
//! written last: without one a backup isn't whole, and with it none need be fetched to be listed.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::create::{CreatedBackup, Target, create};
use super::error::{BackupError, disk};
use super::list::{self, ListedBackup, newest_first};
use super::manifest::Brief;
use super::objects::{MOST_READ, Place, S3Settings};
use super::scratch::{Scratch, ScratchKind};
use super::{BackupSource, SecretHandling, space};
use crate::domain::moment::Moment;
use crate::domain::operator_error::OperatorError;
use crate::platform::background_tasks::Stop;
use crate::platform::digest::hex;

/// What a brief's name has behind its backup's.
const BRIEF: &str = ".json";

/// What a brief's file tells.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    #[serde(flatten)]
    brief: Brief,
    /// The backup's size in bytes.
    bytes: u64,
    /// Its SHA-256 in hexadecimal, for whoever fetches it by another program.
    sha256: String,
}

/// Where backups lie.
#[derive(Debug, Clone)]
pub(crate) struct BackupPlace {
    path: PathBuf,
    store: Option<Place>,
}

impl BackupPlace {
    /// A folder, or a prefix in a bucket, if this is the address of one.
    ///
    /// # Errors
    /// A sentence, if the address can't be one, or the keys for it are missing.
    pub(crate) fn open(path: PathBuf, settings: &S3Settings) -> Result<Self, OperatorError> {
        let text = path.to_string_lossy();
        let store = Place::is_bucket(&text).then(|| Place::open(&text, settings));
        let store = store.transpose()?;
        Ok(Self { path, store })
    }

    /// The folder, or the address.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Whether it is a folder.
    pub(crate) const fn is_folder(&self) -> bool {
        self.store.is_none()
    }

    /// Makes a backup there, whose name begins so. One for a store is made and verified here, and read back there; a
    /// secret that nothing seals stays here.
    ///
    /// # Errors
    /// [`BackupError`]; none is listed then.
    pub(crate) fn create(
        &self,
        prefix: &str,
        source: &BackupSource,
        secret: &SecretHandling,
        work_in: &Path,
        now: Moment,
        stop: &Stop,
    ) -> Result<CreatedBackup, BackupError> {
        let target = |folder: &Path| Target::Folder(folder.to_owned(), prefix.to_owned());
        let Some(store) = &self.store else {
            return create(source, secret, &target(&self.path), now, stop);
        };
        let scratch = Scratch::make(work_in, ScratchKind::Backup)
            .map_err(disk("there is no folder to make it in"))?;
        let secret = secret.elsewhere();
        let made = create(source, &secret, &target(scratch.path()), now, stop)?;
        carry(store, made)
    }

    /// The backups there, the newest first.
    ///
    /// # Errors
    /// [`BackupError`]
    pub(crate) fn list(&self) -> Result<Vec<ListedBackup>, BackupError> {
        match &self.store {
            Some(store) => list_in(store),
            None => list::list(&self.path),
        }
    }

    /// Removes one of them. In a store its brief goes first, so that it is listed whole or not at all.
    ///
    /// # Errors
    /// A sentence.
    pub(crate) fn remove(&self, backup: &Path) -> Result<(), OperatorError> {
        let Some(store) = &self.store else {
            return Ok(std::fs::remove_file(backup).map_err(disk("it can't be removed"))?);
        };
        let name = backup.file_name().unwrap_or_default().to_string_lossy();
        store.remove(&format!("{name}{BRIEF}"))?;
        Ok(store.remove(&name)?)
    }
}

fn carry(place: &Place, made: CreatedBackup) -> Result<CreatedBackup, BackupError> {
    let name = made.path.file_name().unwrap_or_default();
    let name = name.to_string_lossy().into_owned();
    let refused = |what, remedy| Err(BackupError::Refused(OperatorError::new(what, remedy)));
    let here = hash(&made.path).map_err(disk("the backup can't be read"))?;
    if !place.list(&name)?.is_empty() {
        let what = format!("There is a {name} in {place} already");
        return refused(what, "Try again in a second.");
    }
    place.put_file(&name, &made.path)?;
    if place.digest(&name, made.bytes)?.as_ref() != Some(&here) {
        place.remove(&name)?;
        let what = format!("{place} doesn't give back what was written to it");
        return refused(what, "Look at the store, and try again.");
    }
    let kept = Kept {
        brief: made.verified.manifest.brief(),
        bytes: made.bytes,
        sha256: here,
    };
    let text = serde_json::to_vec(&kept).unwrap_or_default();
    place.put(&format!("{name}{BRIEF}"), &text)?;
    Ok(CreatedBackup {
        path: format!("{place}/{name}").into(),
        ..made
    })
}

fn hash(path: &Path) -> std::io::Result<String> {
    let mut hash = Sha256::new();
    std::io::copy(&mut std::fs::File::open(path)?, &mut hash)?;
    Ok(hex(&hash.finalize()))
}

fn list_in(place: &Place) -> Result<Vec<ListedBackup>, BackupError> {
    let files = place.list("")?;
    let sizes: HashMap<&str, u64> = files.iter().map(|file| (&*file.name, file.bytes)).collect();
    let mut found = Vec::new();
    for file in files.iter().filter(|file| !file.name.contains('/')) {
        let brief = format!("{}{BRIEF}", file.name);
        // No brief is larger.
        if sizes.get(&*brief).is_none_or(|bytes| *bytes > MOST_READ) {
            continue;
        }
        let read = place.get(&brief)?.unwrap_or_default();
        if let Ok(Kept { brief, bytes, .. }) = serde_json::from_slice(&read)
            && bytes == file.bytes
        {
            found.push(ListedBackup {
                path: format!("{place}/{}", file.name).into(),
                bytes,
                brief: Ok(brief),
            });
        }
    }
    Ok(newest_first(found))
}

/// A backup's file on this machine: its own, or one that was fetched from a store and goes with this.
#[derive(Debug)]
pub(crate) struct RemoteFile {
    /// Where it is now.
    pub path: PathBuf,
    _fetched: Option<Scratch>,
}

impl RemoteFile {
    /// The file itself, fetched first if this is its address in a store.
    ///
    /// # Errors
    /// A sentence, if it can't be fetched.
    pub(crate) fn fetch(file: &Path, settings: &S3Settings) -> Result<Self, OperatorError> {
        let text = file.to_string_lossy();
        if !Place::is_bucket(&text) {
            return Ok(Self {
                path: file.to_owned(),
                _fetched: None,
            });
        }
        let (place, name) = text.rsplit_once('/').unwrap_or((&text, ""));
        let place = Place::open(place, settings)?;
        let missing = || {
            OperatorError::new(
                format!("There is no backup {text}"),
                "List them: firststep backup list s3://bucket/prefix.",
            )
        };
        // As large as the store says that it is, and no larger than what is free here.
        let mut files = place.list(name)?.into_iter();
        let found = files.find(|file| file.name == name).ok_or_else(missing)?;
        let into = std::env::temp_dir();
        space::check(&into, found.bytes)?;
        let scratch = Scratch::make(&into, ScratchKind::Backup)
            .map_err(disk("there is no folder to fetch it into"))?;
        let path = scratch.join(name);
        if !place.get_file(name, found.bytes, &path)? {
            return Err(missing());
        }
        Ok(Self {
            path,
            _fetched: Some(scratch),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backup::Passphrase;
    use crate::backup::tests::fixture;

    #[test]
    fn only_whole_backups_are_listed_and_the_newest_comes_first() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store");
        let place = Place::open(&path.to_string_lossy(), &S3Settings::default()).unwrap();
        let brief = |day: &str, bytes| Kept {
            brief: Brief {
                made_at: format!("2026-11-{day}T00:00:00Z"),
                program: "0.1.0".into(),
                schema: 4,
                database: Some("ours".into()),
                secret: "plain".into(),
                photos: 0,
            },
            bytes,
            sha256: String::new(),
        };
        let put = |name: &str, brief: Option<Kept>| {
            place.put(name, b"1234").unwrap();
            if let Some(brief) = brief {
                place
                    .put(
                        &format!("{name}{BRIEF}"),
                        &serde_json::to_vec(&brief).unwrap(),
                    )
                    .unwrap();
            }
        };
        put("a.zip", Some(brief("01", 4)));
        put("b.zip", Some(brief("02", 4)));
        put("cut.zip", None);
        place.put("large.zip.json", &vec![b' '; 2 << 20]).unwrap();
        put("half.zip", Some(brief("03", 5)));
        put("other.txt", None);
        let names = || {
            list_in(&place)
                .unwrap()
                .into_iter()
                .map(|one| one.path.file_name().unwrap().to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(names(), ["b.zip", "a.zip"]);
        let kept = BackupPlace {
            path: path.clone(),
            store: Some(place.clone()),
        };
        kept.remove(&path.join("b.zip")).unwrap();
        assert_eq!(names(), ["a.zip"]);
        assert_eq!(place.get("b.zip").unwrap(), None);
    }

    #[test]
    fn a_secret_that_nothing_seals_stays_here() {
        let made = fixture();
        let store = made.folder.path().join("store");
        let place = BackupPlace {
            path: store.clone(),
            store: Some(Place::open(&store.to_string_lossy(), &S3Settings::default()).unwrap()),
        };
        let passphrase = || Passphrase::new("words in a row").unwrap();
        for (at, (secret, word)) in [
            (SecretHandling::Plain, "absent"),
            (SecretHandling::Sealed(passphrase()), "sealed"),
        ]
        .into_iter()
        .enumerate()
        {
            let (work, now) = (made.folder.path(), Moment::from_micros(0));
            let prefix = format!("{at}-");
            let created = place.create(&prefix, &made.source, &secret, work, now, &Stop::default());
            let manifest = created.unwrap().verified.manifest;
            assert_eq!(manifest.secret().word(), word);
        }
        let plain = made.source.secret.unwrap().0;
        for file in std::fs::read_dir(store).unwrap() {
            let bytes = std::fs::read(file.unwrap().path()).unwrap();
            assert!(!bytes.windows(plain.len()).any(|part| part == plain));
        }
    }
}
