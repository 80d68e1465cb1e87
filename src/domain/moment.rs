//! A point in time.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use time::OffsetDateTime;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;

/// To the microsecond, whole seconds too: who reads it can count on the places.
const TO_THE_MICROSECOND: &[BorrowedFormatItem] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:6]");

/// Microseconds since 1970-01-01 00:00 UTC.
///
/// Microseconds because the documented `expires_at` shows them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(i64);

impl Moment {
    /// From microseconds since 1970.
    #[must_use]
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds since 1970.
    #[must_use]
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// Whole seconds since 1970, rounded down: what a JWT's `iat` and `exp` count.
    #[must_use]
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }

    /// This much later; stops at the end of time instead of wrapping.
    #[must_use]
    pub fn after(self, span: Duration) -> Self {
        let micros = i64::try_from(span.as_micros()).unwrap_or(i64::MAX);
        Self(self.0.saturating_add(micros))
    }

    /// The day in UTC as `YYYYMMDD`.
    #[must_use]
    pub fn compact_date(self) -> String {
        let date = self.date_time().date();
        format!(
            "{:04}{:02}{:02}",
            date.year(),
            u8::from(date.month()),
            date.day()
        )
    }

    /// In UTC without saying so, `2024-12-08T04:11:01.843276`: what Python writes
    /// of a time without a zone, and some documents show.
    ///
    /// # Panics
    /// Never: every date has these parts.
    #[must_use]
    pub fn naive(self) -> String {
        let written = self.date_time().format(TO_THE_MICROSECOND);
        written.expect("every date has these parts")
    }

    /// As RFC 3339 has it, `2024-12-08T04:11:01.843276Z`.
    #[must_use]
    pub fn rfc3339(self) -> String {
        self.naive() + "Z"
    }

    /// As the `time` crate's UTC date and time; years outside its range become 1970.
    #[must_use]
    pub fn date_time(self) -> OffsetDateTime {
        OffsetDateTime::from_unix_timestamp_nanos(i128::from(self.0) * 1000)
            .unwrap_or(OffsetDateTime::UNIX_EPOCH)
    }
}

impl From<SystemTime> for Moment {
    fn from(time: SystemTime) -> Self {
        let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
        Self(0).after(since)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documented_day() {
        // 2023-06-14 10:00 UTC
        let moment = Moment::from_micros(1_686_736_800_000_000);
        assert_eq!(moment.compact_date(), "20230614");
        assert_eq!(moment.seconds(), 1_686_736_800);
    }

    #[test]
    fn written_to_the_microsecond() {
        let moment = Moment::from_micros(1_733_631_061_843_276);
        assert_eq!(moment.naive(), "2024-12-08T04:11:01.843276");
        assert_eq!(moment.rfc3339(), "2024-12-08T04:11:01.843276Z");
        let whole = Moment::from_micros(1_733_565_600_000_000);
        assert_eq!(whole.naive(), "2024-12-07T10:00:00.000000");
        assert_eq!(
            Moment::from_micros(i64::MAX).naive(),
            "1970-01-01T00:00:00.000000"
        );
    }

    #[test]
    fn later_never_wraps() {
        let end = Moment::from_micros(i64::MAX - 1).after(Duration::from_secs(9));
        assert_eq!(end.micros(), i64::MAX);
    }
}
