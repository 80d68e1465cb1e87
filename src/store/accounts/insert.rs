//! Signing up.

use rusqlite::params;

use crate::domain::account::{AccountId, Status};
use crate::domain::email::Email;
use crate::domain::fault::Fault;
use crate::domain::name::FullName;
use crate::domain::username::Username;
use crate::store::accounts::{Which, id_of};
use crate::store::{StoreError, Tx};

/// An account to be.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// Its username; `None` has one made from its number and the day.
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
pub fn insert(tx: &Tx, new: &NewAccount) -> Result<AccountId, Fault> {
    let id = next_id(tx)?;
    let Some(username) = &new.username else {
        return insert_with_made_name(tx, id, new);
    };
    match insert_row(tx, id, username, new).map_err(|error| taken(error, username)) {
        // Both are: SQLite names whichever it looked at first, and we the name, every time.
        Err(Fault::EmailTaken) if id_of(tx, Which::Username(username.as_str()))?.is_some() => {
            Err(Fault::UsernameTaken(username.clone()))
        }
        result => result.map(|()| AccountId(id)),
    }
}

fn insert_with_made_name(tx: &Tx, id: i64, new: &NewAccount) -> Result<AccountId, Fault> {
    let mut attempt = 0;
    loop {
        let username = Username::generated(id, tx.now, attempt);
        match insert_row(tx, id, &username, new) {
            // Somebody chose just this name before.
            Err(error) if error.is_duplicate("accounts.username") => attempt += 1,
            result => {
                return result
                    .map(|()| AccountId(id))
                    .map_err(|error| taken(error, &username));
            }
        }
    }
}

fn insert_row(tx: &Tx, id: i64, username: &Username, new: &NewAccount) -> Result<(), StoreError> {
    tx.execute(
        "insert into accounts (id, username, email, password_hash, front_name, last_name, status, created_at)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            id,
            username.as_str(),
            new.email.as_str(),
            new.password_hash,
            new.name.front.as_str(),
            new.name.last.as_str(),
            new.status.word(),
            tx.now.micros(),
        ],
    )?;
    Ok(())
}

/// The number the next account gets; one writer, so nobody comes between.
fn next_id(tx: &Tx) -> Result<i64, StoreError> {
    let last = tx.first(
        "select seq from sqlite_sequence where name = 'accounts'",
        (),
        |row| row.get(0),
    )?;
    Ok(last.unwrap_or(0) + 1)
}

/// The verdict on an account with a username and an address.
pub(super) fn taken(error: StoreError, username: &Username) -> Fault {
    if error.is_duplicate("accounts.username") {
        Fault::UsernameTaken(username.clone())
    } else {
        email_taken(error)
    }
}

/// The verdict on an address.
pub(super) fn email_taken(error: StoreError) -> Fault {
    if error.is_duplicate("accounts.email") {
        Fault::EmailTaken
    } else {
        error.into()
    }
}
