//! The tasks that keep the copy.

use std::sync::Arc;
use std::time::Duration;

use super::carrier::Carrier;
use super::claiming::taken_over;
use super::pace::LATE;
use super::watch::Watch;
use crate::app::App;
use crate::backup::replica::{self, DrillResult, Notes, ReplicaSettings, ReplicaStatus, latest};
use crate::domain::moment::Moment;
use crate::domain::operator_error::OperatorError;
use crate::platform::background_tasks::{BackgroundTasks, Stop};

/// How often to look who owns the copy: so long an old server goes on that another has taken over from.
const LOOK: Duration = Duration::from_secs(15);
/// A file that is written to the place to see whether that can be done.
const PROBE: &str = "probe";
/// How soon a way back that failed is tried again, at most.
const AGAIN: Duration = Duration::from_secs(60 * 60);

/// Keeps the copy from now on. `last` ends after all requests, so that what they wrote is carried away.
///
/// # Errors
/// If the system starts no further thread.
pub(crate) fn start(
    tasks: &mut BackgroundTasks,
    last: &mut BackgroundTasks,
    app: &Arc<App>,
    settings: ReplicaSettings,
) -> std::io::Result<()> {
    let settings = Arc::new(settings);
    let mut watch = Watch::new(Arc::clone(app), Arc::clone(&settings));
    last.start("replica", Duration::ZERO, move |stop| watch.round(stop))?;
    let (theirs, place) = (Arc::clone(app), Arc::clone(&settings));
    tasks.start("replica-owner", LOOK, move |_| look(&theirs, &place))?;
    let mut carrier = Carrier::new(Arc::clone(app), Arc::clone(&settings));
    tasks.start("replica-photos", Duration::ZERO, move |stop| {
        carrier.round(stop)
    })?;
    let place = &settings.place;
    tracing::info!(
        "the copy goes to {place}; the way back from it is tried {}",
        rhythm(settings.drill_every)
    );
    if let Some(every) = settings.drill_every {
        let app = Arc::clone(app);
        tasks.start("replica-drill", LATE.min(every), move |stop| {
            drill_if_due(&app, &settings, every, stop)
        })?;
    }
    Ok(())
}

fn rhythm(every: Option<Duration>) -> String {
    every.map_or_else(
        || "by hand alone: firststep replicate drill".to_owned(),
        |every| format!("every {}", humantime::format_duration(every)),
    )
}

/// Looks whether another server has taken the copy over, or somebody has taken it away.
fn look(app: &App, settings: &ReplicaSettings) -> Duration {
    let Some(status) = app.replica.report() else {
        return LOOK;
    };
    let Some(ours) = status.generation else {
        return LOOK;
    };
    let mut looked = latest(&settings.place);
    if status.problem.is_some() {
        // Whether it can be written to as well says more than Litestream does.
        looked = looked.and_then(|found| settings.place.put(PROBE, b"").map(|()| found));
    }
    match &looked {
        Ok(Some(owner)) if owner.generation > ours => taken_over(app),
        // It is claimed again, or told that it can't be.
        Ok(None) => app.replica.change(|status| status.generation = None),
        _ => {}
    }
    let away = looked.map_err(OperatorError::from).err();
    app.replica
        .change(|status| status.away = away.map(|error| error.to_string()));
    LOOK
}

fn drill_if_due(app: &App, settings: &ReplicaSettings, every: Duration, stop: &Stop) -> Duration {
    let (notes, now) = (Notes::of(&app.folder), app.clock.now());
    let is_recent = |last: DrillResult| is_recent(&last, every, now);
    let was_whole = |status: ReplicaStatus| status.whole_at.is_some();
    if notes.drill().is_some_and(is_recent) || !app.replica.report().is_some_and(was_whole) {
        return LATE.min(every);
    }
    let result = replica::drill(settings, &app.folder, &app.source.db, now, stop);
    if stop.asked() {
        return LATE;
    }
    match &result.problem {
        None => tracing::info!(
            seconds = result.seconds,
            age = result.age,
            "the way back from the copy was tried: it works"
        ),
        Some(why) => tracing::error!(
            "THE WAY BACK FROM THE COPY FAILED: {why} A restart carries all of it anew."
        ),
    }
    if let Err(error) = notes.set_drill(&result) {
        tracing::warn!(%error, "how the way back went can't be written down");
    }
    LATE.min(every)
}

/// Whether the way back needn't be tried yet; one that failed is, soon.
fn is_recent(last: &DrillResult, every: Duration, now: Moment) -> bool {
    let at = Moment::from_seconds(last.at);
    let every = if last.problem.is_some() {
        every.min(AGAIN)
    } else {
        every
    };
    (at..at.after(every)).contains(&now)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Under a clock that was ahead, perhaps: it proves nothing now.
    #[test]
    fn a_way_back_that_will_have_been_tried_counts_for_nothing() {
        let begun = Moment::from_seconds(1_800_000_000);
        let second = Duration::from_secs(1);
        let last = DrillResult {
            at: begun.seconds(),
            seconds: 1.0,
            age: None,
            missing_photos: 0,
            problem: None,
        };
        assert!(is_recent(&last, second, begun));
        assert!(!is_recent(&last, second, begun.before(second)));
    }

    #[test]
    fn a_way_back_that_failed_is_tried_again_within_the_hour() {
        let hour = Duration::from_secs(60 * 60);
        let begun = Moment::from_seconds(1_800_000_000);
        let is_recent = |problem: Option<&str>, every: Duration, later: Duration| {
            let last = DrillResult {
                at: begun.seconds(),
                seconds: 1.0,
                age: None,
                missing_photos: 0,
                problem: problem.map(str::to_owned),
            };
            is_recent(&last, every, begun.after(later))
        };
        let (week, failed) = (hour * 24 * 7, Some("it lacks its files"));
        assert!(is_recent(None, week, hour * 167) && !is_recent(None, week, week));
        assert!(is_recent(failed, week, hour / 2) && !is_recent(failed, week, hour));
        assert!(!is_recent(failed, hour / 2, hour / 2), "as often as always");
    }
}
