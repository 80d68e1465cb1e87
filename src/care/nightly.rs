//! The check that a server makes of itself, again and again.

use std::sync::{Mutex, PoisonError};

use crate::app::App;
use crate::care::database::listed;
use crate::care::photos;
use crate::chores::Stop;
use crate::domain::fault::Fault;
use crate::domain::moment::Moment;
use crate::store;

/// What the latest check came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// When it ended.
    pub at: Moment,
    /// How many photos' files are missing.
    pub photos_missing: usize,
    /// How many rows have lost their parents.
    pub stray_rows: u64,
}

/// The latest check, kept for administrators.
#[derive(Debug, Default)]
pub struct LatestCheck(Mutex<Option<Checked>>);

impl LatestCheck {
    /// What it came to; `None` before the first.
    #[must_use]
    pub fn get(&self) -> Option<Checked> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn keep(&self, checked: Checked) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(checked);
    }
}

/// Looks over the database, which turns read-only if it is damaged, and over
/// the photos; what it finds goes to the log and is kept for administrators.
pub fn check(app: &App, stop: &Stop) {
    let asked = stop.clone();
    let verdict = match app.store.look_over(move || asked.asked()) {
        Ok(verdict) => verdict,
        Err(_) if stop.asked() => return,
        Err(error) => {
            tracing::warn!(error, "the database couldn't be checked; it is tried again");
            return;
        }
    };
    let stray_rows = verdict.strays.iter().map(|stray| stray.count).sum();
    if stray_rows > 0 {
        let found = listed(&verdict.strays);
        tracing::error!(
            found,
            "rows of the database don't belong together; see firststep doctor"
        );
    }
    let photos_missing = missing(app);
    app.checked.keep(Checked {
        at: app.clock.now(),
        photos_missing,
        stray_rows,
    });
    if verdict.faults.is_empty() {
        tracing::info!("the database was checked and is sound");
    }
}

/// How many photos' files are missing; says whose.
fn missing(app: &App) -> usize {
    let compare = || -> Result<Vec<i64>, Fault> {
        let rows = app.store.read(store::photos::kept)?;
        let seen = photos::compare(&rows, app.photos.root(), false).map_err(|error| {
            tracing::warn!(%error, "the photos' files can't be looked at");
            Fault::StorageFailing
        })?;
        // After the files: what was replaced meanwhile is no loss.
        let still = app.store.read(store::photos::kept)?;
        Ok(seen.of(&rows, &still).missing)
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
