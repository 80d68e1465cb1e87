//! Flags' values, read from their text: spans of time, URLs, origins.

use std::time::Duration;

/// A span, or never.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Every(pub(crate) Option<Duration>);

pub(crate) fn every(text: &str) -> Result<Every, String> {
    const LEAST: Duration = Duration::from_secs(1);
    if text == "never" {
        return Ok(Every(None));
    }
    match humantime::parse_duration(text) {
        Ok(span) if span >= LEAST => Ok(Every(Some(span))),
        Ok(_) => Err("it must be 1s at least".to_owned()),
        Err(_) => Err("a span looks like 30m, 24h or 7d; never switches it off".to_owned()),
    }
}

pub(crate) fn public_url(text: &str) -> Result<String, String> {
    let text = text.trim_end_matches('/');
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"));
    match rest {
        Some(rest)
            if !rest.is_empty()
                && !rest.contains(|letter: char| letter.is_whitespace() || letter.is_control()) =>
        {
            Ok(text.to_owned())
        }
        _ => {
            Err("it must begin with http:// or https://, as in https://quiz.example.org".to_owned())
        }
    }
}

pub(crate) fn origin(text: &str) -> Result<String, String> {
    if text == "*" {
        return Ok(text.to_owned());
    }
    let url = public_url(text)
        .map_err(|_| "an origin looks like https://app.example, or is *".to_owned())?;
    match url.matches('/').count() {
        2 => Ok(url),
        _ => Err("an origin has no path, as in https://app.example".to_owned()),
    }
}

/// A mail's sender.
pub(crate) fn address(text: &str) -> Result<String, String> {
    if crate::mail::is_address(text) {
        return Ok(text.to_owned());
    }
    Err("it must be an address, as in quiz@example.org".to_owned())
}

/// The name of a machine.
pub(crate) fn host_name(text: &str) -> Result<String, String> {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || ".-".contains(letter);
    if !text.is_empty() && text.len() <= 255 && text.chars().all(plain) {
        return Ok(text.to_owned());
    }
    Err("it must be the name of a machine, as in quiz.example.org".to_owned())
}

/// A span of time as people write it.
pub(crate) fn lifetime(text: &str) -> Result<Duration, String> {
    const LEAST: Duration = Duration::from_secs(60);
    const MOST: Duration = Duration::from_secs(3650 * 24 * 60 * 60);
    let span = humantime::parse_duration(text)
        .map_err(|_| "a span looks like 45m, 12h or 30d".to_owned())?;
    if (LEAST..=MOST).contains(&span) {
        Ok(span)
    } else {
        Err("it must be between 1m and 3650d".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_origins_and_spans() {
        assert_eq!(
            public_url("https://a.example/"),
            Ok("https://a.example".to_owned())
        );
        assert!(public_url("a.example").is_err());
        assert!(public_url("http://a\r\nb").is_err());
        assert!(origin("*").is_ok());
        assert!(origin("https://app.example:8443").is_ok());
        assert!(origin("https://app.example/path").is_err());
        assert_eq!(lifetime("12h"), Ok(Duration::from_secs(12 * 60 * 60)));
        assert!(lifetime("1s").is_err());
        assert!(lifetime("soon").is_err());
    }

    #[test]
    fn spans_and_never() {
        assert_eq!(every("24h"), Ok(Every(Some(Duration::from_secs(86_400)))));
        assert_eq!(every("never"), Ok(Every(None)));
        assert!(every("0s").is_err() && every("nightly").is_err());
    }
}
