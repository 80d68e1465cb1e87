//! The faults of usernames and e-mail addresses that another account has.
//!
//! No new username is anybody's address: it can't have an `@`. Usernames of older versions can, so a new
//! address is compared with them.

use rusqlite::params;

use crate::domain::email::Email;
use crate::domain::fault::Fault;
use crate::domain::username::Username;
use crate::store::{StoreError, Tx};

/// For a statement that writes a username, and perhaps an address.
pub(super) fn taken(error: StoreError, username: &Username) -> Fault {
    if error.is_duplicate("accounts.username_key") {
        Fault::UsernameTaken(username.clone())
    } else {
        email_taken(error)
    }
}

/// For a statement that writes an address.
pub(super) fn email_taken(error: StoreError) -> Fault {
    if error.is_duplicate("accounts.email") {
        Fault::EmailTaken
    } else {
        error.into()
    }
}

/// Refuses an address for the account of this number that is another's username.
pub(super) fn refuse_anothers_name(tx: &Tx, id: i64, email: &Email) -> Result<(), Fault> {
    let sql = "select 1 from accounts where username_key = ?1 and id <> ?2";
    let key = Username::key_of(email.as_str());
    match tx.first(sql, params![key, id], |_| Ok(()))? {
        Some(()) => Err(Fault::EmailTaken),
        None => Ok(()),
    }
}
