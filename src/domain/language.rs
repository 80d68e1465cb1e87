//! The two languages of the product.

/// A language that texts exist in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Language {
    /// Bahasa Indonesia, the default.
    #[default]
    Indonesian,
    /// English.
    English,
}

impl Language {
    /// The language of a tag such as `en`, `en-GB`, `id`; `in` is the old code of Indonesian.
    #[must_use]
    pub(crate) fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.trim().split(['-', '_']).next().unwrap_or_default();
        match primary.to_ascii_lowercase().as_str() {
            "id" | "in" => Some(Self::Indonesian),
            "en" => Some(Self::English),
            _ => None,
        }
    }

    /// Its own tag.
    #[must_use]
    pub(crate) const fn tag(self) -> &'static str {
        match self {
            Self::Indonesian => "id",
            Self::English => "en",
        }
    }

    /// The known language an `Accept-Language` header likes best (RFC 9110, 12.5.4).
    #[must_use]
    pub(crate) fn from_accept(header: &str) -> Option<Self> {
        let mut best: Option<(f32, Self)> = None;
        for range in header.split(',') {
            let mut parts = range.split(';');
            let language = parts.next().and_then(Self::from_tag);
            let weight = parts.find_map(quality).unwrap_or(1.0);
            if let Some(language) = language
                && weight > best.map_or(0.0, |(weight, _)| weight)
            {
                best = Some((weight, language));
            }
        }
        best.map(|(_, language)| language)
    }
}

fn quality(parameter: &str) -> Option<f32> {
    parameter.trim().strip_prefix("q=")?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_known_language_wins() {
        use Language::{English, Indonesian};
        for (header, language) in [
            ("en", Some(English)),
            ("en-US,en;q=0.9,id;q=0.8", Some(English)),
            ("id-ID, en;q=0.5", Some(Indonesian)),
            ("de, en;q=0.3, id;q=0.7", Some(Indonesian)),
            // Of two that are liked alike, the first.
            ("en, id", Some(English)),
            ("id;q=0.5, en-GB;q=0.5, en;q=0.5", Some(Indonesian)),
            ("en;q=0", None),
            ("de", None),
            ("", None),
            ("*;q=x,,;", None),
        ] {
            assert_eq!(Language::from_accept(header), language, "{header}");
        }
    }
}
