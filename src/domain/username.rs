//! Usernames, for signing in, and in paths and file names.

use std::fmt;

use icu_properties::props::{DefaultIgnorableCodePoint, GeneralCategory};
use icu_properties::{CodePointMapData, CodePointSetData};

use crate::domain::field::Problem;
use crate::domain::moment::Moment;
use crate::domain::scripts::is_readable_as_one;
use crate::domain::unicode::{folded, nfc};

/// A username. Two with the same [`Username::key`] are the same to the store.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Username(String);

impl Username {
    /// Most characters, from the documented column `username VARCHAR(50)`.
    pub(crate) const MAX: u64 = 50;
    /// What stands beside a username in some family's paths, and would hide the account of this name.
    /// A test compares with all families' routes.
    pub(crate) const RESERVED: [&'static str; 3] = ["active", "all", "me"];
    /// Most marks on one letter (UTS 39, 5.4): more pile up over the lines around them.
    const MAX_MARKS: usize = 4;

    /// Reads a username: letters, marks and digits of any script, `. _ -` and single blanks inside, the first
    /// a letter or a digit, so that it is safe in a path, a file name and a log. Without `@`, no username
    /// is anybody's e-mail address.
    ///
    /// # Errors
    /// [`Problem::Empty`], [`Problem::TooLong`], [`Problem::NotAUsername`], [`Problem::MixedScripts`] or
    /// [`Problem::Reserved`].
    pub(crate) fn parse(text: &str) -> Result<Self, Problem> {
        let name = Self(nfc(text.trim()).into_owned());
        let text = name.as_str();
        if text.is_empty() {
            return Err(Problem::Empty);
        }
        if text.chars().count() as u64 > Self::MAX {
            return Err(Problem::TooLong(Self::MAX));
        }
        let kinds: Vec<_> = text.chars().map(kind).collect();
        let key = name.key();
        // Some letters are compared as a blank and a mark: `ͺ`, which in capitals is iota, and isolated Arabic marks.
        let blanks = |text: &str| text.matches(' ').count();
        if !is_well_formed(&kinds) || blanks(&key) != blanks(text) {
            return Err(Problem::NotAUsername);
        }
        if !is_readable_as_one(&key) {
            return Err(Problem::MixedScripts);
        }
        if Self::RESERVED.contains(&key.as_str()) {
            return Err(Problem::Reserved);
        }
        Ok(name)
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

    /// A name the store has kept, taken as it is: older versions allowed `+` and `@`.
    #[must_use]
    pub(crate) fn stored(text: String) -> Self {
        Self(text)
    }

    /// What the name is compared by: two names with the same key are one name.
    #[must_use]
    pub(crate) fn key(&self) -> String {
        Self::key_of(&self.0)
    }

    /// The key of any text that somebody typed as a name. For the names of older versions, which were ASCII, it
    /// is SQLite's `lower()`, by which migrations made it.
    #[must_use]
    pub(crate) fn key_of(text: &str) -> String {
        folded(text)
    }

    /// The name as text.
    #[must_use]
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// What a character is to a username.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A letter or a digit, with which names begin.
    Plain,
    /// A mark on a letter.
    Mark,
    /// `.`, `_` or `-`.
    Sign,
    Blank,
    /// Not allowed.
    Other,
}

/// PRECIS's letters and digits (RFC 8264, 9.1) without what can't be seen.
fn kind(letter: char) -> Kind {
    use GeneralCategory as Is;
    if CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(letter) {
        return Kind::Other;
    }
    match CodePointMapData::<GeneralCategory>::new().get(letter) {
        Is::UppercaseLetter
        | Is::LowercaseLetter
        | Is::TitlecaseLetter
        | Is::ModifierLetter
        | Is::OtherLetter
        | Is::DecimalNumber => Kind::Plain,
        Is::NonspacingMark | Is::SpacingMark => Kind::Mark,
        _ => match letter {
            '.' | '_' | '-' => Kind::Sign,
            ' ' => Kind::Blank,
            _ => Kind::Other,
        },
    }
}

/// Begins with a letter or a digit; each mark stands on one; no two blanks follow each other.
fn is_well_formed(kinds: &[Kind]) -> bool {
    let follows = |pair: &[Kind]| match (pair[0], pair[1]) {
        (_, Kind::Other) | (Kind::Blank, Kind::Blank) => false,
        (before, Kind::Mark) => matches!(before, Kind::Plain | Kind::Mark),
        _ => true,
    };
    let pile = [Kind::Mark; Username::MAX_MARKS + 1];
    kinds.first() == Some(&Kind::Plain)
        && kinds.windows(2).all(follows)
        && !kinds.windows(pile.len()).any(|some| some == pile)
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
    use crate::domain::email::Email;

    /// Letters of several scripts and what may and may not stand between them.
    const NAMES: &str = "[a-cA-CéÉßșŞЖяΣσςあアー山ᄀ한אُع١1٢๑คิขो\u{301}\u{327}\u{958} ._@+\u{200d}-]{0,12}|\\PC{0,60}";

    fn parsed(text: &str) -> Username {
        Username::parse(text).unwrap_or_else(|problem| panic!("{text}: {problem:?}"))
    }

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
    fn people_are_called_so() {
        for text in [
            "ayu lestari",
            "Ștefan",
            "あゆ",
            "José",
            "Budi Santoso",
            "ann.b_c-d",
            "山田 太郎",
            "ユーザー1",
            "Анна-Мария",
            "محمد",
            "प्रिया",
            "สมชาย",
            "김철수",
            "Nguyễn Văn An",
            "אבי",
            "0",
        ] {
            assert_eq!(parsed(text).as_str(), text);
            assert_eq!(parsed(&format!(" {text}\u{3000}")).as_str(), text);
        }
        assert_eq!(parsed("Jose\u{301}").as_str(), "José");
    }

    #[test]
    fn what_would_hurt_in_a_path_is_refused() {
        for text in [
            "..", ".a", "a/b", "a%2Fb", "a\\b", "a\0", "-x", "_x", "a:b", "a?b", "a#b", "a\"b",
            "a'b", "a<b", "a|b", "a*b", "a;b", "a\tb", "a\u{85}b",
        ] {
            assert_eq!(
                Username::parse(text),
                Err(Problem::NotAUsername),
                "{text:?}"
            );
        }
        assert_eq!(Username::parse(" "), Err(Problem::Empty));
    }

    #[test]
    fn what_cannot_be_seen_or_stands_on_nothing_is_refused() {
        for text in [
            "\u{301}",
            "\u{301}\u{302}",
            ".\u{301}a",
            "a \u{301}",
            "a\u{200d}b",
            "a\u{200c}b",
            "a\u{202e}b",
            "\u{200f}a",
            "a\u{ad}b",
            "a\u{34f}b",
            "\u{3164}",
            "a\u{3164}",
            "\u{115f}\u{1160}",
            "a\u{fe0f}",
            "a\u{e0061}",
            "a\u{2800}",
            "a  b",
            "a\u{a0}b",
            "a\u{3000}b",
            "a\u{feff}b",
            "\u{e000}",
            "a\u{20dd}",
            "ann@example.com",
            "a+b",
            "a\u{ff20}b",
            "😀",
            "Ⅳ",
            "½",
            "a\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}",
            // Letters with a blank in them.
            "\u{37a}",
            "a\u{37a}",
            "\u{fe70}",
            "\u{fdfa}",
        ] {
            assert_eq!(
                Username::parse(text),
                Err(Problem::NotAUsername),
                "{text:?}"
            );
        }
    }

    #[test]
    fn letters_are_counted_as_they_are_kept() {
        for (letter, most) in [
            ("a", 50),
            ("é", 50),
            ("e\u{301}", 50),
            ("山", 50),
            ("\u{958}", 25),
        ] {
            assert!(Username::parse(&letter.repeat(most)).is_ok(), "{letter}");
            let longer = Username::parse(&letter.repeat(most + 1));
            assert_eq!(longer, Err(Problem::TooLong(50)), "{letter}");
        }
    }

    #[test]
    fn words_of_routes_are_refused_however_they_are_written() {
        for text in ["all", "ALL", "Me", "active", "ａｌｌ", "𝐚𝐥𝐥", "ᵐe", " me "] {
            assert_eq!(Username::parse(text), Err(Problem::Reserved), "{text}");
        }
        assert!(Username::parse("all of us").is_ok() && Username::parse("mé").is_ok());
    }

    #[test]
    fn what_passes_for_another_name_is_refused() {
        // Cyrillic а, с, е, о, і; Greek ο; Cherokee; digits of two kinds.
        for text in [
            "аdmin",
            "aсe",
            "bоb",
            "jοe",
            "Ꭺnna",
            "山да",
            "ann𝚊а",
            "1٢",
            "a٢",
            "한あ",
        ] {
            assert_eq!(Username::parse(text), Err(Problem::MixedScripts), "{text}");
        }
    }

    #[test]
    fn no_letter_becomes_a_sign_of_an_address_or_a_path() {
        for letter in '\0'..=char::MAX {
            if let Ok(name) = Username::parse(&letter.to_string()) {
                let key = name.key();
                assert!(
                    !key.contains(['@', '/', '\\', '%', '\0', '?', '#', '"']),
                    "{letter:?}: {key:?}"
                );
            }
        }
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text in NAMES) {
            if let Ok(name) = Username::parse(&text) {
                prop_assert!(!name.as_str().contains(['/', '\\', '%', '@', '+', '"']));
                prop_assert!(!name.as_str().contains(char::is_control));
                prop_assert!(name.as_str().len() <= 200, "a file's name has 255 bytes");
                prop_assert_eq!(Username::parse(name.as_str()), Ok(name.clone()));
            }
        }

        #[test]
        fn a_name_is_the_same_in_capitals_and_in_every_form(text in NAMES) {
            let Ok(name) = Username::parse(&text) else { return Ok(()) };
            // Whose capital is I, that of i.
            prop_assume!(!text.contains('ı'));
            let capitals = text.to_uppercase();
            for other in [&*nfc(&text), &*folded(&text), &*capitals] {
                // Some capitals are longer, or of a form with more marks; but none is somebody else.
                if let Ok(other) = Username::parse(other) {
                    prop_assert_eq!(other.key(), name.key());
                }
            }
        }

        #[test]
        fn no_name_is_an_address(local in "[a-z0-9éж.]{1,10}", domain in "[a-zé]{1,10}\\.[a-z]{2,4}", text in NAMES) {
            let address = format!("{local}@{domain}");
            prop_assert!(Username::parse(&address).is_err());
            if let (Ok(name), Ok(email)) = (Username::parse(&text), Email::parse(&address)) {
                prop_assert_ne!(name.key(), Username::key_of(email.as_str()));
            }
        }

        #[test]
        fn made_names_are_names(number in 1i64..i64::MAX, micros in 0i64..4_000_000_000_000_000, attempt in 0u32..9) {
            let name = Username::generated(number, Moment::from_micros(micros), attempt);
            prop_assert_eq!(Username::parse(name.as_str()), Ok(name.clone()));
        }

        #[test]
        fn old_names_have_the_key_that_sqlite_gave_them(text in "[ -~]{1,50}") {
            prop_assert_eq!(Username::key_of(&text), text.to_ascii_lowercase());
        }
    }
}
