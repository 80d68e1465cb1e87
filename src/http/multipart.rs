//! `multipart/form-data` (RFC 7578): a form's parts, read whole or not at all, each a range of the
//! body so that none is copied.

use std::ops::Range;

use memchr::memmem;

use crate::domain::fault::Fault;
use crate::domain::field::{FieldFault, MOST_ELEMENTS};
use crate::http::parameters::parameter;

/// One field of a form.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct FormPart {
    /// Its name.
    pub name: String,
    /// Whether it was sent as a file.
    pub is_file: bool,
    /// Where its content is in the body.
    pub content: Range<usize>,
}

/// Most characters of a boundary (RFC 2046, 5.1.1).
const LONGEST_BOUNDARY: usize = 70;
/// Most headers of a part; clients send one to three.
const MAX_HEADERS: usize = 4;

/// All parts of a form, of which there are [`MOST_ELEMENTS`] at the most.
///
/// # Errors
/// A field fault for more of them. [`Fault::UnreadableBody`] if there is no boundary, or any part can't be read: a form that is cut short
/// or has a broken part must not look like a smaller form.
pub(crate) fn parts(content_type: &str, body: &[u8]) -> Result<Vec<FormPart>, Fault> {
    let parts = read(content_type, body).ok_or(Fault::UnreadableBody)?;
    if parts.len() > MOST_ELEMENTS {
        return Err(FieldFault::too_many(None).into());
    }
    Ok(parts)
}

/// The parts up to the first that is too much.
fn read(content_type: &str, body: &[u8]) -> Option<Vec<FormPart>> {
    let delimiter = format!("\r\n--{}", boundary(content_type)?);
    let delimiters = memmem::Finder::new(&delimiter);
    // The first one needs no line end before it. What is before it belongs to no part.
    let mut at = if body.starts_with(&delimiter.as_bytes()[2..]) {
        delimiter.len() - 2
    } else {
        delimiters.find(body)? + delimiter.len()
    };
    let mut parts = Vec::new();
    while parts.len() <= MOST_ELEMENTS && !body[at..].starts_with(b"--") {
        let end = at + delimiters.find(&body[at..])?;
        parts.push(part(&body[at..end], at)?);
        at = end + delimiter.len();
    }
    Some(parts)
}

/// The part in these bytes between two delimiters, which begin at `start` of the body.
fn part(bytes: &[u8], start: usize) -> Option<FormPart> {
    let is_padding = |byte: &&u8| matches!(byte, b' ' | b'\t');
    let padding = bytes.iter().take_while(is_padding).count();
    let lines = bytes[padding..].strip_prefix(b"\r\n")?;
    let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
    let httparse::Status::Complete((length, headers)) =
        httparse::parse_headers(lines, &mut headers).ok()?
    else {
        return None;
    };
    // httparse takes a bare LF for a line's end as well.
    let mut line_ends = memchr::memchr_iter(b'\n', &lines[..length]);
    if !line_ends.all(|at| lines[..at].ends_with(b"\r")) {
        return None;
    }
    let is_disposition =
        |header: &&httparse::Header| header.name.eq_ignore_ascii_case("Content-Disposition");
    let mut dispositions = headers.iter().filter(is_disposition);
    let (Some(disposition), None) = (dispositions.next(), dispositions.next()) else {
        return None;
    };
    let (name, is_file) = field(std::str::from_utf8(disposition.value).ok()?)?;
    Some(FormPart {
        name,
        is_file,
        content: start + padding + 2 + length..start + bytes.len(),
    })
}

/// The field's name in a `Content-Disposition`, and whether it is a file.
fn field(disposition: &str) -> Option<(String, bool)> {
    let (kind, parameters) = disposition.split_once(';')?;
    if !kind.trim().eq_ignore_ascii_case("form-data") {
        return None;
    }
    let name = parameter(parameters, "name").ok()??;
    let file_name = parameter(parameters, "filename").ok()?;
    Some((name.into_owned(), file_name.is_some()))
}

/// The boundary that a content type names. Blanks may be in it where it is quoted, but not at its end.
fn boundary(content_type: &str) -> Option<String> {
    let (_, parameters) = content_type.split_once(';')?;
    let value = parameter(parameters, "boundary").ok()??;
    let is_quoted = || parameters.contains(&format!("\"{value}\""));
    let sound = (1..=LONGEST_BOUNDARY).contains(&value.len())
        && value
            .bytes()
            .all(|byte| matches!(byte, b' '..=b'~' if byte != b'"'))
        && !value.ends_with(' ')
        && (!value.contains(' ') || is_quoted());
    sound.then(|| value.into_owned())
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    const KIND: &str = "multipart/form-data; boundary=xy";

    fn form(body: &str) -> Option<Vec<(String, Vec<u8>)>> {
        form_of(KIND, body.as_bytes())
    }

    fn form_of(content_type: &str, body: &[u8]) -> Option<Vec<(String, Vec<u8>)>> {
        let contents = read(content_type, body)?
            .into_iter()
            .map(|part| (part.name, body[part.content].to_vec()));
        Some(contents.collect())
    }

    const GOOD: &str = "--xy\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n\
        --xy\r\nContent-Disposition: form-data; name=\"b\"; filename=\"f\"\r\n\r\n--x\r\n\r\n--xy--\r\n";

    #[test]
    fn a_good_form_is_read_whole() {
        let expected = [
            ("a".to_owned(), b"1".to_vec()),
            ("b".to_owned(), b"--x\r\n".to_vec()),
        ];
        assert_eq!(form(GOOD).expect("good"), expected);
        let around = format!("a preamble\r\n--x\r\n{GOOD}--xy\r\nan epilogue");
        assert_eq!(form(&around).expect("good"), expected);
        let padded = GOOD.replace("--xy\r\n", "--xy \t\r\n");
        assert_eq!(form(&padded).expect("good"), expected);
        assert_eq!(form("--xy--\r\n").expect("empty"), []);
        assert_eq!(form("\r\n--xy--").expect("empty"), []);
    }

    #[test]
    fn a_form_cut_anywhere_is_refused_not_shortened() {
        let end = GOOD.len() - "\r\n".len();
        for length in 0..end {
            assert_eq!(form(&GOOD[..length]), None, "cut after {length} bytes");
        }
    }

    #[test]
    fn ten_thousand_parts_and_no_more() {
        let part = "--xy\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n";
        let form = |count| format!("{}--xy--", part.repeat(count)).into_bytes();
        let counted = |count| parts(KIND, &form(count)).map(|parts| parts.len());
        assert_eq!(counted(MOST_ELEMENTS), Ok(MOST_ELEMENTS));
        for count in [MOST_ELEMENTS + 1, 5 * MOST_ELEMENTS] {
            assert_eq!(counted(count), Err(FieldFault::too_many(None).into()));
        }
    }

    #[test]
    fn a_broken_part_does_not_hide_those_behind_it() {
        let disposition = "Content-Disposition: form-data; name=\"a\"";
        for broken in [
            "Content-Disposition: form-data; name=\"a\u{1b}\"",
            "Content-Disposition: form-data; name=\"a\u{7f}\r\nX\"",
            "Content-Disposition: form-data",
            "Content-Disposition: form-data; filename=\"a\"",
            "Content-Disposition: form-data; name=\"a",
            "Content-Disposition: form-data; name=\"a\"; name=\"b\"",
            "Content-Disposition: attachment; name=\"a\"",
            "Content-Disposition: form-data; name=\"a\"\r\nContent-Disposition: form-data; name=\"b\"",
            "Content-Disposition: form-data; name=\"a\"\nX: y",
            "Content-Disposition: form-data; name=\"a\"\r\nA: 1\r\nB: 2\r\nC: 3\r\nD: 4",
            "X: y",
            "\r\n",
        ] {
            let body = GOOD.replace(disposition, broken);
            assert_eq!(form(&body), None, "{broken}");
        }
        assert_eq!(form(&GOOD.replacen("--xy", "--xyz", 1)), None);
    }

    #[test]
    fn names_are_read_wherever_they_are() {
        let named = |disposition: &str| {
            let head = format!("CONTENT-disposition:{disposition}\r\nContent-Type: x");
            let body = format!("--xy\r\n{head}\r\n\r\n1\r\n--xy--");
            let part = parts(KIND, body.as_bytes()).expect("good").remove(0);
            (part.name, part.is_file)
        };
        for (disposition, name, is_file) in [
            ("form-data; name=a", "a", false),
            (" Form-Data ;filename=\"f\"; name=\"a\"", "a", true),
            ("form-data; filename=\"a\"; name=\"b\"", "b", true),
            ("form-data; name=a; filename*=UTF-8''%e2%82%ac", "a", true),
            ("form-data; name*=UTF-8''%e2%82%ac", "\u{20ac}", false),
            ("form-data; name=\"filename=x\"", "filename=x", false),
        ] {
            assert_eq!(
                named(disposition),
                (name.to_owned(), is_file),
                "{disposition}"
            );
        }
    }

    #[test]
    fn boundaries() {
        let boundary = |parameters: &str| boundary(&format!("multipart/form-data{parameters}"));
        for (parameters, found) in [
            ("; charset=x; Boundary=\"abc\"", "abc"),
            ("; charset=\"a;b\"; boundary=abc", "abc"),
            ("; boundary=\"a b:c\"", "a b:c"),
        ] {
            assert_eq!(boundary(parameters).as_deref(), Some(found), "{parameters}");
        }
        let long = format!("; boundary={}", "x".repeat(71));
        for none in [
            "",
            "; boundary=",
            "; boundary=a b",
            "; boundary=\"a \"",
            "; boundary=\"a\"; boundary=\"b\"",
            "; boundary=\u{e9}",
            &long,
        ] {
            assert_eq!(boundary(none), None, "{none}");
        }
    }

    /// A form as a careful client writes it.
    fn written(fields: &[(String, Vec<u8>)], boundary: &str) -> Vec<u8> {
        let mut body = Vec::new();
        for (name, content) in fields {
            let name = name.replace('\\', "\\\\").replace('"', "\\\"");
            body.extend(format!("--{boundary}\r\nContent-Disposition: form-data; filename=\"x;y\"; name=\"{name}\"\r\n\r\n").bytes());
            body.extend(content);
            body.extend(b"\r\n");
        }
        body.extend(format!("--{boundary}--").bytes());
        body
    }

    proptest! {
        #[test]
        fn any_bytes_are_answered(body in vec(any::<u8>(), 0..400)) {
            let _ = form_of(KIND, &body);
        }

        #[test]
        fn any_change_of_a_good_form_is_answered(at in 0..GOOD.len(), byte in any::<u8>()) {
            let mut body = GOOD.as_bytes().to_vec();
            body[at] = byte;
            let _ = form_of(KIND, &body);
        }

        #[test]
        fn what_is_written_is_read_and_refused_when_cut(
            fields in vec(("\\PC{0,12}", vec(any::<u8>(), 0..60)), 0..5),
            boundary in "[a-z'()+_,./:=?-]{1,9}( [A-Z]{1,9})?",
            cut in 1_usize..80,
        ) {
            // No client chooses a boundary that is in what it sends.
            let boundary = format!("7MA4YWxkTrZu0gW{boundary}");
            let kind = format!("multipart/form-data; boundary=\"{boundary}\"");
            let body = written(&fields, &boundary);
            let short = &body[..body.len().saturating_sub(cut)];
            prop_assert_eq!(form_of(&kind, short), None);
            prop_assert_eq!(form_of(&kind, &body), Some(fields));
        }
    }
}
