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
    replica::check_path(&app.source.db)?;
    replica::check_path(&app.folder)?;
    replica::check_version(settings)?;
    app.store.leave_log().map_err(unwritable)?;
    let drill = Notes::of(&app.folder).drill();
    app.replica.begin(app.clock.now(), drill);
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
    let claimed = app
        .store
        .read(store::identity::name)
        .map(|name| claim(settings, &notes, db, &name, now, at_start));
    let claimed = match claimed {
        Ok(Claim::Ours(generation)) => {
            let anew_at = notes.own().and_then(|own| own.anew_at);
            app.store
                .write(move |tx| store::replica::begin(tx, generation, anew_at))
                .map(|()| Claim::Ours(generation))
        }
        other => other,
    };
    match claimed {
        Ok(Claim::Ours(generation)) => app.replica.change(|status| {
            status.generation = Some(generation);
            status.anew = notes.begun_anew().is_some();
        }),
        Ok(Claim::TakenOver) => taken_over(app),
        _ => {}
    }
    claimed.unwrap_or_else(|fault| Claim::Refused(unwritable(fault)))
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
