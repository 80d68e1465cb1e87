//! The tasks that keep the copy.

use std::sync::Arc;
use std::time::Duration;

use super::carrier::Carrier;
use super::claiming::taken_over;
use super::pace::LATE;
use super::watch::Watch;
use crate::app::App;
use crate::backup::replica::{self, Notes, ReplicaSettings, ReplicaStatus, latest};
use crate::platform::background_tasks::{BackgroundTasks, Stop};

/// How often to look who owns the copy: so long an old server goes on that another has taken over from.
const LOOK: Duration = Duration::from_secs(15);

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
    if let Some(every) = settings.drill_every {
        let app = Arc::clone(app);
        tasks.start("replica-drill", LATE, move |stop| {
            drill_if_due(&app, &settings, every, stop)
        })?;
    }
    Ok(())
}

/// Looks whether another server has taken the copy over, or somebody has taken it away.
fn look(app: &App, settings: &ReplicaSettings) -> Duration {
    let status = app.replica.report().filter(|status| !status.taken_over);
    let Some(ours) = status.and_then(|status| status.generation) else {
        return LOOK;
    };
    match latest(&settings.place) {
        Ok(Some(owner)) if owner.generation > ours => taken_over(app),
        // It is claimed again, or told that it can't be.
        Ok(None) => app.replica.change(|status| status.generation = None),
        _ => {}
    }
    LOOK
}

fn drill_if_due(app: &App, settings: &ReplicaSettings, every: Duration, stop: &Stop) -> Duration {
    let (notes, now) = (Notes::of(&app.folder), app.clock.now());
    let seconds = i64::try_from(every.as_secs()).unwrap_or(i64::MAX);
    let is_recent = |at| (0..seconds).contains(&(now.seconds() - at));
    let is_due = !notes.drill().is_some_and(|last| is_recent(last.at));
    let was_whole = |status: ReplicaStatus| status.whole_at.is_some();
    if !is_due || !app.replica.report().is_some_and(was_whole) {
        return LATE.min(every);
    }
    let result = replica::drill(settings, &app.folder, now, stop);
    if stop.asked() {
        return LATE;
    }
    match &result.problem {
        None => tracing::info!(
            seconds = result.seconds,
            age = result.age,
            "the way back from the copy was tried: it works"
        ),
        Some(why) => tracing::error!("THE WAY BACK FROM THE COPY FAILED: {why}"),
    }
    if let Err(error) = notes.set_drill(&result) {
        tracing::warn!(%error, "how the way back went can't be written down");
    }
    app.replica.change(|status| status.drill = Some(result));
    LATE.min(every)
}
