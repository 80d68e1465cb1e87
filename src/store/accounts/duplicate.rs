//! The faults of usernames and e-mail addresses that another account has, or had until lately.
//!
//! No new username is anybody's address: it can't have an `@`. Usernames of older versions can, so a new
//! address is compared with them.

use crate::domain::account::AccountId;
use crate::domain::email::Email;
use crate::domain::fault::Fault;
use crate::domain::query::Which;
use crate::domain::username::Username;
use crate::store::accounts::read::id_of;
use crate::store::{StoreError, Tx, former_addresses};

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

/// Refuses an address for the account of this number that another has, also as its username or as one that it can
/// take back: else whoever changed it would keep it from coming back by signing up with it.
pub(super) fn refuse_anothers(tx: &Tx, id: i64, email: &Email) -> Result<(), Fault> {
    if is_free(tx, AccountId(id), email)? {
        Ok(())
    } else {
        Err(Fault::EmailTaken)
    }
}

/// Whether this account may have this address.
pub(crate) fn is_free(tx: &Tx, id: AccountId, email: &Email) -> Result<bool, Fault> {
    let owners = [
        id_of(tx, Which::Email(email.as_str()))?,
        id_of(tx, Which::Username(email.as_str()))?,
        former_addresses::holder(tx, email.as_str())?,
    ];
    Ok(owners.into_iter().flatten().all(|owner| owner == id))
}
