//! Texts that people write about themselves and to each other.

use icu_properties::CodePointSetData;
use icu_properties::props::DefaultIgnorableCodePoint;

use crate::domain::field::Problem;

/// A text that is safe to show: no control characters and none that turn the
/// direction of the text around it. It is trimmed, and may be
/// empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Text(String);

impl Text {
    /// Reads a text of one line.
    ///
    /// # Errors
    /// [`Problem::TooLong`] for more than `most` characters, or
    /// [`Problem::ControlCharacters`].
    pub(crate) fn line(text: &str, most: u64) -> Result<Self, Problem> {
        Self::parse(text.trim(), most, |_| false)
    }

    /// Reads a text that may have several lines, and tabs in them.
    ///
    /// # Errors
    /// As [`Text::line`].
    pub(crate) fn lines(text: &str, most: u64) -> Result<Self, Problem> {
        // Forms end lines with both; one is enough to keep.
        let text = text.trim().replace("\r\n", "\n");
        Self::parse(&text, most, |letter| matches!(letter, '\n' | '\t'))
    }

    fn parse(text: &str, most: u64, allowed: fn(char) -> bool) -> Result<Self, Problem> {
        if text.chars().count() as u64 > most {
            return Err(Problem::TooLong(most));
        }
        let harms = |letter: char| letter.is_control() && !allowed(letter) || is_bidi(letter);
        if text.chars().any(harms) {
            return Err(Problem::ControlCharacters);
        }
        Ok(Self(text.to_owned()))
    }

    /// Itself, unless it is empty.
    ///
    /// # Errors
    /// [`Problem::Empty`].
    pub(crate) fn filled(self) -> Result<Self, Problem> {
        if self.0.is_empty() {
            return Err(Problem::Empty);
        }
        Ok(self)
    }

    /// A text the store has kept, taken as it is.
    #[must_use]
    pub(crate) fn stored(text: String) -> Self {
        Self(text)
    }

    /// The text itself.
    #[must_use]
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<Text> for String {
    fn from(text: Text) -> Self {
        text.0
    }
}

/// Marks that turn the direction of the text around them: they serve only to
/// make one text look like another.
pub(crate) fn is_bidi(letter: char) -> bool {
    matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The first character that nobody sees: a control character, a mark of direction, or one that stands for nothing, such
/// as the zero width space. Two of those make one picture of several, and are none.
#[must_use]
pub(crate) fn hidden(text: &str) -> Option<char> {
    let ignorable = CodePointSetData::new::<DefaultIgnorableCodePoint>();
    let joins = |letter| matches!(letter, '\u{200d}' | '\u{fe0f}');
    text.chars().find(|letter| {
        letter.is_control() || is_bidi(*letter) || ignorable.contains(*letter) && !joins(*letter)
    })
}

/// Untrusted text for one line: what would move a terminal's cursor, or turn the letters after it
/// round, is escaped.
#[must_use]
pub(crate) fn printable(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter.is_control() || is_bidi(letter) {
            safe.extend(letter.escape_default());
        } else {
            safe.push(letter);
        }
    }
    safe
}

/// The same for several lines, which stay lines.
#[must_use]
pub(crate) fn printable_lines(text: &str) -> String {
    let lines: Vec<String> = text.split('\n').map(printable).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_moves_the_cursor_is_escaped() {
        let odd = "Mozilla\u{1b}[2J\r\nGET \u{202e}/\u{7f} José";
        assert_eq!(
            printable(odd),
            "Mozilla\\u{1b}[2J\\r\\nGET \\u{202e}/\\u{7f} José"
        );
    }

    #[test]
    fn what_people_write_is_kept() {
        let line = Text::line(" Straße 5, Čakovec 😀 ", 100).expect("a line");
        assert_eq!(line.as_str(), "Straße 5, Čakovec 😀");
        let lines = Text::lines("one\r\n\ttwo\n", 100).expect("lines");
        assert_eq!(lines.as_str(), "one\n\ttwo");
        assert_eq!(Text::line("  ", 0).expect("empty").as_str(), "");
    }

    #[test]
    fn what_nobody_sees_is_found() {
        for (text, letter) in [
            ("a\u{200b}b", '\u{200b}'),
            ("a\u{ad}b", '\u{ad}'),
            ("a\u{202e}b", '\u{202e}'),
            ("a\u{61c}b", '\u{61c}'),
            ("a\nb", '\n'),
            ("\u{e0041}", '\u{e0041}'),
        ] {
            assert_eq!(hidden(text), Some(letter), "{text:?}");
        }
        assert_eq!(hidden("Straße 👩\u{200d}👧 ❤\u{fe0f}"), None);
    }

    #[test]
    fn blanks_alone_fill_nothing() {
        let filled = |text| Text::lines(text, 9).and_then(Text::filled);
        assert_eq!(filled(" \n "), Err(Problem::Empty));
        assert_eq!(filled(" a ").map(String::from), Ok("a".to_owned()));
    }

    #[test]
    fn tricks_and_length_are_refused() {
        for text in ["a\0b", "a\u{7f}b", "a\u{85}b", "a\u{202e}b", "a\u{2066}b"] {
            assert_eq!(Text::line(text, 9), Err(Problem::ControlCharacters));
            assert_eq!(Text::lines(text, 9), Err(Problem::ControlCharacters));
        }
        assert_eq!(Text::line("a\nb", 9), Err(Problem::ControlCharacters));
        assert_eq!(Text::lines("a\rb", 9), Err(Problem::ControlCharacters));
        assert!(Text::line("ééé", 3).is_ok());
        assert_eq!(Text::line("éééé", 3), Err(Problem::TooLong(3)));
    }
}
