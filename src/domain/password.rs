//! Passwords somebody wants to set.

use std::fmt;

use crate::domain::field::Problem;

/// A password that may be set. Neither `Debug` nor anything else prints it.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

impl Password {
    /// Fewest characters.
    pub(crate) const MIN: u64 = 8;
    /// Most bytes: bcrypt reads no further, and we cut nothing silently.
    pub(crate) const MAX_BYTES: u64 = 72;

    /// Reads a password; spaces are part of it.
    ///
    /// # Errors
    /// [`Problem::Empty`], [`Problem::TooShort`], [`Problem::TooManyBytes`], or
    /// [`Problem::ControlCharacters`] for a NUL, where other bcrypts stop reading.
    pub(crate) fn parse(text: &str) -> Result<Self, Problem> {
        if text.is_empty() {
            return Err(Problem::Empty);
        }
        if (text.chars().count() as u64) < Self::MIN {
            return Err(Problem::TooShort(Self::MIN));
        }
        if text.len() as u64 > Self::MAX_BYTES {
            return Err(Problem::TooManyBytes(Self::MAX_BYTES));
        }
        if text.contains('\0') {
            return Err(Problem::ControlCharacters);
        }
        Ok(Self(text.to_owned()))
    }

    /// A password that an account has already: it may be shorter than new ones must be, if bcrypt
    /// reads all of it.
    #[must_use]
    pub(crate) fn known(text: &str) -> Option<Self> {
        let whole = !text.is_empty() && text.len() as u64 <= Self::MAX_BYTES;
        (whole && !text.contains('\0')).then(|| Self(text.to_owned()))
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

    #[test]
    fn bounds() {
        assert_eq!(Password::parse(""), Err(Problem::Empty));
        assert_eq!(Password::parse("1234567"), Err(Problem::TooShort(8)));
        assert!(Password::parse("12345678").is_ok());
        assert!(Password::parse(&"x".repeat(72)).is_ok());
        assert_eq!(
            Password::parse(&"x".repeat(73)),
            Err(Problem::TooManyBytes(72))
        );
        // 36 letters of two bytes fit, 37 don't.
        assert!(Password::parse(&"é".repeat(36)).is_ok());
        assert_eq!(
            Password::parse(&"é".repeat(37)),
            Err(Problem::TooManyBytes(72))
        );
        assert_eq!(
            Password::parse("1234\x005678"),
            Err(Problem::ControlCharacters)
        );
    }

    #[test]
    fn the_documents_passwords_are_accepted() {
        for text in ["password123", "examplePass", "bismillah"] {
            assert!(Password::parse(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn debug_says_nothing() {
        let password = Password::parse("swordfish!").expect("long enough");
        assert_eq!(format!("{password:?}"), "Password(…)");
    }
}
