//! Names that stand for numbers of the database in one export, and lead nowhere.

use std::io::ErrorKind;
use std::path::Path;
use std::{fs, io};

use crate::platform::digest::sha256;
use crate::platform::{private_file, random};

/// What veils numbers of the database: a key that is forgotten when the export is done, or lies in a file of the operator's.
pub(crate) struct Veil([u8; 32]);

impl Veil {
    /// A new one: what it makes has nothing to do with what another made.
    pub(crate) fn new() -> Self {
        Self(random::bytes())
    }

    /// That of the key in a file, which is made where there is none: exports by one key have the same names.
    pub(crate) fn of_file(path: &Path) -> io::Result<Self> {
        match fs::read(path) {
            Ok(bytes) => {
                let key = bytes.try_into();
                key.map(Self)
                    .map_err(|_| io::Error::other("it holds no such key"))
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let veil = Self::new();
                private_file::write(path, &veil.0)?;
                Ok(veil)
            }
            Err(error) => Err(error),
        }
    }

    /// What stands for a number of this kind; the same within one export alone, or in all by one key.
    pub(super) fn name(&self, kind: &str, number: i64) -> String {
        let text = [&self.0, kind.as_bytes(), &number.to_le_bytes()].concat();
        let mut name = sha256(&text);
        name.truncate(16);
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_one_name_in_an_export_and_another_in_the_next() {
        let (one, other) = (Veil::new(), Veil::new());
        assert_eq!(one.name("room", 7), one.name("room", 7));
        let names = [
            one.name("room", 7),
            one.name("room", 8),
            one.name("account", 7),
            other.name("room", 7),
        ];
        let folder = tempfile::tempdir().expect("a folder");
        let key = folder.path().join("key");
        let [made, again] = [(); 2].map(|()| Veil::of_file(&key).expect("a key"));
        assert_eq!(made.name("room", 7), again.name("room", 7));
        assert_ne!(made.name("room", 7), one.name("room", 7));
        fs::write(&key, "short").expect("written");
        assert!(Veil::of_file(&key).is_err());
        for (at, name) in names.iter().enumerate() {
            assert_eq!(name.len(), 16);
            assert!(!names[..at].contains(name), "{name}");
        }
    }
}
