//! What an account shows of itself on its card.

use crate::domain::field::Problem;
use crate::domain::link::Link;
use crate::domain::text::Text;

/// A card; `None` is what was never set, or in a change what stays as it is.
/// The links are [`Link`]s, or empty where their owner wants none shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Card {
    /// What one does.
    pub occupation: Option<Text>,
    /// Where one lives.
    pub home_address: Option<Text>,
    /// In which country.
    pub country: Option<Text>,
    /// In which county.
    pub county: Option<Text>,
    /// One's page at LinkedIn.
    pub linkedin: Option<Text>,
    /// One's page at Facebook.
    pub facebook: Option<Text>,
    /// One's page at GitHub.
    pub github: Option<Text>,
    /// One's page at Instagram.
    pub instagram: Option<Text>,
    /// One's page at Twitter.
    pub twitter: Option<Text>,
    /// One's page at YouTube.
    pub youtube: Option<Text>,
    /// What one says of oneself.
    pub description: Option<Text>,
}

impl Card {
    /// Most characters of an occupation, a country or a county.
    pub(crate) const MAX_WORD: u64 = 100;
    /// Most characters of an address.
    pub(crate) const MAX_ADDRESS: u64 = 200;
    /// Most characters of a description.
    pub(crate) const MAX_DESCRIPTION: u64 = 1000;

    /// The names of what is set here and is set otherwise on another card.
    #[must_use]
    pub(crate) fn differing(mut self, other: &Self) -> Vec<&'static str> {
        let mut names = Vec::new();
        for ((name, own), (_, others)) in self.parts().into_iter().zip(other.clone().parts()) {
            if own.is_some() && others.is_some() && own != others {
                names.push(name);
            }
        }
        names
    }

    /// What is set here and isn't on another card.
    #[must_use]
    pub(crate) fn without(mut self, other: &Self) -> Self {
        for ((_, own), (_, others)) in self.parts().into_iter().zip(other.clone().parts()) {
            if others.is_some() {
                *own = None;
            }
        }
        self
    }

    fn parts(&mut self) -> [(&'static str, &mut Option<Text>); 11] {
        [
            ("occupation", &mut self.occupation),
            ("home_address", &mut self.home_address),
            ("country", &mut self.country),
            ("county", &mut self.county),
            ("linkedin", &mut self.linkedin),
            ("facebook", &mut self.facebook),
            ("github", &mut self.github),
            ("instagram", &mut self.instagram),
            ("twitter", &mut self.twitter),
            ("youtube", &mut self.youtube),
            ("description", &mut self.description),
        ]
    }

    /// Reads a link of a card; empty takes the one before away.
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
        assert_eq!(one.clone().differing(&other), ["occupation"]);
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
