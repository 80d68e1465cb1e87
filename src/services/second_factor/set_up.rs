//! Switching the second factor on: a secret is offered, and a first code shows that an app has it.

use crate::app::App;
use crate::auth::totp::TotpSecret;
use crate::domain::caller::Caller;
use crate::domain::code::normal;
use crate::domain::fault::Fault;
use crate::services::accounts;
use crate::services::second_factor::mail;
use crate::services::second_factor::manage::fresh_codes;
use crate::store;

/// A secret for an authenticator app. Nothing is stored before its first code.
#[derive(Debug)]
pub(crate) struct Offer {
    /// The secret as it is typed, in groups.
    pub secret: String,
    /// The link that a QR code shows.
    pub link: String,
    /// The same secret, sealed for this session: it comes back with the first code.
    pub sealed: Vec<u8>,
}

/// Offers a secret to who has the password.
///
/// # Errors
/// [`Fault::NotAllowed`] if the second factor is on, [`Fault::WrongCurrentPassword`], [`Fault::TooManyTries`],
/// [`Fault::Busy`].
pub(crate) fn offer(app: &App, caller: Caller, password: &str) -> Result<Offer, Fault> {
    let login = accounts::prove_again(app, caller, password)?.without_writing();
    if login.has_second_factor {
        return Err(Fault::NotAllowed);
    }
    let secret = TotpSecret::fresh();
    let account = accounts::view(app, caller)?;
    Ok(Offer {
        link: secret.link(account.email.as_str()),
        sealed: secret.offer(&app.signer, whose(caller), app.clock.now()),
        secret: secret.grouped(),
    })
}

/// Switches the second factor on with an offer and its first code, ends all other sessions, tells the owner, and
/// returns the recovery codes.
///
/// # Errors
/// [`Fault::WrongCode`], also for an offer that is too old; [`Fault::NotAllowed`] if it is on.
pub(crate) fn switch_on(
    app: &App,
    caller: Caller,
    offer: &[u8],
    code: &str,
) -> Result<Vec<String>, Fault> {
    let now = app.clock.now();
    let secret = TotpSecret::accept(&app.signer, whose(caller), offer, now);
    let secret = secret.ok_or(Fault::WrongCode)?;
    let step = secret.step_of(&normal(code), now);
    let step = step.ok_or(Fault::WrongCode)?;
    let sealed = secret.seal(&app.signer, caller.account);
    let (codes, hashes) = fresh_codes(app, caller.account);
    app.store.write(move |tx| {
        store::sessions::check_still(tx, caller)?;
        store::second_factors::insert(tx, caller.account, &sealed, step)?;
        store::recovery_codes::replace(tx, caller.account, &hashes)?;
        store::sessions::end_others(tx, caller.account, caller.session)
    })?;
    mail::tell(app, caller.account, mail::ON);
    Ok(codes)
}

const fn whose(caller: Caller) -> [i64; 2] {
    [caller.account.0, caller.session.0]
}
