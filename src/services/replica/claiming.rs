//! Claims the copy, or finds that another server goes on with the data.

use crate::app::App;
use crate::backup::replica::{self, Claim, Notes, ReplicaSettings, claim};
use crate::domain::fault::Fault;
use crate::domain::operator_error::OperatorError;
use crate::store;

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
    replica::check_version(settings)?;
    app.store.leave_log().map_err(unwritable)?;
    let notes = Notes::of(&app.folder);
    app.replica
        .begin(settings.place.to_string(), app.clock.now(), notes.drill());
    match try_claim(app, settings)? {
        Claim::Ours(generation) => begin(app, generation).map_err(unwritable),
        Claim::TakenOver => {
            taken_over(app);
            Ok(())
        }
        Claim::Refused(error) => Err(error),
        Claim::Away(error) => {
            tracing::warn!("the copy elsewhere isn't kept yet: {error}");
            Ok(())
        }
    }
}

pub(super) fn unwritable(fault: Fault) -> OperatorError {
    OperatorError::new(
        format!("The database can't be written to ({fault:?})"),
        "See what is wrong with firststep doctor.",
    )
}

pub(super) fn try_claim(app: &App, settings: &ReplicaSettings) -> Result<Claim, OperatorError> {
    let name = app.store.read(store::identity::name).map_err(unwritable)?;
    Ok(claim(
        settings,
        &Notes::of(&app.folder),
        &app.source.db,
        &name,
        app.clock.now(),
    ))
}

pub(super) fn begin(app: &App, generation: u32) -> Result<(), Fault> {
    app.store
        .write(move |tx| store::replica::begin(tx, generation))?;
    app.replica
        .change(|status| status.generation = Some(generation));
    Ok(())
}

/// From now on nothing is written here: another server goes on.
pub(super) fn taken_over(app: &App) {
    app.store.take_over();
    app.replica.change(|status| status.taken_over = true);
    let notes = Notes::of(&app.folder);
    if let Some(own) = notes.own().filter(|own| !own.taken_over) {
        let own = replica::OwnNote {
            taken_over: true,
            ..own
        };
        if let Err(error) = notes.set_own(&own) {
            tracing::warn!(%error, "that another server has taken over can't be written down");
        }
    }
    tracing::error!(
        "ANOTHER SERVER GOES ON WITH THIS DATA: it has taken the copy over, so that this one is read-only from now on. \
         Stop it. What was written here and not carried to the copy is in its data folder alone"
    );
}
