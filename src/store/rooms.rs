//! The table `rooms`.

use rusqlite::params;

use crate::domain::account::AccountId;
use crate::domain::fault::{Fault, Resource};
use crate::domain::language::Language;
use crate::domain::moment::Moment;
use crate::domain::room::{Plan, Room, RoomCode, RoomId};
use crate::domain::text::Text;
use crate::store::Tx;
use crate::store::row::Row;

/// Opens a room.
pub(crate) fn insert(
    tx: &Tx,
    host: AccountId,
    code: &RoomCode,
    plan: &Plan,
    ends_at: Moment,
) -> Result<RoomId, Fault> {
    let teams: Vec<&str> = plan.teams.iter().map(Text::as_str).collect();
    tx.execute(
        "insert into rooms (account_id, code, title, language, asks_names, teams, at_once, least, opened_at, ends_at,
           instrument_hash)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        params![
            host.0,
            code.as_str(),
            plan.title.as_str(),
            plan.language.tag(),
            plan.asks_names,
            serde_json::to_string(&teams).unwrap_or_default(),
            plan.at_once,
            i64::try_from(plan.least).unwrap_or(i64::MAX),
            tx.now.micros(),
            ends_at.micros(),
            plan.instrument,
        ],
    )?;
    Ok(RoomId(tx.last_id()))
}

macro_rules! select {
    () => {
        "select r.id, r.account_id, r.code, r.title, r.language, r.asks_names, r.teams, r.at_once, r.least, r.opened_at,
         r.ends_at, r.is_paused, r.revealed_at, r.instrument_hash, a.status = 'active' as has_active_host
         from rooms r join accounts a on a.id = r.account_id "
    };
}

/// The room with this code.
///
/// # Errors
/// [`Fault::NotFound`] if there is none.
pub(crate) fn by_code(tx: &Tx, code: &RoomCode) -> Result<Room, Fault> {
    let sql = concat!(select!(), "where r.code = ?1");
    tx.first(sql, [code.as_str()], room)?
        .ok_or(Fault::NotFound(Resource::Room))
}

/// An account's rooms, the latest first.
pub(crate) fn of_account(tx: &Tx, account: AccountId) -> Result<Vec<Room>, Fault> {
    let sql = concat!(select!(), "where r.account_id = ?1 order by r.id desc");
    Ok(tx.all(sql, [account.0], room)?)
}

fn room(row: &Row) -> rusqlite::Result<Room> {
    let id = row.get("id")?;
    let host = row.get("account_id")?;
    let code = row.get("code")?;
    let title = row.get("title")?;
    let language: String = row.get("language")?;
    let asks_names = row.get("asks_names")?;
    let teams: String = row.get("teams")?;
    let at_once = row.get("at_once")?;
    let least: i64 = row.get("least")?;
    let opened_at = row.get("opened_at")?;
    let ends_at = row.get("ends_at")?;
    let teams: Vec<String> = serde_json::from_str(&teams).unwrap_or_default();
    Ok(Room {
        id,
        host,
        code,
        plan: Plan {
            title,
            language: Language::from_tag(&language).unwrap_or_default(),
            asks_names,
            teams: teams.into_iter().map(Text::stored).collect(),
            at_once,
            // A room whose number was changed shows less, never more.
            least: usize::try_from(least).unwrap_or(usize::MAX),
            instrument: row.get("instrument_hash")?,
        },
        opened_at,
        ends_at,
        is_paused: row.get("is_paused")?,
        revealed_at: row.get("revealed_at")?,
        has_active_host: row.get("has_active_host")?,
    })
}

/// Keeps what a host may change: the end, the pause, the reveal.
pub(crate) fn update(tx: &Tx, room: &Room) -> Result<(), Fault> {
    tx.change(
        "update rooms set ends_at = ?2, is_paused = ?3, revealed_at = ?4 where id = ?1",
        params![
            room.id.0,
            room.ends_at.micros(),
            room.is_paused,
            room.revealed_at.map(Moment::micros)
        ],
        Fault::NotFound(Resource::Room),
    )
}

/// Deletes a room with its seats.
pub(crate) fn remove(tx: &Tx, id: RoomId) -> Result<(), Fault> {
    tx.change(
        "delete from rooms where id = ?1",
        [id.0],
        Fault::NotFound(Resource::Room),
    )
}

/// Deletes the rooms that ended before this moment, with their seats; how many they were.
pub(crate) fn sweep(tx: &Tx, before: Moment) -> Result<usize, Fault> {
    Ok(tx.execute("delete from rooms where ends_at < ?1", [before.micros()])?)
}

/// The only administrator who may sign in, if there is exactly one.
pub(crate) fn only_administrator(tx: &Tx) -> Result<Option<AccountId>, Fault> {
    let sql =
        "select id from accounts where role = 'admin' and status = 'active' order by id limit 2";
    let found = tx.all(sql, (), |row| row.get("id"))?;
    Ok(match found[..] {
        [one] => Some(one),
        _ => None,
    })
}
