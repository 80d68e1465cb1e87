//! A place for files elsewhere, whichever kind it is.

use std::fmt::{self, Display};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use sha2::{Digest as _, Sha256};

use super::folder::Folder;
use super::kind::{Content, KeptFile, Kind, MOST_READ, PlaceFault};
use super::s3::{ObjectStore, S3Settings};
use crate::domain::operator_error::OperatorError;
use crate::platform::digest::hex;
use crate::platform::private_file;

/// How long to wait before the second try, and before the last; each wait is twice as long as the one before.
const FIRST_WAIT: Duration = Duration::from_millis(200);
const LAST_WAIT: Duration = Duration::from_millis(1600);
/// What an address of a bucket begins with.
const S3: &str = "s3://";
/// Most bytes that the files of a list may take in memory. What others write to a place is listed as well; five million
/// photos' names don't fill it.
const MOST_LISTED: usize = 640 << 20;

/// Where files are kept elsewhere. Names in it are ours: letters, digits, `-`, `_`, `.`, with `/` between folders.
#[derive(Debug, Clone)]
pub(crate) enum Place {
    /// A folder, better on another disk.
    Folder(Folder),
    /// A prefix in a bucket.
    Store(ObjectStore),
}

impl Place {
    /// Whether this is the address of a bucket and no path.
    pub(crate) fn is_bucket(text: &str) -> bool {
        text.starts_with(S3)
    }

    /// Reads an address: `s3://bucket/prefix`, `file:///folder`, or a path. Nothing is asked yet.
    ///
    /// # Errors
    /// A sentence, if it can't be one, or the keys for it are missing.
    pub(crate) fn open(text: &str, settings: &S3Settings) -> Result<Self, OperatorError> {
        if let Some(rest) = text.strip_prefix(S3) {
            return ObjectStore::open(rest, settings).map(Self::Store);
        }
        let path = text.strip_prefix("file://").unwrap_or(text);
        if path.contains("://") {
            return Err(OperatorError::new(
                format!("{text} is no address of a place that FirstStep knows"),
                "Name s3://bucket/prefix, or a folder: another machine's, once it is mounted (SFTP: sshfs).",
            ));
        }
        // Wherever we are when it is used.
        let path = std::path::absolute(path).unwrap_or_else(|_| PathBuf::from(path));
        Ok(Self::Folder(Folder(path)))
    }

    fn kind(&self) -> &dyn Kind {
        match self {
            Self::Folder(folder) => folder,
            Self::Store(store) => store,
        }
    }

    /// Tries a store again for a while if it is away. A disk that fails once fails again.
    fn patiently<T>(
        &self,
        mut attempt: impl FnMut(&dyn Kind) -> Result<T, PlaceFault>,
    ) -> Result<T, PlaceFault> {
        let mut wait = FIRST_WAIT;
        loop {
            match (attempt(self.kind()), self) {
                (Err(PlaceFault::Away(_)), Self::Store(_)) if wait <= LAST_WAIT => {
                    thread::sleep(wait);
                }
                (done, _) => return done,
            }
            wait *= 2;
        }
    }

    /// Writes a file that isn't there yet: of several who try, one does. Returns whether it was this one.
    pub(crate) fn create(&self, name: &str, bytes: &[u8]) -> Result<bool, PlaceFault> {
        self.patiently(|kind| kind.write(name, &Content::Bytes(bytes), true))
    }

    /// Writes a file, over the one that is there: whoever reads it finds the old one or the new one.
    pub(crate) fn put(&self, name: &str, bytes: &[u8]) -> Result<(), PlaceFault> {
        self.patiently(|kind| kind.write(name, &Content::Bytes(bytes), false).map(drop))
    }

    /// The same with the content of a file.
    pub(crate) fn put_file(&self, name: &str, from: &Path) -> Result<(), PlaceFault> {
        self.patiently(|kind| kind.write(name, &Content::File(from), false).map(drop))
    }

    /// Reads a small file whole; `None` if it isn't there.
    pub(crate) fn get(&self, name: &str) -> Result<Option<Vec<u8>>, PlaceFault> {
        self.read(name, MOST_READ, || Ok(Vec::new()))
    }

    /// Reads a file of so many bytes at the most into a new one, which only its owner may read; returns whether it is
    /// there.
    pub(crate) fn get_file(&self, name: &str, most: u64, to: &Path) -> Result<bool, PlaceFault> {
        let failed = |error: io::Error| {
            PlaceFault::Refused(OperatorError::new(
                format!("{} can't be used ({error})", to.display()),
                "Check the space, the path and its permissions.",
            ))
        };
        let make = || {
            // What an earlier try left.
            let _ = fs::remove_file(to);
            private_file::create(to).map_err(failed)
        };
        let found = self.read(name, most, make);
        if let Ok(Some(file)) = &found {
            return file.sync_all().map(|()| true).map_err(failed);
        }
        let _ = fs::remove_file(to);
        found.map(|_| false)
    }

    /// The SHA-256 of a file of so many bytes at the most in hexadecimal; `None` if it isn't there.
    pub(crate) fn digest(&self, name: &str, most: u64) -> Result<Option<String>, PlaceFault> {
        let hash = self.read(name, most, || Ok(Sha256::new()))?;
        Ok(hash.map(|hash| hex(&hash.finalize())))
    }

    /// Reads a file of so many bytes at the most into what is made for it; `None` if it isn't there. No more is read of a
    /// larger one.
    fn read<To: io::Write>(
        &self,
        name: &str,
        most: u64,
        make: impl Fn() -> Result<To, PlaceFault>,
    ) -> Result<Option<To>, PlaceFault> {
        self.patiently(|kind| {
            let mut to = make()?;
            let copied = kind.read(name, most.saturating_add(1), &mut to)?;
            if copied.is_none_or(|bytes| bytes <= most) {
                return Ok(copied.map(|_| to));
            }
            Err(PlaceFault::Refused(OperatorError::new(
                format!("{name} in {self} is larger than it can be ({most} bytes)"),
                "Somebody else writes there, or it is damaged: look at the place.",
            )))
        })
    }

    /// The files whose names begin so, by name.
    pub(crate) fn list(&self, prefix: &str) -> Result<Vec<KeptFile>, PlaceFault> {
        let mut found = self.patiently(|kind| {
            let (mut found, mut held) = (Vec::new(), 0);
            kind.list(prefix, &mut |file| {
                held += size_of::<KeptFile>() + file.name.len();
                if held > MOST_LISTED {
                    return Err(PlaceFault::endless(self));
                }
                if file.name.starts_with(prefix) {
                    found.push(file);
                }
                Ok(())
            })?;
            Ok(found)
        })?;
        found.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(found)
    }

    /// Removes a file; a missing one is fine.
    pub(crate) fn remove(&self, name: &str) -> Result<(), PlaceFault> {
        self.patiently(|kind| kind.remove(name))
    }
}

/// Without keys: they aren't part of an address.
impl Display for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(folder) => folder.0.display().fmt(out),
            Self::Store(store) => store.fmt(out),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_apart() {
        let none = S3Settings::default();
        for (text, shown) in [
            ("/mnt/copy", "/mnt/copy"),
            ("file:///mnt/copy", "/mnt/copy"),
        ] {
            let shown = std::path::absolute(shown).unwrap().display().to_string();
            assert_eq!(Place::open(text, &none).unwrap().to_string(), shown);
        }
        for text in [
            "sftp://host/copy",
            "https://host/copy",
            "s3://",
            "s3://bucket/a",
        ] {
            assert!(Place::open(text, &none).is_err(), "{text} without keys");
        }
        let keys = S3Settings {
            access_key: Some("key".into()),
            secret_key: Some("hidden".into()),
            ..S3Settings::default()
        };
        let place = Place::open("s3://bucket/a/b/", &keys).unwrap();
        assert_eq!(place.to_string(), "s3://bucket/a/b");
        assert!(!format!("{place:?} {keys:?}").contains("hidden"));
        assert!(Place::open("s3://b/../a", &keys).is_err());
    }

    #[test]
    fn a_folder_keeps_files_as_a_store_does() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("copy");
        let place = Place::Folder(Folder(root));
        assert_eq!(place.list("").unwrap(), []);
        assert_eq!(place.get("a/b").unwrap(), None);
        assert!(place.create("own-1", b"one").unwrap());
        assert!(!place.create("own-1", b"two").unwrap());
        assert_eq!(place.get("own-1").unwrap().unwrap(), b"one");
        place.put("photos/ab/x.jpg", b"old").unwrap();
        place.put("photos/ab/x.jpg", b"new!").unwrap();
        let kept = |name: &str, bytes| KeptFile {
            name: name.into(),
            bytes,
        };
        assert_eq!(place.list("photos/").unwrap(), [kept("photos/ab/x.jpg", 4)]);
        assert_eq!(place.list("own").unwrap(), [kept("own-1", 3)]);
        // As a server that was ended while it wrote leaves them.
        for half in [".unfinished-a", "photos/ab/.unfinished-b"] {
            std::fs::write(folder.path().join("copy").join(half), b"x").unwrap();
        }
        let whole = [kept("own-1", 3), kept("photos/ab/x.jpg", 4)];
        assert_eq!(place.list("").unwrap(), whole);
        let out = folder.path().join("out");
        assert!(place.get_file("photos/ab/x.jpg", 4, &out).unwrap());
        assert_eq!(std::fs::read(&out).unwrap(), b"new!");
        let small = folder.path().join("small");
        let told = place.get_file("photos/ab/x.jpg", 3, &small).unwrap_err();
        assert!(matches!(told, PlaceFault::Refused(_)) && !small.exists());
        assert!(place.digest("photos/ab/x.jpg", 3).is_err());
        place.put_file("again", &out).unwrap();
        assert_eq!(place.get("again").unwrap().unwrap(), b"new!");
        place.remove("again").unwrap();
        place.remove("again").unwrap();
        assert!(
            !place
                .get_file("again", 9, &folder.path().join("none"))
                .unwrap()
        );
    }
    /// Whoever else writes to the place brings us neither a file of this machine nor one without end.
    #[test]
    #[cfg(unix)]
    fn what_others_put_into_a_folder_leads_nowhere_and_ends() {
        use std::os::unix::fs::symlink;
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("copy");
        let place = Place::Folder(Folder(root.clone()));
        let (own, out) = (folder.path().join("secret"), folder.path().join("out"));
        std::fs::write(&own, "this machine's own").unwrap();
        for name in ["owner-1", "photos/ab/x.jpg"] {
            place.put(name, b"").unwrap();
            place.remove(name).unwrap();
            symlink(&own, root.join(name)).unwrap();
            for found in [
                place.get(name).map(|_| true),
                place.get_file(name, 99, &out),
                place.digest(name, 99).map(|_| true),
            ] {
                let told = OperatorError::from(found.expect_err(name)).to_string();
                assert!(told.contains("link that leads out"), "{told}");
            }
        }
        std::fs::remove_file(root.join("photos/ab/x.jpg")).unwrap();
        std::fs::remove_dir(root.join("photos/ab")).unwrap();
        symlink(folder.path(), root.join("photos/ab")).unwrap();
        assert!(place.get("photos/ab/secret").is_err(), "a folder's link");
        let pipe = root.join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        assert!(made.expect("mkfifo").success());
        assert!(place.get("pipe").is_err(), "nobody ever writes into it");
    }
}
