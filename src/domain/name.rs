//! What people are called.

use icu_properties::props::{DefaultIgnorableCodePoint, GeneralCategory};
use icu_properties::{CodePointMapData, CodePointSetData};

use crate::domain::field::Problem;
use crate::domain::text::{Text, is_bidi};

/// A first or a last name, trimmed; it may be empty, as many
/// Indonesians have one name only.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Name(String);

impl Name {
    /// Most characters, from the documented columns `frontName VARCHAR(50)`, `lastName VARCHAR(50)`.
    pub(crate) const MAX: u64 = 50;

    /// Reads a name.
    ///
    /// # Errors
    /// [`Problem::TooLong`] or [`Problem::ControlCharacters`].
    pub(crate) fn parse(text: &str) -> Result<Self, Problem> {
        let text = text.trim();
        if text.chars().count() as u64 > Self::MAX {
            return Err(Problem::TooLong(Self::MAX));
        }
        if text
            .chars()
            .any(|letter| letter.is_control() || is_bidi(letter))
        {
            return Err(Problem::ControlCharacters);
        }
        Ok(Self(text.to_owned()))
    }

    /// Itself, where a name is demanded: one of which something can be seen.
    ///
    /// # Errors
    /// [`Problem::Empty`].
    pub(crate) fn not_empty(self) -> Result<Self, Problem> {
        if self.0.chars().any(is_visible) {
            Ok(self)
        } else {
            Err(Problem::Empty)
        }
    }

    /// A name the store has kept, taken as it is.
    #[must_use]
    pub(crate) fn stored(text: String) -> Self {
        Self(text)
    }

    /// The name as text.
    #[must_use]
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// First and last name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FullName {
    /// The first name.
    pub front: Name,
    /// The last name.
    pub last: Name,
}

impl FullName {
    /// Most characters of both, joined.
    pub(crate) const MAX: u64 = 2 * Name::MAX + 1;

    /// Reads a name given in one piece: the first word is the first name and
    /// the rest the last name, unless that is too long; then the first name
    /// takes as many words as it must. Joined, it is the same again.
    ///
    /// # Errors
    /// [`Problem::Empty`], [`Problem::TooLong`] or [`Problem::ControlCharacters`].
    pub(crate) fn parse(text: &str) -> Result<Self, Problem> {
        let words: Vec<&str> = text.split_whitespace().collect();
        if !text.chars().any(is_visible) {
            return Err(Problem::Empty);
        }
        let split = |at: usize| {
            Ok::<Self, Problem>(Self {
                front: Name::parse(&words[..at].join(" "))?,
                last: Name::parse(&words[at..].join(" "))?,
            })
        };
        let fits = (1..=words.len()).find_map(|at| split(at).ok());
        fits.map_or_else(|| Err(problem_of(text)), Ok)
    }

    /// Both, joined by one space, without superfluous ones.
    #[must_use]
    pub(crate) fn joined(&self) -> String {
        let both = [self.front.as_str(), self.last.as_str()];
        let words: Vec<&str> = both
            .iter()
            .flat_map(|name| name.split_whitespace())
            .collect();
        words.join(" ")
    }
}

/// Whether there is something to be seen of a character: blanks and joiners show nothing, and neither do the fillers of
/// Hangul and the empty pattern of Braille, which are a letter and a symbol.
fn is_visible(letter: char) -> bool {
    use GeneralCategory as Is;
    const EMPTY_BRAILLE: char = '\u{2800}';
    let is_ignorable = CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(letter);
    let kind = CodePointMapData::<GeneralCategory>::new().get(letter);
    !is_ignorable
        && letter != EMPTY_BRAILLE
        && !letter.is_whitespace()
        && !matches!(
            kind,
            Is::Control | Is::Format | Is::PrivateUse | Is::Unassigned
        )
}

/// Why a name in one piece can't be split into two that fit.
fn problem_of(text: &str) -> Problem {
    match Text::line(text, FullName::MAX) {
        Err(problem) => problem,
        // A word too long for either half.
        Ok(_) => Problem::TooLong(Name::MAX),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn full(front: &str, last: &str) -> String {
        FullName {
            front: Name::parse(front).expect("a name"),
            last: Name::parse(last).expect("a name"),
        }
        .joined()
    }

    #[test]
    fn joined_without_stray_blanks() {
        assert_eq!(full("Fransiscus", "Prayoga"), "Fransiscus Prayoga");
        assert_eq!(full(" Suharto ", ""), "Suharto");
        assert_eq!(full("", "Ayu  Lestari"), "Ayu Lestari");
    }

    #[test]
    fn in_one_piece_and_joined_again() {
        for (text, front, last) in [
            ("Kucing Cakep", "Kucing", "Cakep"),
            ("  Suharto ", "Suharto", ""),
            ("Ayu  Dewi Lestari", "Ayu", "Dewi Lestari"),
        ] {
            let name = FullName::parse(text).expect(text);
            assert_eq!((name.front.as_str(), name.last.as_str()), (front, last));
        }
        let long = format!("Ann {} Example", "é".repeat(44));
        let name = FullName::parse(&long).expect("it fits");
        assert_eq!(name.last.as_str(), "Example");
        assert_eq!(name.joined(), long);
        assert_eq!(FullName::parse(" "), Err(Problem::Empty));
        assert_eq!(FullName::parse("a\0b c"), Err(Problem::ControlCharacters));
        assert_eq!(
            FullName::parse("a\u{202e}b"),
            Err(Problem::ControlCharacters)
        );
        assert_eq!(FullName::parse(&"x".repeat(51)), Err(Problem::TooLong(50)));
        assert_eq!(
            FullName::parse(&"x ".repeat(99)),
            Err(Problem::TooLong(101))
        );
    }

    #[test]
    fn a_name_that_is_demanded_can_be_seen() {
        for nothing in [
            "",
            " ",
            "\u{3164}",
            "\u{2800}",
            "\u{fe0f}",
            "\u{115f} \u{200d}",
        ] {
            let name = Name::parse(nothing).expect("it may be left out");
            assert_eq!(name.not_empty(), Err(Problem::Empty), "{nothing:?}");
            assert_eq!(FullName::parse(nothing), Err(Problem::Empty), "{nothing:?}");
        }
        for seen in ["a", "李", "\u{3164}a", "🐈\u{fe0f}", "'"] {
            let name = Name::parse(seen).and_then(Name::not_empty);
            assert!(name.is_ok(), "{seen:?}");
        }
    }

    #[test]
    fn tricks_and_length_are_refused() {
        assert_eq!(Name::parse("a\0b"), Err(Problem::ControlCharacters));
        assert_eq!(Name::parse("a\u{202e}b"), Err(Problem::ControlCharacters));
        assert_eq!(Name::parse(&"é".repeat(51)), Err(Problem::TooLong(50)));
        assert!(Name::parse(&"é".repeat(50)).is_ok());
    }
}
