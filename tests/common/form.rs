//! Bodies of forms.

/// What parts the parts; no test sends it as content.
const BOUNDARY: &str = "----firststep-tests-7f3a";

/// A file in a form.
#[derive(Debug, Clone, Copy)]
pub struct File<'file> {
    pub field: &'file str,
    pub name: &'file str,
    pub kind: &'file str,
    pub bytes: &'file [u8],
}

impl<'file> File<'file> {
    /// A file in the field of the documented photo.
    pub fn photo(bytes: &'file [u8]) -> Self {
        let (field, name, kind) = ("photo_profile", "photo.jpg", "image/jpeg");
        Self {
            field,
            name,
            kind,
            bytes,
        }
    }
}

/// The content type and the body of a `multipart/form-data`.
pub fn multipart(fields: &[(&str, &str)], files: &[File]) -> (String, Vec<u8>) {
    let mut body = Vec::new();
    let mut part = |head: String, bytes: &[u8]| {
        let head = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; {head}\r\n\r\n");
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    };
    for (name, value) in fields {
        part(format!("name=\"{name}\""), value.as_bytes());
    }
    for file in files {
        let head = format!(
            "name=\"{}\"; filename=\"{}\"\r\nContent-Type: {}",
            file.field, file.name, file.kind
        );
        part(head, file.bytes);
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    (format!("multipart/form-data; boundary={BOUNDARY}"), body)
}

/// The body of an `application/x-www-form-urlencoded`.
pub fn urlencoded(fields: &[(&str, &str)]) -> String {
    let escape = |text: &str| {
        percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
    };
    let pairs = fields
        .iter()
        .map(|(name, value)| format!("{}={}", escape(name), escape(value)));
    pairs.collect::<Vec<_>>().join("&")
}
