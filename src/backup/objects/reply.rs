//! What a store answers when it doesn't do what was asked.

use std::fmt::Display;

use super::kind::PlaceFault;
use crate::domain::operator_error::OperatorError;

/// What an answer that isn't good means. The store's own words are shown only where they are a plain code.
pub(super) fn refused(place: &dyn Display, status: u16, body: &str) -> PlaceFault {
    let code = element(body, "Code").filter(|code| {
        !code.is_empty() && code.len() < 60 && code.bytes().all(|byte| byte.is_ascii_alphanumeric())
    });
    let shown = code.map_or_else(|| status.to_string(), |code| format!("{status} {code}"));
    let (what, remedy) = match (code.unwrap_or_default(), status) {
        ("RequestTimeTooSkewed" | "RequestExpired", _) => (
            "refuses, since this machine's clock is wrong",
            "Set it: timedatectl.",
        ),
        ("NoSuchBucket", _) => (
            "isn't there: the store has no bucket of this name",
            "Make the bucket, or correct its name, the region or the endpoint.",
        ),
        ("InvalidAccessKeyId" | "SignatureDoesNotMatch" | "InvalidToken" | "ExpiredToken", _)
        | (_, 401) => (
            "doesn't know these keys",
            "Check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN and the region.",
        ),
        (_, 403) => (
            "isn't allowed to these keys",
            "Give them the rights to list, read, write and delete below that prefix.",
        ),
        ("PermanentRedirect" | "AuthorizationHeaderMalformed", _) | (_, 301 | 307) => {
            ("is in another region", "Name it with --s3-region.")
        }
        ("EntityTooLarge", _) | (_, 413) => (
            "takes no file as large in one piece",
            "Keep it in a folder on another disk.",
        ),
        (_, 404) => (
            "isn't there: no store answers at this address",
            "Check --s3-endpoint and the bucket's name.",
        ),
        (_, 429 | 500..) => (
            "has too much to do, or fails",
            "It is tried again; look at the store.",
        ),
        _ => ("refused what was asked", "Look at the store."),
    };
    let error = OperatorError::new(format!("{place} {what} ({shown})"), remedy);
    // The same may be answered otherwise in a moment.
    if matches!(status, 408 | 429 | 500..) {
        PlaceFault::Away(error)
    } else {
        PlaceFault::Refused(error)
    }
}

/// The text of the first element of this name, in XML as S3 writes it.
pub(super) fn element<'xml>(xml: &'xml str, name: &str) -> Option<&'xml str> {
    elements(xml, name).next()
}

/// The texts of all elements of this name.
pub(super) fn elements<'xml>(xml: &'xml str, name: &str) -> impl Iterator<Item = &'xml str> {
    let (open, close) = (format!("<{name}>"), format!("</{name}>"));
    let mut rest = xml;
    std::iter::from_fn(move || {
        let (_, after) = rest.split_once(&open)?;
        let (text, after) = after.split_once(&close)?;
        rest = after;
        Some(text)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(status: u16, code: &str) -> String {
        let body = format!("<?xml?><Error><Code>{code}</Code><Message>secret</Message></Error>");
        OperatorError::from(refused(&"s3://b/p", status, &body)).to_string()
    }

    #[test]
    fn each_refusal_has_its_sentence_and_passing_ones_are_told_apart() {
        for (status, code, word) in [
            (403, "RequestTimeTooSkewed", "clock"),
            (404, "NoSuchBucket", "bucket"),
            (403, "SignatureDoesNotMatch", "AWS_SECRET_ACCESS_KEY"),
            (403, "AccessDenied", "rights"),
            (301, "PermanentRedirect", "region"),
            (503, "SlowDown", "tried again"),
            (404, "", "--s3-endpoint"),
            (418, "<b>", "refused"),
        ] {
            let text = said(status, code);
            assert!(text.contains(word), "{text}");
            assert!(!text.contains("secret"), "{text}");
        }
        for (status, passes) in [
            (400, false),
            (401, false),
            (403, false),
            (404, false),
            (408, true),
            (409, false),
            (412, false),
            (429, true),
            (500, true),
            (503, true),
        ] {
            let is_away = matches!(refused(&"x", status, ""), PlaceFault::Away(_));
            assert_eq!(is_away, passes, "{status}");
        }
    }

    #[test]
    fn elements_are_read_in_order() {
        let xml = "<L><C><Key>a</Key><Size>1</Size></C><C><Key>b%2F</Key></C><N></N></L>";
        assert_eq!(elements(xml, "Key").collect::<Vec<_>>(), ["a", "b%2F"]);
        assert_eq!(
            (element(xml, "N"), element(xml, "Missing")),
            (Some(""), None)
        );
        assert_eq!(element("<Key>cut", "Key"), None);
    }
}
