//! The table `accounts`.

use rusqlite::{Row, params};

use crate::domain::account::{Account, AccountId, Role, Status};
use crate::domain::email::Email;
use crate::domain::fault::Fault;
use crate::domain::moment::Moment;
use crate::domain::name::{FullName, Name};
use crate::domain::persona::PersonaType;
use crate::domain::photo::PhotoLink;
use crate::domain::username::Username;
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

/// What a sign-in needs to know.
#[derive(Debug, Clone)]
pub struct Login {
    /// The account.
    pub id: AccountId,
    /// The hash of its password.
    pub password_hash: String,
    /// Whether it may sign in.
    pub status: Status,
}

/// What somebody may sign in with.
#[derive(Debug, Clone, Copy)]
pub enum LoginName<'text> {
    /// The account's e-mail address.
    Email(&'text str),
    /// The account's username.
    Username(&'text str),
    /// Either of the two; where one account's name is another's address, the name wins.
    Either(&'text str),
    /// The account's number: someone already signed in proves himself again.
    Id(AccountId),
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
    insert_row(tx, id, username, new).map_err(taken)?;
    Ok(AccountId(id))
}

fn insert_with_made_name(tx: &Tx, id: i64, new: &NewAccount) -> Result<AccountId, Fault> {
    let mut attempt = 0;
    loop {
        let username = Username::generated(id, tx.now, attempt);
        match insert_row(tx, id, &username, new) {
            // Somebody chose just this name before.
            Err(error) if error.is_duplicate("accounts.username") => attempt += 1,
            result => return result.map(|()| AccountId(id)).map_err(taken),
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

fn taken(error: StoreError) -> Fault {
    if error.is_duplicate("accounts.email") {
        Fault::EmailTaken
    } else if error.is_duplicate("accounts.username") {
        Fault::UsernameTaken
    } else {
        error.into()
    }
}

/// What a sign-in with this name needs, if there is such an account.
///
/// # Errors
/// [`Fault::Internal`] if the database can't be read.
pub fn login(tx: &Tx, name: LoginName) -> Result<Option<Login>, Fault> {
    let by_email = "select id, password_hash, status from accounts where email = ?1";
    let by_username = "select id, password_hash, status from accounts where username = ?1";
    let by_either =
        "select id, password_hash, status from accounts where username = ?1 or email = ?1
         order by username = ?1 desc limit 1";
    let by_id = "select id, password_hash, status from accounts where id = ?1";
    let found = match name {
        LoginName::Email(email) => tx.first(by_email, [email], login_row),
        LoginName::Username(username) => tx.first(by_username, [username], login_row),
        LoginName::Either(text) => tx.first(by_either, [text], login_row),
        LoginName::Id(id) => tx.first(by_id, [id.0], login_row),
    };
    Ok(found?)
}

fn login_row(row: &Row) -> rusqlite::Result<Login> {
    Ok(Login {
        id: AccountId(row.get(0)?),
        password_hash: row.get(1)?,
        status: status(row, 2)?,
    })
}

/// The account with this number, if it still exists.
///
/// # Errors
/// [`Fault::Internal`] if the database can't be read.
pub fn get(tx: &Tx, id: AccountId) -> Result<Option<Account>, Fault> {
    let found = tx.first(
        "select a.id, a.username, a.email, a.front_name, a.last_name, a.role, a.status, a.mbti, a.created_at,
                p.key, p.file_name, a.last_login_at
         from accounts a left join photos p on p.account_id = a.id
         where a.id = ?1",
        [id.0],
        account,
    )?;
    Ok(found)
}

/// The number of the account with this username, capitals or not, if there is one.
///
/// # Errors
/// [`Fault::Internal`] if the database can't be read.
pub fn id_of(tx: &Tx, username: &str) -> Result<Option<AccountId>, Fault> {
    let found = tx.first(
        "select id from accounts where username = ?1",
        [username],
        |row| row.get(0),
    )?;
    Ok(found.map(AccountId))
}

fn account(row: &Row) -> rusqlite::Result<Account> {
    let mbti: Option<String> = row.get(7)?;
    let key: Option<String> = row.get(9)?;
    Ok(Account {
        id: AccountId(row.get(0)?),
        username: Username::stored(row.get(1)?),
        email: Email::stored(row.get(2)?),
        name: FullName {
            front: Name::stored(row.get(3)?),
            last: Name::stored(row.get(4)?),
        },
        role: role(row, 5)?,
        status: status(row, 6)?,
        mbti: mbti.as_deref().and_then(PersonaType::from_label),
        created_at: Moment::from_micros(row.get(8)?),
        last_login_at: row.get::<_, Option<i64>>(11)?.map(Moment::from_micros),
        photo: match key {
            Some(key) => Some(PhotoLink {
                key,
                file_name: row.get(10)?,
            }),
            None => None,
        },
    })
}

pub(super) fn role(row: &Row, column: usize) -> rusqlite::Result<Role> {
    // The table's own check lets no other word in; the least right is the safe reading.
    Ok(Role::from_word(&row.get::<_, String>(column)?).unwrap_or(Role::User))
}

pub(super) fn status(row: &Row, column: usize) -> rusqlite::Result<Status> {
    Ok(Status::from_word(&row.get::<_, String>(column)?).unwrap_or(Status::Suspended))
}

/// Replaces a password's hash, if it still is the one that was checked: of two
/// changes at once, one wins and the other is told that its password is wrong.
///
/// # Errors
/// [`Fault::WrongCurrentPassword`] if it was changed meanwhile.
pub fn replace_hash(tx: &Tx, id: AccountId, old: &str, new: &str) -> Result<(), Fault> {
    let changed = tx.execute(
        "update accounts set password_hash = ?3 where id = ?1 and password_hash = ?2",
        params![id.0, old, new],
    )?;
    if changed == 0 {
        Err(Fault::WrongCurrentPassword)
    } else {
        Ok(())
    }
}

/// Sets the type last predicted.
///
/// # Errors
/// [`Fault::NoAccount`] if it is gone.
pub fn set_mbti(tx: &Tx, id: AccountId, persona: PersonaType) -> Result<(), Fault> {
    let changed = tx.execute(
        "update accounts set mbti = ?2 where id = ?1",
        params![id.0, persona.label()],
    )?;
    if changed == 0 {
        Err(Fault::NoAccount)
    } else {
        Ok(())
    }
}

/// Counts one more photo; returns the account's username and the new count.
///
/// # Errors
/// [`Fault::NoAccount`] if it is gone.
pub fn count_photo(tx: &Tx, id: AccountId) -> Result<(Username, i64), Fault> {
    tx.first(
        "update accounts set photo_count = photo_count + 1 where id = ?1 returning username, photo_count",
        [id.0],
        |row| Ok((Username::stored(row.get(0)?), row.get(1)?)),
    )?
    .ok_or(Fault::NoAccount)
}

/// Deletes an account and, by the schema's cascades, everything that hangs on it.
///
/// # Errors
/// [`Fault::NoAccount`] if it is gone already.
pub fn delete(tx: &Tx, id: AccountId) -> Result<(), Fault> {
    let gone = tx.execute("delete from accounts where id = ?1", [id.0])?;
    if gone == 0 {
        Err(Fault::NoAccount)
    } else {
        Ok(())
    }
}

/// Sets an account's status.
///
/// # Errors
/// [`Fault::NoAccount`] if it is gone.
pub fn set_status(tx: &Tx, id: AccountId, status: Status) -> Result<(), Fault> {
    let changed = tx.execute(
        "update accounts set status = ?2 where id = ?1",
        params![id.0, status.word()],
    )?;
    if changed == 0 {
        Err(Fault::NoAccount)
    } else {
        Ok(())
    }
}

/// Sets an account's role.
///
/// # Errors
/// [`Fault::NoAccount`] if it is gone.
pub fn set_role(tx: &Tx, id: AccountId, role: Role) -> Result<(), Fault> {
    let changed = tx.execute(
        "update accounts set role = ?2 where id = ?1",
        params![id.0, role.word()],
    )?;
    if changed == 0 {
        Err(Fault::NoAccount)
    } else {
        Ok(())
    }
}

/// Notes that somebody signed in.
///
/// # Errors
/// [`Fault::Internal`] if it can't be written.
pub fn note_login(tx: &Tx, id: AccountId) -> Result<(), Fault> {
    tx.execute(
        "update accounts set last_login_at = ?2 where id = ?1",
        params![id.0, tx.now.micros()],
    )?;
    Ok(())
}

/// Sets a password's hash, whatever it was.
///
/// # Errors
/// [`Fault::NoAccount`] if the account is gone.
pub fn set_hash(tx: &Tx, id: AccountId, hash: &str) -> Result<(), Fault> {
    let changed = tx.execute(
        "update accounts set password_hash = ?2 where id = ?1",
        params![id.0, hash],
    )?;
    if changed == 0 {
        Err(Fault::NoAccount)
    } else {
        Ok(())
    }
}
