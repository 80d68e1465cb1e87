//! Links to web pages.

use crate::domain::field::Problem;
use crate::domain::text::is_bidi;

/// A link that does nothing but lead to a web page: `http` or `https`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Link(String);

impl Link {
    /// Most characters.
    pub(crate) const MAX: u64 = 300;

    /// Reads a link, trimmed.
    ///
    /// # Errors
    /// [`Problem::TooLong`] or [`Problem::NotALink`].
    pub(crate) fn parse(text: &str) -> Result<Self, Problem> {
        let text = text.trim();
        if text.chars().count() as u64 > Self::MAX {
            return Err(Problem::TooLong(Self::MAX));
        }
        let rest = after_scheme(text).ok_or(Problem::NotALink)?;
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let is_host = !host.is_empty() && !host.starts_with(':') && !host.contains('@');
        if is_host && text.chars().all(allowed) {
            Ok(Self(text.to_owned()))
        } else {
            Err(Problem::NotALink)
        }
    }

    /// A link the store has kept, taken as it is.
    #[must_use]
    pub(crate) fn stored(text: String) -> Self {
        Self(text)
    }

    /// The link as text.
    #[must_use]
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

fn after_scheme(text: &str) -> Option<&str> {
    ["https://", "http://"].into_iter().find_map(|scheme| {
        let (start, rest) = text.split_at_checked(scheme.len())?;
        start.eq_ignore_ascii_case(scheme).then_some(rest)
    })
}

/// What RFC 3986 lets into no address could break out of the HTML, the CSS or
/// the Markdown around it.
fn allowed(letter: char) -> bool {
    let breaks_out = matches!(letter, '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}');
    !(breaks_out || letter.is_control() || letter.is_whitespace() || is_bidi(letter))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn links_to_pages_are_taken() {
        for text in [
            "https://linkedin.com/",
            " http://example.com ",
            "HTTPS://Example.com/a?b=c&d=%20#e",
            "https://example.com:8443",
            "https://[2001:db8::1]/",
            "https://münchen.example/straße",
            "https://www.youtube.com/@somebody",
        ] {
            assert_eq!(Link::parse(text).expect(text).as_str(), text.trim());
        }
    }

    #[test]
    fn what_leads_elsewhere_is_refused() {
        for text in [
            "",
            "javascript:alert(1)",
            "JavaScript://example.com/%0aalert(1)",
            "data:text/html,x",
            "ftp://example.com",
            "//example.com",
            "example.com",
            "https:example.com",
            "https:/example.com",
            "https://",
            "https:///x",
            "https://:80/",
            "https://?x",
            "https://bank.example@evil.example/",
            "https://example.com/a b",
            "https://example.com/\"onclick=",
            "https://example.com/<script>",
            "https:\\\\example.com",
            "https://example.com/\u{202e}x",
            "https://example.com/\0",
            "https://example.com/\nx",
        ] {
            assert_eq!(Link::parse(text), Err(Problem::NotALink), "{text:?}");
        }
        let long = format!("https://a.b/{}", "x".repeat(289));
        assert_eq!(Link::parse(&long), Err(Problem::TooLong(300)));
        assert!(Link::parse(&long[..300]).is_ok());
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text in "(https?:|javascript:)?\\PC{0,40}") {
            if let Ok(link) = Link::parse(&text) {
                prop_assert!(link.as_str().to_lowercase().starts_with("http"));
                prop_assert_eq!(Link::parse(link.as_str()), Ok(link.clone()));
            }
        }
    }
}
