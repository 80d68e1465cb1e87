//! The machine's clock, on which tokens, codes and the order of rows depend.

use std::time::Duration;

use crate::doctor::Finding;
use crate::doctor::finding::unreadable;
use crate::doctor::text::counted;
use crate::domain::moment::Moment;
use crate::store::{self, Examined};

/// A clock set by hand may be off by this much from the one that wrote a row.
const SLACK: Duration = Duration::from_secs(5 * 60);

/// Compares the clock with the release of the SQLite in this program: an earlier
/// time is wrong, and no other machine need be asked.
pub(super) fn machine(now: Moment) -> Finding {
    const CHECK: &str = "clock";
    let least = store::released();
    if now < least {
        return Finding::error(
            CHECK,
            format!(
                "The clock is wrong: it shows {}, and this program's parts are of {}.",
                shown(now),
                shown(least)
            ),
            "Set it, or let the machine ask for the time: timedatectl set-ntp true.",
        );
    }
    Finding::ok(CHECK, format!("It shows {} (UTC).", shown(now)))
}

/// Compares the clock with the newest row: nothing was written in the future.
pub(super) fn rows(examined: &Examined, now: Moment) -> Finding {
    const CHECK: &str = "newest row";
    match examined.newest() {
        Ok(None) => Finding::ok(CHECK, "Nothing was written yet."),
        Ok(Some(newest)) => judge(newest, now),
        Err(error) => unreadable(CHECK, &error),
    }
}

fn judge(newest: Moment, now: Moment) -> Finding {
    const CHECK: &str = "newest row";
    if newest <= now.after(SLACK) {
        return Finding::ok(CHECK, format!("Written at {} (UTC).", shown(newest)));
    }
    let minutes = (newest.seconds() - now.seconds()).unsigned_abs() / 60;
    let ahead = match minutes {
        0..120 => counted(minutes, "minute", "minutes"),
        120..2880 => format!("{} hours", minutes / 60),
        _ => format!("{} days", minutes / 1440),
    };
    Finding::warning(
        CHECK,
        format!(
            "The newest row is of {} (UTC), {ahead} ahead of this machine's clock.",
            shown(newest)
        ),
        "If the clock is behind, set it (timedatectl). If it was ahead once, sign-ins made then last that much longer: end them with firststep session end --all-of NAME.",
    )
}

/// To the second, with a blank for the T.
fn shown(moment: Moment) -> String {
    let text = moment.naive().replace('T', " ");
    text.split('.').next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::finding::Level;

    const MINUTE: Duration = Duration::from_secs(60);

    #[test]
    fn a_clock_before_our_own_parts_is_wrong() {
        let least = store::released();
        assert!(
            least > Moment::from_micros(1_700_000_000_000_000),
            "{}",
            shown(least)
        );
        assert_eq!(machine(least).level, Level::Ok);
        let early = machine(least.before(MINUTE));
        assert_eq!(early.level, Level::Error, "{early:?}");
    }

    #[test]
    fn rows_of_the_future_are_told_with_how_far() {
        let now = Moment::from_micros(1_800_000_000_000_000);
        assert_eq!(judge(now.after(5 * MINUTE), now).level, Level::Ok);
        for (minutes, said) in [
            (6, "6 minutes"),
            (180, "3 hours"),
            (60 * 24 * 40, "40 days"),
        ] {
            let found = judge(now.after(minutes * MINUTE), now);
            assert_eq!(found.level, Level::Warning);
            assert!(
                found.message.contains(&format!(", {said} ahead")),
                "{}",
                found.message
            );
        }
    }
}
