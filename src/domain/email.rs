//! E-mail addresses.

use std::fmt;

use email_address::{EmailAddress, Options};

use crate::domain::field::Problem;

/// An e-mail address, in the form it is stored and compared in.
///
/// Trimmed and in lower case, so that nobody signs up twice as `Ann@example.com` and `ann@example.com`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Email(String);

impl Email {
    /// Most characters, from the documented column `email VARCHAR(100)`.
    pub(crate) const MAX: u64 = 100;

    /// Reads an address as RFC 5321 has it, with a domain of at least two labels.
    ///
    /// # Errors
    /// [`Problem::Empty`], [`Problem::TooLong`] or [`Problem::NotAnEmail`].
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Problem::Empty);
        }
        if text.chars().count() as u64 > Self::MAX {
            return Err(Problem::TooLong(Self::MAX));
        }
        let options = Options::default()
            .with_required_tld()
            .without_display_text()
            .without_domain_literal();
        // A quoted local part ("a b"@c.de) is legal, but hardly used by anything but attacks.
        if text.contains(['"', '\\']) || text.chars().any(char::is_control) {
            return Err(Problem::NotAnEmail);
        }
        EmailAddress::parse_with_options(text, options).map_err(|_| Problem::NotAnEmail)?;
        Ok(Self(Self::folded(text)))
    }

    /// The letters an address is stored and compared in, of a text that needn't be one.
    #[must_use]
    pub(crate) fn folded(text: &str) -> String {
        text.to_lowercase()
    }

    /// An address the store has kept, taken as it is.
    #[must_use]
    pub(crate) fn stored(text: String) -> Self {
        Self(text)
    }

    /// The address as its owner knows it again and others don't learn it: `a…@example.com`.
    #[must_use]
    pub(crate) fn veiled(&self) -> String {
        let (local, domain) = self.0.split_once('@').unwrap_or((&self.0, ""));
        let first: String = local.chars().take(1).collect();
        format!("{first}…@{domain}")
    }

    /// The address as text.
    #[must_use]
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Email {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn addresses_are_taken() {
        for text in [
            "frnspry14@gmail.com",
            "example@example.com",
            " User@Example.COM ",
            "a.b+c_d@sub.example.co.id",
        ] {
            let email = Email::parse(text).expect(text);
            assert_eq!(email.as_str(), text.trim().to_lowercase());
        }
    }

    #[test]
    fn what_is_none_is_refused() {
        for text in [
            "plain",
            "@b.co",
            "a@",
            "a@b",
            "a b@c.de",
            "a@b..co",
            "a@@b.co",
            "\"a b\"@c.de",
            "a@[127.0.0.1]",
            "Ann <ann@b.co>",
            "a@b.co\n",
            "a\0@b.co",
            "a@b.co,c@d.co",
            "a@-b.co",
        ] {
            if text.trim() != text {
                continue;
            }
            assert_eq!(Email::parse(text), Err(Problem::NotAnEmail), "{text:?}");
        }
        assert_eq!(Email::parse("  "), Err(Problem::Empty));
        let long = format!("{}@{}.com", "a".repeat(40), "b".repeat(60));
        assert_eq!(Email::parse(&long), Err(Problem::TooLong(100)));
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text in "\\PC{0,120}") {
            if let Ok(email) = Email::parse(&text) {
                prop_assert_eq!(Email::parse(email.as_str()), Ok(email.clone()));
                prop_assert!(email.as_str().contains('@'));
            }
        }

        #[test]
        fn ordinary_addresses_pass(local in "[a-z0-9]{1,20}", domain in "[a-z0-9]{1,20}", tld in "[a-z]{2,6}") {
            let text = format!("{local}@{domain}.{tld}");
            prop_assert_eq!(Email::parse(&text).map(|email| email.to_string()), Ok(text));
        }
    }
}
