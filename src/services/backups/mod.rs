//! A backup to download.

mod schedule;

use std::fs::File;

use crate::app::App;
use crate::backup::{self, SecretHandling};
use crate::domain::caller::Admin;
use crate::domain::fault::Fault;
use crate::edge;
use crate::platform::background_tasks::Stop;

pub(crate) use schedule::{Schedule, start};

/// A verified backup of this moment, open at its beginning; the file has no name on disk and is deleted
/// when it is closed. It is what `firststep backup create --without-secret` makes: the secret leaves the
/// machine only if its operator says so.
///
/// # Errors
/// [`Fault::StorageFull`] or [`Fault::StorageFailing`] if there is no room for it.
pub(crate) fn archive(app: &App, _: Admin) -> Result<File, Fault> {
    let (now, stop) = (app.clock.now(), Stop::default());
    // It takes as long as the data are large.
    let _outside = edge::leave();
    let file = backup::download(
        &app.source,
        &SecretHandling::Absent,
        &app.folder,
        now,
        &stop,
    )?;
    Ok(file)
}
