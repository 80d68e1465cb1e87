//! An archive's manifest, and the allowed names of its files.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use crate::domain::moment::Moment;
use crate::photos::PhotoKey;
use crate::store::copies::VERSION;

/// The manifest's own name; it comes last and doesn't list itself.
pub(super) const MANIFEST: &str = "manifest.json";
/// The database's name in an archive.
pub(super) const DATABASE: &str = "firststep.db";
/// The unencrypted secret's name.
pub(super) const SECRET: &str = "secret";
/// The encrypted secret's name.
pub(super) const SEALED: &str = "secret.sealed";
/// The prefix of photos' names.
pub(super) const PHOTOS: &str = "photos/";

/// Most bytes a manifest may have: some 400,000 files.
pub(super) const MOST_BYTES: u64 = 64 << 20;
/// Most bytes a secret may have, encrypted or not.
pub(super) const MOST_SECRET: u64 = 4096;

const FORMAT: &str = "firststep-backup";
const FORMAT_VERSION: u32 = 1;

/// An archive's manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    format: String,
    format_version: u32,
    /// The version of the program that made it.
    pub program: String,
    /// The version of the database's schema.
    pub schema: i32,
    /// The database's own name; databases of version 1 have none.
    pub database: Option<String>,
    /// When it was made, in RFC 3339.
    pub made_at: String,
    /// Every other file in it.
    pub files: Vec<FileEntry>,
}

/// What is told of a backup without its files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Brief {
    /// When it was made, in RFC 3339.
    pub made_at: String,
    /// The version of the program that made it.
    pub program: String,
    /// The version of the database's schema.
    pub schema: i32,
    /// The database's own name.
    pub database: Option<String>,
    /// Whether and how the secret is in it, in a word.
    pub secret: String,
    /// How many photos are in it.
    pub photos: usize,
}

/// A file in an archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileEntry {
    /// Its name.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// Its SHA-256 in hexadecimal.
    pub sha256: String,
}

/// Whether and how the secret is in an archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecretKind {
    /// Unencrypted.
    Plain,
    /// Encrypted with a passphrase.
    Sealed,
    /// Not at all.
    Absent,
}

impl SecretKind {
    /// In a word, for tables and programs.
    #[must_use]
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Sealed => "sealed",
            Self::Absent => "absent",
        }
    }
}

impl Manifest {
    pub(super) fn new(
        schema: i32,
        database: Option<String>,
        made_at: Moment,
        files: Vec<FileEntry>,
    ) -> Self {
        Self {
            format: FORMAT.to_owned(),
            format_version: FORMAT_VERSION,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            schema,
            database,
            made_at: made_at.rfc3339(),
            files,
        }
    }

    /// Parses a manifest and checks all that can be checked without the archive.
    ///
    /// # Errors
    /// Why it is rejected, as the end of a sentence.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, String> {
        let manifest: Self = serde_json::from_slice(bytes)
            .map_err(|_| "its manifest isn't one of FirstStep's".to_owned())?;
        if manifest.format != FORMAT {
            return Err("its manifest isn't one of FirstStep's".to_owned());
        }
        if manifest.format_version > FORMAT_VERSION || manifest.schema > VERSION {
            return Err(format!(
                "it was made by a newer FirstStep ({}, schema {}); this one knows schemas up to {VERSION}",
                plain(&manifest.program),
                manifest.schema
            ));
        }
        if manifest.schema < 1 || Moment::parse(&manifest.made_at).is_err() {
            return Err("its manifest isn't one of FirstStep's".to_owned());
        }
        manifest.check_files()?;
        Ok(manifest)
    }

    fn check_files(&self) -> Result<(), String> {
        let mut seen = HashSet::new();
        for file in &self.files {
            if !is_allowed(&file.name) {
                return Err(format!(
                    "it holds a file that doesn't belong there ({})",
                    plain(&file.name)
                ));
            }
            if !seen.insert(&*file.name) {
                return Err(format!("it holds {} twice", file.name));
            }
            let secret = [SECRET, SEALED].contains(&&*file.name);
            if secret && file.size > MOST_SECRET {
                return Err("its secret is too long".to_owned());
            }
        }
        if !seen.contains(DATABASE) {
            return Err("it holds no database".to_owned());
        }
        if seen.contains(SECRET) && seen.contains(SEALED) {
            return Err("it holds two secrets".to_owned());
        }
        Ok(())
    }

    /// What it tells without its files.
    #[must_use]
    pub(crate) fn brief(&self) -> Brief {
        Brief {
            made_at: self.made_at.clone(),
            program: self.program.clone(),
            schema: self.schema,
            database: self.database.clone(),
            secret: self.secret().word().to_owned(),
            photos: self.photos(),
        }
    }

    /// Whether and how the secret is in it.
    #[must_use]
    pub fn secret(&self) -> SecretKind {
        if self.find(SECRET).is_some() {
            SecretKind::Plain
        } else if self.find(SEALED).is_some() {
            SecretKind::Sealed
        } else {
            SecretKind::Absent
        }
    }

    /// How many photos are in it, by their largest size.
    #[must_use]
    pub fn photos(&self) -> usize {
        let keys: HashSet<&str> = self
            .files
            .iter()
            .filter_map(|file| key(&file.name))
            .collect();
        keys.len()
    }

    /// The size of all files together.
    #[must_use]
    pub(crate) fn bytes(&self) -> u64 {
        let sizes = self.files.iter().map(|file| file.size);
        sizes.fold(0, u64::saturating_add)
    }

    pub(super) fn find(&self, name: &str) -> Option<&FileEntry> {
        self.files.iter().find(|file| file.name == name)
    }
}

/// Whether a file may have this name: only the exact names that we write are allowed.
fn is_allowed(name: &str) -> bool {
    [DATABASE, SECRET, SEALED].contains(&name) || key(name).is_some()
}

/// The photo's key in a file name such as `photos/ab/Abc….jpg`; older backups have `photos/Ab/Abc….jpg`.
pub(super) fn key(name: &str) -> Option<&str> {
    let (folder, file) = name.strip_prefix(PHOTOS)?.split_once('/')?;
    let key = PhotoKey::of_file(file)?;
    let (start, _) = file.split_at_checked(folder.len())?;
    let fits = start == folder || start.to_ascii_lowercase() == folder;
    (folder.len() == 2 && fits).then(|| &file[..key.as_str().len()])
}

/// Untrusted text, cut to 60 characters, without control characters.
pub(super) fn plain(text: &str) -> String {
    let letters = text.chars().take(60);
    letters
        .map(|letter| if letter.is_control() { '?' } else { letter })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "abcdefghijklmnopqrstuvwx";

    #[test]
    fn names_are_ours_or_refused() {
        for name in [
            "firststep.db".to_owned(),
            "secret".to_owned(),
            format!("photos/ab/{KEY}.jpg"),
            format!("photos/ab/{KEY}.64.jpg"),
            format!("photos/ab/A{}.jpg", &KEY[1..]),
            format!("photos/Ab/A{}.jpg", &KEY[1..]),
        ] {
            assert!(is_allowed(&name), "{name}");
        }
        for name in [
            String::new(),
            "/etc/passwd".to_owned(),
            "../secret".to_owned(),
            "photos/../secret".to_owned(),
            format!("photos/cd/{KEY}.jpg"),
            format!("photos/AB/{KEY}.jpg"),
            format!("photos/ab/../ab/{KEY}.jpg"),
            format!("photos//{KEY}.jpg"),
            format!("photos/ab/{KEY}.jpg/"),
            format!("photos\\ab\\{KEY}.jpg"),
            format!("/photos/ab/{KEY}.jpg"),
            format!("photos/ab/{KEY}.jpg\0"),
            "photos/database".to_owned(),
            "manifest.json".to_owned(),
            "firststep.db-wal".to_owned(),
            "FIRSTSTEP.DB".to_owned(),
        ] {
            assert!(!is_allowed(&name), "{name:?}");
        }
    }

    fn file(name: &str) -> FileEntry {
        FileEntry {
            name: name.to_owned(),
            size: 1,
            sha256: "0".repeat(64),
        }
    }

    fn read_again(schema: i32, files: &[&str]) -> Result<Manifest, String> {
        let files = files.iter().map(|name| file(name)).collect();
        let made = Manifest::new(schema, None, Moment::from_micros(1), files);
        Manifest::parse(&serde_json::to_vec(&made).unwrap())
    }

    #[test]
    fn a_manifest_is_read_again_as_it_was() {
        let read = read_again(VERSION, &["firststep.db", "secret"]).unwrap();
        assert_eq!((read.secret(), read.bytes()), (SecretKind::Plain, 2));
        assert_eq!(Moment::parse(&read.made_at), Ok(Moment::from_micros(1)));
    }

    #[test]
    fn what_cannot_be_is_refused() {
        let newer = read_again(VERSION + 1, &["firststep.db"]).unwrap_err();
        assert!(newer.contains("newer FirstStep"), "{newer}");
        assert!(read_again(0, &["firststep.db"]).is_err());
        assert!(read_again(1, &["secret"]).is_err());
        assert!(read_again(1, &["firststep.db", "firststep.db"]).is_err());
        assert!(read_again(1, &["firststep.db", "secret", "secret.sealed"]).is_err());
        assert!(Manifest::parse(b"{}").is_err());
    }
}
