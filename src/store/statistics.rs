//! Numbers over all tables, for administrators.

use crate::domain::fault::Fault;
use crate::domain::moment::Moment;
use crate::domain::name::FullName;
use crate::domain::query::PastSignIn;
use crate::domain::session::Device;
use crate::store::{Tx, predictions};

/// What the server holds.
#[derive(Debug, Clone, Default)]
pub(crate) struct Totals {
    /// Accounts.
    pub accounts: i64,
    /// Accounts of administrators.
    pub admins: i64,
    /// Results of the quiz.
    pub results: i64,
    /// Photos.
    pub photos: i64,
    /// Bytes of all photos, all sizes together.
    pub photo_bytes: i64,
    /// Bytes of the database's file.
    pub database_bytes: i64,
    /// Accounts whose type deserves no trust.
    pub undetermined: i64,
    /// Accounts of each type that deserves trust, by label; types without accounts are left out.
    pub types: Vec<(String, i64)>,
}

/// Counts everything once.
pub(crate) fn totals(tx: &Tx) -> Result<Totals, Fault> {
    let counted = tx.first(
        "select (select count(*) from accounts) as accounts,
                (select count(*) from accounts where role = 'admin') as admins,
                (select count(*) from accounts where mbti is not null and not mbti_reliable) as undetermined,
                (select count(*) from predictions) as results,
                count(*) as photos, coalesce(sum(bytes), 0) as photo_bytes,
                (select page_count * page_size from pragma_page_count, pragma_page_size) as database_bytes
         from photos",
        (),
        |row| {
            Ok(Totals {
                accounts: row.get("accounts")?,
                admins: row.get("admins")?,
                results: row.get("results")?,
                photos: row.get("photos")?,
                photo_bytes: row.get("photo_bytes")?,
                database_bytes: row.get("database_bytes")?,
                undetermined: row.get("undetermined")?,
                types: Vec::new(),
            })
        },
    )?;
    Ok(Totals {
        types: predictions::by_type(tx)?,
        ..counted.unwrap_or_default()
    })
}

/// How much there is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Amounts {
    /// Accounts.
    pub accounts: i64,
    /// Photos.
    pub photos: i64,
    /// Bytes of all photos, all sizes together.
    pub photo_bytes: i64,
}

/// Counts what grows. It goes through all photos' rows, but through no file.
pub(crate) fn amounts(tx: &Tx) -> Result<Amounts, Fault> {
    let counted = tx.first(
        "select (select count(*) from accounts) as accounts, count(*) as photos,
                coalesce(sum(bytes), 0) as photo_bytes
         from photos",
        (),
        |row| {
            Ok(Amounts {
                accounts: row.get("accounts")?,
                photos: row.get("photos")?,
                photo_bytes: row.get("photo_bytes")?,
            })
        },
    )?;
    Ok(counted.unwrap_or_default())
}

/// The days from a moment to now on which somebody signed up, as `2026-11-21`, and how many did.
pub(crate) fn sign_ups(tx: &Tx, since: Moment) -> Result<Vec<(String, i64)>, Fault> {
    let found = tx.all(
        "select date(created_at / 1000000, 'unixepoch') as day, count(*) as accounts from accounts
         where created_at between ?1 and ?2 group by day order by day",
        [since.micros(), tx.now.latest_believed().micros()],
        |row| Ok((row.get("day")?, row.get("accounts")?)),
    )?;
    Ok(found)
}

/// The latest sessions, newest first.
pub(crate) fn sign_ins(tx: &Tx, most: i64) -> Result<Vec<PastSignIn>, Fault> {
    let found = tx.all(
        "select a.username, a.front_name, a.last_name, a.email, s.family, s.agent, s.address, s.created_at
         from sessions s join accounts a on a.id = s.account_id order by s.id desc limit ?1",
        [most],
        |row| {
            Ok(PastSignIn {
                username: row.get("username")?,
                name: FullName {
                    front: row.get("front_name")?,
                    last: row.get("last_name")?,
                },
                email: row.get("email")?,
                family: row.get("family")?,
                device: Device {
                    agent: row.get("agent")?,
                    address: row.get("address")?,
                },
                at: row.get("created_at")?,
            })
        },
    )?;
    Ok(found)
}
