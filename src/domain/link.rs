//! Links to web pages, alone and a few together.

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

    /// The link as text.
    #[must_use]
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// One to three links, written one after the other with commas between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Links(String);

impl Links {
    /// Most links.
    pub(crate) const MOST: usize = 3;
    /// Most characters of them all, with blanks after the commas.
    pub(crate) const MAX: u64 = (Link::MAX + 2) * Self::MOST as u64;

    /// Reads links.
    ///
    /// # Errors
    /// As [`Link::parse`], and [`Problem::TooMany`].
    pub(crate) fn parse(text: &str) -> Result<Self, Problem> {
        let pieces = Self::pieces(text).into_iter().map(Link::parse);
        let links = pieces.collect::<Result<Vec<_>, _>>()?;
        match links.len() {
            0 => Err(Problem::NotALink),
            1..=Self::MOST => Ok(Self::of(&links)),
            _ => Err(Problem::TooMany(Self::MOST as u64)),
        }
    }

    /// What stands between the commas, of any length. A comma within a link stays: one that parts two has a blank, the
    /// beginning of another or nothing behind it.
    pub(crate) fn pieces(text: &str) -> Vec<&str> {
        let (mut pieces, mut rest) = (Vec::new(), text);
        for (at, _) in text.match_indices(',') {
            let behind = &text[at + 1..];
            let next = behind.trim_start();
            if next.len() < behind.len() || next.is_empty() || after_scheme(next).is_some() {
                pieces.push(&rest[..rest.len() - behind.len() - 1]);
                rest = behind;
            }
        }
        pieces.push(rest);
        let pieces = pieces
            .into_iter()
            .map(|piece| piece.trim_matches([',', ' ', '\t', '\r', '\n']));
        pieces.filter(|piece| !piece.is_empty()).collect()
    }

    /// These links, of which there are one to three.
    pub(crate) fn of(links: &[Link]) -> Self {
        let texts: Vec<&str> = links.iter().map(Link::as_str).collect();
        Self(texts.join(","))
    }

    /// Links the store has kept, taken as they are.
    #[must_use]
    pub(crate) fn stored(text: String) -> Self {
        Self(text)
    }

    /// The links as text.
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

    #[test]
    fn a_few_links_are_parted_by_commas() {
        let one = "https://example.com/a,b?c=1,2";
        for (text, links) in [
            (one.to_owned(), one.to_owned()),
            (format!(" {one} "), one.to_owned()),
            (format!("{one},"), one.to_owned()),
            (format!("{one},http://b.c"), format!("{one},http://b.c")),
            (
                format!("{one} , HTTPS://b.c,\n{one}"),
                format!("{one},HTTPS://b.c,{one}"),
            ),
        ] {
            assert_eq!(Links::parse(&text).expect(&text).as_str(), links);
            assert_eq!(Links::parse(&links), Links::parse(&text));
        }
        for text in [
            "",
            ",",
            " , ",
            "https://a.b, c.d",
            "javascript:x,https://c.d",
        ] {
            assert_eq!(Links::parse(text), Err(Problem::NotALink), "{text}");
        }
        assert_eq!(Links::parse(&[one; 4].join(",")), Err(Problem::TooMany(3)));
    }

    proptest! {
        #[test]
        fn links_come_back_as_they_were(text in "(https?://[a-c,.]{1,5}[, ]{0,3}){0,4}") {
            if let Ok(links) = Links::parse(&text) {
                prop_assert_eq!(Links::parse(links.as_str()), Ok(links));
            }
        }

        #[test]
        fn any_text_is_answered(text in "(https?:|javascript:)?\\PC{0,40}") {
            if let Ok(link) = Link::parse(&text) {
                prop_assert!(link.as_str().to_lowercase().starts_with("http"));
                prop_assert_eq!(Link::parse(link.as_str()), Ok(link.clone()));
            }
        }
    }
}
