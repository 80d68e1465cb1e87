//! The table `seats`.

use rusqlite::params;

use crate::domain::answers::Oddity;
use crate::domain::fault::{Fault, Resource};
use crate::domain::group::Member;
use crate::domain::instrument;
use crate::domain::moment::Moment;
use crate::domain::name::Name;
use crate::domain::persona::PersonaType;
use crate::domain::room::{RoomId, Seat, SeatId, SeatResult, Sheet};
use crate::store::Tx;
use crate::store::row::Row;

/// Gives somebody a seat.
pub(crate) fn insert(
    tx: &Tx,
    room: RoomId,
    token_hash: &str,
    (name, team): (&Name, Option<usize>),
    statements: usize,
) -> Result<SeatId, Fault> {
    let team = team.and_then(|team| i64::try_from(team).ok());
    tx.execute(
        "insert into seats (room_id, token_hash, name, team, answers, joined_at) values (?1, ?2, ?3, ?4, ?5, ?6)",
        params![
            room.0,
            token_hash,
            name.as_str(),
            team,
            Sheet::empty(statements).text(),
            tx.now.micros()
        ],
    )?;
    Ok(SeatId(tx.last_id()))
}

/// How many seats a room has given, whoever sits there still.
pub(crate) fn count(tx: &Tx, room: RoomId) -> Result<usize, Fault> {
    let count: Option<i64> = tx.value("select count(*) from seats where room_id = ?1", [room.0])?;
    Ok(usize::try_from(count.unwrap_or(0)).unwrap_or(usize::MAX))
}

/// When the seat was given that was the `count`th from the last; `None` if there are fewer.
pub(crate) fn nth_last_joined(
    tx: &Tx,
    room: RoomId,
    count: usize,
) -> Result<Option<Moment>, Fault> {
    let offset = i64::try_from(count.saturating_sub(1)).unwrap_or(i64::MAX);
    let sql = "select joined_at from seats where room_id = ?1 order by id desc limit 1 offset ?2";
    Ok(tx.value(sql, params![room.0, offset])?)
}

const OWN: &str =
    "select id, name, team, answers, mbti, shares, places, oddity, is_removed, batch, is_raised, was_shown
     from seats where token_hash = ?1 and room_id = ?2";

/// The seat in this room whose token has this hash, if there is one.
pub(crate) fn by_token(tx: &Tx, room: RoomId, token_hash: &str) -> Result<Option<Seat>, Fault> {
    Ok(tx.first(OWN, params![token_hash, room.0], seat)?)
}

/// All seats of a room, in the order of joining.
pub(crate) fn of_room(tx: &Tx, room: RoomId) -> Result<Vec<Seat>, Fault> {
    let sql = "select id, name, team, answers, mbti, shares, places, oddity, is_removed, batch, is_raised, was_shown
         from seats where room_id = ?1 order by id";
    Ok(tx.all(sql, [room.0], seat)?)
}

fn seat(row: &Row) -> rusqlite::Result<Seat> {
    let id = row.get("id")?;
    let name = row.get("name")?;
    let team: Option<i64> = row.get("team")?;
    let answers: String = row.get("answers")?;
    Ok(Seat {
        id,
        name,
        team: team.and_then(|team| usize::try_from(team).ok()),
        sheet: Sheet::stored(&answers),
        result: result(row)?,
        is_removed: row.get("is_removed")?,
        batch: row.get("batch")?,
        is_raised: row.get("is_raised")?,
        was_shown: row.get("was_shown")?,
    })
}

fn result(row: &Row) -> rusqlite::Result<Option<SeatResult>> {
    let label: Option<String> = row.get("mbti")?;
    let shares: Option<String> = row.get("shares")?;
    let places: Option<String> = row.get("places")?;
    let oddity: Option<String> = row.get("oddity")?;
    let persona = label.as_deref().and_then(PersonaType::from_label);
    let list = |text: Option<String>| text.and_then(|text| serde_json::from_str(&text).ok());
    let scales = list(shares).zip(list(places));
    Ok(scales.map(|(shares, places)| SeatResult {
        persona,
        shares,
        places,
        oddity: oddity.as_deref().and_then(Oddity::from_word),
    }))
}

/// Those of a room who have finished and count.
pub(crate) fn members(tx: &Tx, room: RoomId) -> Result<Vec<Member>, Fault> {
    Ok(of_room(tx, room)?.iter().filter_map(Member::of).collect())
}

/// Keeps a seat's answers.
pub(crate) fn keep_answers(tx: &Tx, id: SeatId, sheet: &Sheet) -> Result<(), Fault> {
    tx.change(
        "update seats set answers = ?2 where id = ?1",
        params![id.0, sheet.text()],
        Fault::NotFound(Resource::Seat),
    )
}

/// Keeps a seat's result.
pub(crate) fn keep_result(tx: &Tx, id: SeatId, result: &SeatResult) -> Result<(), Fault> {
    tx.change(
        "update seats set finished_at = ?2, mbti = ?3, shares = ?4, places = ?5, oddity = ?6 where id = ?1",
        params![
            id.0,
            tx.now.micros(),
            result.persona.map(PersonaType::label),
            serde_json::to_string(&result.shares).unwrap_or_default(),
            serde_json::to_string(&result.places).unwrap_or_default(),
            result.oddity.map(Oddity::word),
        ],
        Fault::NotFound(Resource::Seat),
    )
}

/// Puts seats into their batches.
pub(crate) fn set_batches(tx: &Tx, batches: &[(SeatId, i64)]) -> Result<(), Fault> {
    for (seat, batch) in batches {
        tx.execute(
            "update seats set batch = ?2 where id = ?1",
            params![seat.0, batch],
        )?;
    }
    Ok(())
}

/// Raises or lowers a card.
pub(crate) fn set_raised(tx: &Tx, id: SeatId, is_raised: bool) -> Result<(), Fault> {
    tx.change(
        "update seats set is_raised = ?2, was_shown = was_shown or ?2 where id = ?1",
        params![id.0, is_raised],
        Fault::NotFound(Resource::Seat),
    )
}

/// Takes somebody out of a room. What isn't in a picture yet is forgotten, and what they let be kept for research: from
/// now on they couldn't take it back.
///
/// # Errors
/// [`Fault::NotFound`] if there is no such seat in it.
pub(crate) fn remove(tx: &Tx, room: RoomId, id: SeatId) -> Result<(), Fault> {
    tx.change(
        "update seats set is_removed = 1, is_raised = 0, name = '',
           answers = iif(batch is null, substr(?3, 1, length(answers)), answers), mbti = iif(batch is null, null, mbti),
           shares = iif(batch is null, null, shares), places = iif(batch is null, null, places), oddity = iif(batch is null, null, oddity)
         where room_id = ?1 and id = ?2",
        params![room.0, id.0, Sheet::empty(instrument::STATEMENTS[1]).text()],
        Fault::NotFound(Resource::Seat),
    )?;
    withdraw(tx, id)
}

/// Whether what was answered on a seat is kept for research.
pub(crate) fn contributes(tx: &Tx, id: SeatId) -> Result<bool, Fault> {
    let sql = "select exists (select 1 from responses where seat_id = ?1)
                 or exists (select 1 from instrument_results where seat_id = ?1)";
    Ok(tx.value(sql, [id.0])?.unwrap_or(false))
}

/// Deletes that.
pub(crate) fn withdraw(tx: &Tx, id: SeatId) -> Result<(), Fault> {
    tx.execute("delete from responses where seat_id = ?1", [id.0])?;
    tx.execute("delete from instrument_results where seat_id = ?1", [id.0])?;
    Ok(())
}

/// Ends a seat's token: nothing leads from the phone to it any more.
pub(crate) fn forget_token(tx: &Tx, id: SeatId) -> Result<(), Fault> {
    tx.execute(
        "update seats set token_hash = 'left ' || id where id = ?1",
        [id.0],
    )?;
    Ok(())
}
