//! Claims the copy, or finds that another server goes on with the data.

use crate::app::App;
use crate::backup::objects::{Place, PlaceFault};
use crate::backup::replica::{self, Notes, ReplicaSettings, claim};
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
        // A database that takes no writes needs no list of them either.
        let _ = app.store.write(store::replica::end);
        return Ok(());
    };
    if !cfg!(target_os = "linux") {
        return Err(replica::not_here());
    }
    replica::check_path(&app.source.db)?;
    replica::check_path(&app.folder)?;
    if let Place::Folder(folder) = &settings.place
        && folder::real(&app.folder).is_ok_and(|data| folder.0.starts_with(data))
    {
        let place = &settings.place;
        return Err(OperatorError::new(
            format!("A copy in {place} would be lost with the data folder that it lies in"),
            "Name a folder on another disk with --replica.",
        ));
    }
    replica::check_version(settings)?;
    app.store.leave_log().map_err(unwritable)?;
    app.replica.begin(app.clock.now());
    match try_claim(app, settings) {
        Err(PlaceFault::Refused(error)) => return Err(error),
        Err(PlaceFault::Away(error)) => tracing::warn!("the copy isn't kept yet: {error}"),
        Ok(_) => {}
    }
    Ok(())
}

pub(super) fn unwritable(fault: Fault) -> OperatorError {
    OperatorError::new(
        format!("The database can't be written to ({fault:?})"),
        "See what is wrong with firststep doctor.",
    )
}

/// Claims the copy, and takes note of how that ended; returns as which owner, if it is ours.
pub(super) fn try_claim(app: &App, settings: &ReplicaSettings) -> Result<Option<u32>, PlaceFault> {
    let (place, notes) = (&settings.place, Notes::of(&app.folder));
    let failed = |fault| PlaceFault::Refused(unwritable(fault));
    let name = app.store.read(store::identity::name).map_err(failed)?;
    if notes.own_of(place).is_none() {
        // What another copy has says nothing of this one.
        app.store.write(store::replica::end).map_err(failed)?;
    }
    let Some(generation) = claim(place, &notes, &app.source.db, &name)? else {
        taken_over(app);
        return Ok(None);
    };
    let begin = move |tx: &Tx| store::replica::begin(tx, generation);
    app.store.write(begin).map_err(failed)?;
    app.replica
        .change(|status| status.generation = Some(generation));
    Ok(Some(generation))
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
