//! Queries of accounts.

use rusqlite::params;

use crate::domain::account::{Account, AccountId, Role, Status};
use crate::domain::fault::Fault;
use crate::domain::moment::Moment;
use crate::domain::name::FullName;
use crate::domain::persona::PersonaType;
use crate::domain::photo::PhotoLink;
use crate::domain::query::{Page, Which};
use crate::domain::username::Username;
use crate::store::row::Row;
use crate::store::{Tx, counts};

/// What a sign-in needs to know.
#[derive(Debug, Clone)]
pub(crate) struct LoginRecord {
    /// The account.
    pub id: AccountId,
    /// The hash of its password.
    pub password_hash: String,
    /// Whether it may sign in.
    pub status: Status,
    /// What it may do.
    pub role: Role,
    /// Whether a code is asked for behind the password.
    pub has_second_factor: bool,
}

/// What a sign-in as this account needs, if there is one.
pub(crate) fn login(tx: &Tx, which: Which) -> Result<Option<LoginRecord>, Fault> {
    let Some(id) = id_of(tx, which)? else {
        return Ok(None);
    };
    let found = tx.first(
        "select id, password_hash, status, role,
           exists (select 1 from second_factors f where f.account_id = a.id) as has_second_factor
         from accounts a where id = ?1",
        [id.0],
        login_row,
    )?;
    Ok(found)
}

fn login_row(row: &Row) -> rusqlite::Result<LoginRecord> {
    Ok(LoginRecord {
        id: row.get("id")?,
        password_hash: row.get("password_hash")?,
        status: row.get("status")?,
        role: row.get("role")?,
        has_second_factor: row.get("has_second_factor")?,
    })
}

/// The highest number of an account; 0 if there is none.
pub(crate) fn highest_id(tx: &Tx) -> Result<i64, Fault> {
    let highest = tx.value("select coalesce(max(id), 0) from accounts", ())?;
    Ok(highest.unwrap_or_default())
}

/// The hash of the first account from this number on, if there is one.
pub(crate) fn hash_from(tx: &Tx, id: AccountId) -> Result<Option<String>, Fault> {
    let sql = "select password_hash from accounts where id >= ?1 order by id limit 1";
    Ok(tx.value(sql, [id.0])?)
}

/// The columns that readers and exports share.
macro_rules! columns {
    () => {
        "a.front_name, a.last_name, a.role, a.status, a.mbti, a.mbti_reliable"
    };
}
pub(in crate::store) use columns;

macro_rules! select {
    () => {
        concat!(
            "select a.id, a.username, a.email, ",
            $crate::store::accounts::columns!(),
            ", a.created_at, a.last_login_at, p.key, p.file_name
             from accounts a left join photos p on p.account_id = a.id"
        )
    };
}
pub(super) use select;

/// The account with this number, if it still exists.
///
/// # Errors
/// [`Fault::Internal`] if the database can't be read.
pub fn get(tx: &Tx, id: AccountId) -> Result<Option<Account>, Fault> {
    let found = tx.first(concat!(select!(), " where a.id = ?1"), [id.0], account)?;
    Ok(found)
}

/// Refuses to add a row to an account that was deleted after its caller had proved who they are.
///
/// # Errors
/// [`Fault::ExpiredCredentials`].
pub(crate) fn check_exists(tx: &Tx, id: AccountId) -> Result<(), Fault> {
    let found: Option<i64> = tx.value("select id from accounts where id = ?1", [id.0])?;
    found.map(drop).ok_or(Fault::ExpiredCredentials)
}

/// Whether there ever was an account.
pub(crate) fn any_ever(tx: &Tx) -> Result<bool, Fault> {
    let sql = "select 1 from sqlite_sequence where name = 'accounts'";
    Ok(tx.first(sql, (), |_| Ok(()))?.is_some())
}

/// The number of the account somebody means, if there is one.
///
/// # Errors
/// [`Fault::Internal`] if the database can't be read.
pub fn id_of(tx: &Tx, which: Which) -> Result<Option<AccountId>, Fault> {
    // Addresses are stored in lower case; SQLite's nocase folds ASCII only.
    let found = match which {
        Which::Id(AccountId(number)) => tx.value("select id from accounts where id = ?1", [number]),
        Which::Username(name) => {
            tx.value("select id from accounts where username_key = ?1", [Username::key_of(name)])
        }
        Which::Email(email) => tx.value("select id from accounts where email = ?1", [email.to_lowercase()]),
        Which::Either(text) => tx.value(
            "select id from accounts where username_key = ?1 or email = ?2 order by email = ?2 desc limit 1",
            params![Username::key_of(text), text.to_lowercase()],
        ),
    };
    Ok(found?)
}

/// Accounts that signed in between this moment and now, latest first.
pub(crate) fn signed_in_since(tx: &Tx, moment: Moment, page: Page) -> Result<Vec<Account>, Fault> {
    let sql = concat!(
        select!(),
        " where a.last_login_at between ?1 and ?4 order by a.last_login_at desc, a.id limit ?2 offset ?3"
    );
    Ok(tx.all(
        sql,
        params![
            moment.micros(),
            page.limit,
            page.skip,
            tx.now.latest_believed().micros()
        ],
        account,
    )?)
}

/// How many accounts there are, or signed in between this moment and now.
pub(crate) fn count(tx: &Tx, since: Option<Moment>) -> Result<i64, Fault> {
    let Some(since) = since else {
        return Ok(counts::accounts(tx)?);
    };
    let found = tx.value(
        "select count(*) from accounts where last_login_at between ?1 and ?2",
        [since.micros(), tx.now.latest_believed().micros()],
    )?;
    Ok(found.unwrap_or(0))
}

pub(super) fn account(row: &Row) -> rusqlite::Result<Account> {
    Ok(Account {
        id: row.get("id")?,
        username: row.get("username")?,
        email: row.get("email")?,
        name: FullName {
            front: row.get("front_name")?,
            last: row.get("last_name")?,
        },
        role: row.get("role")?,
        status: row.get("status")?,
        mbti: row
            .get::<Option<String>>("mbti")?
            .and_then(|label| PersonaType::from_label(&label)),
        mbti_reliable: row.get("mbti_reliable")?,
        created_at: row.get("created_at")?,
        last_login_at: row.get("last_login_at")?,
        photo: match row.get("key")? {
            Some(key) => Some(PhotoLink {
                key,
                file_name: row.get("file_name")?,
            }),
            None => None,
        },
    })
}

/// Whether there is an administrator who can sign in.
pub(crate) fn has_admin(tx: &Tx) -> Result<bool, Fault> {
    let sql = "select 1 from accounts where role = 'admin' and status = 'active' limit 1";
    Ok(tx.first(sql, (), |_| Ok(()))?.is_some())
}

/// Whether this is an administrator who can sign in, and the only one.
pub(crate) fn is_last_admin(tx: &Tx, id: AccountId) -> Result<bool, Fault> {
    let sql = "select max(id = ?1) and count(*) = 1 from
               (select id from accounts where role = 'admin' and status = 'active' limit 2)";
    Ok(tx
        .value::<Option<bool>>(sql, [id.0])?
        .flatten()
        .unwrap_or(false))
}
