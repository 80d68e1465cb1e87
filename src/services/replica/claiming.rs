//! Claims the copy, or finds that another server goes on with the data.

use crate::app::App;
use crate::backup::objects::Place;
use crate::backup::replica::{self, Claim, Notes, ReplicaSettings, claim};
use crate::domain::fault::Fault;
use crate::domain::operator_error::OperatorError;
use crate::platform::folder;
use crate::store::{self, Tx};

/// Prepares a server to keep a copy, or, without settings, not to.
///
/// # Errors
/// A sentence, if the copy is another's, or Litestream isn't there.
pub(crate) fn prepare(app: &App, settings: Option<&ReplicaSettings>) -> Result<(), OperatorError> {
    let Some(settings) = settings else {
        let kept = app.store.read(store::replica::is_kept).unwrap_or_default();
        if kept {
            app.store.write(store::replica::end).map_err(unwritable)?;
        }
        return Ok(());
    };
    replica::check_system()?;
    replica::check_path(&app.source.db)?;
    replica::check_path(&app.folder)?;
    if let Place::Folder(place) = &settings.place
        && folder::real(&app.folder).is_ok_and(|data| place.0.starts_with(data))
    {
        return Err(OperatorError::new(
            format!("A copy in {place} would be lost with the data folder that it lies in"),
            "Name a folder on another disk with --replica.",
        ));
    }
    replica::check_version(settings)?;
    app.store.leave_log().map_err(unwritable)?;
    app.replica.begin(app.clock.now());
    match try_claim(app, settings, true) {
        Claim::Refused(error) => Err(error),
        Claim::Away(error) => {
            tracing::warn!("the copy elsewhere isn't kept yet: {error}");
            Ok(())
        }
        Claim::Ours(_) | Claim::TakenOver => Ok(()),
    }
}

pub(super) fn unwritable(fault: Fault) -> OperatorError {
    OperatorError::new(
        format!("The database can't be written to ({fault:?})"),
        "See what is wrong with firststep doctor.",
    )
}

/// Claims the copy, and takes note of how that ended.
pub(super) fn try_claim(app: &App, settings: &ReplicaSettings, at_start: bool) -> Claim {
    let (db, now, notes) = (&app.source.db, app.clock.now(), Notes::of(&app.folder));
    let name = match app.store.read(store::identity::name) {
        Ok(name) => name,
        Err(fault) => return Claim::Refused(unwritable(fault)),
    };
    let claimed = claim(settings, &notes, db, &name, now, at_start);
    match claimed {
        Claim::Ours(generation) => {
            let anew_at = notes.own().and_then(|own| own.anew_at);
            let begin = move |tx: &Tx| store::replica::begin(tx, generation, anew_at);
            if let Err(fault) = app.store.write(begin) {
                return Claim::Refused(unwritable(fault));
            }
            app.replica
                .change(|status| status.generation = Some(generation));
        }
        Claim::TakenOver => taken_over(app),
        Claim::Refused(_) | Claim::Away(_) => {}
    }
    claimed
}

/// From now on nothing is written here: another server goes on.
pub(super) fn taken_over(app: &App) {
    app.store.take_over();
    app.replica.change(|status| {
        status.generation = None;
        status.taken_over = true;
    });
    let notes = Notes::of(&app.folder);
    if let Some(mut own) = notes.own().filter(|own| !own.taken_over) {
        own.taken_over = true;
        if let Err(error) = notes.set_own(&own) {
            tracing::warn!(%error, "that another server has taken over can't be written down");
        }
    }
    tracing::error!(
        "ANOTHER SERVER GOES ON WITH THIS DATA: it has taken the copy over, so that this one is read-only from now on. \
         Stop it. What was written here and not carried to the copy is in its data folder alone"
    );
}
