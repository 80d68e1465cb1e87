//! The table `sessions`.

use rusqlite::params;

use crate::domain::account::AccountId;
use crate::domain::caller::Caller;
use crate::domain::fault::Fault;
use crate::domain::moment::Moment;
use crate::domain::session::{Device, SessionId, Token};
use crate::store::{Tx, accounts};

/// A session to be.
#[derive(Debug, Clone)]
pub struct NewSession {
    /// Whose it is.
    pub account: AccountId,
    /// The name of the token that speaks for it.
    pub token_id: String,
    /// The API family it was opened through.
    pub family: &'static str,
    /// What it was opened from.
    pub device: Device,
    /// When it ends by itself.
    pub expires_at: Moment,
}

/// Opens a session, and sweeps out a few that have ended by themselves, so
/// that the table doesn't grow for ever.
///
/// # Errors
/// [`Fault::Internal`] if it can't be written.
pub fn insert(tx: &Tx, new: &NewSession) -> Result<SessionId, Fault> {
    tx.execute(
        "delete from sessions where id in (select id from sessions where expires_at <= ?1 limit 16)",
        [tx.now.micros()],
    )?;
    tx.execute(
        "insert into sessions (account_id, token_id, family, agent, address, created_at, expires_at)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            new.account.0,
            new.token_id,
            new.family,
            new.device.agent,
            new.device.address,
            tx.now.micros(),
            new.expires_at.micros(),
        ],
    )?;
    Ok(SessionId(tx.last_id()))
}

/// Who speaks with this token: its session must stand, be its own, and belong
/// to an account in use.
///
/// # Errors
/// [`Fault::Internal`] if the database can't be read.
pub fn caller(tx: &Tx, token: &Token) -> Result<Option<Caller>, Fault> {
    let found = tx.first(
        "select a.id, a.role from sessions s join accounts a on a.id = s.account_id
         where s.id = ?1 and s.token_id = ?2 and s.account_id = ?3 and s.expires_at > ?4 and a.status = 'active'",
        params![token.session.0, token.id, token.account, tx.now.micros()],
        |row| Ok(Caller { account: AccountId(row.get(0)?), role: accounts::role(row, 1)?, session: token.session }),
    )?;
    Ok(found)
}

/// Ends one session; it may be gone already.
///
/// # Errors
/// [`Fault::Internal`] if it can't be written.
pub fn end(tx: &Tx, id: SessionId) -> Result<(), Fault> {
    tx.execute("delete from sessions where id = ?1", [id.0])?;
    Ok(())
}

/// Ends an account's sessions, but for this one.
///
/// # Errors
/// [`Fault::Internal`] if it can't be written.
pub fn end_others(tx: &Tx, account: AccountId, but: SessionId) -> Result<(), Fault> {
    tx.execute(
        "delete from sessions where account_id = ?1 and id <> ?2",
        params![account.0, but.0],
    )?;
    Ok(())
}

/// Ends all of an account's sessions.
///
/// # Errors
/// [`Fault::Internal`] if it can't be written.
pub fn end_all(tx: &Tx, account: AccountId) -> Result<(), Fault> {
    tx.execute("delete from sessions where account_id = ?1", [account.0])?;
    Ok(())
}
