//! App passwords: made, known again, taken back.

use crate::app::App;
use crate::domain::caller::Caller;
use crate::domain::code::{LETTERS, grouped, normal};
use crate::domain::fault::Fault;
use crate::domain::name::Name;
use crate::domain::second_factor::{AppPassword, AppPasswordId};
use crate::platform::random;
use crate::services::accounts;
use crate::services::second_factor::mail;
use crate::services::second_factor::manage::view;
use crate::store;

/// Makes one for who has the account's password and a code, and tells the owner: from then on it opens the account
/// without either. It is returned in small letters and groups, and never again.
///
/// # Errors
/// [`Fault::WrongCurrentPassword`], [`Fault::WrongCode`], [`Fault::TooManyTries`], [`Fault::Busy`],
/// [`Fault::TooManyAppPasswords`], [`Fault::NotAllowed`] without a second factor.
pub(crate) fn make_app_password(
    app: &App,
    caller: Caller,
    [password, code]: [&str; 2],
    name: Name,
    address: &str,
) -> Result<(AppPasswordId, String), Fault> {
    if view(app, caller)?.is_none() {
        return Err(Fault::NotAllowed);
    }
    let proof = accounts::prove_with_code(app, caller, password, code, address)?;
    let letters = random::letters(LETTERS, AppPassword::LETTER_COUNT);
    let hash = fingerprint(app, &letters);
    let id = proof.write(app, move |tx| {
        store::app_passwords::insert(tx, caller.account, &name, &hash)
    })?;
    mail::tell(app, caller.account, mail::MADE);
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
