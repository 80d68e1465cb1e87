//! Signing up, changing and deleting accounts, and finding them.

mod addresses;
mod change_password;
mod code_mail;
mod code_send;
mod codes;
mod delete;
mod dossier;
mod find;
mod last_administrator;
mod new_address;
mod overview;
mod password_links;
mod proof;
mod recipients;
mod register;
mod set_up;
mod update;

pub(crate) use addresses::{former_addresses, give_back, sweep_what_is_over, undo};
pub(crate) use change_password::{change_password, set_password};
pub(crate) use code_mail::notify;
pub use codes::request_reset;
pub(crate) use codes::{SentCode, check_reset_code, request_verification, reset_password, verify};
pub(crate) use delete::{delete, delete_even_the_last, delete_named, leave};
pub(crate) use dossier::{Dossier, dossier};
pub(crate) use find::reach;
pub(crate) use find::{
    count, find, is_taken, learn, list, list_openly, named, search, signed_in_since, view,
};
pub(crate) use new_address::{AddressState, address_state, confirm_address, request_address};
pub(crate) use overview::{Overview, amounts, overview};
pub(crate) use password_links::{
    Invitation, Pending, end_password, invite, send_again, set_by_link,
};
pub(crate) use proof::{prove_again, prove_with_code};
pub(crate) use register::{SignUp, create, register_by_mail, sign_up};
pub(crate) use set_up::{offer_set_up, set_up};
pub(crate) use update::update_even_the_last;
pub use update::{Changes, update};

use std::iter::once;

use crate::app::App;
use crate::auth::hasher::HashQueueFull;
use crate::domain::account::Account;
use crate::domain::fault::Fault;
use crate::domain::password::Password;

impl From<HashQueueFull> for Fault {
    fn from(full: HashQueueFull) -> Self {
        Self::Busy {
            retry_after: full.retry_after,
        }
    }
}

/// What a guesser of anybody's password here tries first: what the product and its parts are called. `docs/security.md`
/// lists them.
const CONTEXT: [&str; 12] = [
    "firststep",
    "cultureconnect",
    "flaskapi",
    "faceofmind",
    "profilecard",
    "kserve",
    "mbti",
    "personality",
    "kepribadian",
    "administrator",
    "pengguna",
    "sandi",
];

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
    let known: Vec<&str> = CONTEXT
        .into_iter()
        .chain(known.iter().flat_map(parts))
        .filter(|word| word.len() > 2)
        .collect();
    let judged: String = without(password, &known).chars().take(JUDGED).collect();
    Ok(zxcvbn::zxcvbn(&judged, &known).score().into())
}

/// A text as a guesser tries it: whole, and each of its words, such as those of an e-mail address.
fn parts<'text>(text: &&'text str) -> impl Iterator<Item = &'text str> + use<'text> {
    once(*text).chain(text.split(|letter: char| !letter.is_alphanumeric()))
}

/// What is left of a password without these words. zxcvbn knows them, but thinks it hard to guess that two of them stand
/// beside each other.
fn without(password: &str, known: &[&str]) -> String {
    known.iter().fold(password.to_owned(), |left, word| {
        let (small, word) = (left.to_lowercase(), word.to_lowercase());
        if small.contains(&word) {
            small.replace(&word, "")
        } else {
            left
        }
    })
}

/// What others know of an account's owner.
fn known_of(account: &Account) -> [&str; 4] {
    [
        account.email.as_str(),
        account.username.as_str(),
        account.name.front.as_str(),
        account.name.last.as_str(),
    ]
}

/// How many characters of a password are judged. Everybody may ask, and signs that stand for several letters
/// each (`4@8({[<369!|10$57%2`) make zxcvbn try all combinations: the worst found take 45 ms of a core at 24
/// characters, a third of what a hash takes; 110 ms at 40, 350 ms at 72.
const JUDGED: usize = 24;

/// From here on zxcvbn calls a password "safely unguessable".
const SAFE: u8 = 3;

/// Refuses a password that is easy to guess by who knows this of its owner, or has leaked, if such are to be refused.
fn check_strength(app: &App, password: &Password, known: &[&str]) -> Result<(), Fault> {
    if app.policy.strict_passwords && strength(app, password.reveal(), known)? < SAFE {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_queue_for_hashing_is_told_with_its_wait() {
        let fault = Fault::from(HashQueueFull { retry_after: 2 });
        assert_eq!(fault, Fault::Busy { retry_after: 2 });
    }
}
