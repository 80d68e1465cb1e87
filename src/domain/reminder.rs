//! Reminders.

use std::time::Duration;

use crate::domain::moment::Moment;
use crate::domain::text::Text;

/// A reminder's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ReminderId(pub i64);

/// Something to be reminded of.
#[derive(Debug, Clone)]
pub(crate) struct Reminder {
    /// Its number.
    pub id: ReminderId,
    /// What it is called.
    pub title: Text,
    /// In more words.
    pub description: Option<Text>,
    /// When to remind.
    pub time: Moment,
    /// Whether to remind at all.
    pub is_active: bool,
    /// When it was made.
    pub created_at: Moment,
}

impl Reminder {
    /// Most characters of a title.
    pub(crate) const LONGEST_TITLE: u64 = 200;
    /// Most characters of a description.
    pub(crate) const LONGEST: u64 = 2000;
}

/// A reminder to be.
#[derive(Debug, Clone)]
pub(crate) struct NewReminder {
    /// What it is called.
    pub title: Text,
    /// In more words.
    pub description: Option<Text>,
    /// When to remind.
    pub time: Moment,
    /// Whether to remind at all.
    pub is_active: bool,
}

/// What an account is to be reminded of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Outlook {
    /// How many reminders came due within [`Outlook::SHOWN`] and weren't switched off since.
    pub due: i64,
    /// When the next one comes due.
    pub next: Option<Moment>,
}

impl Outlook {
    /// How long a reminder stays due: who comes back after a holiday isn't met by a year's.
    pub(crate) const SHOWN: Duration = Duration::from_secs(7 * 24 * 60 * 60);
}
