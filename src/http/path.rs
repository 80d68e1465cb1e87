//! Paths and patterns, segment by segment.

use percent_encoding::percent_decode_str;

/// A piece of a pattern between slashes.
#[derive(PartialEq)]
pub(crate) enum Segment {
    /// Matches itself only.
    Word(&'static str),
    /// `{name}`: matches any one segment that isn't empty.
    Parameter,
}

pub(crate) fn segments(pattern: &'static str) -> Vec<Segment> {
    let words = bare(pattern).split('/').skip(1);
    words
        .map(|word| {
            if word.starts_with('{') {
                Segment::Parameter
            } else {
                Segment::Word(word)
            }
        })
        .collect()
}

/// The names of a pattern's parameters, in their order.
pub(crate) fn names(pattern: &'static str) -> impl Iterator<Item = &'static str> {
    let words = pattern.split('/');
    words.filter_map(|word| word.strip_prefix('{')?.strip_suffix('}'))
}

pub(crate) fn fits(segments: &[Segment], parts: &[&str]) -> bool {
    segments.len() == parts.len()
        && segments
            .iter()
            .zip(parts)
            .all(|(segment, part)| match segment {
                Segment::Word(word) => word == part,
                Segment::Parameter => !part.is_empty(),
            })
}

/// Decoded after the split, so that `%2F` is a letter of a name and no border.
pub(crate) fn decode(part: &str) -> Option<String> {
    let text = percent_decode_str(part).decode_utf8().ok()?;
    (!text.contains('\0')).then(|| text.into_owned())
}

pub(crate) fn path_of(target: &str) -> &str {
    target.split(['?', '#']).next().unwrap_or_default()
}

/// Without the slash at its end: with it and without, a path is the same.
pub(crate) fn bare(path: &str) -> &str {
    match path.strip_suffix('/') {
        None | Some("") => path,
        Some(bare) => bare,
    }
}

pub(crate) fn within(path: &str, scope: &str) -> bool {
    path.strip_prefix(scope)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || scope.ends_with('/'))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn parameters_match_one_segment_that_is_not_empty() {
        let pattern = segments("/api/users/{username}");
        let matches =
            |path: &str| fits(&pattern, &bare(path).split('/').skip(1).collect::<Vec<_>>());
        assert!(matches("/api/users/ann"));
        assert!(matches("/api/users/ann/"));
        assert!(matches("/api/users/a%2Fb"));
        assert!(matches("/api/users/.."));
        for other in [
            "/api/users/",
            "/api/users//",
            "/api/users/a/b",
            "/api//users/a",
            "//api/users/a",
        ] {
            assert!(!matches(other), "{other}");
        }
    }

    #[test]
    fn decoded_after_the_split() {
        assert_eq!(decode("a%2Fb").as_deref(), Some("a/b"));
        assert_eq!(decode("%41%C3%A9").as_deref(), Some("Aé"));
        assert_eq!(decode("100%").as_deref(), Some("100%"));
        assert_eq!(decode("%ff"), None, "not UTF-8");
        assert_eq!(decode("a%00b"), None);
    }

    #[test]
    fn scopes_end_at_a_slash() {
        assert!(within("/api/v1/auth", "/api/v1"));
        assert!(within("/api/v1", "/api/v1"));
        assert!(!within("/api/v10", "/api/v1"));
        assert!(within("/anything", "/"));
        assert_eq!(path_of("/a?b=/c#d"), "/a");
        assert_eq!(bare("/"), "/");
    }

    proptest! {
        #[test]
        fn any_path_is_answered(path in "\\PC{0,200}") {
            let parts: Vec<&str> = bare(path_of(&path)).split('/').skip(1).collect();
            let pattern = segments("/photos/{key}/{file}");
            if fits(&pattern, &parts) {
                prop_assert_eq!(parts.len(), 3);
                prop_assert!(parts.iter().all(|part| !part.is_empty()));
            }
            for part in parts {
                let _ = decode(part);
            }
        }

        #[test]
        fn what_is_encoded_comes_back(text in "[^\u{0}]{1,40}") {
            let encoded = percent_encoding::utf8_percent_encode(&text, percent_encoding::NON_ALPHANUMERIC).to_string();
            prop_assert!(!encoded.contains('/'));
            prop_assert_eq!(decode(&encoded), Some(text));
        }
    }
}
