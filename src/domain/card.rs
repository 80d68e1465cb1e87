//! What an account shows of itself on its card.

use std::convert::Infallible;

use crate::domain::field::Problem;
use crate::domain::link::Link;
use crate::domain::text::Text;

/// Defines the card by the one list of its fields, each with what reads it: struct, columns, exports and
/// imports derive from it.
macro_rules! card {
    ($($(#[$about:meta])+ $name:ident: $rule:ident,)+) => {
        /// A card; `None` is what was never set, or in a change what stays as it is.
        /// The links are [`Link`]s, or empty where their owner wants none shown.
        #[derive(Debug, Clone, Default, PartialEq, Eq)]
        pub(crate) struct Card {
            $($(#[$about])+ pub $name: Option<Text>,)+
        }

        impl Card {
            /// The fields' names, in the order of all lists.
            pub(crate) const FIELDS: &[&str] = &[$(stringify!($name)),+];

            /// The fields' values, in the same order.
            pub(crate) fn values(&self) -> [&Option<Text>; Self::FIELDS.len()] {
                [$(&self.$name),+]
            }

            /// Builds a card by calling `value` with each field's name and parser.
            ///
            /// # Errors
            /// What `value` returns.
            pub(crate) fn of<E>(mut value: impl FnMut(&str, FieldParser) -> Result<Option<Text>, E>) -> Result<Self, E> {
                Ok(Self { $($name: value(stringify!($name), Self::$rule)?,)+ })
            }
        }
    };
}

/// Parses one field's text; an empty one clears the field.
pub(crate) type FieldParser = fn(&str) -> Result<Text, Problem>;

card! {
    /// What one does.
    occupation: word,
    /// Where one lives.
    home_address: address,
    /// In which country.
    country: word,
    /// In which county.
    county: word,
    /// One's page at LinkedIn.
    linkedin: link,
    /// One's page at Facebook.
    facebook: link,
    /// One's page at GitHub.
    github: link,
    /// One's page at Instagram.
    instagram: link,
    /// One's page at Twitter.
    twitter: link,
    /// One's page at YouTube.
    youtube: link,
    /// What one says of oneself.
    description: description,
    /// How one is to be spoken of.
    pronouns: pronouns,
}

impl Card {
    /// Most characters of an occupation, a country or a county.
    pub(crate) const MAX_WORD: u64 = 100;
    /// Most characters of an address.
    pub(crate) const MAX_ADDRESS: u64 = 200;
    /// Most characters of a description.
    pub(crate) const MAX_DESCRIPTION: u64 = 1000;
    /// Most characters of pronouns.
    pub(crate) const MAX_PRONOUNS: u64 = 40;

    /// The names of what is set here and is set otherwise on another card.
    #[must_use]
    pub(crate) fn differing(&self, other: &Self) -> Vec<&'static str> {
        let pairs = self.values().into_iter().zip(other.values());
        let named = Self::FIELDS.iter().zip(pairs);
        named
            .filter(|(_, (own, others))| own.is_some() && others.is_some() && own != others)
            .map(|(name, _)| *name)
            .collect()
    }

    /// What is set here and isn't on another card.
    #[must_use]
    pub(crate) fn without(&self, other: &Self) -> Self {
        let pairs = self.values().into_iter().zip(other.values());
        let mut left = pairs.map(|(own, others)| own.clone().filter(|_| others.is_none()));
        let card = Self::of(|_, _| Ok::<_, Infallible>(left.next().flatten()));
        card.unwrap_or_default()
    }

    /// Reads an occupation, a country or a county.
    ///
    /// # Errors
    /// As [`Text::line`].
    pub(crate) fn word(text: &str) -> Result<Text, Problem> {
        Text::line(text, Self::MAX_WORD)
    }

    /// Reads an address.
    ///
    /// # Errors
    /// As [`Text::lines`].
    pub(crate) fn address(text: &str) -> Result<Text, Problem> {
        Text::lines(text, Self::MAX_ADDRESS)
    }

    /// Reads a description.
    ///
    /// # Errors
    /// As [`Text::lines`].
    pub(crate) fn description(text: &str) -> Result<Text, Problem> {
        Text::lines(text, Self::MAX_DESCRIPTION)
    }

    /// Reads pronouns.
    ///
    /// # Errors
    /// As [`Text::line`].
    pub(crate) fn pronouns(text: &str) -> Result<Text, Problem> {
        Text::line(text, Self::MAX_PRONOUNS)
    }

    /// Reads a link.
    ///
    /// # Errors
    /// As [`Link::parse`].
    pub(crate) fn link(text: &str) -> Result<Text, Problem> {
        if text.trim().is_empty() {
            return Ok(Text::default());
        }
        let link = Link::parse(text)?;
        Ok(Text::stored(link.as_str().to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cards_are_compared_part_by_part() {
        let text = |text: &str| Text::line(text, 99).ok();
        let one = Card {
            occupation: text("baker"),
            country: text("France"),
            ..Card::default()
        };
        let other = Card {
            occupation: text("cook"),
            county: text("Nice"),
            ..Card::default()
        };
        assert_eq!(one.differing(&other), ["occupation"]);
        let left = one.without(&other);
        assert_eq!((left.occupation, left.country), (None, text("France")));
    }

    #[test]
    fn a_link_is_a_link_or_empty() {
        assert_eq!(Card::link(" ").expect("empty").as_str(), "");
        let link = Card::link(" https://github.com/ann ").expect("a link");
        assert_eq!(link.as_str(), "https://github.com/ann");
        assert_eq!(Card::link("javascript:x"), Err(Problem::NotALink));
    }
}
