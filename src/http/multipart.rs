//! Forms with files, read whole or not at all.
//!
//! rouille's reader ends silently at the first part it can't read, so that a
//! form cut short or with a broken part looks like a smaller form. Here its
//! parts are counted against the boundaries in the body: one less is a fault.

use std::io::Read as _;

use memchr::memmem;
use rouille::Request;
use rouille::input::multipart::get_multipart_input;

use crate::domain::fault::Fault;

/// One field of a form.
pub(crate) struct Part {
    /// Its name.
    pub name: String,
    /// Whether it was sent as a file.
    pub is_file: bool,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// Most characters of a boundary (RFC 2046, 5.1.1).
const LONGEST_BOUNDARY: usize = 70;

/// All parts of a form.
///
/// # Errors
/// [`Fault::UnreadableBody`] if there is no boundary, or any part can't be read.
pub(crate) fn parts(request: &Request) -> Result<Vec<Part>, Fault> {
    let boundary = boundary(request.header("Content-Type").unwrap_or_default())
        .ok_or(Fault::UnreadableBody)?;
    let mut body = Vec::new();
    let mut data = request.data().ok_or(Fault::UnreadableBody)?;
    data.read_to_end(&mut body)
        .map_err(|_| Fault::UnreadableBody)?;
    let expected = count(&body, boundary).ok_or(Fault::UnreadableBody)?;
    // A form without fields is legal, and one rouille's reader stumbles over.
    let parts = if expected == 0 {
        Vec::new()
    } else {
        read(body, boundary)?
    };
    if parts.len() == expected {
        Ok(parts)
    } else {
        Err(Fault::UnreadableBody)
    }
}

fn read(body: Vec<u8>, boundary: &str) -> Result<Vec<Part>, Fault> {
    let content_type = format!("multipart/form-data; boundary={boundary}");
    let request = Request::fake_http(
        "POST",
        "/",
        vec![("Content-Type".into(), content_type)],
        body,
    );
    let mut form = get_multipart_input(&request).map_err(|_| Fault::UnreadableBody)?;
    let mut parts = Vec::new();
    while let Some(mut part) = form.next() {
        let mut bytes = Vec::new();
        part.data
            .read_to_end(&mut bytes)
            .map_err(|_| Fault::UnreadableBody)?;
        parts.push(Part {
            name: part.headers.name.to_string(),
            is_file: part.headers.filename.is_some(),
            bytes,
        });
    }
    Ok(parts)
}

/// The boundary a content type names, without its quotes.
fn boundary(content_type: &str) -> Option<&str> {
    let mut parameters = content_type.split(';').skip(1).map(str::trim);
    let value = parameters.find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim()
            .eq_ignore_ascii_case("boundary")
            .then(|| value.trim().trim_matches('"'))
    })?;
    let sound = (1..=LONGEST_BOUNDARY).contains(&value.len())
        && value
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b'"');
    sound.then_some(value)
}

/// How many parts a body has; `None` if it doesn't end with its last boundary.
fn count(body: &[u8], boundary: &str) -> Option<usize> {
    let delimiter = format!("\r\n--{boundary}");
    let first = delimiter.trim_start();
    let mut starts: Vec<usize> = memmem::find_iter(body, &delimiter)
        .map(|at| at + delimiter.len())
        .collect();
    if body.starts_with(first.as_bytes()) {
        starts.insert(0, first.len());
    }
    starts.iter().position(|at| body[*at..].starts_with(b"--"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn form(body: &str) -> Result<Vec<(String, Vec<u8>)>, Fault> {
        form_of(
            "multipart/form-data; boundary=\"x y\""
                .replace(' ', "")
                .as_str(),
            body.as_bytes(),
        )
    }

    fn form_of(content_type: &str, body: &[u8]) -> Result<Vec<(String, Vec<u8>)>, Fault> {
        let headers = vec![("Content-Type".to_owned(), content_type.to_owned())];
        let request = Request::fake_http("POST", "/", headers, body.to_vec());
        Ok(parts(&request)?
            .into_iter()
            .map(|part| (part.name, part.bytes))
            .collect())
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
        assert_eq!(form("--xy--\r\n").expect("empty"), []);
    }

    #[test]
    fn a_form_cut_anywhere_is_refused_not_shortened() {
        let end = GOOD.len() - "\r\n".len();
        for length in 0..end {
            assert_eq!(
                form(&GOOD[..length]),
                Err(Fault::UnreadableBody),
                "cut after {length} bytes"
            );
        }
    }

    #[test]
    fn a_broken_part_does_not_hide_those_behind_it() {
        for name in ["a\u{1b}", "a\u{7f}\r\nX"] {
            let broken = GOOD.replace("name=\"a\"", &format!("name=\"{name}\""));
            assert_eq!(form(&broken), Err(Fault::UnreadableBody));
        }
        assert_eq!(
            form(&GOOD.replace("form-data; name=\"a\"", "form-data")),
            Err(Fault::UnreadableBody)
        );
        assert_eq!(
            form(&GOOD.replace("Content-Disposition: form-data; name=\"a\"", "X: y")),
            Err(Fault::UnreadableBody)
        );
    }

    #[test]
    fn boundaries() {
        assert_eq!(
            boundary("multipart/form-data; charset=x; Boundary=\"abc\""),
            Some("abc")
        );
        for none in [
            "multipart/form-data",
            "multipart/form-data; boundary=",
            "multipart/form-data; boundary=a b",
        ] {
            assert_eq!(boundary(none), None, "{none}");
        }
        assert_eq!(
            boundary(&format!("multipart/form-data; boundary={}", "x".repeat(71))),
            None
        );
    }

    proptest! {
        #[test]
        fn any_bytes_are_answered(body in prop::collection::vec(any::<u8>(), 0..400)) {
            let _ = form_of("multipart/form-data; boundary=xy", &body);
        }

        #[test]
        fn any_change_of_a_good_form_is_answered(at in 0..GOOD.len(), byte in any::<u8>()) {
            let mut body = GOOD.as_bytes().to_vec();
            body[at] = byte;
            let _ = form_of("multipart/form-data; boundary=xy", &body);
        }

        #[test]
        fn contents_come_back_as_they_went(contents in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..60), 0..5)) {
            let boundary = "----boundary7MA4YWxkTrZu0gW";
            let mut body = Vec::new();
            for content in &contents {
                body.extend(format!("--{boundary}\r\nContent-Disposition: form-data; name=\"n\"\r\n\r\n").bytes());
                body.extend(content);
                body.extend(b"\r\n");
            }
            body.extend(format!("--{boundary}--").bytes());
            let read = form_of(&format!("multipart/form-data; boundary={boundary}"), &body).expect("good");
            prop_assert!(read.into_iter().map(|(_, bytes)| bytes).eq(contents));
        }
    }
}
