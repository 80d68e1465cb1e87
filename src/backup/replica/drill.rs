//! Tries the way back, into a folder that is gone afterwards.

use std::path::Path;
use std::time::Instant;

use super::notes::DrillResult;
use super::settings::ReplicaSettings;
use super::{child, photos, restore};
use crate::backup::error::{BackupError, disk};
use crate::backup::scratch::{Scratch, ScratchKind, sweep};
use crate::domain::moment::Moment;
use crate::domain::operator_error::OperatorError;
use crate::platform::background_tasks::Stop;
use crate::store::copies;

/// Restores the database, proves it, and looks whether the photos that it names are in the copy.
pub(crate) fn drill(
    settings: &ReplicaSettings,
    work_in: &Path,
    now: Moment,
    stop: &Stop,
) -> DrillResult {
    let begun = Instant::now();
    let tried = attempt(settings, work_in, stop);
    let mut result = DrillResult {
        at: now.seconds(),
        seconds: begun.elapsed().as_secs_f64(),
        age: None,
        missing_photos: 0,
        problem: None,
    };
    match tried {
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
    result
}

fn attempt(
    settings: &ReplicaSettings,
    work_in: &Path,
    stop: &Stop,
) -> Result<(Option<Moment>, usize), BackupError> {
    child::check_version(settings).map_err(BackupError::Refused)?;
    sweep(work_in);
    let scratch = Scratch::make(work_in, ScratchKind::Backup)
        .map_err(disk("there is no folder to try it in"))?;
    let db = scratch.join("firststep.db");
    let fetched = restore::fetch(settings, &db, stop)?;
    restore::verify(settings, &fetched.owner, &db, stop)?;
    let wrong = |why: String| BackupError::Refused(OperatorError::new(why, "Look at the copy."));
    let keys = copies::photos(&db).map_err(wrong)?;
    let (missing, _) = photos::missing(&settings.place, keys.iter().map(|(key, _)| key.as_str()))?;
    Ok((copies::beat(&db).map_err(wrong)?, missing))
}
