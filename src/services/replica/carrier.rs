//! Photos, carried to the copy, by the list in the database.

use std::time::Duration;

use super::claiming::unwritable;
use super::pace::{ASKED, LATE, SOON};
use crate::app::App;
use crate::backup::replica::{Held, ReplicaSettings, carry, held, keep_secret};
use crate::domain::operator_error::OperatorError;
use crate::platform::background_tasks::Stop;
use crate::store;

/// Carries some; returns when to go on. What the copy has already is held until the first list is done.
pub(super) fn round(
    app: &App,
    settings: &ReplicaSettings,
    has: &mut Option<Held>,
    stop: &Stop,
) -> Duration {
    let status = app.replica.report();
    if status.is_none_or(|status| status.generation.is_none()) {
        return SOON * 10;
    }
    match some(app, settings, has, &|| stop.asked()) {
        Ok(true) => Duration::ZERO,
        Ok(false) => ASKED,
        Err(error) => {
            tracing::warn!("photos can't be carried to the copy, which is tried again: {error}");
            LATE
        }
    }
}

/// Carries some, the sealed secret before the first of them; returns whether there may be more.
pub(super) fn some(
    app: &App,
    settings: &ReplicaSettings,
    has: &mut Option<Held>,
    stop: &dyn Fn() -> bool,
) -> Result<bool, OperatorError> {
    let place = &settings.place;
    let left = app.store.read(store::replica::photos_left);
    let left = left.map_err(unwritable)?;
    app.replica.change(|status| status.photos_left = left);
    let sealing = (&app.source.secret, &settings.passphrase);
    if let (None, (Some(secret), Some(passphrase))) = (&has, sealing) {
        keep_secret(place, secret, passphrase)?;
    }
    if left == 0 {
        *has = Some(Held::new());
        return Ok(false);
    }
    let has = match has {
        Some(has) => has,
        None => has.insert(held(place)?),
    };
    let changes = app.store.read(store::replica::photo_changes);
    for change in changes.map_err(unwritable)? {
        if stop() {
            return Ok(false);
        }
        carry(place, app.photos.root(), &change, has)?;
        let carried = app
            .store
            .write(move |tx| store::replica::carried(tx, &change));
        carried.map_err(unwritable)?;
    }
    Ok(true)
}
