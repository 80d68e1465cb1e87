//! Parses timestamps as databases write them.

use crate::domain::field::Problem;
use crate::domain::moment::Moment;

/// Reads a moment: RFC 3339, the same with a blank for the T, without a zone (then UTC, as
/// `mysqldump` writes a `timestamp`), a day alone, or seconds, milliseconds or microseconds since
/// 1970. MySQL's day zero is none, and so is Go's and .NET's.
pub(crate) fn parse(text: &str) -> Result<Option<Moment>, Problem> {
    let text = text.trim();
    if !text.is_ascii() {
        return Err(Problem::NotAMoment);
    }
    let is_zero = text.contains('0') && text.bytes().all(|byte| b"0-/:.+TZ ".contains(&byte));
    if is_zero || text.starts_with("0000-00-00") || text.starts_with("0001-01-01") {
        return Ok(None);
    }
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return since_1970(text).map(Some);
    }
    let text = text.strip_suffix(" UTC").unwrap_or(text);
    let midnight = || Moment::parse(&format!("{text}T00:00"));
    Moment::parse(text).or_else(|_| midnight()).map(Some)
}

/// Ten digits are seconds, thirteen milliseconds, sixteen microseconds: from 2001 to 2286.
fn since_1970(digits: &str) -> Result<Moment, Problem> {
    let factor = match digits.len() {
        10 => 1_000_000,
        13 => 1_000,
        16 => 1,
        _ => return Err(Problem::NotAMoment),
    };
    let number: i64 = digits.parse().map_err(|_| Problem::NotAMoment)?;
    Ok(Moment::from_micros(number * factor))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ten_oclock_as_databases_write_it() {
        let ten = Moment::from_micros(1_733_565_600_000_000);
        for text in [
            "2024-12-07T10:00:00Z",
            "2024-12-07 10:00:00",
            "2024-12-07 10:00",
            "2024-12-07 10:00:00.000000",
            "2024-12-07 17:00:00+07",
            "2024-12-07 17:00:00+0700",
            "2024-12-07 05:00:00.0 -05:00",
            "2024-12-07 10:00:00 UTC",
            "1733565600",
            "1733565600000",
            "1733565600000000",
        ] {
            assert_eq!(parse(text), Ok(Some(ten)), "{text}");
        }
        let midnight = Moment::from_micros(1_733_529_600_000_000);
        assert_eq!(parse("2024-12-07"), Ok(Some(midnight)));
        for zero in [
            "0000-00-00 00:00:00",
            "0000-00-00",
            "00/00/0000",
            "0000-00-00T00:00:00.000000Z",
            "0",
            "0001-01-01T00:00:00Z",
        ] {
            assert_eq!(parse(zero), Ok(None), "{zero}");
        }
        for text in [
            "",
            "tomorrow",
            "17",
            "2024-13-07 10:00:00",
            "2024-12-07x10",
            "07/12/2024 10:00",
            "2024-12-07 10:00z🀰",
        ] {
            assert_eq!(parse(text), Err(Problem::NotAMoment), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text in "\\PC{0,30}", digits in "[0-9:T. +Z-]{0,30}") {
            let _ = parse(&text);
            let _ = parse(&digits);
        }
    }
}
