//! Checking a password at sign-in, and what is asked for beside it.

use std::net::IpAddr;

use crate::app::App;
use crate::auth::failed_sign_ins::FailedSignIn;
use crate::auth::hasher::PasswordMatch;
use crate::auth::limiter::{Booking, Guesses, TooEarly};
use crate::domain::account::{AccountId, Role, Status};
use crate::domain::fault::Fault;
use crate::domain::password::Password;
use crate::domain::query::Which;
use crate::domain::second_factor::AppPasswordId;
use crate::domain::session::Device;
use crate::domain::username::Username;
use crate::services::second_factor;
use crate::services::sessions::outcome::count;
use crate::store;
use crate::store::accounts::LoginRecord;

/// An attempt to sign in.
#[derive(Debug, Clone)]
pub struct Attempt<'text> {
    /// The account.
    pub name: Which<'text>,
    /// The password.
    pub password: &'text str,
    /// A code of the second factor, empty if none was sent. `None` where the API has no field for it: an account with
    /// a second factor is opened there by an app password, and by nothing else.
    pub code: Option<&'text str>,
    /// The API family it comes through.
    pub family: &'static str,
    /// The device it comes from.
    pub device: Device,
}

/// An account whose password was right a moment ago.
pub(super) struct Proven {
    pub login: LoginRecord,
    /// A hash of today's cost, if the stored one is of another.
    pub renewed: Option<String>,
    /// The app password that opened it, if one did.
    pub app_password: Option<AppPasswordId>,
}

/// What opens an account.
#[derive(Clone, Copy)]
enum Key {
    Password(PasswordMatch),
    App(AppPasswordId),
}

/// Checks name, password and code, and counts the attempt if it fails.
pub(super) fn prove(app: &App, attempt: &Attempt) -> Result<Proven, Fault> {
    let proven = check_attempt(app, attempt);
    if proven.is_err() {
        count(app, attempt.family, &proven);
    }
    proven
}

/// Checks name, password and code.
///
/// Every failure is the same fault after the same work, whether the account
/// doesn't exist or the password is wrong; only who knows the password learns
/// that the account may not sign in, or wants a code.
fn check_attempt(app: &App, attempt: &Attempt) -> Result<Proven, Fault> {
    let found = look_up(app, attempt)?;
    let name = name_of(attempt);
    let guesses = Guesses::of(&name, &attempt.device.address, found.is_known);
    let booking = app.sign_ins.book(&guesses, app.clock.uptime())?;
    let name_known = found.login.is_some();
    let key = check(app, attempt, &name, &found)?;
    let Some((login, key)) = found.login.zip(key) else {
        wrong(app, attempt, booking, name_known);
        return Err(Fault::WrongLogin);
    };
    let entered = may_enter(app, attempt, &login, key, found.is_known);
    match entered {
        Err(Fault::WrongCode | Fault::TooManyTries { .. }) => {
            wrong(app, attempt, booking, name_known);
        }
        // Half of what is asked for forgives nothing.
        Err(_) => drop(booking),
        Ok(()) => {
            drop(booking);
            if found.is_known {
                // Whoever mistyped and then remembered waits no more here; what others guessed elsewhere stays counted.
                app.sign_ins.forget_name(&guesses);
            }
        }
    }
    entered?;
    Ok(proven(app, attempt, login, key))
}

/// Counts and notes a wrong guess.
fn wrong(app: &App, attempt: &Attempt, booking: Booking, name_known: bool) {
    booking.wrong(app.clock.uptime());
    app.failures.note(FailedSignIn {
        name_known,
        family: attempt.family,
        address: attempt.device.address.clone(),
        at: app.clock.now(),
    });
}

/// What is known of an attempt before anything is checked.
struct Found {
    /// The account, if there is one.
    login: Option<LoginRecord>,
    /// Whether somebody signed in to it from this address before.
    is_known: bool,
    /// The app password of the account that was typed as the password, where no code can be asked for.
    app_password: Option<AppPasswordId>,
}

fn look_up(app: &App, attempt: &Attempt) -> Result<Found, Fault> {
    // For every name: what is looked up for some accounts alone would tell which they are.
    let hash = second_factor::fingerprint(app, attempt.password);
    app.store.read(|tx| {
        let login = store::accounts::login(tx, attempt.name)?;
        let id = login.as_ref().map_or(AccountId(0), |login| login.id);
        Ok(Found {
            is_known: store::sessions::knows_address(tx, id, &attempt.device.address)?,
            app_password: store::app_passwords::find(tx, id, &hash)?,
            login,
        })
    })
}

/// Checks the password. An unknown name is checked against a decoy hash, so that the time of the answer
/// doesn't tell which names exist: the hash of an account that the name's HMAC picks, the same at each
/// try. Over many names, times are spread as those of accounts are. Accounts made since the start are none of
/// them: a name whose time changed as people signed up would be known for nobody's.
fn check(app: &App, attempt: &Attempt, name: &str, found: &Found) -> Result<Option<Key>, Fault> {
    let decoy = match &found.login {
        Some(login) if login.has_second_factor && attempt.code.is_none() => {
            if let Some(id) = found.app_password {
                return Ok(Some(Key::App(id)));
            }
            // Its password is as wrong here as any other, in the same time.
            Some(login.password_hash.clone())
        }
        Some(login) => {
            let verdict = app.hasher.verify(attempt.password, &login.password_hash)?;
            let is_right = verdict != PasswordMatch::Wrong;
            return Ok(is_right.then_some(Key::Password(verdict)));
        }
        None => decoy(app, name)?,
    };
    app.hasher
        .verify_decoy(attempt.password, decoy.as_deref())?;
    Ok(None)
}

/// The hash that stands in for an unknown name's.
fn decoy(app: &App, name: &str) -> Result<Option<String>, Fault> {
    let pick = app.signer.fingerprint(&format!("name:{name}"));
    let pick = u32::from_str_radix(&pick[..8], 16).unwrap_or_default();
    let Some(slot) = slot(pick, app.decoys) else {
        return Ok(None);
    };
    let id = AccountId(i64::from(slot) + 1);
    app.store.read(|tx| store::accounts::hash_from(tx, id))
}

/// What is told to who has the key: that the account is closed, that it wants a code or a second factor, that the
/// code is wrong.
fn may_enter(
    app: &App,
    attempt: &Attempt,
    login: &LoginRecord,
    key: Key,
    is_known: bool,
) -> Result<(), Fault> {
    may_sign_in(login.status)?;
    if app.policy.local_admins && login.role == Role::Admin && !is_here(&attempt.device.address) {
        return Err(Fault::NotAllowed);
    }
    let Key::Password(_) = key else {
        return Ok(());
    };
    match attempt.code.map(str::trim) {
        // On the page they set one up.
        None if second_factor::is_missing(app, login.role, login.has_second_factor) => {
            Err(Fault::SecondFactorMissing)
        }
        Some("") if login.has_second_factor => Err(Fault::SecondFactorNeeded),
        Some(code) if login.has_second_factor => {
            second_factor::check(app, login.id, code, is_known)
        }
        _ => Ok(()),
    }
}

fn proven(app: &App, attempt: &Attempt, login: LoginRecord, key: Key) -> Proven {
    let (renewed, app_password) = match key {
        Key::Password(verdict) => {
            let renewed = renewed_hash(app, verdict, attempt.password, &login.password_hash);
            (renewed, None)
        }
        Key::App(id) => (None, Some(id)),
    };
    Proven {
        login,
        renewed,
        app_password,
    }
}

/// One of so many slots. Where there are more after the next start, a pick stays where it was or goes to a new
/// slot, as the buckets of a linear hash table do.
///
/// Source: W. Litwin, Linear Hashing: A New Tool for File and Table Addressing, VLDB 1980.
fn slot(pick: u32, count: u32) -> Option<u32> {
    let mask = count.checked_next_power_of_two()?.checked_sub(1)?;
    let slot = pick & mask;
    match count {
        0 => None,
        _ if slot < count => Some(slot),
        _ => Some(slot & (mask >> 1)),
    }
}

/// Whether a client is on this machine.
fn is_here(address: &str) -> bool {
    let address: Result<IpAddr, _> = address.parse();
    address.is_ok_and(|address| address.to_canonical().is_loopback())
}

fn name_of(attempt: &Attempt) -> String {
    match attempt.name {
        // Every form that finds an account is one name: nobody gets more tries by typing it otherwise.
        Which::Email(text) | Which::Username(text) | Which::Either(text) => Username::key_of(text),
        Which::Id(AccountId(id)) => id.to_string(),
    }
}

/// What an account's status says of signing in.
///
/// # Errors
/// [`Fault::AccountInactive`] or [`Fault::AccountSuspended`].
pub(super) const fn may_sign_in(status: Status) -> Result<(), Fault> {
    match status {
        Status::Active => Ok(()),
        Status::Inactive | Status::Deactivated => Err(Fault::AccountInactive),
        Status::Suspended => Err(Fault::AccountSuspended),
    }
}

/// A hash of today's cost and kind for a password whose stored one is dated; a full
/// queue only puts that off until the next sign-in. Of one that bcrypt can't read
/// whole, an HMAC is hashed: from then on all of it counts.
fn renewed_hash(app: &App, verdict: PasswordMatch, password: &str, stored: &str) -> Option<String> {
    if verdict != PasswordMatch::Outdated {
        return None;
    }
    match Password::known(password) {
        Some(whole) => app.hasher.hash(&whole).ok(),
        None => app.hasher.hash_long(password, stored),
    }
}

impl From<TooEarly> for Fault {
    fn from(early: TooEarly) -> Self {
        Self::TooManyTries {
            retry_after: early.retry_after,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::slot;

    proptest! {
        #[test]
        fn a_decoy_stays_or_is_a_new_account(pick: u32, count in 1_u32..100_000) {
            let (before, after) = (slot(pick, count), slot(pick, count + 1));
            prop_assert!(before < Some(count));
            prop_assert!(after == before || after == Some(count));
        }
    }

    #[test]
    fn without_accounts_there_is_none() {
        assert_eq!(slot(7, 0), None);
    }
}
