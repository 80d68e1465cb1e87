//! Tries the way back, into a folder that is gone afterwards.

use std::fs;
use std::path::Path;
use std::time::Instant;

use super::config::ReplicaSettings;
use super::notes::{DrillResult, Notes};
use super::photos;
use super::restore::{self, Fetched};
use crate::backup::error::{BackupError, disk};
use crate::backup::scratch::{Scratch, ScratchKind, sweep};
use crate::backup::space;
use crate::domain::moment::Moment;
use crate::domain::operator_error::OperatorError;
use crate::platform::background_tasks::Stop;

/// Restores the database into a folder beside this one's data, proves it, and looks whether the photos that it names are
/// in the copy; that is written down, unless it was cut short. It needs as much space as the database does.
pub(crate) fn drill(
    settings: &ReplicaSettings,
    data: &Path,
    db: &Path,
    now: Moment,
    stop: &Stop,
) -> DrillResult {
    let begun = Instant::now();
    // This thread's alone, and that of the Litestream it starts: who writes comes first.
    #[cfg(target_os = "linux")]
    let _ = rustix::process::nice(19);
    let tried = attempt(settings, data, db, stop).map_err(OperatorError::from);
    let beat = tried.as_ref().ok().and_then(|fetched| fetched.beat);
    let result = DrillResult {
        at: now.seconds(),
        seconds: begun.elapsed().as_secs_f64(),
        age: beat.map(|beat| now.since(beat).as_secs_f64()),
        missing_photos: tried.as_ref().map_or(0, |fetched| fetched.missing_photos),
        problem: tried.err().map(|why| why.to_string()),
    };
    if !stop.asked()
        && let Err(error) = Notes::of(data).set_drill(&result)
    {
        tracing::warn!(%error, "how the way back went can't be written down");
    }
    result
}

fn attempt(
    settings: &ReplicaSettings,
    work_in: &Path,
    db: &Path,
    stop: &Stop,
) -> Result<Fetched, BackupError> {
    sweep(work_in);
    let scratch = Scratch::make(work_in, ScratchKind::Backup)
        .map_err(disk("there is no folder to try it in"))?;
    space::check(work_in, fs::metadata(db).map_or(0, |file| file.len()))?;
    let mut fetched = restore::fetch(settings, &scratch.join("firststep.db"), stop)?;
    let keys = fetched.photos.iter().map(|(key, _)| &**key);
    (fetched.missing_photos, _) = photos::missing(&settings.place, keys)?;
    Ok(fetched)
}
