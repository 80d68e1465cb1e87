//! App passwords: made, known again, taken back.

use crate::app::App;
use crate::domain::caller::Caller;
use crate::domain::code::{LETTERS, grouped, normal};
use crate::domain::fault::Fault;
use crate::domain::name::Name;
use crate::domain::second_factor::{AppPassword, AppPasswordId};
use crate::platform::random;
use crate::services::accounts;
use crate::store;

/// Makes one for who has the account's password; it is returned in small letters and groups, and never again.
///
/// # Errors
/// [`Fault::WrongCurrentPassword`], [`Fault::TooManyTries`], [`Fault::Busy`], [`Fault::TooManyAppPasswords`],
/// [`Fault::NotAllowed`] without a second factor.
pub(crate) fn make_app_password(
    app: &App,
    caller: Caller,
    password: &str,
    name: Name,
) -> Result<(AppPasswordId, String), Fault> {
    let proof = accounts::prove_again(app, caller, password)?;
    let letters = random::letters(LETTERS, AppPassword::LETTER_COUNT);
    let hash = fingerprint(app, &letters);
    let id = proof.write(app, move |tx| {
        store::app_passwords::insert(tx, caller.account, &name, &hash)
    })?;
    Ok((id, grouped(&letters).to_lowercase()))
}

/// What an app password is known by, however its letters are grouped: HMAC-SHA-256 under the server's secret. It
/// needs no slow hash, since nobody guesses 110 bits.
pub(crate) fn fingerprint(app: &App, password: &str) -> String {
    app.signer
        .fingerprint(&format!("app password:{}", normal(password)))
}

/// Takes one back, and ends the sessions that it opened.
///
/// # Errors
/// [`Fault::NotFound`], [`Fault::NotAllowed`] for a session that an app password opened.
pub(crate) fn revoke_app_password(
    app: &App,
    caller: Caller,
    id: AppPasswordId,
) -> Result<(), Fault> {
    app.store.write(move |tx| {
        store::sessions::check_still(tx, caller)?;
        if store::sessions::is_of_app_password(tx, caller.session)? {
            return Err(Fault::NotAllowed);
        }
        store::app_passwords::revoke(tx, caller.account, id)
    })
}
