//! A place for files elsewhere, whichever kind it is.

use std::fmt;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use super::folder;
use super::reply;
use super::s3::{ObjectStore, S3Settings};
use crate::domain::operator_error::OperatorError;
use crate::platform::digest::hex;

pub(crate) use super::reply::PlaceFault;

/// Where files are kept elsewhere. Names in it are ours: letters, digits, `-`, `_`, `.`, with `/` between folders.
#[derive(Debug, Clone)]
pub(crate) enum Place {
    /// A folder, better on another disk.
    Folder(PathBuf),
    /// A prefix in a bucket.
    Store(ObjectStore),
}

/// A file in a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KeptFile {
    /// Its name in the place.
    pub name: String,
    /// Its size in bytes.
    pub bytes: u64,
}

/// What an address of a bucket begins with.
const S3: &str = "s3://";

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
        if let Some(path) = text.strip_prefix("file://") {
            return Ok(Self::folder_at(path));
        }
        if text.contains("://") {
            return Err(OperatorError::new(
                format!("{text} is no address of a place that FirstStep knows"),
                "Name s3://bucket/prefix, or a folder: another machine's, once it is mounted (SFTP: sshfs).",
            ));
        }
        Ok(Self::folder_at(text))
    }

    /// Wherever we are when it is used.
    fn folder_at(path: &str) -> Self {
        Self::Folder(std::path::absolute(path).unwrap_or_else(|_| path.into()))
    }

    /// The folder, if it is one.
    pub(crate) fn folder(&self) -> Option<&Path> {
        match self {
            Self::Folder(path) => Some(path),
            Self::Store(_) => None,
        }
    }

    /// Writes a file that isn't there yet: of several who try, one does. Returns whether it was this one.
    pub(crate) fn create(&self, name: &str, bytes: &[u8]) -> Result<bool, PlaceFault> {
        match self {
            Self::Folder(root) => folder::create(root, name, bytes).map_err(reply::disk(self)),
            Self::Store(store) => store.create(name, bytes),
        }
    }

    /// Writes a file, over the one that is there: whoever reads it finds the old one or the new one.
    pub(crate) fn put(&self, name: &str, bytes: &[u8]) -> Result<(), PlaceFault> {
        match self {
            Self::Folder(root) => folder::put(root, name, bytes).map_err(reply::disk(self)),
            Self::Store(store) => store.put(name, bytes),
        }
    }

    /// The same with the content of a file.
    pub(crate) fn put_file(&self, name: &str, from: &Path) -> Result<(), PlaceFault> {
        match self {
            Self::Folder(root) => folder::put_file(root, name, from).map_err(reply::disk(self)),
            Self::Store(store) => store.put_file(name, from),
        }
    }

    /// Reads a small file whole; `None` if it isn't there.
    pub(crate) fn get(&self, name: &str) -> Result<Option<Vec<u8>>, PlaceFault> {
        match self {
            Self::Folder(root) => folder::get(root, name).map_err(reply::disk(self)),
            Self::Store(store) => store.get(name),
        }
    }

    /// Reads a file into a new one, which only its owner may read; returns whether it is there.
    pub(crate) fn get_file(&self, name: &str, to: &Path) -> Result<bool, PlaceFault> {
        match self {
            Self::Folder(root) => folder::get_file(root, name, to).map_err(reply::disk(self)),
            Self::Store(store) => store.get_file(name, to),
        }
    }

    /// The SHA-256 of a file in hexadecimal, read whole; `None` if it isn't there.
    pub(crate) fn digest(&self, name: &str) -> Result<Option<String>, PlaceFault> {
        let mut hash = Sha256::new();
        let found = match self {
            Self::Folder(root) => folder::read(root, name, &mut hash).map_err(reply::disk(self))?,
            Self::Store(store) => store.read(name, &mut hash)?,
        };
        Ok(found.then(|| hex(&hash.finalize())))
    }

    /// The files whose names begin so, by name.
    pub(crate) fn list(&self, prefix: &str) -> Result<Vec<KeptFile>, PlaceFault> {
        let mut found = match self {
            Self::Folder(root) => folder::list(root, prefix).map_err(reply::disk(self))?,
            Self::Store(store) => store.list(prefix)?,
        };
        found.sort_by(|one, other| one.0.cmp(&other.0));
        let kept = |(name, bytes)| KeptFile { name, bytes };
        Ok(found.into_iter().map(kept).collect())
    }

    /// Removes a file; a missing one is fine.
    pub(crate) fn remove(&self, name: &str) -> Result<(), PlaceFault> {
        match self {
            Self::Folder(root) => folder::remove(root, name).map_err(reply::disk(self)),
            Self::Store(store) => store.remove(name),
        }
    }
}

/// Without keys: they aren't part of an address.
impl fmt::Display for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(path) => write!(out, "{}", path.display()),
            Self::Store(store) => write!(out, "{store}"),
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
        let place = Place::Folder(root.clone());
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
        let out = folder.path().join("out");
        assert!(place.get_file("photos/ab/x.jpg", &out).unwrap());
        assert_eq!(std::fs::read(&out).unwrap(), b"new!");
        place.put_file("again", &out).unwrap();
        assert_eq!(place.get("again").unwrap().unwrap(), b"new!");
        place.remove("again").unwrap();
        place.remove("again").unwrap();
        assert!(
            !place
                .get_file("again", &folder.path().join("none"))
                .unwrap()
        );
    }
}
