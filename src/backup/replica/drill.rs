//! Tries the way back, into a folder that is gone afterwards.

use std::path::Path;
use std::time::Instant;

use super::notes::DrillResult;
use super::settings::ReplicaSettings;
use super::{photos, restore};
use crate::backup::error::{BackupError, disk};
use crate::backup::scratch::{Scratch, ScratchKind, sweep};
use crate::domain::moment::Moment;
use crate::domain::operator_error::OperatorError;
use crate::platform::background_tasks::Stop;

/// Restores the database, proves it, and looks whether the photos that it names are in the copy.
pub(crate) fn drill(
    settings: &ReplicaSettings,
    work_in: &Path,
    now: Moment,
    stop: &Stop,
) -> DrillResult {
    let begun = Instant::now();
    let mut result = DrillResult {
        at: now.seconds(),
        seconds: 0.0,
        age: None,
        missing_photos: 0,
        problem: None,
    };
    match attempt(settings, work_in, stop) {
        Ok((beat, missing)) => {
            #[expect(
                clippy::cast_precision_loss,
                reason = "some digits of a second are enough"
            )]
            let age = beat.map(|beat| (now.micros() - beat.micros()).max(0) as f64 / 1e6);
            result.age = age;
            result.missing_photos = missing;
        }
        Err(failed) => result.problem = Some(OperatorError::from(failed).to_string()),
    }
    result.seconds = begun.elapsed().as_secs_f64();
    result
}

fn attempt(
    settings: &ReplicaSettings,
    work_in: &Path,
    stop: &Stop,
) -> Result<(Option<Moment>, usize), BackupError> {
    sweep(work_in);
    let scratch = Scratch::make(work_in, ScratchKind::Backup)
        .map_err(disk("there is no folder to try it in"))?;
    let fetched = restore::fetch(settings, &scratch.join("firststep.db"), stop)?;
    let keys = fetched.photos.iter().map(|(key, _)| key.as_str());
    let (missing, _) = photos::missing(&settings.place, keys)?;
    Ok((fetched.beat, missing))
}
