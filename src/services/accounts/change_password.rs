//! Changing the password.

use crate::app::App;
use crate::auth::hasher::PasswordMatch;
use crate::auth::limiter::Guesses;
use crate::domain::account::{Account, AccountId};
use crate::domain::caller::Caller;
use crate::domain::fault::Fault;
use crate::domain::password::Password;
use crate::domain::query::Which;
use crate::services::second_factor;
use crate::store::accounts::LoginRecord;
use crate::store::codes::CodeId;
use crate::store::{self, Tx};

/// Sets a new password for the caller and ends all their other sessions, and their codes.
///
/// # Errors
/// [`Fault::WrongCurrentPassword`], [`Fault::TooManyTries`], [`Fault::WeakPassword`],
/// or [`Fault::Busy`] when too many wait to be hashed.
pub(crate) fn change_password(
    app: &App,
    caller: Caller,
    current: &str,
    new: &Password,
) -> Result<(), Fault> {
    let login = prove_again(app, caller, current)?;
    let account = super::view(app, caller)?;
    super::check_strength(app, new, &super::known_of(&account))?;
    let hash = app.hasher.hash(new)?;
    app.store.write(move |tx| {
        store::accounts::replace_hash(tx, caller.account, &login.password_hash, &hash)?;
        store::codes::end_all(tx, caller.account)?;
        store::sessions::end_others(tx, caller.account, caller.session)
    })
}

/// Checks the caller's password again, before something that can't be undone. To a session that an app password opened
/// every password is wrong: such things are done on the page.
///
/// # Errors
/// [`Fault::WrongCurrentPassword`], [`Fault::TooManyTries`], [`Fault::Busy`].
pub(crate) fn prove_again(app: &App, caller: Caller, password: &str) -> Result<LoginRecord, Fault> {
    prove(app, caller, password, None)
}

/// The same with a code of the second factor.
///
/// # Errors
/// As [`prove_again`], and [`Fault::WrongCode`].
pub(crate) fn prove_with_code(
    app: &App,
    caller: Caller,
    password: &str,
    code: &str,
) -> Result<(), Fault> {
    prove(app, caller, password, Some(code)).map(drop)
}

fn prove(
    app: &App,
    caller: Caller,
    password: &str,
    code: Option<&str>,
) -> Result<LoginRecord, Fault> {
    let (login, is_apps) = app.store.read(|tx| {
        let login = store::accounts::login(tx, Which::Id(caller.account))?;
        let is_apps = store::sessions::is_of_app_password(tx, caller.session)?;
        Ok((login.ok_or(Fault::InvalidCredentials)?, is_apps))
    })?;
    let guesses = Guesses::Current(caller.account.0);
    let booking = app.sign_ins.book(&[guesses], app.clock.uptime())?;
    if !is_right(app, password, &login, is_apps)? {
        booking.wrong(app.clock.uptime());
        return Err(Fault::WrongCurrentPassword);
    }
    // Whoever is signed in here is no stranger.
    let judged = code.map(|code| second_factor::check(app, caller.account, code, true));
    if let Some(Err(fault)) = judged {
        booking.wrong(app.clock.uptime());
        return Err(fault);
    }
    app.sign_ins.forget(&guesses);
    Ok(login)
}

/// Whether this is the account's password. One that is wrong in any case takes the time of a wrong one.
fn is_right(app: &App, password: &str, login: &LoginRecord, never: bool) -> Result<bool, Fault> {
    if never {
        let hash = Some(&*login.password_hash);
        app.hasher.verify_decoy(password, hash)?;
        return Ok(false);
    }
    let verdict = app.hasher.verify(password, &login.password_hash)?;
    Ok(verdict != PasswordMatch::Wrong)
}

/// Sets a new password for an account without the old one, and ends all its
/// sessions and codes. The caller is an administrator.
///
/// # Errors
/// [`Fault::NotAllowed`], [`Fault::NoAccount`], [`Fault::WeakPassword`],
/// [`Fault::Busy`].
pub(crate) fn set_password(
    app: &App,
    caller: Caller,
    which: Which,
    new: &Password,
) -> Result<Account, Fault> {
    caller.admin()?;
    let account = super::find(app, caller, which)?;
    super::check_strength(app, new, &super::known_of(&account))?;
    let (id, hash) = (account.id, app.hasher.hash(new)?);
    app.store.write(move |tx| {
        replace_password(tx, id, &hash, None)?;
        store::accounts::get(tx, id)?.ok_or(Fault::NoAccount)
    })
}

/// Writes a new password's hash, whatever it was before, and ends all sessions and all codes but the one that was
/// used for it.
pub(super) fn replace_password(
    tx: &Tx,
    account: AccountId,
    hash: &str,
    used: Option<CodeId>,
) -> Result<(), Fault> {
    store::accounts::set_hash(tx, account, hash)?;
    store::codes::end_others(tx, account, used)?;
    store::sessions::end_all(tx, account)
}
