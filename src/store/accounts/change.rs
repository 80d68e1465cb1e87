//! Changes and deletion of accounts.

use rusqlite::params;

use crate::domain::account::{AccountId, Role, Status};
use crate::domain::email::Email;
use crate::domain::fault::Fault;
use crate::domain::name::Name;
use crate::domain::persona::PersonaType;
use crate::domain::username::Username;
use crate::store::accounts::duplicate::{email_taken, refuse_anothers, taken};
use crate::store::{Tx, codes, comparisons, password_links, set_up_key};

/// Replaces a password's hash, if it still is the one that was checked: of two
/// changes at once, one wins and the other gets the fault of a wrong password.
///
/// # Errors
/// [`Fault::WrongCurrentPassword`] if it was changed meanwhile.
pub(crate) fn replace_hash(tx: &Tx, id: AccountId, old: &str, new: &str) -> Result<(), Fault> {
    tx.change(
        "update accounts set password_hash = ?3 where id = ?1 and password_hash = ?2",
        params![id.0, old, new],
        Fault::WrongCurrentPassword,
    )
}

/// Sets the type last predicted, and whether the answers behind it deserve trust.
///
/// # Errors
/// [`Fault::NoAccount`] if it is gone.
pub(crate) fn set_mbti(
    tx: &Tx,
    id: AccountId,
    persona: PersonaType,
    is_reliable: bool,
) -> Result<(), Fault> {
    tx.change(
        "update accounts set mbti = ?2, mbti_reliable = ?3 where id = ?1",
        params![id.0, persona.label(), is_reliable],
        Fault::NoAccount,
    )
}

/// Counts one more photo; returns the account's username and the new count.
///
/// # Errors
/// [`Fault::NoAccount`] if it is gone.
pub(crate) fn count_photo(tx: &Tx, id: AccountId) -> Result<(Username, i64), Fault> {
    tx.first(
        "update accounts set photo_count = photo_count + 1 where id = ?1 returning username, photo_count",
        [id.0],
        |row| Ok((row.get("username")?, row.get("photo_count")?)),
    )?
    .ok_or(Fault::NoAccount)
}

/// Deletes an account and, by the schema's cascades, everything that belongs to it.
///
/// # Errors
/// [`Fault::NoAccount`] if it is gone already.
pub fn delete(tx: &Tx, id: AccountId) -> Result<(), Fault> {
    tx.change(
        "delete from accounts where id = ?1",
        [id.0],
        Fault::NoAccount,
    )
}

/// Sets an account's status. Codes that were sent under another end, and comparisons with whoever is closed out.
///
/// # Errors
/// [`Fault::NoAccount`] if it is gone.
pub fn set_status(tx: &Tx, id: AccountId, status: Status) -> Result<(), Fault> {
    codes::end_all(tx, id)?;
    if status != Status::Active {
        comparisons::end_all(tx, id)?;
    }
    tx.change(
        "update accounts set status = ?2 where id = ?1",
        params![id.0, status.word()],
        Fault::NoAccount,
    )
}

/// Sets an account's role. With an administrator the set-up key ends.
///
/// # Errors
/// [`Fault::NoAccount`] if it is gone.
pub fn set_role(tx: &Tx, id: AccountId, role: Role) -> Result<(), Fault> {
    if role == Role::Admin {
        set_up_key::end(tx)?;
    }
    tx.change(
        "update accounts set role = ?2 where id = ?1",
        params![id.0, role.word()],
        Fault::NoAccount,
    )
}

/// Notes that somebody signed in.
pub(crate) fn note_login(tx: &Tx, id: AccountId) -> Result<(), Fault> {
    tx.execute(
        "update accounts set last_login_at = ?2 where id = ?1",
        params![id.0, tx.now.micros()],
    )?;
    Ok(())
}

/// Sets a password's hash, whatever it was. A link to set it ends.
///
/// # Errors
/// [`Fault::NoAccount`] if the account is gone.
pub(crate) fn set_hash(tx: &Tx, id: AccountId, hash: &str) -> Result<(), Fault> {
    password_links::end(tx, id)?;
    tx.change(
        "update accounts set password_hash = ?2 where id = ?1",
        params![id.0, hash],
        Fault::NoAccount,
    )
}

/// Sets an account's username.
///
/// # Errors
/// [`Fault::UsernameTaken`].
pub(crate) fn set_username(tx: &Tx, id: AccountId, username: &Username) -> Result<(), Fault> {
    tx.execute(
        "update accounts set username = ?2, username_key = ?3 where id = ?1",
        params![id.0, username.as_str(), username.key()],
    )
    .map_err(|error| taken(error, username))?;
    Ok(())
}

/// Sets an account's e-mail address. `services::accounts` has what else that takes. A link to set the password, which
/// went to the one before, ends.
///
/// # Errors
/// [`Fault::EmailTaken`].
pub(crate) fn set_email(tx: &Tx, id: AccountId, email: &Email) -> Result<(), Fault> {
    refuse_anothers(tx, id.0, email)?;
    password_links::end(tx, id)?;
    tx.execute(
        "update accounts set email = ?2 where id = ?1",
        params![id.0, email.as_str()],
    )
    .map_err(email_taken)?;
    Ok(())
}

/// Sets an account's names; `None` stays as it is.
pub(crate) fn set_names(
    tx: &Tx,
    id: AccountId,
    front: Option<&Name>,
    last: Option<&Name>,
) -> Result<(), Fault> {
    tx.execute(
        "update accounts set front_name = coalesce(?2, front_name), last_name = coalesce(?3, last_name) where id = ?1",
        params![id.0, front.map(Name::as_str), last.map(Name::as_str)],
    )?;
    Ok(())
}
