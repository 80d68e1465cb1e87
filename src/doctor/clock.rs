//! The machine's clock, on which tokens, codes and the order of rows depend.

use crate::app::App;
use crate::doctor::finding::unreadable;
use crate::doctor::text::counted;
use crate::doctor::{Finding, Level};
use crate::domain::moment::Moment;
use crate::store::{self, Examined};

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
        Ok(Some(newest)) if newest <= now.latest_believed() => {
            Finding::ok(CHECK, format!("Written at {} (UTC).", shown(newest)))
        }
        Ok(Some(newest)) => match examined.written_after(now.latest_believed()) {
            Ok(rows) => ahead(newest, &rows, now),
            Err(error) => unreadable(CHECK, &error),
        },
        Err(error) => unreadable(CHECK, &error),
    }
}

/// Logs that the clock is wrong, or was when something was written. A running server can't know which.
pub(crate) fn warn(app: &App) {
    let now = app.clock.now();
    let unwell = |finding: &Finding| finding.level > Level::Ok;
    let newest = Examined::beside(&app.source.db).map(|examined| rows(&examined, now));
    for finding in newest.into_iter().chain([machine(now)]).filter(unwell) {
        let remedy = finding.remedy.unwrap_or_default();
        tracing::warn!("{} {remedy}", finding.message);
    }
}

fn ahead(newest: Moment, rows: &[(String, i64)], now: Moment) -> Finding {
    const CHECK: &str = "newest row";
    let minutes = (newest.seconds() - now.seconds()).unsigned_abs() / 60;
    let ahead = match minutes {
        0..120 => counted(minutes, "minute", "minutes"),
        120..2880 => format!("{} hours", minutes / 60),
        _ => format!("{} days", minutes / 1440),
    };
    Finding::warning(
        CHECK,
        format!(
            "The newest row is of {} (UTC), {ahead} ahead of this machine's clock. Rows dated later than now: {}.",
            shown(newest),
            listed(rows)
        ),
        "If the clock is behind, set it (timedatectl). If it was ahead once, sign-ins made then are good for nothing until their time comes: end them with firststep session end --all-of NAME.",
    )
}

/// "2 in sessions, 1 in accounts".
fn listed(rows: &[(String, i64)]) -> String {
    let each = rows
        .iter()
        .map(|(table, count)| format!("{count} in {table}"));
    each.collect::<Vec<_>>().join(", ")
}

/// To the second, with a blank for the T.
fn shown(moment: Moment) -> String {
    let text = moment.naive().replace('T', " ");
    text.split('.').next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: std::time::Duration = std::time::Duration::from_secs(60);

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
        for (minutes, said) in [
            (6, "6 minutes"),
            (119, "119 minutes"),
            (120, "2 hours"),
            (180, "3 hours"),
            (60 * 48 - 1, "47 hours"),
            (60 * 48, "2 days"),
            (60 * 24 * 40, "40 days"),
        ] {
            let rows = [("sessions".to_owned(), 2)];
            let found = ahead(now.after(minutes * MINUTE), &rows, now);
            assert_eq!(found.level, Level::Warning);
            assert!(
                found.message.contains(&format!(", {said} ahead"))
                    && found.message.ends_with("2 in sessions."),
                "{}",
                found.message
            );
        }
    }
}
