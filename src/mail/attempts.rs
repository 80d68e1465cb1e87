//! How often a mail couldn't be sent, why, and when it is tried next: a file beside the mail's own.

use std::fs;
use std::io;
use std::path::Path;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::domain::moment::Moment;
use crate::platform::private_file;

/// The extension of these files.
pub(super) const EXTENSION: &str = "tries";

/// The wait after the first failure; it doubles with each further one.
const FIRST: Duration = Duration::from_secs(60);
/// The longest wait.
const LONGEST: Duration = Duration::from_secs(60 * 60);
/// After this many failures nobody waits for the mail any more: they take fifteen hours.
const MOST: u32 = 20;
/// A mail older than this is of no use any more: codes are valid for minutes. What is good for longer says so.
const TOO_OLD: Duration = Duration::from_secs(24 * 60 * 60);

/// What became of a mail so far.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Attempts {
    /// How often it couldn't be sent.
    pub count: u32,
    /// What the mail server said, or why it couldn't be asked.
    pub why: String,
    /// When it is tried next, in microseconds since 1970.
    next: i64,
}

impl Attempts {
    /// Those of the mail in this file, if there was any.
    pub(super) fn of(mail: &Path) -> Option<Self> {
        let text = fs::read(mail.with_extension(EXTENSION)).ok()?;
        serde_json::from_slice(&text).ok()
    }

    /// One more, which failed.
    pub(super) fn and(self, why: String, now: Moment) -> Self {
        let count = self.count.saturating_add(1);
        let doubled = FIRST.saturating_mul(1 << self.count.min(10));
        Self {
            count,
            why,
            next: now.after(doubled.min(LONGEST)).micros(),
        }
    }

    /// When it is tried next.
    pub(crate) fn next(&self) -> Moment {
        Moment::from_micros(self.next)
    }

    /// Whether it may be tried. A moment further ahead than any wait was written under another clock.
    pub(super) fn is_due(&self, now: Moment) -> bool {
        self.next() <= now || self.next() > now.after(LONGEST)
    }

    /// Whether a mail written then is given up after these. One that is good until some later moment is tried until
    /// then, however often.
    pub(super) fn are_enough(&self, written: Moment, until: Option<Moment>, now: Moment) -> bool {
        match until {
            Some(until) => until < now,
            None => self.count >= MOST || written.after(TOO_OLD) < now,
        }
    }

    pub(super) fn keep(&self, mail: &Path) -> io::Result<()> {
        let text = serde_json::to_vec(self)?;
        private_file::replace(&mail.with_extension(EXTENSION), &text)
    }

    /// Forgets them.
    pub(super) fn forget(mail: &Path) {
        // Most mails have none.
        let _ = fs::remove_file(mail.with_extension(EXTENSION));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Moment = Moment::from_micros(1_800_000_000_000_000);

    fn failed(times: u32) -> Attempts {
        let again = |so_far: Attempts, _| so_far.and("450".to_owned(), NOW);
        (0..times).fold(Attempts::default(), again)
    }

    #[test]
    fn each_failure_doubles_the_wait_up_to_an_hour() {
        let waits = [1, 2, 3, 6, 7, 20, 40].map(|times| {
            let micros = failed(times).next().micros() - NOW.micros();
            micros / 60_000_000
        });
        assert_eq!(waits, [1, 2, 4, 32, 60, 60, 60]);
        assert!(!failed(1).is_due(NOW));
        assert!(failed(1).is_due(NOW.after(FIRST)));
    }

    #[test]
    fn a_clock_that_was_set_back_holds_nothing_up() {
        let ahead = failed(20);
        assert!(ahead.is_due(NOW.before(Duration::from_secs(1))));
        assert!(!ahead.is_due(NOW));
    }

    #[test]
    fn it_is_given_up_after_a_day_or_twenty_tries() {
        assert!(!failed(19).are_enough(NOW, None, NOW) && failed(20).are_enough(NOW, None, NOW));
        let later = NOW.after(TOO_OLD + Duration::from_secs(1));
        assert!(failed(1).are_enough(NOW, None, later));
    }

    #[test]
    fn one_that_is_good_for_a_week_is_tried_for_a_week() {
        let until = NOW.after(TOO_OLD * 7);
        let second = Duration::from_secs(1);
        assert!(!failed(200).are_enough(NOW, Some(until), until.before(second)));
        assert!(failed(1).are_enough(NOW, Some(until), until.after(second)));
    }

    #[test]
    fn they_are_kept_beside_the_mail() {
        let folder = tempfile::tempdir().expect("a folder");
        let mail = folder.path().join("7-abc.eml");
        assert_eq!(Attempts::of(&mail), None);
        failed(2).keep(&mail).expect("kept");
        assert_eq!(Attempts::of(&mail), Some(failed(2)));
        assert_eq!(
            Attempts::of(&mail.with_extension("refused")),
            Some(failed(2))
        );
        Attempts::forget(&mail);
        assert_eq!(Attempts::of(&mail), None);
    }
}
