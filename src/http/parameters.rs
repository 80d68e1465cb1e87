//! The parameters of a header's value: `; name=value`, `; name="value"`, and `; name*=UTF-8''value`
//! (RFC 8187, before that RFC 5987).

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

/// The value of a parameter, whose name is given in lower case, in the part of a header behind the
/// first semicolon: of both forms the extended one, as RFC 6266 (4.3) has it.
///
/// # Errors
/// If anything there can't be read, or a parameter is given twice: another reader might choose
/// the other one.
pub(super) fn parameter<'text>(
    text: &'text str,
    name: &str,
) -> Result<Option<Cow<'text, str>>, Malformed> {
    let (mut plain, mut extended) = (None, None);
    let mut rest = text;
    while let Some((found, value, behind)) = next(rest)? {
        rest = behind;
        let (found, slot) = match found.strip_suffix('*') {
            Some(found) => (found, &mut extended),
            None => (found, &mut plain),
        };
        if found.eq_ignore_ascii_case(name) && slot.replace(value).is_some() {
            return Err(Malformed);
        }
    }
    match extended {
        Some(value) => decode(&value).map(Some),
        None => Ok(plain),
    }
}

/// A header that can't be read in one way only.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Malformed;

type Parameter<'text> = (&'text str, Cow<'text, str>, &'text str);

/// The first parameter's name and value, and what is behind it.
fn next(text: &str) -> Result<Option<Parameter<'_>>, Malformed> {
    let Some((before, rest)) = text.split_once('=') else {
        return Ok(None);
    };
    // Words without a value are passed over.
    let name = before.rsplit(';').next().unwrap_or_default().trim();
    let rest = rest.trim_start();
    let (value, behind) = if let Some(quoted) = rest.strip_prefix('"') {
        unquote(quoted)?
    } else {
        let (value, behind) = rest.split_at(rest.find(';').unwrap_or(rest.len()));
        (value.trim_end().into(), behind)
    };
    let behind = behind.trim_start();
    if behind.is_empty() || behind.starts_with(';') {
        Ok(Some((name, value, behind)))
    } else {
        Err(Malformed)
    }
}

/// A quoted text up to its closing quote, and what is behind it. A backslash escapes quotes and
/// backslashes only: some clients send a file's name with the backslashes of its path.
fn unquote(text: &str) -> Result<(Cow<'_, str>, &str), Malformed> {
    let mut value = String::new();
    let mut rest = text;
    loop {
        let at = rest.find(['"', '\\']).ok_or(Malformed)?;
        let (before, mark) = rest.split_at(at);
        if let Some(behind) = mark.strip_prefix('"') {
            return Ok(if value.is_empty() {
                (before.into(), behind)
            } else {
                ((value + before).into(), behind)
            });
        }
        value.push_str(before);
        let escaped = mark[1..].starts_with(['"', '\\']);
        let literal = &mark[usize::from(escaped)..];
        value.push_str(&literal[..1]);
        rest = &literal[1..];
    }
}

/// `UTF-8'en'%e2%82%ac`, whose language nobody needs.
fn decode(text: &str) -> Result<Cow<'static, str>, Malformed> {
    let mut pieces = text.splitn(3, '\'');
    let charset = pieces.next().unwrap_or_default();
    let encoded = pieces.nth(1).ok_or(Malformed)?;
    if !charset.eq_ignore_ascii_case("utf-8") {
        return Err(Malformed);
    }
    let decoded = percent_decode_str(encoded).decode_utf8();
    Ok(decoded.map_err(|_| Malformed)?.into_owned().into())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn name(text: &str) -> Result<Option<String>, Malformed> {
        Ok(parameter(text, "name")?.map(Cow::into_owned))
    }

    #[test]
    fn values_are_read_wherever_and_however_they_are_written() {
        for (text, value) in [
            ("name=a", "a"),
            (" Name = a ; x=y", "a"),
            ("x; name=a", "a"),
            ("filename=\"a;name=b\"; name=\"c\"", "c"),
            ("filename=\"name=b\";name=c;", "c"),
            ("name=\"a b\"", "a b"),
            ("name=\"\"; filename=x", ""),
            (r#"name="a\"b\\c\d""#, r#"a"b\c\d"#),
            (r#"filename="C:\x\"y.jpg"; name=a"#, "a"),
            ("name*=UTF-8''%e2%82%ac%20x", "€ x"),
            ("name=a; name*=utf-8'en'b", "b"),
            ("filename*=UTF-8''name%3Dx; name=a", "a"),
        ] {
            assert_eq!(name(text), Ok(Some(value.to_owned())), "{text}");
        }
        for text in ["", ";", "name", "filename=name", "x*=UTF-8''name"] {
            assert_eq!(name(text), Ok(None), "{text}");
        }
    }

    #[test]
    fn what_could_be_read_in_two_ways_is_not_read() {
        for text in [
            "name=\"a",
            "name=\"a\\",
            "name=\"a\"b",
            "name=a; name=b",
            "name=a; NAME=a",
            "name*=UTF-8''a; name*=UTF-8''b",
            "name*=a",
            "name*=latin1''a",
            "name*=UTF-8''%ff",
        ] {
            assert_eq!(name(text), Err(Malformed), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "(\\PC|[;=\"\\\\* '%n]){0,40}") {
            let _ = name(&text);
        }

        #[test]
        fn what_is_quoted_comes_back(value in "\\PC{0,30}", other in "\\PC{0,30}") {
            let quote = |text: &str| text.replace('\\', "\\\\").replace('"', "\\\"");
            let text = format!("filename=\"{}\"; name=\"{}\"", quote(&other), quote(&value));
            prop_assert_eq!(name(&text), Ok(Some(value)));
        }
    }
}
