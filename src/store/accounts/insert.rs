//! New accounts.

use crate::domain::account::{AccountId, Role, Status};
use crate::domain::email::Email;
use crate::domain::fault::Fault;
use crate::domain::name::FullName;
use crate::domain::username::Username;
use crate::store::Tx;
use crate::store::accounts::{ImportedAccount, insert_imported};

/// A new account.
#[derive(Debug, Clone)]
pub(crate) struct NewAccount {
    /// Its username; `None` has one generated from its number and the day.
    pub username: Option<Username>,
    /// Its e-mail address.
    pub email: Email,
    /// What the person is called.
    pub name: FullName,
    /// The hash of its password.
    pub password_hash: String,
    /// Whether it may sign in at once.
    pub status: Status,
}

/// Adds an account.
///
/// # Errors
/// [`Fault::EmailTaken`] or [`Fault::UsernameTaken`], as the database finds.
pub(crate) fn insert(tx: &Tx, new: &NewAccount) -> Result<AccountId, Fault> {
    let NewAccount {
        username,
        email,
        name,
        password_hash,
        status,
    } = new.clone();
    let fresh = ImportedAccount {
        id: None,
        username,
        email,
        name,
        password_hash,
        role: Role::User,
        status,
        mbti: None,
        mbti_reliable: true,
        photo_count: 0,
        created_at: None,
        last_login_at: None,
    };
    insert_imported(tx, &fresh)
}
