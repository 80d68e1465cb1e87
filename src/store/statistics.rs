//! Numbers over all tables, for administrators.

use crate::domain::account::Role;
use crate::domain::fault::Fault;
use crate::domain::moment::Moment;
use crate::domain::name::FullName;
use crate::domain::persona::PersonaType;
use crate::domain::query::PastSignIn;
use crate::domain::session::Device;
use crate::store::{Tx, counts};

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

/// As the triggers of the schema counted it.
pub(crate) fn totals(tx: &Tx) -> Result<Totals, Fault> {
    let size = "select page_count * page_size from pragma_page_count, pragma_page_size";
    let mut types = counts::of_kind(tx, "type")?;
    types.retain(|(label, _)| PersonaType::from_label(label).is_some());
    Ok(Totals {
        accounts: counts::accounts(tx)?,
        admins: counts::one(tx, "role", Role::Admin.word())?,
        results: counts::one(tx, "results", "")?,
        photos: counts::one(tx, "photos", "")?,
        photo_bytes: counts::one(tx, "photo bytes", "")?,
        database_bytes: tx.value(size, ())?.unwrap_or(0),
        undetermined: counts::one(tx, "type", "?")?,
        types,
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

/// What grows.
pub(crate) fn amounts(tx: &Tx) -> Result<Amounts, Fault> {
    Ok(Amounts {
        accounts: counts::accounts(tx)?,
        photos: counts::one(tx, "photos", "")?,
        photo_bytes: counts::one(tx, "photo bytes", "")?,
    })
}

/// The days (UTC) from that of a moment to today on which somebody signed up, as `2026-11-21`, and how many did.
pub(crate) fn sign_ups(tx: &Tx, since: Moment) -> Result<Vec<(String, i64)>, Fault> {
    Ok(counts::sign_ups(tx, since, tx.now.latest_believed())?)
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
