//! Checking a password at sign-in.

use std::net::IpAddr;

use crate::app::App;
use crate::auth::failed_sign_ins::FailedSignIn;
use crate::auth::hasher::PasswordMatch;
use crate::auth::limiter::{Guesses, TooEarly};
use crate::domain::account::{AccountId, Role, Status};
use crate::domain::fault::Fault;
use crate::domain::password::Password;
use crate::domain::query::Which;
use crate::domain::session::Device;
use crate::domain::username::Username;
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
}

/// Checks name and password, and counts the attempt if it fails.
pub(super) fn prove(app: &App, attempt: &Attempt) -> Result<Proven, Fault> {
    let proven = check_attempt(app, attempt);
    if proven.is_err() {
        count(app, attempt.family, &proven);
    }
    proven
}

/// Checks name and password.
///
/// Every failure is the same fault after the same work, whether the account
/// doesn't exist or the password is wrong; only who knows the password learns
/// that the account may not sign in.
fn check_attempt(app: &App, attempt: &Attempt) -> Result<Proven, Fault> {
    let (login, is_known) = look_up(app, attempt)?;
    let name = name_of(attempt);
    let guesses = Guesses::of(&name, &attempt.device.address, is_known);
    let booking = app.sign_ins.book(&guesses, app.clock.uptime())?;
    let name_known = login.is_some();
    let verdict = check(app, attempt, &name, login.as_ref())?;
    let Some(login) = login.filter(|_| verdict != PasswordMatch::Wrong) else {
        booking.wrong(app.clock.uptime());
        app.failures.note(FailedSignIn {
            name_known,
            family: attempt.family,
            address: attempt.device.address.clone(),
            at: app.clock.now(),
        });
        return Err(Fault::WrongLogin);
    };
    drop(booking);
    if is_known {
        // Whoever mistyped and then remembered waits no more here; what others guessed elsewhere stays counted.
        app.sign_ins.forget_name(&guesses);
    }
    may_sign_in(login.status)?;
    if app.policy.local_admins && login.role == Role::Admin && !is_here(&attempt.device.address) {
        return Err(Fault::NotAllowed);
    }
    let renewed = renewed_hash(app, verdict, attempt.password, &login.password_hash);
    Ok(Proven { login, renewed })
}

/// The account, if there is one, and whether somebody signed in to it from this address before.
fn look_up(app: &App, attempt: &Attempt) -> Result<(Option<LoginRecord>, bool), Fault> {
    app.store.read(|tx| {
        let login = store::accounts::login(tx, attempt.name)?;
        let known = match &login {
            Some(login) => store::sessions::knows_address(tx, login.id, &attempt.device.address)?,
            None => false,
        };
        Ok((login, known))
    })
}

/// Checks the password. An unknown name is checked against a decoy hash, so that the time of the answer
/// doesn't tell which names exist: the hash of an account that the name's HMAC picks, the same at each
/// try. Over many names, times are spread as those of accounts are. Accounts made since the start are none of
/// them: a name whose time changed as people signed up would be known for nobody's.
fn check(
    app: &App,
    attempt: &Attempt,
    name: &str,
    login: Option<&LoginRecord>,
) -> Result<PasswordMatch, Fault> {
    if let Some(login) = login {
        return Ok(app.hasher.verify(attempt.password, &login.password_hash)?);
    }
    let pick = app.signer.fingerprint(&format!("name:{name}"));
    let pick = u32::from_str_radix(&pick[..8], 16).unwrap_or_default();
    let decoy = match slot(pick, app.decoys) {
        Some(slot) => {
            let id = AccountId(i64::from(slot) + 1);
            app.store.read(|tx| store::accounts::hash_from(tx, id))?
        }
        None => None,
    };
    app.hasher
        .verify_decoy(attempt.password, decoy.as_deref())?;
    Ok(PasswordMatch::Wrong)
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
