//! What separates the fields of a CSV file.

fn first_line(start: &[u8]) -> &[u8] {
    let mut lines = start.split(|byte| matches!(byte, b'\n' | b'\r'));
    lines.find(|line| !line.is_empty()).unwrap_or_default()
}

/// The separator that a line of its own names, as Excel reads it: `sep=;`.
pub(super) fn marked_separator(start: &[u8]) -> Option<u8> {
    let mut lines = start.split(|byte| matches!(byte, b'\n' | b'\r'));
    let line = lines.next()?;
    let (word, rest) = line
        .strip_prefix(b"\"")
        .unwrap_or(line)
        .split_at_checked(4)?;
    match rest {
        [sign] | [sign, b'"'] if word.eq_ignore_ascii_case(b"sep=") => {
            (!sign.is_ascii_alphanumeric()).then_some(*sign)
        }
        _ => None,
    }
}

/// The separator that the header has most of, outside of quotes.
pub(super) fn likeliest_separator(start: &[u8]) -> u8 {
    let mut counts = [(b'|', 0), (b';', 0), (b'\t', 0), (b',', 0)];
    let mut quoted = false;
    for byte in first_line(start) {
        quoted ^= *byte == b'"';
        if let Some((_, count)) = counts.iter_mut().find(|(sign, _)| sign == byte && !quoted) {
            *count += 1;
        }
    }
    let most = counts.into_iter().max_by_key(|(_, count)| *count);
    most.map_or(b',', |(sign, _)| sign)
}
