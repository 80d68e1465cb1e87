//! The faults of usernames and e-mail addresses that another account has.

use crate::domain::fault::Fault;
use crate::domain::username::Username;
use crate::store::StoreError;

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
