//! Verbs: what becomes of a sign-in.

use crate::app::App;
use crate::domain::caller::Caller;
use crate::domain::fault::Fault;
use crate::store;

/// Who speaks with this access token.
///
/// # Errors
/// [`Fault::InvalidCredentials`] if it isn't ours, has expired, its session
/// has ended, or its account may not sign in.
pub fn authenticate(app: &App, token: &str) -> Result<Caller, Fault> {
    let token = app
        .signer
        .read(token, app.clock.now())
        .ok_or(Fault::InvalidCredentials)?;
    app.store
        .read(|tx| store::sessions::caller(tx, &token))?
        .ok_or(Fault::InvalidCredentials)
}
