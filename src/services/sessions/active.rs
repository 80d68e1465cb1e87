//! Everybody's sessions, for administrators.

use crate::app::App;
use crate::domain::caller::Admin;
use crate::domain::fault::Fault;
use crate::domain::query::ActiveSession;
use crate::domain::query::Which;
use crate::domain::session::SessionId;
use crate::store;

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

/// Ends a session of any account.
///
/// # Errors
/// [`Fault::NotFound`] if there is no such active session.
pub(crate) fn end_any(app: &App, _: Admin, session: SessionId) -> Result<(), Fault> {
    app.store
        .write(move |tx| store::sessions::end_any(tx, session))
}

/// Ends all active sessions of an account; returns how many there were.
///
/// # Errors
/// [`Fault::NoAccount`] if there is no such account.
pub(crate) fn end_all(app: &App, _: Admin, of: Which) -> Result<usize, Fault> {
    let of = of.owned();
    app.store.write(move |tx| {
        let account = store::accounts::id_of(tx, of.as_ref())?.ok_or(Fault::NoAccount)?;
        store::sessions::end_active(tx, account)
    })
}
