//! Imported accounts.

use rusqlite::params;

use crate::domain::account::{AccountId, Role, Status};
use crate::domain::email::Email;
use crate::domain::fault::Fault;
use crate::domain::moment::Moment;
use crate::domain::name::FullName;
use crate::domain::persona::PersonaType;
use crate::domain::query::Which;
use crate::domain::username::Username;
use crate::store::accounts::duplicate::{refuse_anothers, taken};
use crate::store::accounts::id_of;
use crate::store::imported::free_id;
use crate::store::{StoreError, Tx, set_up_key};

/// An account of another database.
#[derive(Debug, Clone)]
pub(crate) struct ImportedAccount {
    /// Its number there; kept if it is free here.
    pub id: Option<i64>,
    /// Its username; `None` has one generated from its number and the day.
    pub username: Option<Username>,
    /// Its e-mail address.
    pub email: Email,
    /// What the person is called.
    pub name: FullName,
    /// The hash of its password, ours or one that our hasher can check.
    pub password_hash: String,
    /// What it may do.
    pub role: Role,
    /// Whether it may sign in.
    pub status: Status,
    /// The type last predicted.
    pub mbti: Option<PersonaType>,
    /// Whether the answers behind it deserve trust.
    pub mbti_reliable: bool,
    /// How many photos it has uploaded.
    pub photo_count: i64,
    /// When it signed up; `None` is now.
    pub created_at: Option<Moment>,
    /// When it last signed in.
    pub last_login_at: Option<Moment>,
}

/// Adds an imported account.
///
/// # Errors
/// [`Fault::EmailTaken`] or [`Fault::UsernameTaken`], as the database finds.
pub(crate) fn insert_imported(tx: &Tx, new: &ImportedAccount) -> Result<AccountId, Fault> {
    let inserted = insert_any(tx, new)?;
    if new.role == Role::Admin {
        set_up_key::end(tx)?;
    }
    Ok(inserted)
}

fn insert_any(tx: &Tx, new: &ImportedAccount) -> Result<AccountId, Fault> {
    let id = free_id(tx, "accounts", new.id)?;
    let may_add = refuse_anothers(tx, id, &new.email);
    let Some(username) = &new.username else {
        return may_add.and_then(|()| insert_with_generated_name(tx, id, new));
    };
    let add = |()| add(tx, id, username, new).map_err(|error| taken(error, username));
    match may_add.and_then(add) {
        // Both are taken: SQLite names whichever it checked first; the fault always names the username.
        Err(Fault::EmailTaken) if id_of(tx, Which::Username(username.as_str()))?.is_some() => {
            Err(Fault::UsernameTaken(username.clone()))
        }
        result => result.map(|()| AccountId(id)),
    }
}

fn insert_with_generated_name(tx: &Tx, id: i64, new: &ImportedAccount) -> Result<AccountId, Fault> {
    let mut attempt = 0;
    loop {
        let day = new.created_at.unwrap_or(tx.now);
        let username = Username::generated(id, day, attempt);
        match add(tx, id, &username, new) {
            Err(error) if error.is_duplicate("accounts.username_key") => attempt += 1,
            result => {
                return result
                    .map(|()| AccountId(id))
                    .map_err(|error| taken(error, &username));
            }
        }
    }
}

fn add(tx: &Tx, id: i64, username: &Username, new: &ImportedAccount) -> Result<(), StoreError> {
    tx.execute(
        "insert into accounts (id, username, email, password_hash, front_name, last_name, role, status,
                               mbti, photo_count, created_at, last_login_at, username_key, mbti_reliable)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
        params![
            id,
            username.as_str(),
            new.email.as_str(),
            new.password_hash,
            new.name.front.as_str(),
            new.name.last.as_str(),
            new.role.word(),
            new.status.word(),
            new.mbti.map(PersonaType::label),
            new.photo_count,
            new.created_at.unwrap_or(tx.now).micros(),
            new.last_login_at.map(Moment::micros),
            username.key(),
            new.mbti_reliable,
        ],
    )?;
    Ok(())
}

/// Which of these addresses belong to accounts already.
pub(crate) fn known_emails(tx: &Tx, emails: &[&Email]) -> Result<Vec<bool>, Fault> {
    let known = emails
        .iter()
        .map(|email| id_of(tx, Which::Email(email.as_str())));
    known.map(|found| Ok(found?.is_some())).collect()
}

/// Replaces an account's names, username and type by the imported ones, as far as there are any. Role, status and
/// password stay: they were decided here since.
///
/// # Errors
/// [`Fault::UsernameTaken`].
pub(crate) fn refresh(
    tx: &Tx,
    id: AccountId,
    username: Option<&Username>,
    name: Option<&FullName>,
    mbti: Option<(PersonaType, bool)>,
) -> Result<(), Fault> {
    if let Some(username) = username {
        super::set_username(tx, id, username)?;
    }
    super::set_names(
        tx,
        id,
        name.map(|name| &name.front),
        name.map(|name| &name.last),
    )?;
    mbti.map_or(Ok(()), |(mbti, is_reliable)| {
        super::set_mbti(tx, id, mbti, is_reliable)
    })
}
