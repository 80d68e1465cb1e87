//! What the emotions of a diary come to, day by day.

use std::time::Duration;

use crate::domain::moment::Moment;

/// A day of UTC.
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// The days that a chart shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Window {
    /// Today.
    Day,
    /// Today and the three days before.
    ThreeDays,
    /// This week, from Monday to Sunday.
    Week,
    /// Today and the thirty days before.
    Month,
}

impl Window {
    /// Each with its word.
    pub(crate) const ALL: [(&'static str, Self); 4] = [
        ("day", Self::Day),
        ("3days", Self::ThreeDays),
        ("week", Self::Week),
        ("month", Self::Month),
    ];

    /// The first moment of each of its days, in their order.
    pub(crate) fn days(self, now: Moment) -> Vec<Moment> {
        let today = now.midnight();
        let (before, count) = match self {
            Self::Day => (0, 1),
            Self::ThreeDays => (3, 4),
            Self::Week => (today.days_since_monday(), 7),
            Self::Month => (30, 31),
        };
        let first = today.before(DAY * before);
        (0..count).map(|day| first.after(DAY * day)).collect()
    }
}

/// How often an emotion was seen on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EmotionCount {
    /// The day's first moment.
    pub day: Moment,
    /// The emotion, in small letters.
    pub emotion: String,
    /// How many detections saw it.
    pub count: i64,
}

/// A day of a chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EmotionDay {
    /// Its first moment.
    pub day: Moment,
    /// The emotion that was seen most often, of equals the one seen first.
    pub dominant: Option<String>,
    /// How many were mild, moderate and severe.
    pub tally: [i64; 3],
}

/// How strong an emotion is, as an index into a [`EmotionDay::tally`]: as the published API takes it.
fn intensity(emotion: &str) -> usize {
    match emotion {
        "happy" | "content" | "neutral" => 0,
        "sad" | "angry" | "depressed" | "furious" | "fearful" | "anxious" | "stressed"
        | "overwhelmed" => 2,
        _ => 1,
    }
}

/// What these counts, of each day in the order in which the emotions were seen first, come to on these days.
pub(crate) fn chart(days: &[Moment], counts: &[EmotionCount]) -> Vec<EmotionDay> {
    let of_day = |day: &Moment| {
        let mut chart = EmotionDay {
            day: *day,
            dominant: None,
            tally: [0; 3],
        };
        let mut most = 0;
        for seen in counts.iter().filter(|seen| seen.day == *day) {
            chart.tally[intensity(&seen.emotion)] += seen.count;
            if seen.count > most {
                most = seen.count;
                chart.dominant = Some(seen.emotion.clone());
            }
        }
        chart
    };
    days.iter().map(of_day).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Moment {
        Moment::parse(text).expect(text)
    }

    #[test]
    fn windows_end_today_and_a_week_on_sunday() {
        // A Wednesday.
        let now = at("2025-07-02T23:59:59.9Z");
        for (window, first, last) in [
            (Window::Day, "2025-07-02", "2025-07-02"),
            (Window::ThreeDays, "2025-06-29", "2025-07-02"),
            (Window::Week, "2025-06-30", "2025-07-06"),
            (Window::Month, "2025-06-02", "2025-07-02"),
        ] {
            let days = window.days(now);
            let moment = |day: &str| at(&format!("{day}T00:00:00Z"));
            assert_eq!(days.first(), Some(&moment(first)), "{window:?}");
            assert_eq!(days.last(), Some(&moment(last)), "{window:?}");
        }
        for (now, monday) in [
            ("2025-06-30T00:00:00Z", "2025-06-30T00:00:00Z"),
            ("2025-07-06T23:00:00Z", "2025-06-30T00:00:00Z"),
            ("1970-01-01T00:00:00Z", "1969-12-29T00:00:00Z"),
        ] {
            assert_eq!(Window::Week.days(at(now))[0], at(monday), "{now}");
        }
    }

    #[test]
    fn the_first_of_equals_is_dominant() {
        let days = Window::ThreeDays.days(at("2025-07-02T12:00:00Z"));
        let seen = |day: usize, emotion: &str, count| EmotionCount {
            day: days[day],
            emotion: emotion.to_owned(),
            count,
        };
        let counts = [
            seen(1, "sad", 2),
            seen(1, "happy", 2),
            seen(1, "bored", 1),
            seen(3, "happy", 1),
        ];
        let told: Vec<_> = chart(&days, &counts)
            .into_iter()
            .map(|day| (day.dominant, day.tally))
            .collect();
        let of = |emotion: &str| Some(emotion.to_owned());
        let none = (None, [0; 3]);
        assert_eq!(
            told,
            [
                none.clone(),
                (of("sad"), [2, 1, 2]),
                none,
                (of("happy"), [1, 0, 0])
            ]
        );
    }
}
