//! Looking at an account.

use crate::app::App;
use crate::domain::account::Account;
use crate::domain::caller::Caller;
use crate::domain::fault::Fault;
use crate::store;

/// The caller's own account.
///
/// # Errors
/// [`Fault::InvalidCredentials`] if it was deleted this very moment.
pub fn view(app: &App, caller: Caller) -> Result<Account, Fault> {
    app.store
        .read(|tx| store::accounts::get(tx, caller.account))?
        .ok_or(Fault::InvalidCredentials)
}
