//! Photos, carried to the copy.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use super::claiming::unwritable;
use super::pace::{ASKED, LATE, SOON};
use crate::app::App;
use crate::backup::objects::PlaceFault;
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
        let is_ours =
            status.is_some_and(|status| status.generation.is_some() && !status.taken_over);
        if !is_ours {
            return LATE.min(SOON * 10);
        }
        match self
            .keep_secret()
            .and_then(|()| self.some(&|| stop.asked()))
        {
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
        let changes = self
            .app
            .store
            .read(store::replica::photo_changes)
            .map_err(unwritable)?;
        if changes.is_empty() {
            self.held = Some(HashSet::new());
            self.app.replica.change(|status| status.photos_left = 0);
            return Ok(false);
        }
        let place = &self.settings.place;
        let held = match &self.held {
            Some(held) => held,
            None => self.held.insert(held(place).map_err(OperatorError::from)?),
        };
        let mut done = Vec::new();
        let mut failed: Result<(), PlaceFault> = Ok(());
        for change in changes {
            if stop() {
                break;
            }
            failed = carry(
                place,
                self.app.photos.root(),
                &change.key,
                change.gone,
                held,
            );
            if failed.is_err() {
                break;
            }
            done.push(change);
        }
        let is_stopped = stop();
        self.app
            .store
            .write(move |tx| store::replica::carried(tx, &done))
            .map_err(unwritable)?;
        let left = self
            .app
            .store
            .read(store::replica::photos_left)
            .unwrap_or_default();
        self.app.replica.change(|status| status.photos_left = left);
        failed?;
        Ok(!is_stopped)
    }
}
