//! Passwords somebody wants to set.

use std::fmt;

use crate::domain::field::Problem;
use crate::domain::unicode::nfc;

/// A password that may be set, in NFC (RFC 8265, 4.2.1): keyboards write `é` in two ways. Neither `Debug` nor
/// anything else prints it.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

impl Password {
    /// Fewest characters, unless the operator says otherwise.
    pub(crate) const MIN: u64 = 8;
    /// The lowest minimum: what the original APIs' clients offer.
    pub(crate) const LOWEST_MIN: u64 = 6;
    /// The highest minimum: so many characters of any script have no more than [`Password::MAX_BYTES`].
    pub(crate) const HIGHEST_MIN: u64 = Self::MAX_BYTES / 4;
    /// Most bytes: bcrypt reads no further, and we cut nothing silently.
    pub(crate) const MAX_BYTES: u64 = 72;

    /// Reads a password of at least `min` characters; spaces are part of it.
    ///
    /// # Errors
    /// [`Problem::Empty`], [`Problem::TooShort`], [`Problem::TooManyBytes`], or
    /// [`Problem::ControlCharacters`] for a NUL, where other bcrypts stop reading.
    pub(crate) fn parse(text: &str, min: u64) -> Result<Self, Problem> {
        let text = nfc(text);
        if text.is_empty() {
            return Err(Problem::Empty);
        }
        if (text.chars().count() as u64) < min {
            return Err(Problem::TooShort(min));
        }
        if text.len() as u64 > Self::MAX_BYTES {
            return Err(Problem::TooManyBytes(Self::MAX_BYTES));
        }
        if text.contains('\0') {
            return Err(Problem::ControlCharacters);
        }
        Ok(Self(text.into_owned()))
    }

    /// A password that an account has already: it may be shorter than new ones must be, if bcrypt
    /// reads all of it.
    #[must_use]
    pub(crate) fn known(text: &str) -> Option<Self> {
        let text = nfc(text);
        let whole = !text.is_empty() && text.len() as u64 <= Self::MAX_BYTES;
        (whole && !text.contains('\0')).then(|| Self(text.into_owned()))
    }

    /// The password itself, for the hasher alone.
    #[must_use]
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Password(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Password, Problem> {
        Password::parse(text, Password::MIN)
    }

    #[test]
    fn bounds() {
        assert_eq!(parse(""), Err(Problem::Empty));
        assert_eq!(parse("1234567"), Err(Problem::TooShort(8)));
        assert!(parse("12345678").is_ok());
        assert!(parse(&"x".repeat(72)).is_ok());
        assert_eq!(parse(&"x".repeat(73)), Err(Problem::TooManyBytes(72)));
        // 36 letters of two bytes fit, 37 don't.
        assert!(parse(&"é".repeat(36)).is_ok());
        assert_eq!(parse(&"é".repeat(37)), Err(Problem::TooManyBytes(72)));
        assert_eq!(parse("1234\x005678"), Err(Problem::ControlCharacters));
    }

    #[test]
    fn the_operator_decides_how_short_one_may_be() {
        for (text, min, short) in [
            ("secret", 6, false),
            ("secre", 6, true),
            ("secret", 8, true),
            ("swordfish!", 12, true),
        ] {
            let refused = Password::parse(text, min) == Err(Problem::TooShort(min));
            assert_eq!(refused, short, "{text} {min}");
        }
        let longest = "😀".repeat(18);
        assert!(Password::parse(&longest, Password::HIGHEST_MIN).is_ok());
    }

    #[test]
    fn letters_are_counted_and_kept_in_nfc() {
        let typed = "pa\u{308}sswo\u{308}rd".to_owned();
        assert_eq!(parse(&typed), parse("pässwörd"));
        assert_eq!(Password::known(&typed), Password::known("pässwörd"));
        assert_eq!(parse(&"e\u{301}".repeat(7)), Err(Problem::TooShort(8)));
        assert!(parse(&"e\u{301}".repeat(36)).is_ok());
        // A letter whose NFC has twice its bytes.
        assert_eq!(parse(&"\u{958}".repeat(13)), Err(Problem::TooManyBytes(72)));
    }

    #[test]
    fn the_documents_passwords_are_accepted() {
        for text in ["password123", "examplePass", "bismillah"] {
            assert!(parse(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn debug_says_nothing() {
        let password = parse("swordfish!").expect("long enough");
        assert_eq!(format!("{password:?}"), "Password(…)");
    }
}
