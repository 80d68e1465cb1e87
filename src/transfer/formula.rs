//! Texts that a spreadsheet would take for a formula, in CSV.
//!
//! Source: OWASP, CSV Injection.

use std::borrow::Cow;

/// What a formula begins with.
const SIGNS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// The text behind an apostrophe, where it would be a formula: spreadsheets show it as a text then. One that
/// already has apostrophes gets another, so that [`unguarded`] loses none.
pub(super) fn guarded(text: &str) -> Cow<'_, str> {
    if is_formula(text) {
        format!("'{text}").into()
    } else {
        text.into()
    }
}

/// The text that was guarded.
pub(super) fn unguarded(mut field: Vec<u8>) -> Vec<u8> {
    let rest = field.iter().position(|byte| *byte != b'\'');
    let sign = rest.and_then(|at| {
        SIGNS
            .into_iter()
            .find(|sign| *sign as u32 == u32::from(field[at]))
    });
    if rest > Some(0) && sign.is_some() {
        field.remove(0);
    }
    field
}

fn is_formula(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(SIGNS)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_formula_is_shown_as_a_text() {
        for (text, written) in [
            ("=HYPERLINK(\"http://x\")", "'=HYPERLINK(\"http://x\")"),
            ("+62 812", "'+62 812"),
            ("-1+1", "'-1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("\r=1", "'\r=1"),
            ("'=1", "''=1"),
            ("", ""),
            ("'", "'"),
            ("'n Duke", "'n Duke"),
            ("1=1", "1=1"),
        ] {
            assert_eq!(guarded(text), written, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn what_was_guarded_comes_back(text in "['=+@\t\r\\-]{0,4}\\PC{0,4}") {
            let written = guarded(&text).into_owned();
            prop_assert!(!written.starts_with(SIGNS));
            prop_assert_eq!(unguarded(written.into_bytes()), text.into_bytes());
        }
    }
}
