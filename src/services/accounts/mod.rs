//! Signing up, changing and deleting accounts, and finding them.

mod change_password;
mod code_mail;
mod codes;
mod delete;
mod find;
mod overview;
mod register;
mod set_up;
mod update;

pub(crate) use change_password::{change_password, prove_again, prove_with_code, set_password};
pub(crate) use code_mail::send;
pub use codes::request_reset;
pub(crate) use codes::{SentCode, check_reset_code, request_verification, reset_password, verify};
pub(crate) use delete::{delete, delete_named};
pub(crate) use find::reach;
pub(crate) use find::{
    count, find, is_taken, list, list_openly, named, search, signed_in_since, view,
};
pub(crate) use overview::{Overview, amounts, overview};
pub(crate) use register::{SignUp, register, register_by_mail, sign_up};
pub(crate) use set_up::{offer_set_up, set_up};
pub(crate) use update::update_even_the_last;
pub use update::{Changes, update};

use crate::app::App;
use crate::auth::hasher::HashQueueFull;
use crate::domain::fault::Fault;
use crate::domain::password::Password;

impl From<HashQueueFull> for Fault {
    fn from(full: HashQueueFull) -> Self {
        Self::Busy {
            retry_after: full.retry_after,
        }
    }
}

/// How hard a password is to guess, as zxcvbn judges it: 0 (at once) to 4 (not
/// in a lifetime). `known` is what a guesser would try first, such as a name.
///
/// Source: D. L. Wheeler, zxcvbn: Low-Budget Password Strength Estimation, USENIX Security 2016.
///
/// # Errors
/// [`Fault::Busy`] when too many wait for it.
pub(crate) fn strength(app: &App, password: &str, known: &[&str]) -> Result<u8, Fault> {
    let _permit = app
        .judging
        .acquire()
        .ok_or(Fault::Busy { retry_after: 1 })?;
    let judged: String = password.chars().take(JUDGED).collect();
    Ok(zxcvbn::zxcvbn(&judged, known).score().into())
}

/// How many characters of a password are judged. Everybody may ask, and signs that stand for several letters
/// each (`4@8({[<369!|10$57%2`) make zxcvbn try all combinations: the worst found take 45 ms of a core at 24
/// characters, a third of what a hash takes; 110 ms at 40, 350 ms at 72.
const JUDGED: usize = 24;

/// From here on zxcvbn calls a password "safely unguessable".
const SAFE: u8 = 3;

/// Refuses a password that is easy to guess or has leaked, if such are to be refused.
fn check_strength(app: &App, password: &Password) -> Result<(), Fault> {
    if app.policy.strict_passwords && strength(app, password.reveal(), &[])? < SAFE {
        return Err(Fault::WeakPassword);
    }
    let leaked = app.breached.as_ref().map(|list| list.contains(password));
    match leaked.transpose() {
        Ok(Some(true)) => Err(Fault::BreachedPassword),
        Ok(_) => Ok(()),
        // A password that can't be looked up isn't taken.
        Err(error) => {
            tracing::error!(%error, "the file of leaked passwords can't be read");
            Err(Fault::StorageFailing)
        }
    }
}
