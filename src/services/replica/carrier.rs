//! Photos, carried to the copy.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use super::claiming::unwritable;
use super::pace::{ASKED, LATE, SOON};
use crate::app::App;
use crate::backup::replica::{ReplicaSettings, carry, held, keep_secret};
use crate::domain::operator_error::OperatorError;
use crate::platform::background_tasks::Stop;
use crate::store;

/// Carries photos, by the list in the database.
pub(super) struct Carrier {
    app: Arc<App>,
    settings: Arc<ReplicaSettings>,
    /// What the copy has already, until the first list is done.
    held: Option<HashSet<String>>,
    secret_is_kept: bool,
}

impl Carrier {
    pub(super) const fn new(app: Arc<App>, settings: Arc<ReplicaSettings>) -> Self {
        Self {
            app,
            settings,
            held: None,
            secret_is_kept: false,
        }
    }

    pub(super) fn round(&mut self, stop: &Stop) -> Duration {
        let status = self.app.replica.report();
        if status.is_none_or(|status| status.generation.is_none()) {
            return SOON * 10;
        }
        let kept = self.keep_secret();
        match kept.and_then(|()| self.some(&|| stop.asked())) {
            Ok(true) => Duration::ZERO,
            Ok(false) => ASKED,
            Err(error) => {
                tracing::warn!(
                    "photos can't be carried to the copy, which is tried again: {error}"
                );
                LATE
            }
        }
    }

    fn keep_secret(&mut self) -> Result<(), OperatorError> {
        if let (false, Some(secret), Some(passphrase)) = (
            self.secret_is_kept,
            &self.app.source.secret,
            &self.settings.passphrase,
        ) {
            keep_secret(&self.settings.place, secret, passphrase)?;
        }
        self.secret_is_kept = true;
        Ok(())
    }

    /// Carries some; returns whether there may be more.
    pub(super) fn some(&mut self, stop: &dyn Fn() -> bool) -> Result<bool, OperatorError> {
        let (store, place) = (&self.app.store, &self.settings.place);
        let left = store.read(store::replica::photos_left);
        let left = left.map_err(unwritable)?;
        self.app.replica.change(|status| status.photos_left = left);
        if left == 0 {
            self.held = Some(HashSet::new());
            return Ok(false);
        }
        let held = match &self.held {
            Some(held) => held,
            None => self.held.insert(held(place).map_err(OperatorError::from)?),
        };
        let changes = store.read(store::replica::photo_changes);
        for change in changes.map_err(unwritable)? {
            if stop() {
                return Ok(false);
            }
            carry(place, self.app.photos.root(), &change, held).map_err(OperatorError::from)?;
            let carried = store.write(move |tx| store::replica::carried(tx, &change));
            carried.map_err(unwritable)?;
        }
        Ok(true)
    }
}
