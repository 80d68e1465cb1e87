//! What a text can have to be besides its length, by JSON Schema's `format` and `pattern`.

use serde_json::Value;

use crate::domain::email::Email;
use crate::domain::field::Problem;
use crate::domain::link::{Link, Links};
use crate::domain::moment::Moment;
use crate::domain::text::Text;

/// Control characters and marks that change the direction of the text around them, as a
/// pattern's character class; a macro, since `concat!` takes no constant.
macro_rules! harmful {
    () => {
        r"\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069"
    };
}

/// The same without tabs and line ends, which are fine between lines.
macro_rules! harmful_in_lines {
    () => {
        r"\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069"
    };
}

/// What a text of several lines is made of: a line may end as Windows ends it.
macro_rules! lines {
    () => {
        concat!(r"([^", harmful_in_lines!(), r"]|\r\n)*")
    };
}

/// The pattern of a text of one line that isn't blank and harms nothing around it.
#[rustfmt::skip]
pub(crate) const LINE: &str = concat!("^[^", harmful!(), "]*[^\\s", harmful!(), "][^", harmful!(), "]*$");
/// The same, or blank.
pub(crate) const LINE_OR_NONE: &str = concat!("^[^", harmful!(), "]*$");
/// The pattern of a text that may have several lines and isn't blank.
#[rustfmt::skip]
pub(crate) const LINES: &str = concat!("^", lines!(), "[^\\s", harmful_in_lines!(), "]", lines!(), "$");
/// The same, or blank.
pub(crate) const LINES_OR_NONE: &str = concat!("^", lines!(), "$");

/// A link to a web page, before its rules are applied.
macro_rules! link {
    () => {
        r#"[Hh][Tt][Tt][Pp][Ss]?://[^\s"<>\\^`{|}]+"#
    };
}

/// The pattern of one to three links with commas between them.
pub(crate) const LINKS: &str = concat!(r"^\s*", link!(), r"(\s*,\s*", link!(), r"){0,2}\s*$");

/// What a text can have to be, by JSON Schema's names.
#[derive(Debug, Clone, Copy)]
pub enum TextFormat {
    /// `email`
    Email,
    /// `uri`: a link to a web page.
    Link,
    /// `date-time`
    Moment,
    /// The pattern [`LINE`].
    Line,
    /// The pattern [`LINE_OR_NONE`].
    LineOrNone,
    /// The pattern [`LINES`].
    Lines,
    /// The pattern [`LINES_OR_NONE`].
    LinesOrNone,
    /// The pattern [`LINKS`].
    Links,
}

impl TextFormat {
    /// The format that a schema of a text asks for.
    pub(super) fn of(schema: &Value) -> Option<Self> {
        let patterns = [
            (LINE, Self::Line),
            (LINE_OR_NONE, Self::LineOrNone),
            (LINES, Self::Lines),
            (LINES_OR_NONE, Self::LinesOrNone),
            (LINKS, Self::Links),
        ];
        let known = patterns
            .into_iter()
            .find(|(known, _)| schema["pattern"] == *known);
        if let Some((_, format)) = known {
            return Some(format);
        }
        match schema["format"].as_str()? {
            "email" => Some(Self::Email),
            "uri" => Some(Self::Link),
            "date-time" => Some(Self::Moment),
            _ => None,
        }
    }

    /// Checks a text.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(crate) fn check(self, text: &str) -> Result<(), Problem> {
        match self {
            Self::Email => Email::parse(text).map(drop),
            Self::Link => Link::parse(text).map(drop),
            Self::Moment => Moment::parse(text).map(drop),
            Self::Line => Text::line(text, u64::MAX).and_then(Text::filled).map(drop),
            Self::LineOrNone => Text::line(text, u64::MAX).map(drop),
            Self::Lines => Text::lines(text, u64::MAX).and_then(Text::filled).map(drop),
            Self::LinesOrNone => Text::lines(text, u64::MAX).map(drop),
            Self::Links => Links::parse(text).map(drop),
        }
    }
}
