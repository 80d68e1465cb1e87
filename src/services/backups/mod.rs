//! A backup to download.

mod schedule;

use std::fs::File;

use crate::app::App;
use crate::backup::{self, SecretHandling};
use crate::domain::admin_log::Deed;
use crate::domain::caller::Admin;
use crate::domain::fault::Fault;
use crate::edge;
use crate::platform::background_tasks::Stop;
use crate::store;

pub(crate) use schedule::{Schedule, start};

/// A verified backup of this moment, open at its beginning; the file has no name on disk and is deleted
/// when it is closed. It is what `firststep backup create --without-secret` makes: the secret leaves the
/// machine only if its operator says so.
///
/// # Errors
/// [`Fault::StorageFull`] or [`Fault::StorageFailing`] if there is no room for it.
pub(crate) fn archive(app: &App, admin: Admin) -> Result<File, Fault> {
    note(app, admin)?;
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

/// Notes it in the log of administrators. A database to which nothing can be written is what one wants a backup of most:
/// the log of requests has it then.
fn note(app: &App, admin: Admin) -> Result<(), Fault> {
    let noted = app.store.write(move |tx| {
        let by = admin.caller();
        store::admin_log::note(tx, by, Deed::BackedUp, None, [None, None])
    });
    match noted {
        Err(
            Fault::StorageDamaged | Fault::StorageFailing | Fault::StorageFull | Fault::TakenOver,
        ) => {
            tracing::warn!(
                "a backup is downloaded, and the log of administrators can't be written"
            );
            Ok(())
        }
        noted => noted,
    }
}
