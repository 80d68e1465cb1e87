//! Looking at the second factor, renewing its recovery codes, switching it off.

use crate::app::App;
use crate::domain::account::{Account, AccountId, Role};
use crate::domain::admin_log::Deed;
use crate::domain::caller::{Admin, Caller};
use crate::domain::code::{LETTER_COUNT, LETTERS, grouped};
use crate::domain::fault::Fault;
use crate::domain::second_factor::{RECOVERY_CODES, SecondFactor};
use crate::platform::random;
use crate::services::accounts;
use crate::services::second_factor::check::recovery_fingerprint;
use crate::services::second_factor::mail;
use crate::store;

/// The second factor of an account, if it is on: the caller's own, or anybody's for the operator.
pub(crate) fn view(app: &App, caller: Caller) -> Result<Option<SecondFactor>, Fault> {
    app.store
        .read(|tx| store::second_factors::get(tx, caller.account))
}

/// Whether the caller may do nothing before they have one.
pub(crate) fn is_missing(app: &App, role: Role, has_second_factor: bool) -> bool {
    app.policy.require_second_factor.covers(role) && !has_second_factor
}

/// Makes new recovery codes for who has the password and a code; those before them end.
///
/// # Errors
/// [`Fault::WrongCurrentPassword`], [`Fault::WrongCode`], [`Fault::TooManyTries`], [`Fault::Busy`].
pub(crate) fn renew_recovery_codes(
    app: &App,
    caller: Caller,
    password: &str,
    code: &str,
    address: &str,
) -> Result<Vec<String>, Fault> {
    let proof = accounts::prove_with_code(app, caller, password, code, address)?;
    let (codes, hashes) = fresh_codes(app, caller.account);
    proof.write(app, move |tx| {
        store::recovery_codes::replace(tx, caller.account, &hashes)
    })?;
    Ok(codes)
}

/// Recovery codes in groups of four letters, and what they are known by.
pub(super) fn fresh_codes(app: &App, account: AccountId) -> (Vec<String>, Vec<String>) {
    let fresh = || {
        let letters = random::letters(LETTERS, LETTER_COUNT);
        let hash = recovery_fingerprint(app, account, &letters);
        (grouped(&letters), hash)
    };
    std::iter::repeat_with(fresh).take(RECOVERY_CODES).unzip()
}

/// Switches it off for who has the password and a code, with recovery codes and app passwords; ends all other
/// sessions, and tells the owner.
///
/// # Errors
/// As [`renew_recovery_codes`].
pub(crate) fn switch_off(
    app: &App,
    caller: Caller,
    password: &str,
    code: &str,
    address: &str,
) -> Result<(), Fault> {
    let proof = accounts::prove_with_code(app, caller, password, code, address)?;
    proof.write(app, move |tx| {
        store::second_factors::remove(tx, caller.account)?;
        store::sessions::end_others(tx, caller.account, caller.session)
    })?;
    mail::tell(app, caller.account, mail::OFF);
    Ok(())
}

/// Switches anybody's off for the operator, ends all their sessions, and tells them.
///
/// # Errors
/// [`Fault::NoAccount`], [`Fault::NotAllowed`] if it is off.
pub(crate) fn remove(app: &App, admin: Admin, account: AccountId) -> Result<Account, Fault> {
    let account = app.store.write(move |tx| {
        store::sessions::check_still(tx, admin.caller())?;
        store::second_factors::remove(tx, account)?;
        store::sessions::end_all(tx, account)?;
        let (by, whose) = (admin.caller(), Some(account));
        store::admin_log::note(tx, by, Deed::SecondFactor, whose, [None, None])?;
        store::accounts::get(tx, account)?.ok_or(Fault::NoAccount)
    })?;
    mail::tell(app, account.id, mail::OFF);
    Ok(account)
}
