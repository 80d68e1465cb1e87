//! Yes or no, as databases, programs and spreadsheets write it.

use crate::domain::field::Problem;

/// Reads a flag.
pub(super) fn yes_or_no(text: &str) -> Result<bool, Problem> {
    let text = text.trim().to_lowercase();
    match text.as_str() {
        "t" | "true" | "y" | "yes" | "on" | "\u{1}" => return Ok(true),
        "f" | "false" | "n" | "no" | "off" | "\0" => return Ok(false),
        _ => {}
    }
    // Spreadsheets take flags for numbers (1.0), and -1 is Access's yes.
    match text.parse::<f64>() {
        Ok(0.0) => Ok(false),
        Ok(1.0 | -1.0) => Ok(true),
        _ => Err(Problem::NotOneOf(vec!["1".to_owned(), "0".to_owned()])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_clear_is_an_answer() {
        for yes in ["1", " TRUE ", "t", "Yes", "on", "1.0", "-1", "\u{1}"] {
            assert_eq!(yes_or_no(yes), Ok(true), "{yes:?}");
        }
        for no in ["0", "False", "f", "NO", "off", "0.0", "-0", "\0"] {
            assert_eq!(yes_or_no(no), Ok(false), "{no:?}");
        }
        for neither in ["", "2", "NaN", "0.5", "maybe", "FALSCH", "10"] {
            assert!(yes_or_no(neither).is_err(), "{neither:?}");
        }
    }
}
