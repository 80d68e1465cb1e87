//! The table `sessions`.

mod active;

use std::time::Duration;

use rusqlite::params;

use crate::domain::account::AccountId;
use crate::domain::caller::Caller;
use crate::domain::fault::{Fault, Resource};
use crate::domain::moment::Moment;
use crate::domain::second_factor::AppPasswordId;
use crate::domain::session::{Device, SessionId, Token};
use crate::edge::network_of;
use crate::store::row::Row;
use crate::store::{StoreError, Tx, accounts, app_passwords};

pub(super) use active::columns;
pub(crate) use active::{end_active, end_any, end_own, list, of_account};

/// A session to be.
#[derive(Debug, Clone)]
pub(crate) struct NewSession {
    /// Whose it is.
    pub account: AccountId,
    /// The API family it is opened through.
    pub family: &'static str,
    /// What it is opened from.
    pub device: Device,
    /// What its client's credential is known by.
    pub keys: SessionKeys,
    /// When it expires.
    pub expires_at: Moment,
    /// The app password that opens it, if one does.
    pub app_password: Option<AppPasswordId>,
}

/// What the credential of a session's client is known by.
#[derive(Debug, Clone, Default)]
pub(crate) struct SessionKeys {
    /// The id (`jti`) of its access token, if it has one.
    pub access_id: Option<String>,
    /// The id of its refresh token, if it has one.
    pub refresh_id: Option<String>,
    /// The hash of its handle, if it has one.
    pub handle_hash: Option<String>,
}

/// Whose an active session is, and when it was used last.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ActiveCaller {
    /// Whose it is.
    pub caller: Caller,
    /// When it was used last, to about a day.
    pub last_used_at: Moment,
    /// Whether its account has a second factor.
    pub has_second_factor: bool,
}

/// What a refresh needs to know of an active session.
#[derive(Debug, Clone)]
pub(crate) struct Refreshable {
    /// Its current access token's id.
    pub access_id: String,
    /// Its current refresh token's id.
    pub refresh_id: String,
    /// The refresh token's id before that.
    pub previous_refresh_id: Option<String>,
    /// When that one was exchanged.
    pub refreshed_at: Option<Moment>,
    /// When it was opened.
    pub created_at: Moment,
}

/// That a session `s` is active: it hasn't ended or expired, it was used lately, and it wasn't opened or
/// refreshed later than now, under a clock that was ahead: its expiry would be as far ahead.
macro_rules! is_active {
    ($now:literal, $believed:literal, $idle_since:literal) => {
        concat!(
            "s.ended_at is null and s.expires_at > ",
            $now,
            " and coalesce(s.refreshed_at, s.created_at) <= ",
            $believed,
            " and s.last_used_at > ",
            $idle_since
        )
    };
}

/// The columns of an [`ActiveCaller`], of an account `a` and a session `s`.
macro_rules! caller_columns {
    () => {
        "a.id as account, a.role, s.id as session, s.last_used_at,
         exists (select 1 from second_factors f where f.account_id = a.id) as has_second_factor"
    };
}

/// Opens a session, and deletes a few expired ones, so that the table doesn't
/// grow for ever.
///
/// # Errors
/// [`Fault::Busy`] if another session has this very handle.
pub(crate) fn insert(tx: &Tx, new: &NewSession) -> Result<SessionId, Fault> {
    tx.execute(
        "delete from sessions where id in (select id from sessions where expires_at <= ?1 limit 16)",
        [tx.now.micros()],
    )?;
    accounts::check_exists(tx, new.account)?;
    tx.execute(
        "insert into sessions (account_id, family, agent, address, access_id, refresh_id, handle_hash,
                               created_at, expires_at, last_used_at, app_password_id)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?8, ?10)",
        params![
            new.account.0,
            new.family,
            new.device.agent,
            new.device.address,
            new.keys.access_id,
            new.keys.refresh_id,
            new.keys.handle_hash,
            tx.now.micros(),
            new.expires_at.micros(),
            new.app_password.map(|id| id.0),
        ],
    )
    .map_err(taken)?;
    Ok(SessionId(tx.last_id()))
}

/// Two short codes can be equal, if hardly ever; a client that tries again gets another.
fn taken(error: StoreError) -> Fault {
    if error.is_duplicate("sessions.handle_hash") {
        Fault::Busy { retry_after: 1 }
    } else {
        error.into()
    }
}

/// The caller with this access token: its session must be active, be the token's
/// own, and belong to an active account.
pub(crate) fn caller(
    tx: &Tx,
    token: &Token,
    idle: Duration,
) -> Result<Option<ActiveCaller>, Fault> {
    let found = tx.first(
        concat!(
            "select ",
            caller_columns!(),
            " from sessions s join accounts a on a.id = s.account_id
             where s.id = ?1 and s.account_id = ?2 and ?3 in (s.access_id, s.previous_access_id)
               and a.status = 'active' and ",
            is_active!("?4", "?5", "?6")
        ),
        params![
            token.session.0,
            token.account,
            token.id,
            tx.now.micros(),
            tx.now.latest_believed().micros(),
            tx.now.before(idle).micros()
        ],
        caller_row,
    )?;
    Ok(found)
}

/// The caller with the handle of this hash.
///
/// # Errors
/// [`Fault::NotFound`] if there is none, [`Fault::ExpiredCredentials`] if it
/// has expired or its account may not sign in.
pub(crate) fn caller_by_handle(
    tx: &Tx,
    handle_hash: &str,
    idle: Duration,
) -> Result<ActiveCaller, Fault> {
    let (caller, is_active) = tx
        .first(
            concat!(
                "select ",
                caller_columns!(),
                ", a.status = 'active' and ",
                is_active!("?2", "?3", "?4"),
                " as is_active from sessions s join accounts a on a.id = s.account_id
                 where s.handle_hash = ?1"
            ),
            params![
                handle_hash,
                tx.now.micros(),
                tx.now.latest_believed().micros(),
                tx.now.before(idle).micros()
            ],
            |row| Ok((caller_row(row)?, row.get("is_active")?)),
        )?
        .ok_or(Fault::NotFound(Resource::Session))?;
    if is_active {
        Ok(caller)
    } else {
        Err(Fault::ExpiredCredentials)
    }
}

fn caller_row(row: &Row) -> rusqlite::Result<ActiveCaller> {
    let caller = Caller {
        account: row.get("account")?,
        role: row.get("role")?,
        session: row.get("session")?,
    };
    Ok(ActiveCaller {
        caller,
        last_used_at: row.get("last_used_at")?,
        has_second_factor: row.get("has_second_factor")?,
    })
}

/// Whether an app password opened this session.
pub(crate) fn is_of_app_password(tx: &Tx, id: SessionId) -> Result<bool, Fault> {
    let sql = "select app_password_id is not null from sessions where id = ?1";
    Ok(tx.value(sql, [id.0])?.unwrap_or(false))
}

/// Notes that a session is used.
pub(crate) fn note_use(tx: &Tx, id: SessionId) -> Result<(), Fault> {
    app_passwords::note_session(tx, id)?;
    let sql = "update sessions set last_used_at = ?2 where id = ?1 and ended_at is null";
    tx.execute(sql, params![id.0, tx.now.micros()])?;
    Ok(())
}

/// The session of this refresh token, if it and its account are active; of another family's there is none.
pub(crate) fn refreshable(
    tx: &Tx,
    token: &Token,
    family: &str,
    idle: Duration,
) -> Result<Option<Refreshable>, Fault> {
    let found = tx.first(
        concat!(
            "select s.access_id, s.refresh_id, s.previous_refresh_id, s.refreshed_at, s.created_at
             from sessions s join accounts a on a.id = s.account_id
             where s.id = ?1 and s.account_id = ?2 and s.refresh_id is not null and s.family = ?6
               and a.status = 'active' and ",
            is_active!("?3", "?4", "?5")
        ),
        params![
            token.session.0,
            token.account,
            tx.now.micros(),
            tx.now.latest_believed().micros(),
            tx.now.before(idle).micros(),
            family
        ],
        |row| {
            Ok(Refreshable {
                access_id: row.get("access_id")?,
                refresh_id: row.get("refresh_id")?,
                previous_refresh_id: row.get("previous_refresh_id")?,
                refreshed_at: row.get("refreshed_at")?,
                created_at: row.get("created_at")?,
            })
        },
    )?;
    Ok(found)
}

/// Replaces the current pair, which becomes the previous one.
pub(crate) fn rotate(
    tx: &Tx,
    id: SessionId,
    access_id: &str,
    refresh_id: &str,
    expires_at: Moment,
) -> Result<(), Fault> {
    tx.execute(
        "update sessions
         set previous_access_id = access_id, previous_refresh_id = refresh_id,
             access_id = ?2, refresh_id = ?3, refreshed_at = ?4, last_used_at = ?4, expires_at = ?5
         where id = ?1",
        params![
            id.0,
            access_id,
            refresh_id,
            tx.now.micros(),
            expires_at.micros()
        ],
    )?;
    Ok(())
}

/// Whether somebody signed in to this account from this client network before, by a session that its owner never
/// disowned.
pub(crate) fn knows_address(tx: &Tx, account: AccountId, address: &str) -> Result<bool, Fault> {
    let sql = "select distinct address from sessions
               where account_id = ?1 and (ended_at is null or ended_at > created_at)";
    let known: Vec<String> = tx.all(sql, [account.0], |row| row.get("address"))?;
    let network = network_of(address);
    Ok(known
        .iter()
        .any(|other| other == address || (network.is_some() && network_of(other) == network)))
}

/// The API family that a session was opened through, unless it has ended.
pub(crate) fn active_family(tx: &Tx, id: SessionId) -> Result<Option<String>, Fault> {
    let sql = "select family from sessions where id = ?1 and ended_at is null";
    Ok(tx.value(sql, [id.0])?)
}

/// The client's address that a session was opened from.
pub(crate) fn address_of(tx: &Tx, id: SessionId) -> Result<Option<String>, Fault> {
    Ok(tx.value("select address from sessions where id = ?1", [id.0])?)
}

/// Refuses a caller who has lost what they came with since their request began: their session, their account's leave
/// to sign in, an administrator's rights. The operator has none of these.
///
/// # Errors
/// [`Fault::ExpiredCredentials`], [`Fault::NotAllowed`].
pub(crate) fn check_still(tx: &Tx, caller: Caller) -> Result<(), Fault> {
    if caller.is_operator() {
        return Ok(());
    }
    let sql = "select a.role = 'admin' from sessions s join accounts a on a.id = s.account_id
               where s.id = ?1 and a.id = ?2 and s.ended_at is null and a.status = 'active'";
    let is_admin: Option<bool> = tx.value(sql, [caller.session.0, caller.account.0])?;
    match is_admin {
        None => Err(Fault::ExpiredCredentials),
        Some(false) if caller.is_admin() => Err(Fault::NotAllowed),
        Some(_) => Ok(()),
    }
}

/// Ends one session; it may have ended already.
pub(crate) fn end(tx: &Tx, id: SessionId) -> Result<(), Fault> {
    tx.execute(
        "update sessions set ended_at = ?2 where id = ?1 and ended_at is null",
        params![id.0, tx.now.micros()],
    )?;
    Ok(())
}

/// Ends an account's sessions, but for this one.
pub(crate) fn end_others(tx: &Tx, account: AccountId, but: SessionId) -> Result<(), Fault> {
    tx.execute(
        "update sessions set ended_at = ?3 where account_id = ?1 and id <> ?2 and ended_at is null",
        params![account.0, but.0, tx.now.micros()],
    )?;
    Ok(())
}

/// Ends all of an account's sessions.
pub(crate) fn end_all(tx: &Tx, account: AccountId) -> Result<(), Fault> {
    tx.execute(
        "update sessions set ended_at = ?2 where account_id = ?1 and ended_at is null",
        params![account.0, tx.now.micros()],
    )?;
    Ok(())
}

/// Ends all of an account's sessions, of which some weren't its owner's: they have ended when they were opened, and the
/// networks that they were opened from are a stranger's.
pub(crate) fn disown_all(tx: &Tx, account: AccountId) -> Result<(), Fault> {
    let sql = "update sessions set ended_at = created_at where account_id = ?1";
    tx.execute(sql, [account.0])?;
    Ok(())
}
