//! A photo's unguessable name, and its files' names.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::size::Size;

/// Random bytes in a key: 144 bits. A multiple of three, so that base64 has no spare bits and every key
/// has exactly one encoding.
const RANDOM: usize = 18;
const LENGTH: usize = RANDOM / 3 * 4;

/// A photo's name on disk and in its URL: 24 random characters of `A-Z a-z 0-9 - _`. Safe in a path: one
/// is only ever made at random or by [`PhotoKey::parse`].
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct PhotoKey(String);

impl PhotoKey {
    /// A new key from the system's random source.
    pub(crate) fn random() -> io::Result<PhotoKey> {
        let mut bytes = [0; RANDOM];
        getrandom::fill(&mut bytes).map_err(|error| io::Error::other(error.to_string()))?;
        Ok(PhotoKey(URL_SAFE_NO_PAD.encode(bytes)))
    }

    /// Accepts exactly what [`PhotoKey::random`] makes.
    #[must_use]
    pub(crate) fn parse(text: &str) -> Option<PhotoKey> {
        let fits = text.len() == LENGTH && text.bytes().all(in_alphabet);
        fits.then(|| PhotoKey(text.to_owned()))
    }

    /// The 24 characters.
    #[must_use]
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// This photo's subfolder, one of 1,444, so that none is long to list. In small letters: where the case of letters
    /// makes no difference (Windows, macOS, sticks), `Rb` and `rb` are one folder, whose copy elsewhere must be found.
    pub(super) fn folder(&self, root: &Path) -> PathBuf {
        root.join(self.folder_name())
    }

    fn folder_name(&self) -> String {
        self.0[..2].to_ascii_lowercase()
    }

    /// The path of a size of this photo in the photos' folder, as `ab/abc….jpg`.
    #[must_use]
    pub(crate) fn path(&self, size: Size) -> String {
        format!("{}/{}", self.folder_name(), self.file_name(size))
    }

    /// The path of a file of this photo by its name, as [`PhotoKey::path`] has it.
    #[must_use]
    pub(crate) fn path_of_file(name: &str) -> Option<String> {
        PhotoKey::of_file(name).map(|key| format!("{}/{name}", key.folder_name()))
    }

    pub(super) fn file_name(&self, size: Size) -> String {
        format!("{}{}", self.0, size.suffix())
    }

    /// The key of a file of a photo, such as `….256.jpg`; `None` for files of other names.
    #[must_use]
    pub(crate) fn of_file(name: &str) -> Option<PhotoKey> {
        let stem = |size: Size| name.strip_suffix(size.suffix()).and_then(PhotoKey::parse);
        Size::ALL.into_iter().find_map(stem)
    }
}

/// Whether a folder's name is one of [`PhotoKey::folder`]'s.
pub(super) fn is_folder(name: &str) -> bool {
    name.len() == 2 && name.bytes().all(in_alphabet)
}

fn in_alphabet(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'
}

impl fmt::Display for PhotoKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whoever knows a key can see the photo, so logs show its folder only.
impl fmt::Debug for PhotoKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PhotoKey({}…)", &self.0[..2])
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn a_key_survives_its_text_and_its_file_names() {
        let key = PhotoKey::random().unwrap();
        assert_eq!(PhotoKey::parse(key.as_str()), Some(key.clone()));
        for size in Size::ALL {
            assert_eq!(PhotoKey::of_file(&key.file_name(size)), Some(key.clone()));
        }
        assert_ne!(PhotoKey::random().unwrap(), key);
    }

    /// 144 bits of the system's, none of which stands still.
    #[test]
    fn a_key_is_drawn_anew_and_whole() {
        assert_eq!((RANDOM * 8, LENGTH), (144, 24));
        let keys: Vec<String> = (0..200).map(|_| PhotoKey::random().unwrap().0).collect();
        for at in 0..LENGTH {
            let signs: HashSet<u8> = keys.iter().map(|key| key.as_bytes()[at]).collect();
            assert!(signs.len() > 32, "{} signs at {at}", signs.len());
        }
    }

    #[test]
    fn nothing_else_is_a_key() {
        let good = "AAAAAAAAAAAAAAAAAAAAAAA-";
        assert!(PhotoKey::parse(good).is_some());
        for bad in [
            "",
            "..",
            "/etc/passwd",
            "AAAA",
            &good[1..],
            &format!("{good}A"),
        ] {
            assert_eq!(PhotoKey::parse(bad), None, "{bad:?}");
        }
        for odd in ['/', '\\', '.', '\0', '%', '=', '+', ' ', '\n', '\u{ff21}'] {
            let text: String = std::iter::repeat_n('A', 23).chain([odd]).collect();
            assert_eq!(PhotoKey::parse(&text), None, "{text:?}");
        }
        for name in [
            good,
            "x.jpg",
            &format!("{good}.512.jpg"),
            &format!("{good}.JPG"),
        ] {
            assert_eq!(PhotoKey::of_file(name), None, "{name:?}");
        }
    }

    #[test]
    fn a_folder_of_ours_is_told_from_others() {
        for ours in ["ab", "A9", "-_"] {
            assert!(is_folder(ours), "{ours}");
        }
        for other in ["", "a", "abc", "a.", "..", "a ", "é", "a/"] {
            assert!(!is_folder(other), "{other}");
        }
    }

    #[test]
    fn a_debug_print_does_not_give_the_key_away() {
        let key = PhotoKey::random().unwrap();
        assert!(!format!("{key:?}").contains(&key.as_str()[..3]));
    }

    proptest::proptest! {
        #[test]
        fn a_parsed_key_is_one_plain_path_segment(text in "[-_A-Za-z0-9./\\\\\0%]{22,26}") {
            if let Some(key) = PhotoKey::parse(&text) {
                let path = key.folder(Path::new("root")).join(key.file_name(Size::Full));
                let plain = path.components().all(|part| {
                    matches!(part, std::path::Component::Normal(_))
                });
                proptest::prop_assert!(plain && path.components().count() == 3);
            }
        }
    }
}
