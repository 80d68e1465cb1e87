//! A point in time.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use time::OffsetDateTime;
use time::format_description::BorrowedFormatItem;
use time::format_description::well_known::Rfc3339;
use time::macros::format_description;

use crate::domain::field::Problem;

/// To the microsecond, whole seconds too: who reads it can count on the places.
const TO_THE_MICROSECOND: &[BorrowedFormatItem] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:6]");

/// The first and the last microsecond of the years 0000 to 9999 in UTC.
const YEAR_0: i64 = -62_167_219_200_000_000;
const YEAR_9999: i64 = 253_402_300_799_999_999;

/// How far a stored moment may be ahead of the clock: one that is set by hand, or that the network
/// corrects, goes back by less.
const SLACK: Duration = Duration::from_secs(5 * 60);

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

    /// This much earlier; stops at the beginning of time instead of wrapping.
    #[must_use]
    pub(crate) fn before(self, span: Duration) -> Self {
        let micros = i64::try_from(span.as_micros()).unwrap_or(i64::MAX);
        Self(self.0.saturating_sub(micros))
    }

    /// The latest moment that something stored is believed to have happened at, if this is now. What is
    /// said to have happened later was written under a wrong clock, or is read under one: it decides
    /// nothing until its time comes.
    #[must_use]
    pub(crate) fn latest_believed(self) -> Self {
        self.after(SLACK)
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

    /// Reads a moment as RFC 3339 has it, in whichever zone; parts of a
    /// microsecond are dropped.
    ///
    /// # Errors
    /// [`Problem::NotAMoment`].
    pub(crate) fn parse(text: &str) -> Result<Self, Problem> {
        let read = OffsetDateTime::parse(text.trim(), &Rfc3339).map_err(|_| Problem::NotAMoment)?;
        let micros = read.unix_timestamp_nanos().div_euclid(1000);
        // A zone can lead out of the years that four digits write.
        match i64::try_from(micros) {
            Ok(micros) if (YEAR_0..=YEAR_9999).contains(&micros) => Ok(Self(micros)),
            _ => Err(Problem::NotAMoment),
        }
    }

    /// As the `time` crate's UTC date and time; years outside its range become 1970.
    #[must_use]
    pub(crate) fn date_time(self) -> OffsetDateTime {
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
    fn read_in_whichever_zone() {
        let ten = Moment::from_micros(1_733_565_600_000_000);
        for text in [
            "2024-12-07T10:00:00Z",
            " 2024-12-07T17:00:00+07:00 ",
            "2024-12-07T10:00:00.0000009Z",
        ] {
            assert_eq!(Moment::parse(text), Ok(ten), "{text}");
        }
        assert_eq!(Moment::parse(&ten.rfc3339()), Ok(ten));
        for text in [
            "",
            "2024-12-07",
            "2024-12-07T10:00:00",
            "2024-13-07T10:00:00Z",
            "2024-02-30T10:00:00Z",
            "tomorrow",
            "1733565600",
            "12024-12-07T10:00:00Z",
            "9999-12-31T23:59:59-12:00",
            "0000-01-01T00:00:00+12:00",
        ] {
            assert_eq!(Moment::parse(text), Err(Problem::NotAMoment), "{text}");
        }
    }

    #[test]
    fn later_never_wraps() {
        let end = Moment::from_micros(i64::MAX - 1).after(Duration::from_secs(9));
        assert_eq!(end.micros(), i64::MAX);
        let start = Moment::from_micros(i64::MIN + 1).before(Duration::from_secs(9));
        assert_eq!(start.micros(), i64::MIN);
        let noon = Moment::from_micros(1_686_736_800_000_000);
        let hour = Duration::from_secs(60 * 60);
        assert_eq!(noon.before(hour).after(hour), noon);
    }
}
