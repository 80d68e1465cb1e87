//! Links that show a result to everybody who has them.

use std::time::Duration;

use crate::app::App;
use crate::domain::account::Account;
use crate::domain::caller::Caller;
use crate::domain::fault::{Fault, Resource};
use crate::domain::result::{ResultId, Share, ShareId};
use crate::platform::digest::sha256;
use crate::platform::random;
use crate::store;

/// A result as a link shows it.
#[derive(Debug)]
pub(crate) struct Shared {
    /// The link.
    pub share: Share,
    /// Whose result it is.
    pub account: Account,
}

/// Makes a link to one of the caller's results and returns it with its key,
/// which is shown this once: only its hash is kept.
///
/// # Errors
/// [`Fault::NotFound`] if they have no such result, [`Fault::TooManyShares`]; [`Fault::ExpiredCredentials`] if their
/// session has ended this very moment, by an undo perhaps, which the link would outlive.
pub(crate) fn share(
    app: &App,
    caller: Caller,
    result: ResultId,
    lifetime: Duration,
) -> Result<(Share, String), Fault> {
    let key = random::name();
    let hash = sha256(key.as_bytes());
    let share = app.store.write(move |tx| {
        store::sessions::check_still(tx, caller)?;
        let found = store::predictions::get(tx, caller.account, Some(result))?;
        let outcome = found.ok_or(Fault::NotFound(Resource::QuizResult))?;
        let expires_at = tx.now.after(lifetime);
        let id = store::shares::insert(tx, caller.account, result, &hash, expires_at)?;
        Ok(Share {
            id,
            outcome,
            created_at: tx.now,
            expires_at,
        })
    })?;
    Ok((share, key))
}

/// The caller's valid links, oldest first.
pub(crate) fn shares(app: &App, caller: Caller) -> Result<Vec<Share>, Fault> {
    app.store
        .read(|tx| store::shares::of_account(tx, caller.account))
}

/// Revokes a link of the caller's.
///
/// # Errors
/// [`Fault::NotFound`] if they have no such link.
pub(crate) fn revoke(app: &App, caller: Caller, id: ShareId) -> Result<(), Fault> {
    app.store
        .write(move |tx| store::shares::remove(tx, caller.account, id))
}

/// What the link with this key shows. Its key has 128 random bits, too many to
/// guess, so attempts aren't limited.
///
/// # Errors
/// [`Fault::NotFound`] if there is none, or it has expired or was revoked.
pub(crate) fn shared(app: &App, key: &str) -> Result<Shared, Fault> {
    let hash = sha256(key.as_bytes());
    app.store.read(|tx| {
        let share = store::shares::by_key(tx, &hash)?;
        let account = store::accounts::get(tx, share.outcome.account)?;
        let account = account.ok_or(Fault::NotFound(Resource::Share))?;
        Ok(Shared { share, account })
    })
}
