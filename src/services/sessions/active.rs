//! Everybody's sessions, for administrators.

use crate::app::App;
use crate::domain::account::AccountId;
use crate::domain::admin_log::Deed;
use crate::domain::caller::Admin;
use crate::domain::fault::{Fault, Resource};
use crate::domain::query::ActiveSession;
use crate::domain::query::Which;
use crate::domain::session::SessionId;
use crate::store::{self, Tx};

/// The active sessions, of all accounts or of one, newest first, each with its username; of very many the newest
/// thousand.
///
/// # Errors
/// [`Fault::NoAccount`] if there is no such account.
pub(crate) fn list_all(
    app: &App,
    _: Admin,
    of: Option<Which>,
) -> Result<Vec<(String, ActiveSession)>, Fault> {
    app.store.read(|tx| {
        let account = match of {
            Some(which) => Some(store::accounts::id_of(tx, which)?.ok_or(Fault::NoAccount)?),
            None => None,
        };
        store::sessions::list(tx, account, app.policy.idle_lifetime)
    })
}

/// Ends a session of any account, or of this one alone.
///
/// # Errors
/// [`Fault::NotFound`] if there is no such active session.
pub(crate) fn end_any(
    app: &App,
    admin: Admin,
    of: Option<AccountId>,
    session: SessionId,
) -> Result<(), Fault> {
    app.store.write(move |tx| {
        store::sessions::check_still(tx, admin.caller())?;
        let whose = store::sessions::end_any(tx, session)?;
        if of.is_some_and(|account| account != whose) {
            return Err(Fault::NotFound(Resource::Session));
        }
        note(tx, admin, whose, 1)
    })
}

/// Ends all active sessions of an account; returns how many there were.
///
/// # Errors
/// [`Fault::NoAccount`] if there is no such account.
pub(crate) fn end_all(app: &App, admin: Admin, of: Which) -> Result<usize, Fault> {
    let of = of.owned();
    app.store.write(move |tx| {
        store::sessions::check_still(tx, admin.caller())?;
        let account = store::accounts::id_of(tx, of.as_ref())?.ok_or(Fault::NoAccount)?;
        let ended = store::sessions::end_active(tx, account)?;
        if ended > 0 {
            note(tx, admin, account, ended)?;
        }
        Ok(ended)
    })
}

fn note(tx: &Tx, admin: Admin, whose: AccountId, count: usize) -> Result<(), Fault> {
    let ended = count.to_string();
    let words = [None, Some(&*ended)];
    store::admin_log::note(tx, admin.caller(), Deed::Sessions, Some(whose), words)
}
