//! Keeps the copy elsewhere: Litestream beside the server, with a look at who owns the copy, the photos by a task of
//! their own, and the way back, tried now and then.

mod carrier;
mod claiming;
mod pace;
mod watch;

use std::sync::Arc;
use std::time::Duration;

pub(crate) use claiming::prepare;
use pace::LATE;
use watch::Watch;

use crate::app::App;
use crate::backup::replica::{self, DrillResult, Notes, ReplicaSettings, ReplicaStatus};
use crate::domain::moment::Moment;
use crate::platform::background_tasks::{BackgroundTasks, Stop};

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
    let (theirs, place, mut held) = (Arc::clone(app), Arc::clone(&settings), None);
    tasks.start("replica-photos", Duration::ZERO, move |stop| {
        carrier::round(&theirs, &place, &mut held, stop)
    })?;
    tracing::info!("the copy goes to {}", settings.place);
    if let Some(every) = settings.drill_every {
        let app = Arc::clone(app);
        tasks.start("replica-drill", LATE.min(every), move |stop| {
            drill_if_due(&app, &settings, every, stop)
        })?;
    }
    Ok(())
}

fn drill_if_due(app: &App, settings: &ReplicaSettings, every: Duration, stop: &Stop) -> Duration {
    let (last, now) = (Notes::of(&app.folder).drill(), app.clock.now());
    let is_recent = |last: DrillResult| is_recent(&last, every, now);
    let was_whole = |status: ReplicaStatus| status.whole_at.is_some();
    if last.is_some_and(is_recent) || !app.replica.report().is_some_and(was_whole) {
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
    LATE.min(every)
}

/// Whether the way back needn't be tried yet; one that failed is, soon.
fn is_recent(last: &DrillResult, every: Duration, now: Moment) -> bool {
    let at = Moment::from_seconds(last.at);
    let failed = last.problem.as_ref();
    let every = failed.map_or(every, |_| every.min(AGAIN));
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
