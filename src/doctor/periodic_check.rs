//! The check of its data that a running server repeats (`--check-every`).

use crate::app::{App, CheckResult};
use crate::doctor::database::listed;
use crate::doctor::{clock, photos};
use crate::domain::fault::Fault;
use crate::platform::background_tasks::Stop;
use crate::store;

/// Checks the database, which turns read-only if it is damaged, and the photos;
/// findings go to the log and are kept for administrators.
pub(crate) fn check_running(app: &App, stop: &Stop) {
    let asked = stop.clone();
    let report = match app.store.check_integrity(move || asked.asked()) {
        Ok(report) => report,
        Err(_) if stop.asked() => return,
        Err(error) => {
            tracing::warn!(error, "the database couldn't be checked; it is tried again");
            return;
        }
    };
    let orphan_rows = report.orphans.iter().map(|orphan| orphan.count).sum();
    if orphan_rows > 0 {
        let found = listed(&report.orphans);
        tracing::error!(
            found,
            "rows of the database don't belong together; see firststep doctor"
        );
    }
    clock::warn(app);
    set_counts_right(app);
    let photos_missing = missing(app);
    app.checked.keep(CheckResult {
        at: app.clock.now(),
        photos_missing,
        orphan_rows,
    });
    if report.faults.is_empty() {
        tracing::info!("the database was checked and is sound");
    }
}

/// Counts anew, for administrators, what the database's triggers keep count of, if they were wrong. The rows are looked
/// through beside the requests; only if a number is wrong writers wait for that.
pub(crate) fn set_counts_right(app: &App) {
    let result = app.store.read_snapshot(store::counts::look);
    let wrong = result.and_then(|drift| match drift.len() {
        0 => Ok(0),
        _ => app.store.write(store::counts::set_right),
    });
    match wrong {
        Ok(0) => {}
        Ok(wrong) => tracing::warn!(
            wrong,
            "counts of accounts, results or photos were wrong and are right now; another program wrote to the database"
        ),
        Err(fault) => tracing::warn!(?fault, "what the database counts couldn't be counted anew"),
    }
}

/// How many photos have no files; logs whose.
fn missing(app: &App) -> usize {
    let compare = || -> Result<Vec<i64>, Fault> {
        let rows = app.store.read(store::photos::kept)?;
        let damage = photos::compare(&rows, app.photos.root(), false).map_err(|error| {
            tracing::warn!(%error, "the photos' files can't be looked at");
            Fault::StorageFailing
        })?;
        // Read again after the files: a photo that was replaced meanwhile is no loss.
        let still = app.store.read(store::photos::kept)?;
        Ok(damage.still_named(&rows, &still).missing)
    };
    let missing = compare().unwrap_or_default();
    if !missing.is_empty() {
        let whose = photos::named(&missing);
        tracing::warn!(
            photos = missing.len(),
            whose,
            "files of photos are missing; see firststep doctor"
        );
    }
    missing.len()
}
