//! Usernames, for signing in, and in paths and file names.

use std::fmt;

use crate::domain::field::Problem;
use crate::domain::moment::Moment;

/// A username. Two that differ in capitals only are the same to the store.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Username(String);

impl Username {
    /// Most characters, from the documented column `username VARCHAR(50)`.
    pub(crate) const MAX: u64 = 50;

    /// Reads a username: letters and digits of ASCII and `. _ - + @` (an
    /// e-mail address can be one), the first a letter or a digit, so that it
    /// is safe in a path, a file name and a log.
    ///
    /// # Errors
    /// [`Problem::Empty`], [`Problem::TooLong`] or [`Problem::NotAUsername`].
    pub(crate) fn parse(text: &str) -> Result<Self, Problem> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Problem::Empty);
        }
        if text.chars().count() as u64 > Self::MAX {
            return Err(Problem::TooLong(Self::MAX));
        }
        let first_is_plain = text.starts_with(|first: char| first.is_ascii_alphanumeric());
        if !first_is_plain || !text.chars().all(allowed) {
            return Err(Problem::NotAUsername);
        }
        Ok(Self(text.to_owned()))
    }

    /// The name made for an account that signs up without one: `User{n}{YYYYMMDD}`,
    /// and for the rare case that somebody chose just that before, `_1`, `_2`, … behind it.
    #[must_use]
    pub(crate) fn generated(number: i64, moment: Moment, attempt: u32) -> Self {
        let base = format!("User{number}{}", moment.compact_date());
        Self(match attempt {
            0 => base,
            _ => format!("{base}_{attempt}"),
        })
    }

    /// A name the store has kept, taken as it is.
    #[must_use]
    pub(crate) fn stored(text: String) -> Self {
        Self(text)
    }

    /// What the name is compared by: two names with the same key are one name.
    #[must_use]
    pub(crate) fn key(&self) -> String {
        Self::key_of(&self.0)
    }

    /// The key of any text that somebody typed as a name.
    #[must_use]
    pub(crate) fn key_of(text: &str) -> String {
        text.to_ascii_lowercase()
    }

    /// The name as text.
    #[must_use]
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

fn allowed(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '.' | '_' | '-' | '+' | '@')
}

impl fmt::Display for Username {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_documented_name() {
        let moment = Moment::from_micros(1_686_736_800_000_000);
        assert_eq!(
            Username::generated(18, moment, 0).as_str(),
            "User1820230614"
        );
        assert_eq!(
            Username::generated(18, moment, 2).as_str(),
            "User1820230614_2"
        );
    }

    #[test]
    fn what_would_hurt_in_a_path_is_refused() {
        for text in [
            "..",
            ".a",
            "a/b",
            "a b",
            "a%2Fb",
            "a\\b",
            "a\0",
            "ä",
            "-x",
            "a\u{202e}b",
        ] {
            assert_eq!(
                Username::parse(text),
                Err(Problem::NotAUsername),
                "{text:?}"
            );
        }
        assert_eq!(Username::parse(" "), Err(Problem::Empty));
        assert_eq!(Username::parse(&"a".repeat(51)), Err(Problem::TooLong(50)));
        assert!(Username::parse(&"a".repeat(50)).is_ok());
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text in "\\PC{0,60}") {
            if let Ok(name) = Username::parse(&text) {
                prop_assert!(!name.as_str().contains(['/', '\\', '%', ' ']));
                prop_assert_eq!(Username::parse(name.as_str()), Ok(name.clone()));
            }
        }

        #[test]
        fn made_names_are_names(number in 1i64..i64::MAX, micros in 0i64..4_000_000_000_000_000, attempt in 0u32..9) {
            let name = Username::generated(number, Moment::from_micros(micros), attempt);
            prop_assert_eq!(Username::parse(name.as_str()), Ok(name.clone()));
        }
    }
}
