//! Signing up, changing and deleting accounts, and finding them.

mod change_password;
mod codes;
mod delete;
mod find;
mod overview;
mod register;
mod set_up;
mod update;

pub(crate) use change_password::{change_password, prove_again, set_password};
pub use codes::request_reset;
pub(crate) use codes::{request_verification, reset_password, send_verification, verify};
pub(crate) use delete::delete;
pub(crate) use find::reach;
pub(crate) use find::{count, find, is_taken, list, list_openly, search, signed_in_since, view};
pub(crate) use overview::{Overview, amounts, overview};
pub(crate) use register::{SignUp, register, register_by_mail};
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
#[must_use]
pub(crate) fn strength(password: &str, known: &[&str]) -> u8 {
    let judged: String = password.chars().take(JUDGED).collect();
    zxcvbn::zxcvbn(&judged, known).score().into()
}

/// How many characters of a password are judged. Time grows with their cube: a
/// hundred of the worst take 44 ms, and everybody may ask.
const JUDGED: usize = 40;

/// From here on zxcvbn calls a password "safely unguessable".
const SAFE: u8 = 3;

/// Refuses a password that is easy to guess, if such are to be refused.
fn check_strength(app: &App, password: &Password) -> Result<(), Fault> {
    if app.policy.strict_passwords && strength(password.reveal(), &[]) < SAFE {
        Err(Fault::WeakPassword)
    } else {
        Ok(())
    }
}
