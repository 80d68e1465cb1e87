//! What a room looks like: counts as long as nothing is revealed, then pictures of the group.

use crate::app::App;
use crate::domain::caller::Caller;
use crate::domain::fault::{Fault, Resource};
use crate::domain::group::{Member, Occasion, Picture, admit, picture, rows as rows_of};
use crate::domain::persona::PersonaType;
use crate::domain::room::{Room, RoomState, Seat, SeatId};
use crate::services::rooms::{let_in, owned};
use crate::store;
use crate::store::Tx;

/// The parts of the way: none answered, six parts (of ten statements each, of the sixty), finished.
pub(crate) const PARTS: usize = 8;

/// A room as its host sees it. Nothing in it leads from a person to what they answered.
#[derive(Debug)]
pub(crate) struct Live {
    /// The room.
    pub room: Room,
    /// Who is there, in the order of joining.
    pub people: Vec<(SeatId, String, Option<usize>)>,
    /// How many have finished.
    pub finished: usize,
    /// How many of those don't count: their answers are all alike, many in a row alike, or in a pattern.
    pub left_out: usize,
    /// How many who have finished and count are in no picture yet.
    pub waiting: usize,
    /// How many are in each part of the way.
    pub progress: [usize; PARTS],
    /// The cards that are raised.
    pub cards: Vec<Card>,
    /// The group's picture, once there is one.
    pub picture: Option<Picture>,
}

/// A card that somebody raised.
#[derive(Debug)]
pub(crate) struct Card {
    /// Whose it is.
    pub seat: SeatId,
    /// How they want to be called.
    pub name: String,
    /// Their team, from 0.
    pub team: Option<usize>,
    /// Their type.
    pub persona: PersonaType,
}

/// The caller's room.
///
/// # Errors
/// [`Fault::NotFound`] if they have no such.
pub(crate) fn live(app: &App, caller: Caller, code: &str) -> Result<Live, Fault> {
    live_of(app, &owned(app, caller, code)?)
}

/// A room as it is now. At its end those come into its pictures who waited for more; a write, once.
fn live_of(app: &App, room: &Room) -> Result<Live, Fault> {
    let code = room.code.clone();
    let waits = app.store.read(|tx| {
        let room = store::rooms::by_code(tx, &code)?;
        let is_over = room.state(tx.now) == RoomState::Ended && room.is_revealed();
        let members = is_over.then(|| store::seats::members(tx, room.id));
        let members = members.transpose()?.unwrap_or_default();
        Ok(!admit(&members, room.plan.least, Occasion::Ended)
            .batches
            .is_empty())
    })?;
    if waits {
        let code = code.clone();
        app.store.write(move |tx| {
            let room = store::rooms::by_code(tx, &code)?;
            let_in(tx, &room, &[Occasion::Ended])
        })?;
    }
    app.store.read_snapshot(|tx| {
        let room = store::rooms::by_code(tx, &code)?;
        seen(tx, room)
    })
}

fn seen(tx: &Tx, room: Room) -> Result<Live, Fault> {
    let all = store::seats::of_room(tx, room.id)?;
    let members: Vec<Member> = all.iter().filter_map(Member::of).collect();
    let there: Vec<&Seat> = all.iter().filter(|seat| !seat.is_removed).collect();
    let results = || there.iter().filter_map(|seat| seat.result.as_ref());
    let mut progress = [0; PARTS];
    for seat in &there {
        progress[part(seat)] += 1;
    }
    let picture = room
        .is_revealed()
        .then(|| picture(&members, room.plan.least))
        .filter(|picture| picture.people > 0);
    Ok(Live {
        finished: results().count(),
        left_out: results().filter(|result| !result.counts()).count(),
        waiting: members
            .iter()
            .filter(|member| member.batch.is_none())
            .count(),
        progress,
        cards: there.iter().filter_map(|seat| card(seat)).collect(),
        people: there
            .iter()
            .map(|seat| (seat.id, seat.name.as_str().to_owned(), seat.team))
            .collect(),
        picture,
        room,
    })
}

fn part(seat: &Seat) -> usize {
    match seat.sheet.answered() {
        0 => 0,
        _ if seat.result.is_some() => PARTS - 1,
        answered => {
            let total = seat.sheet.len();
            (answered.min(total - 1) * (PARTS - 2)).div_ceil(total)
        }
    }
}

fn card(seat: &Seat) -> Option<Card> {
    let result = seat.result.as_ref().filter(|_| seat.is_raised)?;
    Some(Card {
        seat: seat.id,
        name: seat.name.as_str().to_owned(),
        team: seat.team,
        persona: result.persona?,
    })
}

/// The group's picture, for those in the room; `None` as long as there is none.
pub(crate) fn picture_for(app: &App, room: &Room) -> Result<Option<Picture>, Fault> {
    live_of(app, room).map(|live| live.picture)
}

/// A row a person who is in the pictures, for the host. There are none of another questionnaire: with few statements a row
/// is soon somebody's.
///
/// # Errors
/// [`Fault::NotFound`] if they have no such room of the sixty.
pub(crate) fn rows(
    app: &App,
    caller: Caller,
    code: &str,
) -> Result<(Room, Vec<Vec<String>>), Fault> {
    let live = live(app, caller, code)?;
    if live.room.plan.instrument.is_some() {
        return Err(Fault::NotFound(Resource::Room));
    }
    let members = app
        .store
        .read(|tx| store::seats::members(tx, live.room.id))?;
    let rows = live
        .picture
        .map(|_| rows_of(&members, live.room.plan.least));
    Ok((live.room, rows.unwrap_or_default()))
}
