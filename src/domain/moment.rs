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

const MICROS_A_DAY: i64 = 24 * 60 * 60 * 1_000_000;

/// The first and the last microsecond of the years 0000 to 9999 in UTC.
const YEAR_0: i64 = -62_167_219_200_000_000;
const YEAR_9999: i64 = 253_402_300_799_999_999;

/// How far a stored moment may be ahead of the clock: one that is set by hand, or that the network
/// corrects, goes back by less.
const SLACK: Duration = Duration::from_secs(5 * 60);

/// Microseconds since 1970-01-01 00:00 UTC.
///
/// Microseconds because the documented `expires_at` shows them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(i64);

impl Moment {
    /// From microseconds since 1970.
    #[must_use]
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// From seconds since 1970.
    #[must_use]
    pub(crate) const fn from_seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(1_000_000))
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

    /// How long ago an earlier moment was; nothing, if it is a later one.
    #[must_use]
    pub(crate) fn since(self, earlier: Self) -> Duration {
        let micros = self.0.saturating_sub(earlier.0);
        Duration::from_micros(u64::try_from(micros).unwrap_or_default())
    }

    /// Whether a day in UTC begins with it.
    #[must_use]
    pub(crate) const fn is_midnight(self) -> bool {
        self.0.rem_euclid(MICROS_A_DAY) == 0
    }

    /// The first moment of its day in UTC.
    #[must_use]
    pub(crate) const fn midnight(self) -> Self {
        Self(self.0 - self.0.rem_euclid(MICROS_A_DAY))
    }

    /// How many days of UTC lie between its day and the Monday before, or on it.
    #[must_use]
    pub(crate) fn days_since_monday(self) -> u32 {
        u32::from(self.date_time().weekday().number_days_from_monday())
    }

    /// How many whole days lie between an earlier moment and this.
    #[must_use]
    pub(crate) const fn days_since(self, earlier: Self) -> i64 {
        (self.0 - earlier.0).div_euclid(MICROS_A_DAY)
    }

    /// The day in UTC as `YYYY-MM-DD`.
    #[must_use]
    pub(crate) fn date(self) -> String {
        let text = self.naive();
        text[..10].to_owned()
    }

    /// How many whole seconds it is until another, at least one.
    #[must_use]
    pub(crate) fn seconds_until(self, later: Self) -> u32 {
        let seconds = later.seconds() - self.seconds();
        u32::try_from(seconds.max(1)).unwrap_or(u32::MAX)
    }

    /// How many whole seconds the day (UTC) goes on, at least one.
    #[must_use]
    pub(crate) fn seconds_to_midnight(self) -> u32 {
        self.seconds_until(self.midnight().after(Duration::from_secs(24 * 60 * 60)))
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

    /// Reads a moment as RFC 3339 has it, in whichever zone, and as others write it: without a zone, which
    /// is then UTC, with `+0700` or `+07` for one, without seconds, with a blank for the T. Parts of a
    /// microsecond are dropped.
    ///
    /// # Errors
    /// [`Problem::NotAMoment`].
    pub(crate) fn parse(text: &str) -> Result<Self, Problem> {
        let written = as_rfc3339(text.trim()).ok_or(Problem::NotAMoment)?;
        let read = OffsetDateTime::parse(&written, &Rfc3339).map_err(|_| Problem::NotAMoment)?;
        Self::in_four_digits(read.unix_timestamp_nanos().div_euclid(1000))
            .ok_or(Problem::NotAMoment)
    }

    /// The first moment of a day in UTC that is written as `2024-12-07`.
    ///
    /// # Errors
    /// [`Problem::NotAMoment`].
    pub(crate) fn of_day(text: &str) -> Result<Self, Problem> {
        let day = text.trim();
        if day.len() != "2024-12-07".len() {
            return Err(Problem::NotAMoment);
        }
        Self::parse(&format!("{day}T00:00:00Z"))
    }

    /// From Unix time: seconds, or milliseconds where seconds would lead beyond the year 2603, as
    /// pydantic reads numbers.
    #[must_use]
    pub(crate) fn from_unix(number: f64) -> Option<Self> {
        const MOST_SECONDS: f64 = 20_000_000_000.0;
        let is_seconds = number.abs() <= MOST_SECONDS;
        let micros = number * if is_seconds { 1e6 } else { 1e3 };
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a cast stops at the bounds"
        )]
        Self::in_four_digits(micros.round() as i128).filter(|_| number.is_finite())
    }

    /// A zone can lead out of the years that four digits write.
    fn in_four_digits(micros: i128) -> Option<Self> {
        let micros = i64::try_from(micros).ok()?;
        (YEAR_0..=YEAR_9999)
            .contains(&micros)
            .then_some(Self(micros))
    }

    /// As the `time` crate's UTC date and time; years outside its range become 1970.
    #[must_use]
    pub(crate) fn date_time(self) -> OffsetDateTime {
        OffsetDateTime::from_unix_timestamp_nanos(i128::from(self.0) * 1000)
            .unwrap_or(OffsetDateTime::UNIX_EPOCH)
    }
}

/// A date and a time of day as RFC 3339 writes them; `None` if something isn't there.
fn as_rfc3339(text: &str) -> Option<String> {
    let (date, time) = text.split_at_checked("2024-12-07".len())?;
    let time = time.strip_prefix(['T', 't', ' ', '_'])?;
    let zone = time.find(['+', '-', 'Z', 'z']).unwrap_or(time.len());
    let (clock, zone) = time.split_at(zone);
    // ISO 8601 prefers a comma.
    let clock = clock.trim_end().replace(',', ".");
    let seconds = if clock.len() == "10:00".len() {
        ":00"
    } else {
        ""
    };
    let (zone, minutes) = match (zone.len(), zone.contains(':')) {
        (0, _) => ("Z", ""),
        (3, false) => (zone, ":00"),
        (5, false) => zone.split_at_checked(3)?,
        _ => (zone, ""),
    };
    let colon = if minutes.len() == 2 { ":" } else { "" };
    Some(format!("{date}T{clock}{seconds}{zone}{colon}{minutes}"))
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

    /// Five minutes, as `operations.md` has it.
    #[test]
    fn a_clock_may_be_ahead_by_five_minutes() {
        let now = Moment::from_micros(1_686_736_800_000_000);
        assert_eq!(
            now.latest_believed().micros() - now.micros(),
            5 * 60 * 1_000_000
        );
    }

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
            "2024-12-07T10:00:00",
            "2024-12-07T10:00",
            "2024-12-07 10:00:00.000",
            "2024-12-07t10:00z",
            "2024-12-07T10:00:00,0Z",
            "2024-12-07T17:00:00+0700",
            "2024-12-07T17:00+07",
            "2024-12-07 05:00:00.0 -05:00",
        ] {
            assert_eq!(Moment::parse(text), Ok(ten), "{text}");
        }
        assert_eq!(Moment::parse(&ten.rfc3339()), Ok(ten));
        for text in [
            "",
            "2024-12-07",
            "2024-12-07T",
            "2024-12-07x10:00",
            "2024-12-07T10",
            "2024-12-07T10:00:00+07000",
            "2024-12-07T10:00:00+7",
            "2024-12-07T10:00:00+2500",
            "2024-12-0\u{e9}T10:00:00",
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

    proptest::proptest! {
        #[test]
        fn however_it_is_written_it_is_the_same(micros in YEAR_0..=YEAR_9999, minutes in 0..24 * 60_i64) {
            let moment = Moment(micros);
            let naive = moment.naive();
            let blank = naive.replace('T', " ");
            proptest::prop_assert_eq!(Moment::parse(&naive), Ok(moment));
            proptest::prop_assert_eq!(Moment::parse(&blank), Ok(moment));
            let there = Moment(micros - minutes * 60_000_000).naive();
            let (hours, minutes) = (minutes / 60, minutes % 60);
            for zone in [format!("-{hours:02}{minutes:02}"), format!(" -{hours:02}:{minutes:02}")] {
                if micros - 86_400_000_000 > YEAR_0 {
                    proptest::prop_assert_eq!(Moment::parse(&format!("{there}{zone}")), Ok(moment));
                }
            }
        }

        #[test]
        fn any_text_is_answered(text in "\\PC{0,30}|[0-9:T. +Z-]{0,30}", number in proptest::prelude::any::<f64>()) {
            let _ = Moment::parse(&text);
            let _ = Moment::from_unix(number);
        }
    }
}
